"""Levels of isolation: strict refuses with the layer and its remedy, best takes what there is, none is hardly any."""

import subprocess
import sys
from pathlib import Path

import pytest
from support.patience import PATIENCE
from support.places import ROOT

from grader.sandbox import worker_process
from grader.sandbox.isolation import BEST, LEVELS, NONE, REMEDIES, STRICT, Isolation
from grader.sandbox.worker_process import Worker
from grader.values.errors import IsolationError, UsageError
from grader.worker import confine
from grader.worker.confine import IDENTITY, LANDLOCK, LAYERS, LIMITS, MOUNTS, PARENT, SECCOMP
from grader.worker.protocol.replies import Failure
from grader.worker.protocol.requests import Call

linux = pytest.mark.skipif(sys.platform != "linux", reason="the layers are Linux's")


def test_levels():
    """Two ask for everything, of which one insists; the third only sees to it that nothing is left behind."""
    assert LEVELS == {"strict": STRICT, "best": BEST, "none": NONE}
    assert (STRICT.layers, STRICT.required) == (LAYERS, True)
    assert (BEST.layers, BEST.required) == (LAYERS, False)
    assert (NONE.layers, NONE.required) == ((PARENT,), False)


def test_every_layer_has_a_remedy():
    """What is missing can be asked for."""
    assert set(REMEDIES) == set(LAYERS) and all(REMEDIES.values())


@pytest.mark.parametrize("missing", LAYERS)
def test_strict_names_what_is_missing(missing):
    """The layer, the kernel's reason, what would give it, and the way on."""
    on = [layer for layer in LAYERS if layer != missing]
    with pytest.raises(IsolationError) as caught:
        STRICT.accept(on, {missing: "Function not implemented"})
    sentence = str(caught.value)
    assert f"needs the layer {missing!r}, which is not available here (Function not implemented)" in sentence
    assert REMEDIES[missing] in sentence and sentence.endswith("--isolation best")
    assert isinstance(caught.value, UsageError) and caught.value.exit_code == 2


def test_strict_accepts_everything_and_only_that():
    """All layers are enough; the first of several that lack is named."""
    STRICT.accept(LAYERS, {})
    with pytest.raises(IsolationError, match=f"layer {IDENTITY!r}"):
        STRICT.accept([LIMITS, PARENT], {SECCOMP: "no", IDENTITY: "no"})


@pytest.mark.parametrize("level", [BEST, NONE])
@pytest.mark.parametrize("on", [(), (PARENT,), LAYERS])
def test_the_others_accept_anything(level, on):
    """Reports say what was on."""
    level.accept(on, {LANDLOCK: "no"})


@pytest.fixture(scope="module")
def all_layers():
    """Skips where this machine lacks a layer."""
    with Worker("numpy", isolation=BEST) as worker:
        worker.wait_until_ready()
        lacking = set(LAYERS) - set(worker.layers)
    if lacking:
        pytest.skip(f"this machine lacks {', '.join(sorted(lacking))}")


@linux
@pytest.mark.parametrize("runtime", ["numpy", "torch"])
@pytest.mark.parametrize("level", [STRICT, BEST])
def test_workers_behind_all_layers(all_layers, runtime, level):
    """Both parts have them all, each seen to work."""
    if runtime == "torch":
        pytest.importorskip("torch")
    with Worker(runtime, isolation=level) as worker:
        worker.wait_until_ready()
        assert worker.layers == ("process", "time limit", *LAYERS)


@linux
def test_a_worker_behind_hardly_any():
    """It still dies with the grader."""
    with Worker("numpy", isolation=NONE) as worker:
        worker.wait_until_ready()
        assert worker.layers == ("process", "time limit", PARENT)


@linux
@pytest.mark.parametrize("layer", LAYERS)
def test_each_layer_alone(layer, all_layers):
    """No layer needs another but "no new privileges", which the last two ask for."""
    wanted = {layer} | ({confine.PRIVILEGES} if layer in (LANDLOCK, SECCOMP) else set())
    with Worker("numpy", isolation=Isolation([name for name in LAYERS if name in wanted], required=True)) as worker:
        worker.wait_until_ready()
        assert set(worker.layers) == {"process", "time limit", *wanted}


@linux
def test_layers_of_one_worker_are_not_anothers(asking, load_request, all_layers):
    """One process forks them all, and levels may alternate."""
    text = "import os\ndef listed(): return len(os.listdir('/')) > 0"
    for level, closed in ((STRICT, True), (NONE, False), (STRICT, True)):
        with Worker("numpy", isolation=level) as worker:
            worker.load(load_request(text))
            reply = worker.ask(Call("listed", [], {}), asking(worker), 30.0)
            assert isinstance(reply, Failure) == closed


# Without a layer, as on a machine that lacks it: what `enter` would report there, from a process of its own.
WITHOUT = """
import sys, tempfile
from pathlib import Path
from grader.values.errors import IsolationError
from grader.sandbox.isolation import STRICT
from grader.worker import confine
from grader.worker.layers import identity, landlock, limits, mounts, seccomp
def refused(*_, **__):
    raise OSError(38, "Function not implemented")
{lacking}
confinement = confine.Confinement((), (), [])
with tempfile.TemporaryDirectory() as scratch:
    on, missing = confinement.enter(Path(scratch), "cpu", confine.LAYERS)
    print(on, missing)
    try:
        STRICT.accept(on, missing)
    except IsolationError as error:
        print(error)
    sys.stdout.flush()
    __import__("os")._exit(0)
"""
LACKING = {
    LANDLOCK: ("landlock.syscall = mounts.syscall = refused", "the kernel offers no Landlock"),
    SECCOMP: ("seccomp.platform.machine = lambda: 'riscv64'", "system calls of riscv64 are not known"),
    LIMITS: ("limits.set_limits = refused", "Function not implemented"),
    "a filter that is there and does nothing": (
        "confine._sockets_are_closed = lambda: False",
        "it was applied without an error and does not work",
    ),
    "a trial that fails for another reason": ("confine._sockets_are_closed = refused", "Function not implemented"),
}


@linux
@pytest.mark.parametrize("name", LACKING)
def test_a_machine_that_lacks_a_layer(name):
    """The others are on, the layer is reported with the reason, and strict refuses with the remedy."""
    lacking, reason = LACKING[name]
    layer = name if name in LAYERS else SECCOMP
    command = [sys.executable, "-c", WITHOUT.format(lacking=lacking)]
    said = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, cwd=ROOT)
    reported, *sentence = said.stdout.splitlines()
    on, _, missing = reported.partition("] ")
    assert layer not in on and f"{layer!r}: " in missing and reason in missing, said.stderr
    assert all(other in reported for other in LAYERS)
    assert sentence and f"layer {layer!r}" in sentence[0] and REMEDIES[layer] in sentence[0]


@linux
def test_a_file_system_of_its_own_serves_where_landlock_is_missing(own_files):
    """Strict is content with it; the report names what was on, and why the other was not."""
    command = [sys.executable, "-c", WITHOUT.format(lacking="landlock.syscall = refused")]
    said = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, cwd=ROOT)
    on, _, missing = said.stdout.partition("] ")
    assert MOUNTS in on and LANDLOCK not in on, said.stderr
    assert missing == f"{{{LANDLOCK!r}: 'the kernel offers no Landlock'}}\n"


@linux
def test_the_file_system_of_its_own_is_not_made_where_landlock_is(all_layers):
    """It is the dearer one."""
    with Worker("numpy", isolation=STRICT) as worker:
        worker.wait_until_ready()
        assert MOUNTS not in worker.layers


@linux
def test_layers_of_both_kinds_alternate(own_files, load_request):
    """One process forks workers with and without a file system of their own; each has its folder, and leaves nothing."""
    text = "import os\ndef seen():\n    open('note', 'w').close()\n    return os.getcwd(), os.listdir('.')"
    for level in (own_files, NONE, own_files):
        with Worker("numpy", isolation=level) as worker:
            worker.load(load_request(text))
            place, found = worker.ask(Call("seen", [], {}), None, 30.0).value
            assert found == ["note"] and (Path(place) / "note").exists()
        assert not Path(place).exists()


def test_a_worker_that_strict_refuses_is_closed(monkeypatch):
    """Its process is ended and its scratch folder removed before anyone hears of it."""
    started = []

    class Refusing(Isolation):
        def accept(self, on, missing):
            raise IsolationError("not enough")

    original = worker_process.launch
    monkeypatch.setattr(worker_process, "launch", lambda *a: started.append(a[2]) or original(*a))
    worker = Worker("numpy", isolation=Refusing((PARENT,), required=True))
    with pytest.raises(IsolationError, match="not enough"):
        worker.wait_until_ready()
    assert worker.ended and not Path(started[0]).exists()


class TestElsewhere:
    """On a system without fork of a warm process and without these layers."""

    @pytest.fixture(autouse=True)
    def darwin(self, monkeypatch):
        monkeypatch.setattr(sys, "platform", "darwin")

    @pytest.mark.parametrize("level", [BEST, NONE])
    def test_a_process_and_a_time_limit(self, level, load_request, asking):
        """It computes, and nothing is claimed that is not there."""
        with Worker("numpy", isolation=level) as worker:
            worker.load(load_request("def f(x): return 2 * x"))
            assert asking(worker).f(3) == 6
            assert worker.layers == ("process", "time limit")

    def test_strict_refuses(self):
        """By the name of the first layer and of the system."""
        with (
            Worker("numpy", isolation=STRICT) as worker,
            pytest.raises(IsolationError, match=r"layer 'resource limits', .* \(darwin does not have it\)"),
        ):
            worker.wait_until_ready()

    def test_check_works_and_says_what_was_on(self, tmp_path, monkeypatch):
        """A student's own machine: the report's last line names the two that there are, and none that there is not."""
        import shutil

        from click.testing import CliRunner

        from grader.cli.main import main

        topic = "softmax_cross_entropy"
        shutil.copytree(ROOT / "exercises" / topic, tmp_path / "exercises" / topic)
        right = ROOT / "tests" / "sample_class" / "right_terse" / f"{topic}_numpy.py"
        shutil.copy(right, tmp_path / "exercises" / topic)
        monkeypatch.chdir(tmp_path)
        done = CliRunner().invoke(main, ["check", topic, "--part", "numpy"])
        assert done.exit_code == 0, done.output
        assert "isolation: process, time limit" in " ".join(done.output.split())
        assert not any(layer in done.output for layer in LAYERS)
        refused = CliRunner().invoke(main, ["check", topic, "--part", "numpy", "--isolation", "strict"])
        assert refused.exit_code == 2 and "darwin does not have it" in " ".join(refused.output.split())
