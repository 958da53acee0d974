"""How each status is shown."""

from grader.values.report import Status
from grader.values.status import SIGNS


def test_every_status_has_a_sign_a_style_and_a_word():
    """The word alone says it, for those who see neither colours nor signs."""
    assert set(SIGNS) == set(Status)
    assert all(len(sign) == 1 and style and word for sign, style, word in SIGNS.values())
    assert len({word for _, _, word in SIGNS.values()}) == len(Status)
