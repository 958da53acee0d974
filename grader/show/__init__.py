"""Reports and classes as text, pages and files. Pure functions, but for the console."""
