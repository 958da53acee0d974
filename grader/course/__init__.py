"""What a course decides: which checks count and for how much, deadlines, and who its students are."""
