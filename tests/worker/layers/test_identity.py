"""Who a worker is: nobody special, whoever started it."""

import pytest

from grader.worker.layers import identity

STATUS = """
def status(name):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(line.split(":")[1].split() for line in lines if line.startswith(name + ":"))
def powers():
    return {name: int(status(name)[0], 16) for name in ("CapEff", "CapPrm", "CapInh", "CapAmb")}
"""


@pytest.fixture
def secret(tmp_path):
    """A file that only its owner may read."""
    path = tmp_path / "secret"
    path.write_text("x")
    path.chmod(0o600)
    return str(path)


@pytest.mark.usefixtures("needs_root")
def test_another_user(child, secret):
    """All ids are the private one, there are no groups, no way back and no powers, and root's files are closed."""
    program = """
    uid = identity.private_uid()
    identity.become(uid)
    answer = {
        "ids": {*os.getresuid(), *os.getresgid()} == {uid}, "groups": os.getgroups(), "powers": set(powers().values()) == {0},
        "bounds": int(status("CapBnd")[0], 16), "back": outcome(os.setuid, 0), "group": outcome(os.setgroups, [0]),
        "read": outcome(open, secret), "kill": outcome(os.kill, os.getppid(), 0),
    }
    """
    assert child(STATUS + _dedent(program), secret=secret) == {
        "ids": True, "groups": [], "powers": True, "bounds": 0, "back": "EPERM", "group": "EPERM", "read": "EACCES",
        "kill": "EPERM",
    }  # fmt: skip


@pytest.mark.usefixtures("needs_root")
def test_root_without_powers(child):
    """The user stays the same, and may do what its files' owner may and nothing else; exec gives nothing back."""
    program = """
    identity.drop_capabilities()
    answer = {
        "uid": os.getuid(), "powers": set(powers().values()) == {0}, "bounds": int(status("CapBnd")[0], 16),
        "group": outcome(os.setgroups, [0]), "user": outcome(os.setuid, 1), "chown": outcome(os.chown, secret, 1, 1),
        "root": outcome(os.chroot, "/"),
    }
    reading, writing = os.pipe()
    os.set_inheritable(writing, True)
    if os.fork() == 0:
        os.execv("/bin/sh", ["sh", "-c", f"grep CapEff /proc/self/status >&{writing}"])
    os.wait()
    answer["powers after exec"] = int(os.read(reading, 100).split()[1], 16)
    """
    assert child(STATUS + _dedent(program), secret="/proc/self/fd/0") == {
        "uid": 0, "powers": True, "bounds": 0, "group": "EPERM", "user": "EPERM", "chown": "EPERM", "root": "EPERM",
        "powers after exec": 0,
    }  # fmt: skip


def test_an_ordinary_user_has_nothing_to_drop(child):
    """And dropping it is no error."""
    program = """
    if os.geteuid() == 0:
        identity.become(identity.private_uid())
    uid = os.getuid()
    identity.drop_capabilities()
    answer = [os.getuid() == uid, set(powers().values()) == {0}, outcome(identity.become, uid)]
    """
    assert child(STATUS + _dedent(program)) == [True, True, "EPERM"]


@pytest.mark.parametrize("pid", [1, identity.UIDS, 4_194_304])
def test_private_users(monkeypatch, pid):
    """They are in the range that systems keep free, and two workers side by side have two."""
    monkeypatch.setattr(identity.os, "getpid", lambda: pid)
    first = identity.private_uid()
    assert identity.FIRST_UID <= first < identity.FIRST_UID + identity.UIDS < 65534
    monkeypatch.setattr(identity.os, "getpid", lambda: pid + 1)
    assert identity.private_uid() != first


def _dedent(text):
    return "\n".join(line[4:] for line in text.split("\n"))
