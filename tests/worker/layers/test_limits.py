"""Limits on what a worker may use: each is set, for good, and does what it says."""

import pytest

from grader.worker.layers import limits

SET = """
import resource
limits.set_limits(memory=memory)
def limit(name):
    return resource.getrlimit(getattr(resource, "RLIMIT_" + name))
"""


def test_what_is_set(child):
    """Soft and hard limit are one, but for the processor: a program could ignore the signal of the soft one."""
    names = ["CORE", "CPU", "FSIZE", "NOFILE", "MEMLOCK", "MSGQUEUE"]
    program = SET + "answer = {name: list(limit(name)) for name in names}"
    assert child(program, memory=False, names=names) == {
        "CORE": [1, 1], "CPU": [limits.PROCESSOR, limits.PROCESSOR + 1], "FSIZE": [limits.FILE_SIZE] * 2,
        "NOFILE": [limits.OPEN_FILES] * 2, "MEMLOCK": [64 << 10] * 2, "MSGQUEUE": [0, 0],
    }  # fmt: skip


def test_memory_comes_on_top_of_what_is_mapped(child):
    """The libraries are there already: the limit is for what the code takes."""
    program = """
    import resource
    page = os.sysconf("SC_PAGE_SIZE")
    mapped = int(Path("/proc/self/statm").read_text().split()[0]) * page
    limits.set_limits(memory=True)
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    answer = [soft == hard, abs(soft - mapped - limits.MEMORY) < 64 << 20]
    """
    assert child(program) == [True, True]


@pytest.mark.parametrize("memory", [True, False])
def test_memory(child, memory):
    """With the bound a block beyond it cannot be had, without it can: addresses cost nothing while they are not used."""
    program = SET + "import mmap\nanswer = outcome(mmap.mmap, -1, limits.MEMORY + (64 << 20))"
    assert child(program, memory=memory) == ("ENOMEM" if memory else "done")


def test_files(child, tmp_path):
    """One file cannot grow beyond the limit, and what was written up to there stays."""
    program = SET + (
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "file = os.open(path, os.O_WRONLY | os.O_CREAT)\n"
        "os.lseek(file, limits.FILE_SIZE - 1, 0)\n"
        "answer = [outcome(os.write, file, b'x'), outcome(os.write, file, b'x')]"
    )
    assert child(program, memory=False, path=str(tmp_path / "f")) == ["done", "EFBIG"]


def test_open_files(child):
    """No more than the limit."""
    program = SET + "files = []\nanswer = outcome(lambda: [files.append(os.dup(0)) for _ in range(limits.OPEN_FILES)])"
    assert child(program, memory=False) == "EMFILE"


def test_they_are_for_good(child):
    """Without root's powers none can be raised again."""
    program = SET + (
        "identity.drop_capabilities()\n"
        "def raised(name):\n"
        "    try: resource.setrlimit(getattr(resource, name), (resource.RLIM_INFINITY,) * 2)\n"
        "    except ValueError: return False\n"
        "    return True\n"
        "answer = [raised(name) for name in ('RLIMIT_AS', 'RLIMIT_FSIZE', 'RLIMIT_NOFILE', 'RLIMIT_CPU')]"
    )
    assert child(program, memory=True) == [False] * 4


def test_processor_time(child):
    """The signal at the soft limit can be ignored, the end at the hard one cannot."""
    program = """
    limits.PROCESSOR = 1
    limits.set_limits(memory=False)
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    while True:
        pass
    """
    assert child(program) == "SIGKILL"


def test_a_system_that_lacks_a_limit(child):
    """The others are set all the same."""
    program = "import resource\ndel resource.RLIMIT_MSGQUEUE\n" + SET + "answer = limit('FSIZE')[0]"
    assert child(program, memory=False) == limits.FILE_SIZE


@pytest.mark.usefixtures("needs_root")
def test_threads_of_a_user_of_its_own(child):
    """Root's own are not bounded by this, so it is set before the change of user and holds from then on."""
    program = """
    import resource, threading
    limits.THREADS = 40
    limits.set_thread_limit()
    identity.become(identity.private_uid())
    go, started = threading.Event(), 0
    try:
        for _ in range(60):
            threading.Thread(target=go.wait, daemon=True).start()
            started += 1
    except RuntimeError:
        pass
    go.set()
    answer = [list(resource.getrlimit(resource.RLIMIT_NPROC)), started]
    """
    assert child(program) == [[40, 40], 39]


LOWER = {"NOFILE": 64, "FSIZE": 1 << 20, "CPU": 200, "CORE": 0, "MEMLOCK": 4096}


@pytest.mark.parametrize("lower", [*LOWER, "all"])
def test_a_lower_limit_of_the_machine_stays_and_the_others_are_set(child, lower):
    """A process may not raise its hard limits, so each limit is the lower of two. No limit hinders another."""
    program = """
    import mmap, resource
    for name in lower:
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (lower[name], lower[name]))
    identity.drop_capabilities()  # root may raise them
    wanted = limits.set_limits(memory=True)
    answer = [limits.hold(wanted), outcome(mmap.mmap, -1, limits.MEMORY + (64 << 20))]
    answer += [[resource.getrlimit(getattr(resource, f"RLIMIT_{name}"))[1] for name in lower]]
    """
    chosen = LOWER if lower == "all" else {lower: LOWER[lower]}
    assert child(program, lower=chosen) == [True, "ENOMEM", list(chosen.values())]


def test_one_that_cannot_be_set_keeps_no_other_from_being_set(child):
    """The reason names the limit."""
    program = """
    import mmap, resource
    apply = limits.Limit.apply
    def refused(limit):
        if limit.name == "RLIMIT_NOFILE":
            raise OSError(1, "no")
        apply(limit)
    limits.Limit.apply = refused
    try: limits.set_limits(memory=True)
    except OSError as error: said = str(error)
    answer = ["RLIMIT_NOFILE" in said, outcome(mmap.mmap, -1, limits.MEMORY + (64 << 20))]
    """
    assert child(program) == [True, "ENOMEM"]


@pytest.mark.parametrize("lacking", ["RLIMIT_AS", "RLIMIT_NOFILE", "RLIMIT_CORE"])
def test_a_limit_that_does_not_hold_is_seen(child, lacking):
    """Each is read back, so a limit that was set without effect does not count."""
    program = """
    import resource
    apply = limits.Limit.apply
    limits.Limit.apply = lambda limit: None if limit.name == lacking else apply(limit)
    resource.setrlimit(resource.RLIMIT_CORE, (4096, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    answer = limits.hold(limits.set_limits(memory=True))
    """
    assert child(program, lacking=lacking) is False


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [("NOFILE", 16, "ulimit -n"), ("FSIZE", 1000, "ulimit -f"), ("CPU", 5, "ulimit -t"), ("AS", 1 << 30, "ulimit -v")],
)
def test_too_little_for_right_code_is_said(child, name, value, says):
    """With the name under which a shell raises the limit. Without a lower limit nothing is said."""
    program = """
    import resource
    before = limits.too_low()
    limits._mapped = lambda: (1 << 30) - 1000
    resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))
    answer = [before, limits.too_low()]
    """
    before, said = child(program, name=name, value=value)
    assert before == "" and f"raise `{says}`" in said
