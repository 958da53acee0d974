"""What could be handed in: archives, notebooks and source texts, sound and damaged, and how each is taken."""

from __future__ import annotations

import io
import json
import random
import warnings
import zipfile
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from programs.fuzz.frames import mutated

from grader.submissions import intake
from grader.submissions.intake import Handed
from grader.topics.topic import Topic
from grader.values.errors import SubmissionError
from grader.worker.wire import pack

WANTED = ["toy_numpy.py", "toy_torch.py", "hw/toy_numpy.py", "hw/utils.py", "toy_numpy.ipynb", "final.py"]
UNWANTED = ["../toy_numpy.py", "/etc/toy_numpy.py", "a\\b\\toy_numpy.py", "", "/", ".", "C:toy_numpy.py", "notes.txt"]
UNWANTED += ["__MACOSX/toy_numpy.py", "\u202ex.py", "é.py", "x" * 300 + ".py"]
CODE = [
    b"def softmax(x):",
    b"    return x",
    b"class Model:",
    b"\tpass",
    b"def",
    b"async def",
    b'"""',
    b"((((",
    b"x = 1;" * 50,
]
CODE += [b"%matplotlib inline", b"!pip x", b"np.exp?", b"?np", b"%%bash", b"\x0c", b"\xe2\x80\xa8"]
ENCODED = [
    b"# coding: latin-1",
    b"# coding: utf-16",
    b"# -*- coding: punycode -*-",
    b"# coding: idna",
    b"# coding: hex",
]
ENCODED += [b"# coding: \xc3\xa9", b"\xef\xbb\xbf", b"\0", b"\xff\xfe", b"\xed\xa0\x80"]

sources = st.lists(st.sampled_from(CODE) | st.sampled_from(ENCODED) | st.binary(max_size=20), max_size=8).flatmap(
    lambda lines: st.sampled_from([b"\n", b"\r\n", b"\r"]).map(lambda end: end.join(lines))
)
texts = sources.map(lambda data: data.decode("utf-8", "surrogateescape"))
plain = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
cells = st.fixed_dictionaries(
    {"cell_type": st.sampled_from(["code", "code", "markdown", "raw", None])},
    optional={"source": texts | st.lists(texts, max_size=3) | plain, "input": texts | plain, "metadata": plain},
)
notebooks = (
    st.fixed_dictionaries({"cells": st.lists(cells | plain, max_size=4) | plain}, optional={"nbformat": plain})
    | st.fixed_dictionaries(
        {"worksheets": st.lists(st.fixed_dictionaries({"cells": st.lists(cells, max_size=3)}), max_size=2)}
    )
    | st.lists(cells, max_size=2)
    | plain
).map(lambda value: json.dumps(value).encode())
deep = st.integers(0, 5000).map(lambda depth: b'{"cells":' * depth + b"[" * depth)


@st.composite
def archives(draw: Any) -> bytes:
    """A zip of a few files under any names, some of them links, packed in any way that is known here."""
    held = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(held, "w") as archive:
        warnings.simplefilter("ignore")  # the same name twice
        for name in draw(
            st.lists(st.sampled_from(WANTED) | st.sampled_from(UNWANTED) | st.text(max_size=8), max_size=4)
        ):
            info = zipfile.ZipInfo("x")
            info.filename = name.encode("utf-8", "replace").decode()
            info.compress_type = draw(
                st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, 12, 14])
            )
            info.external_attr = draw(st.sampled_from([0o100644, 0o120777, 0o040755, 0])) << 16
            archive.writestr(info, draw(sources))
    return held.getvalue()


def damaged(data: bytes, seed: int) -> bytes:
    """Every third seed leaves it as it is; others change what zips are made of, or any bytes."""
    drawn = random.Random(seed)
    if seed % 3 == 0:
        return data
    marks = [at for mark in (b"PK\1\2", b"PK\3\4", b"PK\5\6") for at in range(len(data)) if data.startswith(mark, at)]
    if seed % 3 == 1 and marks:
        edited = bytearray(data)
        for _ in range(drawn.randint(1, 3)):
            at = drawn.choice(marks) + drawn.randrange(4, 46)
            if at < len(edited):
                edited[at] = drawn.choice([0, 1, 255, drawn.randrange(256)])
        return bytes(edited)
    return mutated(data, seed)


def taken(files: dict[str, bytes], topic: Topic) -> str:
    """How these files are taken: the parts that were found, or a sentence. Whatever else is raised is a finding."""
    try:
        found = intake.find_parts(files, topic)
    except SubmissionError as error:
        return f"refused: {_kind(error)}"
    for part, handed in found.items():
        assert isinstance(handed, Handed) and handed.file.isprintable()
        assert not (handed.problem and handed.cells)
        pack(topic.load_request(part, handed.cells, handed.others).to_wire())  # it can be sent to a worker
    problems = [handed.problem.partition(":")[0] for handed in found.values() if handed.problem]
    return f"a problem: {problems[0][:40]}" if problems else f"taken: {len(found)} part(s)"


def opened(archive: bytes, folder: Path, topic: Topic) -> str:
    """How an archive is taken; it lies in `folder` for as long."""
    path = folder / "handed.zip"
    path.write_bytes(archive)
    try:
        files = intake.read(path)
    except SubmissionError as error:
        return f"refused: {_kind(error)}"
    assert all(len(data) <= intake.MAX_FILE for data in files.values())
    return taken(files, topic)


def toy(folder: Path) -> Topic:
    """A topic with two parts: `softmax` in NumPy, `Model` in torch."""
    place = folder / "exercises" / "toy"
    place.mkdir(parents=True)
    (place / "toy_numpy.py").write_text("def softmax(x): ...\n")
    (place / "toy_torch.py").write_text("class Model: ...\n")
    (place / "checks.py").write_text("")
    return Topic("toy", place)


def _kind(error: SubmissionError) -> str:
    text = str(error)
    kinds = [
        "cannot be unpacked",
        "nothing to grade",
        "no file for the topic",
        "two candidates",
        "twice",
        "larger than",
    ]
    return next((kind for kind in kinds if kind in text), text[:40])
