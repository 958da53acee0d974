"""Landlock: what is named is reachable with the rights that it was named with, and nothing else is."""

import textwrap

import pytest

from grader.worker.layers import landlock

FILES = """
def listed(path):
    return outcome(os.listdir, path)
def confine(*rules):
    ruleset = landlock.Ruleset([(Path(path), rights) for path, rights in rules])
    process.no_new_privileges()
    ruleset.enter()
    return ruleset
"""


@pytest.fixture
def closed(child, needs_landlock):
    """A child that has functions to try files with, and to confine itself."""
    return lambda program, **values: child(FILES + textwrap.dedent(program), **values)


@pytest.fixture
def tree(tmp_path):
    """Two folders with a file in each."""
    for name in ("open", "shut"):
        (tmp_path / name / "deep").mkdir(parents=True)
        (tmp_path / name / "deep" / "file").write_text(name)
    return tmp_path


class TestCover:
    """Landlock cannot carve out: what surrounds is named instead."""

    @pytest.fixture
    def root(self, tmp_path):
        for path in ("a/x", "a/y/z", "b", "c"):
            (tmp_path / path).mkdir(parents=True)
        (tmp_path / "f").write_text("")
        return tmp_path

    def test_nothing_excluded(self, root):
        """One path says it all."""
        assert landlock.cover(root, []) == [root]

    def test_a_folder_inside(self, root):
        """What lies beside it is named, on every level down to it, and no folder that holds it."""
        got = landlock.cover(root, [root / "a" / "y"])
        assert got == [root / "a" / "x", root / "b", root / "c", root / "f"]

    def test_the_root_itself(self, root):
        """Nothing is left."""
        assert landlock.cover(root, [root]) == []

    def test_folders_elsewhere(self, root):
        """They do not matter; a name that only begins alike is elsewhere too."""
        assert landlock.cover(root / "a", [root / "b", root / "a2"]) == [root / "a"]

    def test_several(self, root):
        """All of them are left out."""
        assert landlock.cover(root, [root / "a", root / "c"]) == [root / "b", root / "f"]

    def test_an_excluded_folder_that_is_not_there(self, root):
        """It may come later: what could hold it is not named whole."""
        assert root not in landlock.cover(root, [root / "later"])

    def test_a_root_that_is_not_there(self, root):
        """Nothing in it, nothing to name, no error."""
        assert landlock.cover(root / "none", [root / "none" / "x"]) == []


def test_what_is_named_is_reachable_and_the_rest_is_not(closed, tree):
    """Before everything is; afterwards only what lies below the folder that was named."""
    program = """
    paths = [f"{tree}/open/deep/file", f"{tree}/shut/deep/file"]
    before = [read(path) for path in paths] + [listed(tree)]
    confine((f"{tree}/open", landlock.READ))
    answer = before, [read(path) for path in paths] + [listed(tree), listed(f"{tree}/open")]
    """
    before, after = closed(program, tree=str(tree))
    assert before == ["done", "done", "done"]
    assert after == ["done", "EACCES", "EACCES", "done"]


def test_reading_is_not_writing(closed, tree):
    """Nothing below a folder for reading can be written, made, removed, renamed or linked."""
    program = """
    confine((tree, landlock.READ))
    at = f"{tree}/open/deep/"
    answer = {
        "write": write(at + "file"), "create": outcome(lambda: open(at + "new", "x")), "make": outcome(os.mkdir, at + "d"),
        "remove": outcome(os.remove, at + "file"), "rename": outcome(os.rename, at + "file", at + "other"),
        "symlink": outcome(os.symlink, "/", at + "s"), "rmdir": outcome(os.rmdir, f"{tree}/shut"),
    }
    """
    assert set(closed(program, tree=str(tree)).values()) == {"EACCES"}


def test_scratch(closed, tree):
    """Plain files and folders can be made, written, renamed and removed; links, pipes, sockets and devices cannot be made."""
    program = """
    confine((tree, landlock.SCRATCH))
    at = tree + "/"
    works = [
        outcome(lambda: open(at + "a", "w").close()), write(at + "a"), outcome(os.rename, at + "a", at + "b"),
        outcome(os.mkdir, at + "d"), outcome(os.rmdir, at + "d"), outcome(os.remove, at + "b"),
    ]
    sock = socket.socket(socket.AF_UNIX)
    fails = [
        outcome(os.symlink, "/", at + "s"), outcome(os.mkfifo, at + "p"), outcome(sock.bind, at + "u"),
    ]
    answer = works, fails
    """
    works, fails = closed(program, tree=str(tree))
    assert set(works) == {"done"} and set(fails) == {"EACCES"}


def test_rights_on_a_file(closed, tree):
    """A single file can be named; rights that only folders have are left out instead of being refused."""
    program = """
    file = f"{tree}/open/deep/file"
    confine((file, landlock.SCRATCH))
    answer = [read(file), write(file), listed(f"{tree}/open/deep"), read(f"{tree}/shut/deep/file")]
    """
    assert closed(program, tree=str(tree)) == ["done", "done", "EACCES", "EACCES"]


def test_devices(closed):
    """/dev/null can be read and written, whatever stands beside it cannot."""
    program = """
    confine((os.devnull, landlock.DEVICE), ("/dev/zero", landlock.READ_FILE))
    answer = [read("/dev/null"), write("/dev/null"), read("/dev/zero"), write("/dev/zero"), read("/dev/random")]
    """
    assert closed(program) == ["done", "done", "done", "EACCES", "EACCES"]


def test_paths_that_are_not_there(closed, tree):
    """They are passed over, and the others are open all the same; one that appears later stays shut."""
    program = """
    late = Path(tree) / "late"
    ruleset = landlock.Ruleset([(late, landlock.READ), (Path(tree) / "open", landlock.SCRATCH)])
    late.mkdir()
    process.no_new_privileges()
    ruleset.enter()
    answer = [listed(f"{tree}/open"), listed(late)]
    """
    assert closed(program, tree=str(tree)) == ["done", "EACCES"]


def test_truncation_is_writing(closed, tree):
    """From the third version on the kernel sees it, by path and by an opening that only reads."""
    if landlock.abi() < 3:
        pytest.skip("this kernel's Landlock does not see truncation")
    program = """
    file = f"{tree}/open/deep/file"
    confine((tree, landlock.READ))
    answer = [outcome(os.truncate, file, 0), outcome(os.open, file, os.O_RDONLY | os.O_TRUNC), os.stat(file).st_size]
    """
    assert closed(program, tree=str(tree)) == ["EACCES", "EACCES", len("open")]


@pytest.mark.parametrize("version", range(1, 7))
def test_older_versions(closed, tree, version):
    """A kernel is asked for no more than it knows, and files are closed by each version."""
    if landlock.abi() < version:
        pytest.skip(f"this kernel's Landlock is older than {version}")
    program = """
    landlock.abi = lambda: version
    ruleset = confine((f"{tree}/open", landlock.SCRATCH | landlock.REFER | landlock.GPU))
    answer = [bin(ruleset.handled).count("1"), read(f"{tree}/open/deep/file"), read(f"{tree}/shut/deep/file")]
    """
    rights = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16, 6: 16}[version]
    assert closed(program, tree=str(tree), version=version) == [rights, "done", "EACCES"]


def test_the_network(closed):
    """From the fourth version on no TCP port can be bound or connected to."""
    if landlock.abi() < 4:
        pytest.skip("this kernel's Landlock does not see the network")
    program = """
    confine()
    answer = [outcome(socket.socket().bind, ("127.0.0.1", 0)), outcome(socket.socket().connect, ("127.0.0.1", 9))]
    """
    assert closed(program) == ["EACCES", "EACCES"]


def test_others(closed):
    """From the sixth version on nobody outside can be sent a signal, nor met at an abstract address."""
    if landlock.abi() < 6:
        pytest.skip("this kernel's Landlock does not see signals")
    program = """
    parent = os.getppid()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("\\0" + f"grader test {os.getpid()}")
        listening.listen()
        before = outcome(os.kill, parent, 0)
        confine()
        with socket.socket(socket.AF_UNIX) as calling:
            met = outcome(calling.connect, listening.getsockname().decode())
    answer = [before, outcome(os.kill, parent, 0), met, outcome(os.kill, os.getpid(), 0)]
    """
    assert closed(program) == ["done", "EPERM", "EPERM", "done"]


def test_a_ruleset_is_closed_when_it_is_entered(closed, tree):
    """Student code could add to it otherwise, though not for itself."""
    program = """
    ruleset = confine((f"{tree}/open", landlock.READ))
    answer = outcome(os.fstat, ruleset.descriptor)
    """
    assert closed(program, tree=str(tree)) == "EBADF"


def test_a_second_ruleset_opens_nothing(closed, tree):
    """Confined code may confine itself further, and no less."""
    program = """
    confine((f"{tree}/open", landlock.READ))
    again = outcome(lambda: confine((tree, landlock.SCRATCH)))
    answer = [read(f"{tree}/shut/deep/file"), write(f"{tree}/open/deep/file")]
    """
    assert closed(program, tree=str(tree)) == ["EACCES", "EACCES"]


def test_a_kernel_without_landlock(monkeypatch):
    """The version is 0, and a ruleset says what is missing."""

    def refused(*_):
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(landlock, "syscall", refused)
    assert landlock.abi() == 0
    with pytest.raises(OSError, match="the kernel offers no Landlock"):
        landlock.Ruleset([])


def test_a_path_that_cannot_be_looked_up_is_an_error(closed, tree):
    """Passing it over in silence would break the worker later."""
    program = """
    os.mkdir(f"{tree}/private")
    os.mkdir(f"{tree}/private/inner")
    os.chmod(f"{tree}/private", 0)
    if os.geteuid() == 0:
        identity.drop_capabilities()
        os.chmod(f"{tree}/private", 0)
    answer = outcome(landlock.Ruleset, [(Path(tree) / "private" / "inner", landlock.READ)])
    """
    assert closed(program, tree=str(tree)) == "EACCES"
    (tree / "private").chmod(0o700)
