"""Where the repository and its tests are, for tests in any folder."""

from pathlib import Path

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
CLASS = TESTS / "sample_class"  # the sample class
