# stopped by: bounds
# says: its answers hold more than
"""Give a cache of forty megabytes with each answer, so that the judge keeps it in case it is passed back."""

import numpy as np


class Counter:
    def add(self, number):
        self.value = number
        return number, {"cache": np.ones(9 << 20)}

    def __len__(self):
        return 2
