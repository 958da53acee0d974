"""The student's side of the wire: load one submission, answer calls, never judge.

This package imports only NumPy, the standard library and, by relative names, itself (tests/worker/test_imports.py). So it can
be started by path in a process that can import neither `grader` nor any exercise. The judge uses the same modules, as
`grader.worker`, to talk to that process and to run the reference.
"""
