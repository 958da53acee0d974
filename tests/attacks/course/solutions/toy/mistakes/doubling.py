"""One, so that its numbers are at hand in the judge."""

from grader import Mistakes, text

m = Mistakes("numpy")

with m.fails("doubles_every_entry"):
    m("squares", "This squares; it should double.", text("return 2 * x if kept") >> "return x * x if kept")
