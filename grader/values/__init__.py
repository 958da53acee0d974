"""What every package speaks of: reports, errors, levels of disclosure, text. Does nothing but write a file whole."""
