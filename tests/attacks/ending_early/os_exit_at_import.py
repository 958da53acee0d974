# stopped by: design
# ends as: crashed
# says: exit status 0
"""End the process with success before anything is asked."""

import os

os._exit(0)
