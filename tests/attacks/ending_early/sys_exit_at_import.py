# stopped by: design
# ends as: raised
# says: SystemExit
"""Leave while the file loads, with the status of success."""

import sys

sys.exit(0)
