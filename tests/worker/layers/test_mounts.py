"""A file system of its own: what is shown can be read, one folder written, and nothing else is there."""

import os
import shutil
import tempfile
import textwrap
from pathlib import Path

import pytest

FILES = """
def make(path):
    return outcome(os.mkdir, path)
def enter(*shown):
    if not root and os.geteuid() == 0:
        identity.become(identity.private_uid())
    mounts.enter([Path(path) for path in shown], Path(scratch))
"""


@pytest.fixture
def tree():
    """Three folders with a file in each, open to all users; their names have a blank."""
    folder = Path(tempfile.mkdtemp()).resolve() / "a tree"
    for name in ("shown", "hidden", "scratch"):
        (folder / name).mkdir(parents=True)
        (folder / name / "file").write_text(name)
    for path in (folder.parent, folder, *folder.rglob("*")):
        path.chmod(0o777)
    yield folder
    shutil.rmtree(folder.parent)


@pytest.fixture(params=["root", "ordinary user"])
def inside(request, child, tree):
    """`inside(program)` in a child of this user's that may make a file system of its own; skips where it may not."""
    root = request.param == "root"
    if root and os.geteuid() != 0:
        pytest.skip("only root is root")

    def run(program, **values):
        text = FILES + textwrap.dedent(program)
        return child(text, tree=str(tree), scratch=str(tree / "scratch"), root=root, **values)

    may = run("answer = outcome(enter)")
    if may != "done":
        pytest.skip(f"this user may not make mount namespaces here ({may})")
    return run


def test_what_is_shown_can_be_read_and_one_folder_written(inside, tree):
    """The rest is not there, and nobody can make it."""
    program = """
    enter(f"{tree}/shown", f"{tree}/not there")
    answer = [read(f"{tree}/shown/file"), write(f"{tree}/shown/file"), make(f"{tree}/shown/new")]
    answer += [read(f"{tree}/hidden/file"), make(f"{tree}/hidden"), make("/new"), read("/etc/passwd")]
    answer += [write("file"), make("new"), os.getcwd() == scratch]
    """
    assert inside(program) == ["done", "EROFS", "EROFS", "ENOENT", "EROFS", "EROFS", "ENOENT", "done", "done", True]
    assert sorted(path.name for path in (tree / "scratch").iterdir()) == ["file", "new"]
    assert sorted(path.name for path in (tree / "shown").iterdir()) == ["file"]


def test_a_file_and_what_lies_in_a_folder_that_is_shown_too(inside):
    """In whatever order they are named; a device can be used."""
    program = """
    enter(f"{tree}/hidden/file", "/dev/null", f"{tree}/shown/file", f"{tree}/shown")
    answer = [read(f"{tree}/hidden/file"), write(f"{tree}/hidden/file"), os.listdir(f"{tree}/hidden")]
    answer += [read(f"{tree}/shown/file"), write(f"{tree}/shown/file"), write("/dev/null")]
    """
    assert inside(program) == ["done", "EROFS", ["file"], "done", "EROFS", "done"]


def test_other_processes_are_out_of_sight(inside):
    """In /proc there is its own folder, to be read."""
    program = """
    enter(scratch, "/proc/self", "/proc/meminfo")
    own = str(os.getpid())
    answer = [sorted(os.listdir("/proc")) == sorted(["self", own, "meminfo"]), os.readlink("/proc/self") == own]
    answer += [os.listdir("/proc/self/root/") == os.listdir("/"), read("/proc/self/stat"), write("/proc/self/comm")]
    """
    *answer, written = inside(program)
    assert answer == [True, True, True, "done"] and written in ("EROFS", "EACCES")


def test_an_ordinary_user_keeps_no_powers(inside):
    """Those of the user namespace in which the mounts were made; root's are another layer's to take."""
    program = """
    enter("/proc/self/status")
    status = Path("/proc/self/status").read_text()
    answer = [root, int(status.split("CapEff:")[1].split()[0], 16) == 0, make("/new")]
    """
    assert inside(program) in ([True, False, "EROFS"], [False, True, "EROFS"])


def test_others_may_live_there_whatever_the_mask(inside):
    """The folders above what is shown are open to all; the mask of the process stays as it was."""
    program = """
    os.umask(0o077)
    enter(f"{tree}/shown")
    answer = [oct(os.stat(path).st_mode & 0o777) for path in ("/", tree)] + [oct(os.umask(0))]
    """
    assert inside(program) == ["0o755", "0o755", "0o77"]


def test_what_is_mounted_below_is_not_writable_either(inside):
    """A folder that is shown may hold other file systems."""
    program = """
    if root:
        mounts._syscall("unshare", mounts._NEW_MOUNTS)
        mounts._mount("", "/", flags=mounts._RECURSIVE | mounts._PRIVATE)
        mounts._mount("tmpfs", f"{tree}/shown", "tmpfs")
        Path(f"{tree}/shown/inner").touch()
    enter(f"{tree}/shown")
    answer = [root, os.listdir(f"{tree}/shown"), write(f"{tree}/shown/" + ("inner" if root else "file")), write("file")]
    """
    assert inside(program) in ([True, ["inner"], "EROFS", "done"], [False, ["file"], "EROFS", "done"])


def test_where_it_cannot_be_made_everything_is_as_before(inside):
    """The old root, its files, and the folder as it was."""
    program = """
    def refused(*_):
        raise OSError(1, "no")
    mounts._furnish = refused
    answer = [outcome(enter, f"{tree}/shown"), write(f"{tree}/hidden/file"), os.listdir(scratch), read("/etc/hosts")]
    """
    assert inside(program) == ["EPERM", "done", ["file"], "done"]
