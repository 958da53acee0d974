"""`handed_in` makes a folder as platforms hand it out."""

import zipfile

import pytest


@pytest.fixture
def handed_in(tmp_path):
    """A folder of submissions from the paths in it; a path that ends in `.zip` becomes one that holds `inside.py`."""

    def made(*paths, under="handed_in"):
        for path in (tmp_path / under / name for name in paths):
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.suffix == ".zip":
                with zipfile.ZipFile(path, "w") as archive:
                    archive.writestr("inside.py", path.name)
            else:
                path.write_text(path.name, encoding="utf-8")
        return tmp_path / under

    return made
