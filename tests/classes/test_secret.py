"""The secret of a course."""

import pytest
from support.toy_class import RIGHT, call, hand_in


@pytest.mark.parametrize("secret", ["none", "short"])
def test_a_bad_secret_is_refused(workspace, secret):
    """A missing or guessable secret must not go unnoticed."""
    (workspace / "short").write_text("1234")
    path = hand_in(workspace, "someone", RIGHT)
    result = call("judge", str(path), "--topic", "toy", "--secret-file", secret)
    assert result.exit_code == 2 and "secret" in result.stderr
