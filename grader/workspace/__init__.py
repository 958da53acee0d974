"""A student's own folder, and the commands that work in it."""
