"""A class: from attempts to a run, and from a run to grades and pages."""
