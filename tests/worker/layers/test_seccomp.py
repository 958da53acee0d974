"""The filter for system calls in a live kernel: what a worker must not do is refused, what numerical code does is not."""

import pytest

from grader.worker.layers import seccomp

# What the filter refuses with EPERM, in the words of Python; `parent` is another process of the same user.
REFUSED = {
    "fork": "os.fork()",
    "a program": "os.execv('/bin/true', ['true'])",
    "posix_spawn": "os.posix_spawn('/bin/true', ['true'], {})",
    "a socket of the internet": "socket.socket()",
    "a datagram socket": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
    "a local socket": "socket.socket(socket.AF_UNIX)",
    "a pair for datagrams": "socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)",
    "a signal to another process": "os.kill(parent, 0)",
    "a signal to the group": "os.kill(0, 0)",
    "a signal to everyone": "os.killpg(os.getpgid(parent), 0)",
    "a signal with a value to another": "call('rt_sigqueueinfo', parent, 0, 0)",
    "a signal to another's thread": "call('tgkill', parent, parent, 0)",
    "a signal to any thread": "call('tkill', os.getpid(), 0)",
    "a handle on another process": "call('pidfd_open', parent, 0)",
    "another's limits": "resource.prlimit(parent, resource.RLIMIT_CPU)",
    "signals by way of a descriptor": "fcntl.fcntl(0, fcntl.F_SETOWN, parent)",
    "another signal for a descriptor": "fcntl.fcntl(0, fcntl.F_SETSIG, 9)",
    "a lease": "fcntl.fcntl(0, fcntl.F_NOTIFY, 0)",
    "input of a terminal": "fcntl.ioctl(0, 0x5412, b' ')",
    "an owner by ioctl": "fcntl.ioctl(0, 0x8901, bytes(4))",
    "looking into another": "call('ptrace', 16, parent, 0, 0)",
    "another's memory": "call('process_vm_readv', parent, 0, 0, 0, 0, 0)",
    "memory without a file": "call('memfd_create', ctypes.create_string_buffer(b'x'), 0)",
    "shared memory": "call('shmget', 0, 4096, 0o1600)",
    "priorities": "os.setpriority(os.PRIO_PROCESS, 0, 1)",
    "a choice of processors": "os.sched_setaffinity(0, os.sched_getaffinity(0))",
    "a scheduler": "os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))",
    "news of files": "call('inotify_init1', 0)",
    "namespaces": "call('unshare', 0)",
    "another personality": "call('personality', 0)",
    "a ring of requests": "call('io_uring_setup', 1, 0)",
    "a named pipe": "os.mkfifo(f'{folder}/pipe')",
    "an attribute": "os.setxattr(folder, 'user.a', b'b')",
    "another user": "os.setuid(os.getuid())",
    "outliving the grader": "kernel.prctl(1, 0)",
    "being looked into": "kernel.prctl(4, 1)",
}
# Those of them that work for anyone where there is no filter: the filter, not the machine, is what refuses.
WORKS_WITHOUT = (
    """
a socket of the internet|a datagram socket|a local socket|a pair for datagrams|a signal to another process|a signal to the group
a signal to any thread|a handle on another process|another's limits|signals by way of a descriptor|another signal for a descriptor
memory without a file|priorities|a choice of processors|another personality|a named pipe|another user|outliving the grader
""".replace("\n", "|")
    .strip("|")
    .split("|")
)

TRY = """
import fcntl, resource
def call(name, *arguments):
    return kernel.syscall(syscalls.number(name), *arguments)
parent = os.getppid()
answer = outcome(lambda: eval(what))
"""


@pytest.mark.parametrize("what", REFUSED.values(), ids=REFUSED)
def test_refused(filtered, tmp_path, what):
    """EPERM, which Python shows as PermissionError: "Operation not permitted"."""
    assert filtered(TRY, what=what, folder=str(tmp_path)) == "EPERM"


@pytest.mark.parametrize("name", WORKS_WITHOUT)
def test_it_is_the_filter_that_refuses(child, tmp_path, name):
    """Without it the same works, for any user."""
    assert child(TRY, what=REFUSED[name], folder=str(tmp_path)) == "done"


def test_every_call_on_the_list(filtered):
    """Each number that the list gives is refused whatever it is asked, so the kernel does not even look at it."""
    program = """
    made = {name: syscalls.known(name) for name in seccomp.DENIED if name not in ("fork", "vfork")}
    answer = {
        name: outcome(kernel.syscall, number, -1, -1, -1, -1, -1, -1) for name, number in made.items() if number is not None
    }
    """
    answers = filtered(program)
    assert len(answers) > 90 and set(answers.values()) == {"EPERM"}


def test_new_calls_do_not_exist(filtered):
    """Numbers beyond the last that was looked at, and those of the x32 interface."""
    program = """
    numbers = [syscalls.LAST + 1, syscalls.LAST + 2, 511, 0x40000000 + 39, 0x7FFFFFFF]
    answer = [outcome(kernel.syscall, number, 0) for number in numbers]
    """
    assert set(filtered(program)) == {"ENOSYS"}


def test_clone3_does_not_exist(filtered):
    """Its flags cannot be looked at; the C library then uses clone, and threads go on working."""
    assert filtered("answer = outcome(kernel.syscall, syscalls.number('clone3'), 0, 0)") == "ENOSYS"


MACHINE_CODE = """
import mmap
code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
code.write(b"\\xb8\\x14\\0\\0\\0\\xcd\\x80\\xc3")  # mov eax, 20 (getpid on a 386); int 0x80; ret
answer = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))() == os.getpid()
"""


def test_the_numbers_of_another_machine(child, filtered):
    """The same kernel also answers calls numbered as on a 386, where the list means nothing: they end the process."""
    if seccomp.platform.machine() != "x86_64" or child(MACHINE_CODE) is not True:
        pytest.skip("this kernel does not answer calls of a 386")
    assert filtered(MACHINE_CODE) == "SIGSYS"


WORKS = {
    "threads": "import threading; t = threading.Thread(target=found.append, args=(1,)); t.start(); t.join()",
    "many threads": "import concurrent.futures as c; found += c.ThreadPoolExecutor(4).map(abs, range(9))",
    "a pipe": "r, w = os.pipe(); os.write(w, b'x'); found += os.read(r, 1)",
    "a stream pair": "a, b = socket.socketpair(); a.send(b'x'); os.writev(a.fileno(), [b'y']); found += b.recv(2)",
    "an event loop": "import asyncio; found.append(asyncio.run(asyncio.sleep(0, 1)))",
    "a signal to itself": "signal.signal(signal.SIGUSR1, lambda *_: found.append(1)); os.kill(os.getpid(), signal.SIGUSR1)",
    "raising a signal": "signal.signal(signal.SIGUSR1, lambda *_: found.append(1)); signal.raise_signal(signal.SIGUSR1)",
    "a timer": "signal.signal(signal.SIGALRM, lambda *_: found.append(1)); signal.setitimer(0, 1e-4); signal.pause()",
    "reading a file": "found += Path('/proc/self/status').read_bytes()",
    "writing a file": "Path(folder, 'a').write_text('x'); found += Path(folder, 'a').read_text()",
    "shortening a file": "f = open(Path(folder, 'a'), 'wb+'); f.write(b'xyz'); f.truncate(1); found.append(1)",
    "a temporary file": "import tempfile; f = tempfile.TemporaryFile(dir=folder); f.write(b'x'); found.append(1)",
    "a nameless temporary file": "import tempfile; f = tempfile.TemporaryFile(dir=folder); f.write(b'x'); f.flush(); "
    "os.fsync(f.fileno()); found.append(1)",
    "a mapped file": "import mmap; f = open(Path(folder, 'a'), 'wb+'); f.write(b'xyz'); f.flush(); "
    "m = mmap.mmap(f.fileno(), 3); m[0] = 65; m.flush(); found += m[:1]",
    "memory": "import mmap; found += mmap.mmap(-1, 4096)[:1]",
    "its own limits": "import resource; found += resource.prlimit(os.getpid(), resource.RLIMIT_CPU)",
    "lower limits": "import resource; resource.setrlimit(resource.RLIMIT_CORE, (0, 0)); found.append(1)",
    "descriptors' flags": "import fcntl; found.append(fcntl.fcntl(0, fcntl.F_DUPFD_CLOEXEC, 9))",
    "a locked file": "import fcntl; f = open(Path(folder, 'a'), 'wb'); fcntl.lockf(f, 2); fcntl.flock(f, 2); found.append(1)",
    "random numbers": "found += os.urandom(1)",
    "a name for a thread": "found.append(kernel._libc.prctl(15, b'name') == 0)",
    "a copied file": "import shutil; Path(folder, 'a').write_text('x'); shutil.copy2(Path(folder, 'a'), Path(folder, 'b')); "
    "found.append(1)",
}


@pytest.mark.parametrize("what", WORKS.values(), ids=WORKS)
def test_allowed(filtered, tmp_path, what):
    """What numerical code and the standard library do all day."""
    assert filtered("found = []\nexec(what)\nanswer = len(found) > 0", what=what, folder=str(tmp_path)) is True


PRETEND = {
    "chmod": "os.chmod(path, 0)",
    "fchmod": "os.fchmod(os.open(path, os.O_RDONLY), 0)",
    "chown": "os.chown(path, 1, 1)",
    "utime": "os.utime(path, (1, 1))",
}


@pytest.mark.parametrize("what", PRETEND.values(), ids=PRETEND)
def test_metadata_stay_and_nobody_is_told(filtered, tmp_path, what):
    """Success is reported and nothing changes, so that shutil and zipfile go on working."""
    program = """
    before = os.stat(path)
    done = outcome(lambda: eval(what))
    after = os.stat(path)
    answer = [done, [getattr(before, f"st_{n}") == getattr(after, f"st_{n}") for n in "mode uid gid mtime".split()]]
    """
    (tmp_path / "file").write_text("x")
    assert filtered(program, what=what, path=str(tmp_path / "file")) == ["done", [True] * 4]


OLD_KERNEL = """
process.no_new_privileges()
seccomp.enter(seccomp.program(os.getpid(), version))
path = f"{folder}/file"
def opened(flags):
    return outcome(lambda: os.close(os.open(path, flags)))
answer = {
    "emptied by a name": outcome(os.truncate, path, 0),
    "emptied by a reader": opened(os.O_RDONLY | os.O_TRUNC),
    "emptied in no mode": opened(3 | os.O_TRUNC),
    "size": os.stat(path).st_size,
    "read": opened(os.O_RDONLY),
    "written anew": opened(os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
    "both": opened(os.O_RDWR | os.O_TRUNC),
}
"""


def test_truncation_on_older_kernels(child, filtered, tmp_path):
    """Before its third version Landlock does not see it, so the filter refuses it; opening a file to write it anew works."""
    (tmp_path / "file").write_text("x")
    answer = child(OLD_KERNEL, folder=str(tmp_path), version=2)
    assert answer == {
        "emptied by a name": "EPERM",
        "emptied by a reader": "EACCES",
        "emptied in no mode": "EACCES",
        "size": 1,
        "read": "done",
        "written anew": "done",
        "both": "done",
    }


def test_truncation_is_left_to_landlock_where_it_sees_it(child, filtered, tmp_path):
    """From the third version on."""
    (tmp_path / "file").write_text("x")
    assert child(OLD_KERNEL, folder=str(tmp_path), version=3)["emptied by a name"] == "done"


def test_the_filter_is_for_every_thread_and_for_good(filtered):
    """Also for those that ran before, and a second filter opens nothing."""
    program = """
    import threading
    go, found = threading.Event(), []
    def late():
        go.wait()
        found.append(outcome(socket.socket))
    thread = threading.Thread(target=late)
    thread.start()
    seccomp.enter(seccomp.program(os.getpid(), 7)[-8:])  # allows everything
    go.set()
    thread.join()
    answer = found
    """
    assert filtered(program) == ["EPERM"]


def test_a_filter_needs_no_new_privileges(child):
    """An ordinary user may not filter what a set-uid program does; nor may a root that gave its powers up."""
    program = """
    if os.geteuid() == 0:
        identity.drop_capabilities()
    answer = outcome(seccomp.enter, seccomp.program(os.getpid(), 7))
    """
    assert child(program) == "EACCES"
