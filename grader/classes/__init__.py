"""Grade a class: turn attempts into a run, and a run into grades and pages."""
