"""Signs of copying, for a person to look at."""
