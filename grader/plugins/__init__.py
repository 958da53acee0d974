"""Checks inside pytest and IPython."""
