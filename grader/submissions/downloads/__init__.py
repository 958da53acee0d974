"""The layouts in which learning platforms hand out the submissions of a class."""
