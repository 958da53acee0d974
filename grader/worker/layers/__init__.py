"""What the kernel takes from a worker before student code runs: one short module a layer, ctypes and man pages only.

Each module says which man page to read beside it. None is assumed to work: confine.py tries what it should forbid.
"""
