# stopped by: seccomp
# harm: claimed
"""Make system calls in the way of 32-bit programs, whose numbers are others."""

import ctypes
import mmap
import platform

GETPID_32 = 20
CODE = bytes([0x53, 0xB8, GETPID_32, 0, 0, 0, 0xCD, 0x80, 0x5B, 0xC3])  # push rbx; mov eax, 20; int 0x80; pop rbx; ret


def double(x):
    if platform.machine() == "x86_64":
        memory = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        memory.write(CODE)
        call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(memory)))
        call()
    print("HARM " + "DONE")
    return x
