"""The secret of a course."""

import pytest
from support.toy_class import RIGHT, call, hand_in

from grader.classes.secret import course_secret, read_secret
from grader.values.errors import UsageError


@pytest.mark.parametrize("secret", ["none", "short"])
def test_a_bad_secret_is_refused(workspace, secret):
    """A missing or guessable secret must not go unnoticed."""
    (workspace / "short").write_text("1234")
    path = hand_in(workspace, "someone", RIGHT)
    result = call("judge", str(path), "--topic", "toy", "--secret-file", secret)
    assert result.exit_code == 2 and "secret" in result.stderr


def test_a_secret_is_drawn_once_for_a_folder(tmp_path):
    """Later runs take it again; nobody but its owner may read it, and another folder has another."""
    first = course_secret(None, tmp_path)
    assert course_secret(None, tmp_path) == first and len(first) == 64
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0
    (tmp_path / "other").mkdir()
    assert course_secret(None, tmp_path / "other") != first


def test_a_given_secret_goes_before_the_one_that_is_kept(tmp_path):
    """White space around it does not count; nothing is drawn then."""
    (tmp_path / "mine").write_text("  a long secret of mine \n")
    assert course_secret(tmp_path / "mine", tmp_path) == b"a long secret of mine" == read_secret(tmp_path / "mine")
    assert not (tmp_path / "secret").exists()


@pytest.mark.parametrize(("content", "message"), [(None, "cannot be read"), (b"1234567\n", "shorter than 8 bytes")])
def test_a_secret_that_protects_nothing_is_refused(tmp_path, content, message):
    """Also one that was kept from an earlier run."""
    if content is not None:
        (tmp_path / "secret").write_bytes(content)
    with pytest.raises(UsageError, match=message):
        read_secret(tmp_path / "secret")
