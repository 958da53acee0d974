"""Render feedback in the formats that learning platforms read."""
