"""A process that dies with its parent, gains nothing and cannot be looked into."""

import os
import sys

import pytest

from grader.worker.layers import process

GET = """
def get(option):  # prctl answers by its result
    return kernel._libc.prctl(option, ctypes.c_ulong(0), 0, 0, 0)
PR_GET_DUMPABLE, PR_GET_NO_NEW_PRIVS = 3, 39
def parent_signal():
    found = ctypes.c_int()
    kernel._libc.prctl(2, ctypes.byref(found))
    return found.value
"""


def test_it_asks_to_be_killed_with_its_parent(child):
    """Before nothing would happen, afterwards SIGKILL."""
    program = GET + "before = parent_signal()\nprocess.die_with(os.getppid())\nanswer = [before, parent_signal()]"
    assert child(program) == [0, 9]


def test_a_parent_that_is_gone_already(child):
    """The signal would never come: the process ends by itself."""
    assert child("process.die_with(os.getppid() + 1)\nanswer = 'lived on'") == "exit 1"


def test_it_dies_with_its_parent(child):
    """Though it would wait for ever: the pipe that it alone holds is closed."""
    program = """
    import select
    life, held = os.pipe()
    ready, say = os.pipe()
    middle = os.fork()
    if middle == 0:
        mine = os.getpid()
        if os.fork() == 0:
            process.die_with(mine)
            os.write(say, b"x")
            signal.pause()
        os.read(ready, 1)  # ends only when the other has asked
        os._exit(0)
    os.close(held)
    os.waitpid(middle, 0)
    answer = os.read(life, 1) == b""
    """
    assert child(program) is True


def test_no_new_privileges(child):
    """For good, and inherited."""
    program = """
    before = get(PR_GET_NO_NEW_PRIVS)
    process.no_new_privileges()
    undone = outcome(kernel.prctl, kernel.PR_SET_NO_NEW_PRIVS, 0)
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.write(writing, bytes([get(PR_GET_NO_NEW_PRIVS)]))
        os._exit(0)
    answer = [before, get(PR_GET_NO_NEW_PRIVS), undone, os.read(reading, 1)[0]]
    """
    assert child(GET + "\n".join(line[4:] for line in program.split("\n"))) == [0, 1, "EINVAL", 1]


def test_undumpable(child):
    """Its memory is nobody's to read, and it leaves no core."""
    program = GET + "before = get(PR_GET_DUMPABLE)\nprocess.undumpable()\nanswer = [before, get(PR_GET_DUMPABLE)]"
    assert child(program) == [1, 0]


@pytest.mark.parametrize("hidden", [False, True])
def test_a_process_of_the_same_user_looks_into_it(child, hidden):
    """It can read the environment of one that allows it, and not of one that does not."""
    program = """
    ready, say = os.pipe()
    if os.geteuid() == 0:  # with all its powers root may look into anything
        identity.become(identity.private_uid())
        kernel.prctl(kernel.PR_SET_DUMPABLE, 1)
    other = os.fork()
    if other == 0:
        if hidden:
            process.undumpable()
        os.write(say, b"x")
        signal.pause()
    os.read(ready, 1)
    answer = outcome(lambda: open(f"/proc/{other}/environ", "rb").read())
    os.kill(other, signal.SIGKILL)
    """
    assert child(program, hidden=hidden) == ("EACCES" if hidden else "done")


@pytest.mark.parametrize("lacking", [False, True])
def test_a_handle_is_ready_when_its_process_has_ended(child, lacking):
    """Also with a build of Python that does not have the call."""
    program = """
    import select
    if lacking:
        del os.pidfd_open
    ending, held = os.pipe()
    other = os.fork()
    if other == 0:
        os.close(held)
        os.read(ending, 1)
        os._exit(0)
    handle = process.handle_on(other)
    before = select.select([handle], [], [], 0)[0]
    os.close(held)
    answer = [before, select.select([handle], [], [])[0] == [handle], os.get_inheritable(handle)]
    """
    assert child(program, lacking=lacking) == [[], True, False]


def test_readable(child):
    """It undoes what hides the process from its own user."""
    assert child(GET + "process.undumpable()\nprocess.readable()\nanswer = get(PR_GET_DUMPABLE)") == 1


TRIES = """
import errno
tries = []
process.time.sleep = tries.append  # no test waits
clock = iter(range(1000))
process.time.monotonic = lambda: float(next(clock))
def fork():
    if len(tries) < failures:
        raise OSError(getattr(errno, reason), "none left")
    return "started"
try: said = process.when_possible(fork, 20.0)
except OSError as error: said = errno.errorcode[error.errno]
answer = [said, len(tries)]
"""


@pytest.mark.parametrize(
    ("reason", "failures", "wanted"),
    [("EAGAIN", 0, ["started", 0]), ("EAGAIN", 7, ["started", 7]), ("ENOMEM", 3, ["started", 3]), ("EAGAIN", 900, ["EAGAIN", 20]),
     ("ENOENT", 3, ["ENOENT", 0])],
)  # fmt: skip
def test_when_possible(child, reason, failures, wanted):
    """It waits for a process as long as it is told, and for nothing that waiting cannot mend."""
    assert child(TRIES, reason=reason, failures=failures) == wanted


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says so")
def test_how_long_a_process_waited():
    """Nothing is known of a process that is not there."""
    assert process.waited(os.getpid()) > 0.0
    assert process.waited(0) == 0.0
