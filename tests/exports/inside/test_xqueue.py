"""Payloads of edX's xqueue become files, and results become replies."""

import json

import pytest
from support.platforms import WRONG
from support.xqueue import payload

from grader.exports.inside import xqueue as xqueue_run
from grader.exports.settings import Settings
from grader.values.errors import GraderError, SubmissionError


def test_several_files_come_as_an_object(tmp_path):
    """By name; text that happens to be JSON is text."""
    settings = Settings(("toy",), ("numpy", "torch"))
    for number, (answer, files) in enumerate(
        [
            (json.dumps({"toy_torch.py": "t", "toy_numpy.py": "n"}), {"toy_torch.py": "t", "toy_numpy.py": "n"}),
            (WRONG, {"toy_numpy.py": WRONG}),
            ("7", {"toy_numpy.py": "7"}),
            ('{"a": 1}', {"toy_numpy.py": '{"a": 1}'}),
        ]
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        xqueue_run.unpack(payload(answer), settings, folder)
        assert {path.name: path.read_text() for path in (folder / "submission").iterdir()} == files


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not a submission from an xqueue"),
        ("[]", "not a submission from an xqueue"),
        (json.dumps({"xqueue_header": "", "xqueue_body": "{}"}), "not a submission from an xqueue"),
        (payload("", xqueue_files=json.dumps({"a.py": "somewhere"})), "are not fetched here"),
        (payload(json.dumps({"../secret": "x"})), "is not one of toy_numpy.py"),
    ],
)
def test_what_is_no_submission(tmp_path, text, says):
    """It is said, and nothing is written where it should not be."""
    with pytest.raises(SubmissionError, match=says):
        xqueue_run.unpack(text, Settings(("toy",), ("numpy",)), tmp_path)
    assert not list(tmp_path.rglob("secret"))


def test_a_result_that_is_not_there(tmp_path):
    """The worker's own status tells that from a wrong payload."""
    with pytest.raises(GraderError, match="leave it in the queue") as error:
        xqueue_run.reply(tmp_path)
    assert error.value.exit_code == 3
    assert xqueue_run.main(["reply", str(tmp_path)]) == 3
