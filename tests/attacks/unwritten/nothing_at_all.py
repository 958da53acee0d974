# stopped by: design
# ends as: failed
"""Write no function: each returns None at once, and no check may take silence for an answer."""


class Counter:
    def add(self, number):
        pass

    value = None

    def __len__(self):
        return 0


def double(x):
    pass


total = batches = slope = fit = lambda *_: None
