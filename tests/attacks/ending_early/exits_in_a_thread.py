# stopped by: design
# ends as: crashed
# says: exit status 0
"""Let another thread end the process while the judge waits for the answer."""

import os
import threading


def double(x):
    threading.Thread(target=os._exit, args=(0,)).start()
    threading.Event().wait()
