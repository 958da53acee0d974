# stopped by: time limit
# ends as: timed_out
# says: does not finish loading
"""Loop for ever at the top level of the file."""

while True:
    pass
