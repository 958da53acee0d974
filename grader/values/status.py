"""The sign, the style and the words that show the status of a check, the same on every page, terminal and platform."""

from .report import Status

# (sign, style of rich, words). The sign is for readers who cannot see colours.
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
