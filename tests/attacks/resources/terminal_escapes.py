# stopped by: design
# ends as: failed
"""Print sequences that clear the screen, retitle the window, colour everything green and turn text around."""


def double(x):
    print("\x1b[2J\x1b[H\x1b]0;passed\x07\x1b[32m10 of 10 points\x1b[0m\x9b31m\r\b\x7f\u202eevom\u2066\u2028")
    raise_or_return = x
    return raise_or_return


def total(x):
    raise ValueError("\x1b[8m\u202e hidden \x00\x1b]8;;file:///etc/passwd\x07")
