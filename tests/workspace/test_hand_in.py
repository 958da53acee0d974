"""The zip that a student hands in."""

import json
import zipfile

from support.places import ROOT
from support.student import FILE, RIGHT, TOPIC, call, check


def test_submit(workspace):
    """The student's files and a manifest, nothing else; `judge` takes the zip as it is."""
    assert "nothing to hand in" in call("submit", code=2)
    FILE.write_text(RIGHT)
    (FILE.parent / "helpers.py").write_text("X = 1\n")
    check(TOPIC, code=0)
    said = call("submit", "--out", "mine.zip")
    assert "batch_norm_numpy.py: 25/25" in said and "left out, since nothing in them is written yet" in said
    with zipfile.ZipFile("mine.zip") as archive:
        assert set(archive.namelist()) == {f"{TOPIC}/{FILE.name}", f"{TOPIC}/helpers.py", "manifest.json"}
        manifest = json.loads(archive.read("manifest.json"))
    assert manifest["parts"][0]["checked"]["score"] == 25 and manifest["versions"]["grader"]
    options = [
        "--topic",
        TOPIC,
        "--part",
        "numpy",
        "--exercises",
        ROOT / "exercises",
        "--solutions",
        ROOT / "solutions",
    ]
    assert "25 of 25 points" in call("judge", "mine.zip", *options)
    FILE.write_text(RIGHT + "\n")
    assert "not checked as it is now" in call("submit", TOPIC, "--out", "mine.zip")
    assert "Did you mean batch_norm?" in call("submit", "batch_nrm", code=2)
