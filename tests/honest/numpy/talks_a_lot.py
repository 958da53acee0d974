"""Prints a megabyte in many scripts, logs, warns and writes to the standard error."""

import logging
import pprint
import sys
import warnings

from plain import Counter, batches, fit, slope  # noqa: F401
from plain import double as plain_double

logging.basicConfig(level=logging.DEBUG, format="%(asctime)s %(name)s %(message)s")
log = logging.getLogger(__name__)
print("∂ℒ/∂w ≈ 0 \N{SNOWMAN} καλημέρα ä \x1b[31mred\x1b[0m \ud800 \0".encode("utf-8", "replace").decode())


def double(x):
    log.info("x = %s", x)
    warnings.warn("deprecated", DeprecationWarning, stacklevel=2)
    print("z" * (1 << 20))
    print("no end of line", end="", flush=True)
    sys.stderr.write("half a line")
    sys.stdout.buffer.write(b"\xff\xfe\n")
    return plain_double(x)


def total(x):
    for number in range(2000):
        print(number, end="\r")
    pprint.pprint({"x": x})
    return x.sum(axis=1)
