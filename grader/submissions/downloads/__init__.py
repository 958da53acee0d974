"""Recognise the layouts of the downloads that learning platforms offer for the submissions of a class."""
