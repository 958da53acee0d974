# stopped by: design
# ends as: failed
"""Say that the call changed what the judge compares with, as well as the answer."""

import sys


class Everything:
    def __init__(self, *_):
        pass

    def changes(self):
        import numpy as np

        return [{"path": [0, 0], "array": np.zeros((4, 3))}, {"path": [], "replaced": [[0, 1], [7, 7]], "removed": []}]


def double(x):
    sys.modules["chainrule_worker.servant"].Snapshot = Everything
    return 0 * x
