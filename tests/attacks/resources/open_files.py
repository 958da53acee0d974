# stopped by: resource limits
# harm: claimed
# ends as: raised
"""Open files until there are no numbers left for them."""

import os


def double(x):
    opened = [os.open(os.devnull, os.O_RDONLY) for _ in range(400)]
    print("HARM " + "DONE")
    os.closerange(opened[0], opened[-1] + 1)
    return x
