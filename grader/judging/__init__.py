"""One submission in one topic becomes one Report."""
