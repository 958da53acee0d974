# stopped by: no root powers, landlock, seccomp
# harm: read
# needs: ptrace
"""Read the judge's memory with the system call for that."""

import ctypes


class Piece(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


def double(x):
    buffer = ctypes.create_string_buffer(33)
    here, there = Piece(ctypes.addressof(buffer), 33), Piece(int("<address>"), 33)
    ctypes.CDLL(None).process_vm_readv(int("<judge>"), ctypes.byref(here), 1, ctypes.byref(there), 1, 0)
    print(buffer.raw)
    return x
