"""The page of grader show: pictures and curves of the student's code beside the reference's."""

import shutil
import sys
from html.parser import HTMLParser

import pytest
from click.testing import CliRunner
from support.places import ROOT

from grader.checks.picture import blank
from grader.cli.main import main
from grader.judging.curves import KEPT
from grader.show.pages import render
from grader.topics.topic import Topic
from grader.values.errors import TopicError, UsageError
from grader.values.report import Result, Status
from grader.workspace import page as showing

pytest.importorskip("matplotlib")
TOPIC = "batch_norm"


@pytest.fixture
def topic(tmp_path):
    shutil.copytree(ROOT / "exercises" / TOPIC, tmp_path / "exercises" / TOPIC)
    return Topic(TOPIC, tmp_path / "exercises" / TOPIC)


def hand_in(topic, text):
    (topic.folder / f"{TOPIC}_numpy.py").write_text(text)


RIGHT = (ROOT / "tests" / "sample_class" / "right_terse" / f"{TOPIC}_numpy.py").read_text()


class Page(HTMLParser):
    """What a page would load from elsewhere, and which elements it has."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.links = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.links += [
            value for name, value in attributes if name in ("src", "href", "xlink:href") and not value.startswith("#")
        ]


def test_the_page_has_every_picture_and_curve(topic):
    """As inline drawings; nothing is loaded from anywhere."""
    hand_in(topic, RIGHT)
    text = showing.page(topic, ("numpy",), "cpu")
    page = Page(text)
    drawn = [picture for picture in topic.pictures if picture.part == "numpy"]
    assert page.tags.count("svg") == len(drawn) + 1  # and the curve of the training check
    assert not page.links and "script" not in page.tags and "numpy part 25 of 25 points" in text
    assert showing.page(topic, ("numpy",), "cpu").count("<path") == text.count("<path")


def test_wrong_code_is_drawn_too_and_what_raises_is_said(topic):
    """A wrong picture is the point of the page; an exception stands in its place, as text."""
    hand_in(topic, RIGHT.replace("w * (dout", "2 * w * (dout"))
    assert Page(showing.page(topic, ("numpy",), "cpu")).tags.count("svg") >= 2
    hand_in(topic, RIGHT.replace("    ax", "    raise ValueError('<script>alert(1)</script>')\n    ax", 1))
    text = showing.page(topic, ("numpy",), "cpu")
    assert "&lt;script&gt;" in text and "<script>" not in text


@pytest.mark.parametrize("text", ["def f(:\n", (ROOT / "exercises" / TOPIC / f"{TOPIC}_numpy.py").read_text()])
def test_nothing_to_draw_yet(topic, text):
    """A page all the same."""
    hand_in(topic, text)
    page = showing.page(topic, ("numpy",), "cpu")
    assert "<svg" not in page and ("not written yet" in page or "SyntaxError" in page)


def test_the_command(topic, tmp_path, monkeypatch):
    """It says where the page is."""
    hand_in(topic, RIGHT)
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["show", TOPIC, "--part", "numpy"])
    assert done.exit_code == 0, done.output
    written = tmp_path / ".grader" / "pages" / f"{TOPIC}.html"
    assert str(written) in done.output.replace("\n", "") and written.read_text().startswith("<!DOCTYPE html>")


def test_without_the_extra(topic, tmp_path, monkeypatch):
    """One sentence with the next step, whichever of the two is missing."""
    hand_in(topic, RIGHT)
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(TopicError, match=r"pip install 'chainrule\[show\]'"):
        blank((1, 1))
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(UsageError, match=r"pip install 'chainrule\[show\]'"):
        render("show.html")


@pytest.mark.parametrize(
    ("points", "says"), [(1, "1 step"), (12, "12 steps"), (KEPT, "from the first step to the last")]
)
def test_a_thinned_curve_counts_no_steps(points, says):
    """Which step a point stands for is only known where all of them were kept."""
    result = Result("c", "It trains.", "numpy", Status.PASSED, 1, 1, curves={"loss": {"yours": [1.0] * points}})
    (curve,) = showing._curves(result)
    assert (curve.title, curve.claim, curve.steps) == ("loss while training (numpy)", "It trains.", says)
    assert curve.drawing.lines[0].path


def test_curves_need_no_matplotlib(topic, monkeypatch):
    """They are drawn without it; in the place of each picture stands how to install it."""
    hand_in(topic, RIGHT)
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    page = showing.page(topic, ("numpy",), "cpu")
    drawn = [picture for picture in topic.pictures if picture.part == "numpy"]
    assert Page(page).tags.count("svg") == 1 and 'class="yours"' in page and 'class="reference"' in page
    assert page.count("pip install &#39;chainrule[show]&#39;") == len(drawn) > 0
