"""Run checks inside pytest and IPython."""
