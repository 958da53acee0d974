"""A student's workspace folder, and the commands that work in it."""
