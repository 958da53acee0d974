"""What is done with a class: taken up again, compared, explained, and each refusal with its next step."""

import pytest
from support.toy_class import call


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("explain", "out", "wrnog", "multiplies_every_entry"), "Did you mean wrong?"),
        (("explain", "out", "wrong", "multiplies_every_entri"), "Did you mean multiplies_every_entry?"),
        (("explain", "out", "wrong", "multiplies_every_entry", "--secret-file", "none"), "secret"),
        (("stats", "class"), "contains no run"),
        (("diff", "out", "class"), "contains no run"),
        (("report", "class"), "contains no run"),
    ],
)
def test_what_is_not_there_is_refused(graded, arguments, said):
    """With what may have been meant."""
    result = call(*arguments)
    assert result.exit_code == 2 and said in " ".join(result.stderr.split())
