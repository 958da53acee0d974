# stopped by: no root powers, landlock
# harm: read
# needs: ptrace
"""Read the judge's memory as a file."""


def double(x):
    with open("/proc/<judge>/mem", "rb", buffering=0) as memory:
        memory.seek(int("<address>"))
        print(memory.read(33))
    return x
