"""Fronts: pure functions from a report, or many, to something that a person or a program reads. None prints."""
