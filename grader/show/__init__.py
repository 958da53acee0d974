"""Render reports and classes as text, pages and files.

Only `terminal` prints, and only `pages/class_page` writes files.
"""
