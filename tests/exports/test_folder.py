"""A bundle is divided into an image and the files that grade in it, and written completely or not at all."""

import io
import json
import tarfile

import pytest

from grader.exports import folder
from grader.exports.bundle import COURSE
from grader.exports.settings import FILE, Settings
from grader.values.errors import UsageError

SETTINGS = Settings(("toy", "conv"), ("numpy", "torch"), seconds=90.0)


@pytest.fixture
def bundle():
    """Two topics, of which one has no README and one no skeleton of its torch part."""
    files = {
        f"{COURSE}/{FILE}": SETTINGS.as_json().encode(),
        f"{COURSE}/secret": b"a long secret\n",
        f"{COURSE}/exercises/toy/README.md": b"text\n# Toys and more\n# Second\n",
        f"{COURSE}/exercises/toy/toy_numpy.py": b"n",
        f"{COURSE}/exercises/toy/toy_torch.py": b"t",
        f"{COURSE}/exercises/conv/conv_numpy.py": b"c",
        "install.sh": b"#!/bin/bash\n",
    }
    return {path: (data, 0o600 if path.startswith(COURSE) else 0o644) for path, data in files.items()}


def test_a_bundle_tells_its_settings_name_and_title(bundle):
    """A topic without a heading is called by its name."""
    assert folder.settings(bundle) == SETTINGS
    assert folder.name(bundle) == "toy_conv"
    assert folder.title(bundle) == "Toys and more, conv"


@pytest.mark.parametrize(("seconds", "minutes"), [(90.0, "12"), (60.0, "11"), (1.0, "11")])
def test_a_job_has_time_to_install(bundle, seconds, minutes):
    """Ten minutes more than a submission, in whole minutes."""
    settings = Settings(("toy",), ("numpy",), seconds=seconds)
    assert folder.minutes(bundle | {f"{COURSE}/{FILE}": (settings.as_json().encode(), 0o600)}) == minutes


def test_skeletons_are_those_that_there_are(bundle):
    """By the names under which students hand in."""
    assert folder.skeletons(bundle) == {"toy_numpy.py": b"n", "toy_torch.py": b"t", "conv_numpy.py": b"c"}


def test_an_image_holds_nothing_of_the_course(bundle):
    """It may be pushed to a registry; the other half holds the rest and what is read if grading does not begin."""
    image, grading = folder.image(bundle), folder.grading(bundle, "markdown")
    assert set(image) == {"install.sh", "Dockerfile"} and b"FROM" in image["Dockerfile"][0]
    assert set(grading) - {"grade.sh", folder.UNREACHED} == {path for path in bundle if path.startswith(COURSE)}
    assert b"Toys" not in image["Dockerfile"][0] and b"@" not in image["Dockerfile"][0]


def test_a_grader_that_did_not_start_gives_a_broken_check_for_each_topic():
    """In the platform's own format, without a score where the format has none to give."""
    content = json.loads(folder.unreached(SETTINGS, "gradescope"))
    assert [test["extra_data"]["status"] for test in content["tests"]] == ["broken", "broken"]
    assert "not your fault" in folder.unreached(SETTINGS, "markdown")
    assert folder.unreached(SETTINGS, "xqueue") == ""


def test_files_are_put_into_a_folder(bundle):
    """Each under it, with its mode."""
    assert folder.under("a/b", {"x": (b"1", 0o600)}) == {"a/b/x": (b"1", 0o600)}


def test_an_archive_of_the_same_files_is_the_same(bundle):
    """Whatever their order and the time; nobody's name stands in it."""
    data = folder.packed(bundle)
    assert data == folder.packed(dict(reversed(bundle.items())))
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        entries = archive.getmembers()
        assert [entry.name for entry in entries] == sorted(bundle)
        assert {(entry.mtime, entry.uname, entry.uid) for entry in entries} == {(0, "", 0)}
        assert {entry.name: (archive.extractfile(entry).read(), entry.mode) for entry in entries} == bundle


def test_a_folder_is_written_with_modes_for_its_owner_alone(bundle, tmp_path):
    """It holds the solutions; what an interrupted export left is no obstacle."""
    (tmp_path / ".out.part").mkdir()
    (tmp_path / ".out.part" / "left").write_text("behind")
    (tmp_path / "out").mkdir()
    folder.write_folder(tmp_path / "out", bundle)
    written = {
        path.relative_to(tmp_path / "out").as_posix(): path for path in (tmp_path / "out").rglob("*") if path.is_file()
    }
    assert {name: (path.read_bytes(), path.stat().st_mode & 0o777) for name, path in written.items()} == bundle
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o700 and not (tmp_path / ".out.part").exists()


def test_a_folder_with_something_in_it_is_left_alone(bundle, tmp_path):
    """As is a file of the name."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("1")
    (tmp_path / "file").write_text("2")
    for name in ("full", "file"):
        with pytest.raises(UsageError, match=f"{name} exists already"):
            folder.write_folder(tmp_path / name, bundle)
    assert (tmp_path / "full" / "mine").read_text() == "1" and (tmp_path / "file").read_text() == "2"


def test_templates_have_their_values(bundle):
    """Each mark is replaced."""
    assert b"python:3.99" in folder.text("Dockerfile", PYTHON="3.99")
