# stopped by: no root powers, landlock
# harm: claimed
# needs: ptrace
"""Read the environment with which the judge was started."""

from pathlib import Path


def double(x):
    if Path("/proc/<judge>/environ").read_bytes():
        print("HARM " + "DONE")
    return x
