"""Reading submissions: every shape in which students hand in, and every way in which that goes wrong."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from support.special import special

from grader.submissions import intake
from grader.topics.topic import Topic
from grader.values.errors import SubmissionError

SOFTMAX = "def softmax(x):\n    return x\n"
MODEL = "class Model:\n    pass\n"


@pytest.fixture
def topic(tmp_path: Path) -> Topic:
    """A topic with two parts: `softmax` in NumPy, `Model` in torch."""
    folder = tmp_path / "exercises" / "toy"
    folder.mkdir(parents=True)
    (folder / "toy_numpy.py").write_text(SOFTMAX)
    (folder / "toy_torch.py").write_text(MODEL)
    (tmp_path / "in").mkdir()
    return Topic("toy", folder)


def notebook(*sources: str, **more: object) -> bytes:
    cells = [{"cell_type": "markdown", "source": ["# Hello"]}]
    cells += [{"cell_type": "code", "source": source.splitlines(keepends=True)} for source in sources]
    return json.dumps({"cells": cells, "nbformat": 4, **more}).encode()


def zipped(path: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/"), data)
    return path


def parts(path: Path, topic: Topic) -> dict[str, intake.Handed]:
    return intake.find_parts(intake.read(path), topic)


def test_a_folder_with_nested_files(topic, tmp_path):
    """Files are found by name wherever they stand; a part that is not there is left out."""
    (tmp_path / "in" / "deep" / "er").mkdir(parents=True)
    (tmp_path / "in" / "deep" / "er" / "toy_numpy.py").write_text(SOFTMAX)
    found = parts(tmp_path / "in", topic)
    assert list(found) == ["numpy"]
    assert found["numpy"].cells == (("toy_numpy.py", SOFTMAX),)


def test_modules_beside_a_file_come_along(topic, tmp_path):
    """`import utils` must work; files in other folders are no neighbours."""
    (tmp_path / "in" / "other").mkdir()
    for name in ("toy_numpy.py", "utils.py", "other/far.py"):
        (tmp_path / "in" / name).write_text(SOFTMAX)
    assert list(parts(tmp_path / "in", topic)["numpy"].others) == ["utils"]


@pytest.mark.parametrize(("text", "part"), [(SOFTMAX, "numpy"), (MODEL, "torch")])
def test_a_lone_file_of_another_name_counts_as_the_part_it_defines(topic, tmp_path, text, part):
    """final_version(2).py is what it holds."""
    path = tmp_path / "final_version(2).py"
    path.write_text(text)
    assert list(parts(path, topic)) == [part]


def test_two_candidates_are_refused(topic, tmp_path):
    """Which of two files counts is not ours to guess."""
    (tmp_path / "in" / "old").mkdir()
    for name in ("toy_numpy.py", "old/toy_numpy.py"):
        (tmp_path / "in" / name).write_text(SOFTMAX)
    with pytest.raises(SubmissionError, match="two candidates for toy_numpy.py: old/toy_numpy.py and toy_numpy.py"):
        parts(tmp_path / "in", topic)


def test_a_submission_for_another_topic_is_named(topic, tmp_path):
    """The message says what it seems to be, and what is missing."""
    (tmp_path / "in" / "batch_norm_numpy.py").write_text("def batch_norm_forward(x): pass\n")
    (tmp_path / "in" / "batch_norm_torch.py").write_text("")
    with pytest.raises(SubmissionError, match=r"looks like a submission for batch_norm.*toy_numpy.py or toy_torch.py"):
        parts(tmp_path / "in", topic)


def test_an_empty_folder_and_a_missing_path_say_so(topic, tmp_path):
    """Nothing handed in is not the same as nothing there."""
    with pytest.raises(SubmissionError, match="nothing to grade"):
        parts(tmp_path / "in", topic)
    with pytest.raises(SubmissionError, match="there is no"):
        intake.read(tmp_path / "nowhere")
    (tmp_path / "essay.docx").write_text("")
    with pytest.raises(SubmissionError, match=r"essay\.docx is not a submission"):
        intake.read(tmp_path / "essay.docx")


def test_a_zip_with_a_nested_folder_and_rubbish(topic, tmp_path):
    """What operating systems add to archives is not looked at."""
    path = zipped(tmp_path / "a.zip", hw__toy_numpy=b"")
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("hw/toy_numpy.py", "__MACOSX/hw/._toy_numpy.py", "hw/.git/toy_numpy.py", "hw/notes.txt"):
            archive.writestr(name, SOFTMAX)
    assert list(intake.read(path)) == ["hw/toy_numpy.py"]
    assert list(parts(path, topic)) == ["numpy"]


def test_zip_names_cannot_lead_outside(tmp_path):
    """Nothing is unpacked, and names that point elsewhere are not even read."""
    path = tmp_path / "slip.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("../toy_numpy.py", "/etc/toy_numpy.py", "..\\toy_numpy.py"):
            archive.writestr(name, SOFTMAX)
        link = zipfile.ZipInfo("link.py")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert intake.read(path) == {}


def test_a_zip_that_expands_beyond_the_limit_is_refused(tmp_path):
    """A bomb is cut off at the limit of one file, whatever size it announces."""
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("toy_numpy.py", b"#" * (intake.MAX_FILE + 1))
    with pytest.raises(SubmissionError, match="larger than 4 MB"):
        intake.read(path)


def test_many_files_are_refused(tmp_path, monkeypatch):
    """Totals have limits too."""
    monkeypatch.setattr(intake, "MAX_FILES", 3)
    with pytest.raises(SubmissionError, match="more than 3 source files"):
        intake.read(zipped(tmp_path / "many.zip", **{f"f{i}.py": b"" for i in range(5)}))


@pytest.mark.parametrize("damage", ["truncated", "text", "encrypted", "twice"])
def test_damaged_zips_say_what_to_do(tmp_path, damage):
    """Each kind of damage ends in one sentence with the next step."""
    path = zipped(tmp_path / "a.zip", **{"toy_numpy.py": SOFTMAX.encode()})
    data = bytearray(path.read_bytes())
    if damage == "truncated":
        data = data[:60]
    elif damage == "text":
        data = bytearray(b"this is no zip")
    elif damage == "encrypted":
        for at in (6, data.index(b"PK\x01\x02") + 8):
            data[at] |= 1
    path.write_bytes(data)
    if damage == "twice":
        with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as archive:
            archive.writestr("toy_numpy.py", "x = 1")
    with pytest.raises(SubmissionError, match="zip the folder again"):
        intake.read(path)


def test_notebook_cells_without_magics(topic, tmp_path):
    """Code cells only; what only Jupyter understands becomes `pass` or vanishes, line numbers stay."""
    path = tmp_path / "solution.ipynb"
    path.write_bytes(
        notebook("%matplotlib inline\n!pip install x\nimport numpy as np\nnp.exp?\n", "%%time\nf()\n", SOFTMAX)
    )
    cells = parts(path, topic)["numpy"].cells
    assert [name for name, _ in cells] == ["cell 2", "cell 3", "cell 4"]
    assert cells[0][1] == "pass\npass\nimport numpy as np\npass\n"
    assert cells[1][1] == "\n\n"


@pytest.mark.parametrize("data", [b"{", b"[1]", b'{"cells": [7]}', b"\xff", b'{"a": ' * 50_000])
def test_a_notebook_that_cannot_be_read_is_a_problem_of_its_part(topic, tmp_path, data):
    """The part is there, and cannot be run: the student is told, the other part is graded."""
    (tmp_path / "in" / "toy_numpy.ipynb").write_bytes(data)
    assert "not a notebook" in parts(tmp_path / "in", topic)["numpy"].problem


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\xef\xbb\xbfx = 1\r\ny = 2\r\n", "x = 1\ny = 2\n"),
        (b"# -*- coding: latin-1 -*-\nname = '\xe9'\n", "# -*- coding: latin-1 -*-\nname = 'é'\n"),
    ],
)
def test_encodings_and_line_ends(topic, tmp_path, data, text):
    """A byte-order mark, Windows line ends and declared encodings are read as Python would."""
    (tmp_path / "in" / "toy_numpy.py").write_bytes(data)
    assert parts(tmp_path / "in", topic)["numpy"].cells[0][1] == text


@pytest.mark.parametrize("data", [b"x = '\xff'\n", b"x = 1\0\n", b"# coding: klingon\n"])
def test_text_that_is_no_python_is_a_problem_of_its_part(topic, tmp_path, data):
    """The message says what to do."""
    (tmp_path / "in" / "toy_numpy.py").write_bytes(data)
    handed = parts(tmp_path / "in", topic)["numpy"]
    assert handed.cells == () and "Save it as UTF-8" in handed.problem


@pytest.mark.parametrize("beside", [0, 3])
def test_more_text_than_crosses_to_a_worker_is_a_problem_of_its_part(topic, tmp_path, beside):
    """Alone or with what lies beside it; what counts is how it is written on the way."""
    text = "DATA = '" + "\U0001f600" * (30_000 if beside else 90_000) + "'\n"
    for name in ["toy_numpy", *(f"data_{number}" for number in range(beside))]:
        (tmp_path / "in" / f"{name}.py").write_text(text, encoding="utf-8")
    handed = parts(tmp_path / "in", topic)["numpy"]
    assert handed.cells == () and "hand in code, not data" in handed.problem


def test_links_are_not_followed(tmp_path):
    """A link could point at another submission, or at the solutions."""
    (tmp_path / "secret.py").write_text("x = 1")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "toy_numpy.py").symlink_to(tmp_path / "secret.py")
    assert intake.read(tmp_path / "in") == {}


def test_absurd_names_are_shown_harmless(topic, tmp_path):
    """A name with a terminal escape reaches no terminal."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a\x1b[2J/b.py", "")
        archive.writestr("c.py", "")
    (tmp_path / "a.zip").write_bytes(buffer.getvalue())
    with pytest.raises(SubmissionError) as caught:
        parts(tmp_path / "a.zip", topic)
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize("name", ["toy_numpy.py", "toy.ipynb", "in.zip"])
@pytest.mark.parametrize("kind", ["pipe", "socket", "device"])
def test_only_regular_files_are_opened(tmp_path, name, kind):
    """A pipe without a writer would keep the grader waiting for ever; a device has no end."""
    path = tmp_path / "in" / name
    path.parent.mkdir()
    special(path, kind)
    with pytest.raises(SubmissionError, match=f"{name} cannot be read: it is not a regular file"):
        intake.read(path)
    (path.parent / "toy_torch.py").write_text(MODEL)
    assert list(intake.read(path.parent)) == ["toy_torch.py"]


def test_a_zip_that_lists_too_many_files(tmp_path):
    """The list of a hundred thousand folders is not read, whatever it would hold."""
    path = tmp_path / "in.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(30_000):
            archive.writestr(zipfile.ZipInfo(f"{'folder' * 5}{number}/"), b"")
    with pytest.raises(SubmissionError, match="lists too many files: hand in only the exercise files"):
        intake.read(path)


@pytest.mark.parametrize("kind", ["files", "folders", "beside each other"])
def test_a_folder_of_more_entries_than_anyone_looks_at(tmp_path, monkeypatch, kind):
    """It is refused as soon as the bound is reached, whatever the entries are. The bound itself is fine."""
    monkeypatch.setattr(intake, "MAX_ENTRIES", 40)
    for number in range(37):
        place = tmp_path / "in" / ("deep" if kind != "beside each other" else f"deep{number % 2}") / f"data{number}"
        (place.parent if kind == "files" else place).mkdir(parents=True, exist_ok=True)
        if kind == "files":
            place.touch()
    (tmp_path / "in" / "toy_numpy.py").write_text(SOFTMAX)
    assert list(intake.read(tmp_path / "in")) == ["toy_numpy.py"]
    for number in range(3):
        (tmp_path / "in" / f"more{number}").touch()
    with pytest.raises(SubmissionError, match="more than 40 files and folders: hand in only the exercise files"):
        intake.read(tmp_path / "in")


def test_a_folder_of_very_many_files_is_not_listed_to_its_end(tmp_path, monkeypatch):
    """The listing stops at the bound, so that a million files take neither time nor memory."""
    entries = iter(range(10**9))

    class Entry:
        name = "data.bin"

        def is_dir(self, **_):
            next(entries)
            return False

    class Listing:
        def __enter__(self):
            return (Entry() for _ in range(10**9))

        def __exit__(self, *_):
            return None

    (tmp_path / "in").mkdir()
    monkeypatch.setattr(intake.os, "scandir", lambda folder: Listing())
    with pytest.raises(SubmissionError, match="files and folders"):
        intake.read(tmp_path / "in")
    assert next(entries) == intake.MAX_ENTRIES
