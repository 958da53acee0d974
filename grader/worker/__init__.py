"""The student's side of the wire: load one submission, answer calls, never judge.

This package imports itself by relative names, NumPy and the standard library only (tests/worker/test_imports.py), so that
it can be started by path in a process where neither `grader` nor any exercise can be imported. The judge uses the same
modules, as `grader.worker`, to talk to that process and to play the reference.
"""
