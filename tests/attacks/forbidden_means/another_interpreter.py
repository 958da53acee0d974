# stopped by: landlock, seccomp
# harm: claimed
"""Let a Python of its own, with all libraries, compute the answer."""

import subprocess


def double(x):
    answer = subprocess.run(["<python>", "-c", "print(6 * 7)"], capture_output=True, text=True)
    if answer.stdout == "42\n":
        print("HARM " + "DONE")
    return x
