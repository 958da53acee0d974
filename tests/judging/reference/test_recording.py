"""A recording survives being stored, in two plain files, and says what to do when one of them is damaged."""

import json

import pytest

from grader.judging.diagnosis.signature import Signature, Slip
from grader.judging.reference.recording import Call, Recording, key_of, load, names
from grader.values.errors import RecordingError

FIRST, SECOND, LAST = b"the first reply", b"the second one", b"the last"


def call(frame, name="f", numbers=((0.1 + 0.2, -1e-300), (2.0,))):
    """One question with a reply."""
    return Call(name, (f"{{name:{name!r},op:'call'}}", numbers), frame)


def slip(number, words):
    """One slip of the solution."""
    return Slip(number, words, Signature("values", "y ", ("f[2]", (float(number), 0.25, -1.5))))


def whole():
    """A recording with something of every kind."""
    return Recording(
        calls={"a": [call(FIRST), call(SECOND, "g")], "a small": [call(LAST)], "b": [], "picture p": [call(FIRST)]},
        mistakes={"a": {"m": Signature("values", "y ", ("f[2]", (1 / 3, 2.0)))}, "b": {}},
        hints={"m": "Größer als 0."},
        own_checks={"m": "a"},
        curves={"a": {"loss": [1.0, None, 0.5]}},
        slips={"a": [slip(3, "a sign"), slip(5, "a term")], "b": [slip(4, "a sign")]},
        slips_of="0123",
    )


@pytest.fixture
def stored(tmp_path):
    """The folder of a topic with that recording."""
    whole().save(tmp_path, "numpy")
    return tmp_path


def test_the_files_keep_everything(stored):
    """Calls, signatures, hints and curves come back as they were, numbers to the last bit."""
    assert load(stored, "numpy") == whole()
    assert key_of("a", small=True) in whole().calls and key_of("b", small=False) in whole().calls


def test_an_empty_recording_can_be_stored(tmp_path):
    """A part with nothing to ask has its files too."""
    Recording().save(tmp_path, "torch")
    assert load(tmp_path, "torch") == Recording()


def test_saving_leaves_nothing_else_behind(stored):
    """Files are written beside and renamed; the same recording gives the same bytes."""
    assert sorted(path.name for path in (stored / "answers").iterdir()) == ["numpy.bin", "numpy.json"]
    before = {name: (stored / name).read_bytes() for name in names("numpy")}
    load(stored, "numpy").save(stored, "numpy")
    assert {name: (stored / name).read_bytes() for name in names("numpy")} == before == whole().files("numpy")


def test_a_part_is_read_without_the_others(stored):
    """Another part's files may be damaged or missing."""
    Recording(hints={"t": "Of torch."}).save(stored, "torch")
    for name in names("numpy"):
        (stored / name).write_bytes(b"rubbish")
    assert load(stored, "torch").hints == {"t": "Of torch."}


def test_equal_replies_are_stored_once(stored):
    """Replies stand as they crossed, in the order in which the questions name them first."""
    assert (stored / "answers" / "numpy.bin").read_bytes() == FIRST + SECOND + LAST


def test_a_small_case_that_is_the_check_is_not_stored_twice(tmp_path):
    """It comes back like any other."""
    one = Recording(calls={"a": [call(FIRST)], "a small": [call(FIRST)]})
    text = one.files("numpy")["answers/numpy.json"].decode()
    assert text.count("op:'call'") == 1
    one.save(tmp_path, "numpy")
    assert load(tmp_path, "numpy") == one


def test_a_line_for_each_entry(stored):
    """A change of one question, hint, mistake or curve changes lines that name it, and no others."""
    before = (stored / "answers" / "numpy.json").read_text(encoding="utf-8").splitlines()
    assert max(map(len, before)) < 130 and '  "m": "Größer als 0."' in before
    changed = whole()
    changed.calls["a"][1] = call(b"another reply", "g")
    after = changed.files("numpy")["answers/numpy.json"].decode().splitlines()
    [line] = [new for old, new in zip(before, after, strict=True) if old != new]
    assert '"g"' in line
    changed.calls["a"].insert(0, call(b"one more", "h"))
    more = changed.files("numpy")["answers/numpy.json"].decode().splitlines()
    [line] = [new for new in more if new not in after]
    assert '"h"' in line


def test_the_files_hold_no_pickle(stored):
    """JSON that any program reads, and frames."""
    content = json.loads((stored / "answers" / "numpy.json").read_bytes())
    assert content["schema"] == 2 and content["checks"].keys() == {"a", "b", "picture p"}


NEXT = r"get the exercise again with `grader update`, or run `grader build` beside its solution"


@pytest.mark.parametrize("name", names("numpy"))
@pytest.mark.parametrize("share", [0.0, 0.3, 0.7, 0.99])
def test_a_truncated_file(stored, name, share):
    """A download that was cut off is recognised at any length, and the file is named."""
    data = (stored / name).read_bytes()
    (stored / name).write_bytes(data[: int(share * len(data))])
    with pytest.raises(RecordingError, match=rf"{name} is damaged \(.+\): {NEXT}"):
        load(stored, "numpy")


@pytest.mark.parametrize("name", names("numpy"))
@pytest.mark.parametrize(
    "data", [b"not JSON", b"PK\x03\x04" + bytes(100), b"\x80\x04N.", b"[" * 100_000, b"<<<<<<< HEAD\n"]
)
def test_another_kind_of_file(stored, name, data):
    """Text, a zip, a pickle, JSON without an end or the marks of a merge are no recording."""
    (stored / name).write_bytes(data)
    with pytest.raises(RecordingError, match=f"{name} is damaged"):
        load(stored, "numpy")


@pytest.mark.parametrize("name", names("numpy"))
def test_every_flipped_byte_is_an_error_or_harmless(stored, name):
    """Damage anywhere raises RecordingError or changes a text or a number; it never escapes as something else."""
    data = (stored / name).read_bytes()
    for position in range(len(data)):
        (stored / name).write_bytes(data[:position] + bytes([data[position] ^ 0x55]) + data[position + 1 :])
        try:
            load(stored, "numpy")
            assert name.endswith(".json")  # every byte of the replies is checked
        except RecordingError as error:
            assert "get the exercise again" in str(error)


def test_files_of_two_versions_do_not_go_together(stored):
    """As a merge leaves them that takes one file of each side."""
    changed = whole()
    changed.calls["a"][0] = call(b"one more reply")
    (stored / "answers" / "numpy.bin").write_bytes(changed.files("numpy")["answers/numpy.bin"])
    with pytest.raises(RecordingError, match=r"numpy.bin is damaged \(its answers are not those of f"):
        load(stored, "numpy")


def test_replies_that_nobody_names(stored):
    """The second file is longer than the first says."""
    with (stored / "answers" / "numpy.bin").open("ab") as file:
        file.write(b"more")
    with pytest.raises(RecordingError, match=r"numpy.bin is damaged \(it is longer"):
        load(stored, "numpy")


@pytest.mark.parametrize("name", names("numpy"))
def test_a_missing_file(stored, name):
    """It is named, with the next step."""
    (stored / name).unlink()
    with pytest.raises(RecordingError, match=f"{name} is missing: {NEXT}"):
        load(stored, "numpy")


def test_another_schema(stored):
    """A file of another version of the grader is not guessed at."""
    (stored / "answers" / "numpy.json").write_text('{"schema": 99}')
    with pytest.raises(
        RecordingError, match=r"another version of grader \(schema 99, here 2\): get the exercise again"
    ):
        load(stored, "numpy")


META = {"schema": 2, "hints": {}, "own_checks": {}, "checks": {}}


@pytest.mark.parametrize(
    "meta",
    [
        [],
        {},
        {"schema": 2},
        META | {"hints": []},
        META | {"own_checks": {"m": 1}},
        META | {"checks": []},
        META | {"checks": {"a": []}},
        META | {"checks": {"a": {"questions": [["f", "text", [1.0], 5, "0"]]}}},
        META | {"checks": {"a": {"questions": [["f", "text"]]}}},
        META | {"checks": {"a": {"questions": [["f", "text", None, 0, "e3b0c44298fc"]]}}},
        META | {"checks": {"a": {"questions": [["f", "text", [], "5", "0"]]}}},
        META | {"checks": {"a": {"questions": 3}}},
        META | {"checks": {"a": {"small": True}}},
        META | {"checks": {"a": {"mistakes": {"m": ["values"]}}}},
        META | {"checks": {"a": {"mistakes": ["m"]}}},
    ],
    ids=lambda meta: json.dumps(meta)[-50:],
)
def test_content_of_another_form(tmp_path, meta):
    """What JSON can hold and a recording cannot is damage."""
    Recording().save(tmp_path, "numpy")
    (tmp_path / "answers" / "numpy.json").write_text(json.dumps(meta))
    with pytest.raises(RecordingError, match="is damaged"):
        load(tmp_path, "numpy")
