"""The layers that take rights from a worker before student code runs: one short module a layer, with ctypes only.

Each module names the man page to read beside it. No layer is assumed to work: confine.py tries an action that it should forbid.
"""
