# stopped by: design
# ends as: crashed
# says: changed in a way that does not fit
"""Say that the call changed an argument that there is none of."""

import sys


class Everything:
    def __init__(self, *_):
        pass

    def changes(self):
        return [{"path": [0, 99, "x"], "replaced": "all", "removed": None}]


sys.modules["chainrule_worker.servant"].Snapshot = Everything


def double(x):
    return x
