# stopped by: landlock
# harm: write
"""Empty, remove and rename what anyone may write to."""

import os


def double(x):
    for change in (
        lambda: os.truncate("<planted>/open/kept.txt", 0),
        lambda: os.rename("<planted>/open/kept.txt", "<planted>/open/lost.txt"),
        lambda: os.unlink("<planted>/open/lost.txt"),
        lambda: os.symlink("/", "<planted>/open/root"),
    ):
        try:
            change()
        except OSError as error:
            print(error.strerror)
    return x
