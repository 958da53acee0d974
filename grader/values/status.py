"""How the status of a check is shown, the same wherever it is shown."""

from .report import Status

# A sign for those who cannot see colours, a style for those who can, a word for both.
SIGNS = {
    Status.PASSED: ("✓", "green", "passed"),
    Status.FAILED: ("✗", "red", "failed"),
    Status.NOT_WRITTEN: ("·", "yellow", "not written yet"),
    Status.RAISED: ("✗", "red", "raised an exception"),
    Status.TIMED_OUT: ("✗", "red", "no answer in time"),
    Status.CRASHED: ("✗", "red", "crashed"),
    Status.WAITING: ("…", "dim", "waiting"),
    Status.BROKEN: ("!", "magenta", "broken check"),
}
