# stopped by: landlock
# harm: read
"""Reach the secret by ways around: /proc/self/root, many dots, a folder that was opened first."""

import os

WAYS = ["/proc/self/root<planted>/course.secret", "/proc/self/cwd/../..<planted>/course.secret"]
WAYS += [
    "../" * 20 + "<planted>/course.secret",
    "/usr/lib/../..<planted>/course.secret",
    "//<planted>//./course.secret",
]


def double(x):
    for way in WAYS:
        try:
            with open(way) as file:
                print(file.read())
        except OSError as error:
            print(error.strerror)
    try:
        folder = os.open("<planted>", os.O_PATH)
        os.fchdir(folder)
        print(open(os.open("course.secret", os.O_RDONLY, dir_fd=folder)).read())
    except OSError as error:
        print(error.strerror)
    return x
