# stopped by: design
# ends as: raised
# says: SystemExit
"""Leave inside a call, with the status of success."""

import sys


def double(x):
    sys.exit(0)


def total(x):
    raise SystemExit(None)
