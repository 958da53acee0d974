"""Student code behind all layers: what it needs it can do, and nothing else is there for it."""

import os
import sys
import sysconfig
import textwrap
from pathlib import Path

import pytest

import grader
from grader.sandbox.isolation import BEST
from grader.sandbox.worker_process import Worker
from grader.values.errors import StudentRaised
from grader.worker.confine import LAYERS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the layers are Linux's")

REPOSITORY = Path(grader.__file__).parents[1]

SOURCE = """
import errno, os
from pathlib import Path

def tried(function, *arguments):
    try:
        function(*arguments)
    except OSError as error:
        return errno.errorcode[error.errno]
    return "done"
def read(path): return tried(lambda: open(path, "rb").read(1))
def listed(path): return tried(os.listdir, path)
def written(path): return tried(lambda: open(path, "w").write("x"))
def scratch(): return os.getcwd()
def pids(): return [os.getpid(), os.getppid()]
def run(text):
    names = {"__name__": "held"}
    exec(text, names)
    return names["answer"]
"""


def start(runtime, load_request):
    """A worker behind every layer, or a skip where this machine lacks one."""
    worker = Worker(runtime, isolation=BEST)
    worker.load(load_request(SOURCE))
    lacking = set(LAYERS) - set(worker.layers)
    if lacking:
        worker.close()
        pytest.skip(f"this machine lacks {', '.join(sorted(lacking))}")
    return worker


@pytest.fixture(scope="module")
def numpy_worker(load_request):
    with start("numpy", load_request) as worker:
        yield worker


@pytest.fixture(scope="module")
def torch_worker(load_request):
    pytest.importorskip("torch")
    with start("torch", load_request) as worker:
        yield worker


@pytest.fixture(params=["numpy", "torch"])
def student(request, asking):
    """A submission of each part."""
    return asking(request.getfixturevalue(f"{request.param}_worker"))


OURS = [
    "grader/judging/judge.py",
    "solutions/batch_norm/batch_norm_numpy.py",
    "solutions",
    "exercises",
    "tests",
    "pyproject.toml",
]


@pytest.mark.parametrize("path", OURS)
def test_the_repository_is_closed(student, path):
    """Neither solutions nor exercises nor the grader's own code can be read, whatever the working tree is called."""
    assert (REPOSITORY / path).exists()
    look = student.listed if (REPOSITORY / path).is_dir() else student.read
    assert look(str(REPOSITORY / path)) == "EACCES"


OTHERS = [
    "/",
    "/etc/passwd",
    "/etc/hostname",
    "/home",
    "/root",
    "/tmp",
    "/var/tmp",
    "/dev/shm",
    "/proc",
    "/run",
    "/sys/kernel",
]


@pytest.mark.parametrize("path", [path for path in OTHERS if Path(path).exists()])
def test_the_rest_of_the_disk_is_closed(student, path):
    """Other people's files, shared folders, other processes."""
    assert (student.listed if Path(path).is_dir() else student.read)(path) == "EACCES"


@pytest.mark.parametrize("file", ["cmdline", "environ", "mem", "maps", "status", "fd"])
def test_the_grader_and_its_warm_process_are_closed(student, file):
    """They have a folder in /proc, of which a worker sees its own only."""
    pid, parent = student.pids()
    for other in (parent, os.getpid()):
        look = student.listed if file == "fd" else student.read
        assert look(f"/proc/{other}/{file}") == "EACCES"
    assert student.read(f"/proc/{pid}/status") == "done"


def test_a_numpy_worker_cannot_read_torch(numpy_worker, asking):
    """A ready-made answer in the other part's library is out of reach: its files, and every folder that would lead there."""
    torch = pytest.importorskip("torch")
    student, folder = asking(numpy_worker), Path(torch.__file__).parent
    assert student.read(torch.__file__) == "EACCES" and student.listed(str(folder)) == "EACCES"
    assert student.listed(str(folder.parent)) == "EACCES"
    looks_there = f"import sys\nsys.path.append({str(folder.parent)!r})\ntry:\n    import torch\n    answer = True\n"
    assert student.run(looks_there + "except OSError:\n    answer = False") is False


def test_the_library_can_be_read_and_not_written(student):
    """The interpreter's own files; a student cannot leave anything in them for later submissions."""
    module = Path(sysconfig.get_path("stdlib")) / "json" / "__init__.py"
    assert student.read(str(module)) == "done"
    assert student.written(str(module)) == student.written(str(module.parent / "planted.py")) == "EACCES"


def test_later_workers_have_nothing_of_earlier_ones(student, request, asking, load_request):
    """The scratch folders of two workers side by side are closed to each other, in whichever order they came."""
    with start("numpy", load_request) as other_worker, start("numpy", load_request) as last_worker:
        other, last = asking(other_worker), asking(last_worker)
        everyone = [student, other, last]
        for one in everyone:
            for another in everyone:
                if one is not another:
                    assert one.listed(another.scratch()) == one.written(another.scratch() + "/x") == "EACCES"
                    assert one.read(f"/proc/{another.pids()[0]}/status") == "EACCES"
            assert one.written("own") == "done"


WORKS = {
    "threads": """
        import threading
        found = []
        threads = [threading.Thread(target=found.append, args=(k,)) for k in range(4)]
        [t.start() for t in threads]; [t.join() for t in threads]
        answer = sorted(found) == [0, 1, 2, 3]
    """,
    "a pool of threads": "from concurrent.futures import ThreadPoolExecutor as P; answer = sum(P(3).map(abs, [-1, -2])) == 3",
    "an event loop": "import asyncio; answer = asyncio.run(asyncio.to_thread(lambda: True))",
    "a temporary file": """
        import os, tempfile
        with tempfile.NamedTemporaryFile("w+") as file:
            file.write("x"); file.seek(0)
            answer = file.read() == "x" and os.path.dirname(file.name) == os.environ["TMPDIR"]
    """,
    "a temporary folder": """
        import pathlib, tempfile
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "a").write_text("x"); answer = True
    """,
    "saved arrays": "import numpy as np; np.save('a.npy', np.ones(3)); answer = bool(np.load('a.npy').sum() == 3)",
    "a mapped array": "import numpy as np; np.memmap('m', np.float32, 'w+', shape=9)[:] = 1; answer = True",
    "temporary files without a name, within bounds": """
        import os, tempfile
        files = [tempfile.TemporaryFile() for _ in range(20)]
        [(file.write(bytes(1 << 20)), file.flush(), os.fsync(file.fileno())) for file in files]
        answer = all(file.tell() == 1 << 20 for file in files)
    """,
    "a mapped array of a file that is gone": """
        import os, numpy as np
        kept = [np.memmap("gone", np.float64, "w+", shape=1 << 20)]
        os.unlink("gone"); kept[0][:] = 1; kept[0].flush(); answer = bool(kept[0].sum() == 1 << 20)
    """,
    "large arrays": """
        import numpy as np
        a = np.ones((4000, 4000)); b = a @ a[:, :50]; answer = bool(b[0, 0] == 4000 and (a * 2 + a).sum() > 0)
    """,
    "a hundred threads": """
        import threading
        gate = threading.Event()
        threads = [threading.Thread(target=gate.wait) for _ in range(100)]
        [t.start() for t in threads]; gate.set(); [t.join() for t in threads]; answer = True
    """,
    "an archive": """
        import shutil, zipfile
        with zipfile.ZipFile("a.zip", "w") as archive: archive.writestr("x", "y")
        shutil.copy2("a.zip", "b.zip"); zipfile.ZipFile("b.zip").extractall("out"); answer = True
    """,
    "a database": "import sqlite3; answer = sqlite3.connect('d').execute('create table t (a)') is not None",
    "modules that come late": """
        import importlib
        names = "csv decimal difflib email fractions gzip html ipaddress lzma statistics sqlite3 unittest xml.dom uuid zoneinfo"
        answer = all(importlib.import_module(name) for name in names.split())
    """,
    "linear algebra": "import numpy as np; a = np.eye(50) * 2; answer = bool(np.allclose(a @ np.linalg.inv(a), np.eye(50)))",
    "the time": "import time, zoneinfo; answer = time.time() > 0",
    "random bytes": "import secrets; answer = len(secrets.token_bytes(4)) == 4",
    "processors": "import os; answer = os.cpu_count() > 0",
    "warnings and a traceback": """
        import traceback, warnings
        warnings.warn("x")
        try: 1 / 0
        except ZeroDivisionError: answer = "1 / 0" in traceback.format_exc() or True
    """,
}


@pytest.mark.parametrize("name", WORKS)
def test_honest_code_works(student, name):
    """What students' code and the libraries do, in either part."""
    assert student.run(textwrap.dedent(WORKS[name])) is True


TRAINING = """
import torch
torch.manual_seed(0)
layer = torch.nn.Sequential(torch.nn.Conv2d(1, 4, 3), torch.nn.ReLU(), torch.nn.Flatten(), torch.nn.Linear(4 * 36, 3))
optimizer = torch.optim.Adam(layer.parameters(), lr=1e-2)
x, y = torch.randn(16, 1, 8, 8), torch.randint(0, 3, (16,))
losses = []
for _ in range(20):
    optimizer.zero_grad()
    loss = torch.nn.functional.cross_entropy(layer(x), y)
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
torch.save(layer.state_dict(), "weights.pt")
layer.load_state_dict(torch.load("weights.pt"))
loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, y), batch_size=4, shuffle=True)
torch.set_num_threads(4)
product = torch.ones(600, 600) @ torch.ones(600, 600)
answer = losses[-1] < losses[0] / 2 and len(list(loader)) == 4 and bool((product == 600).all())
"""


def test_a_torch_worker_trains(torch_worker, asking):
    """A convolution, Adam, saved weights, a data loader, several threads."""
    assert asking(torch_worker).run(TRAINING) is True


FAILS = {
    "a process": "import subprocess; subprocess.run(['true'])",
    "a fork": "import os; os.fork()",
    "a pool of processes": "import multiprocessing as m; m.get_context('fork').Pool(1)",
    "a connection": "import urllib.request as u; u.urlopen('http://127.0.0.1:9')",
    "a server": "import http.server as s; s.HTTPServer(('127.0.0.1', 0), None)",
    "a signal to the grader": "import os; os.kill(os.getppid(), 9)",
    "a link": "import os; os.symlink('/etc/passwd', 'link')",
}


@pytest.mark.parametrize("name", FAILS)
def test_the_rest_fails_like_any_error(student, name):
    """An exception with a message, which the student reads in their report; the worker goes on."""
    with pytest.raises(StudentRaised, match="PermissionError|URLError|OSError"):
        student.run(FAILS[name] + "\nanswer = 1")
    assert student.run("answer = 2") == 2
