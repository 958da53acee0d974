# stopped by: time limit
# ends as: timed_out
# says: endless loop
"""Loop for ever, as submissions do most often."""


def double(x):
    while True:
        x = x + 1
