"""The settings of a bundle."""

import pytest

from grader.exports.settings import Settings
from grader.values.errors import UsageError


def test_settings_that_are_none(tmp_path):
    """A folder that is no bundle is told from one."""
    with pytest.raises(UsageError, match="export the course again"):
        Settings.read(tmp_path)
    settings = Settings(("toy",), ("numpy",), reveal="numbers")
    (tmp_path / "settings.json").write_text(settings.as_json())
    assert Settings.read(tmp_path) == settings


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"topics": ["toy"]}', '{"topics": ["toy"], "parts": ["numpy"], "colour": "red"}']
)
def test_settings_of_another_form_are_refused(tmp_path, text):
    """Also those that a later version of the grader has written."""
    (tmp_path / "settings.json").write_text(text)
    with pytest.raises(UsageError, match="settings.json cannot be read"):
        Settings.read(tmp_path)
