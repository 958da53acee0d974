"""The form of every README, of those that `grader new` writes too: sections, picture, formulas, and the example that runs."""

import ast
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import pytest
from markdown_it import MarkdownIt
from support.places import ROOT

from grader.authoring.build import build
from grader.authoring.illustrate import LIMIT
from grader.authoring.scaffold import template, write_topic
from grader.topics.catalog import names
from grader.topics.topic import Topic
from grader.values.parts import PARTS

SECTIONS = [
    "Why",
    "Formulas",
    "Shapes",
    "Example by hand",
    "Conventions elsewhere",
    "Before you write code",
    "Links",
]
FACTS = re.compile(r"Difficulty: (easy|medium|hard) · Time: about \d+ minutes \(an estimate\) · Prerequisites: .+")
IMAGE = re.compile(r"!\[([^\]]+)\]\((\w+)\.svg\)")
# Inline formulas do not begin or end with a space; a formula of its own has lines with nothing but two dollar signs around it.
FORMULA = re.compile(r"\$\$\n(.+?)\n\$\$|(?<![\w$])\$(?!\s)([^$]+?)(?<!\s)\$(?![\w$])", re.DOTALL)
# GitHub refuses these, and the others define macros.
NOT_EVERYWHERE = ("\\operatorname", "\\newcommand", "\\def", "\\require", "\\href", "\\begin")
NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e-?\d+)?")

NEW = {f"new_{'_'.join(parts)}": parts for parts in (PARTS, *((part,) for part in PARTS))}  # the parts of each

pytestmark = pytest.mark.parametrize("name", [*names(ROOT / "exercises"), *NEW])


@pytest.fixture(scope="module")
def new_topics(tmp_path_factory):
    """The folder with the topics of NEW, as `grader new` writes and builds them."""
    root = tmp_path_factory.mktemp("new")
    for name, parts in NEW.items():
        write_topic(name, root / "exercises", root / "solutions", parts)
        if "torch" in parts:
            pytest.importorskip("torch")
        build(Topic(name, root / "exercises" / name, root / "solutions" / name), write=True)
    return root


@pytest.fixture
def topic(name, request):
    root = request.getfixturevalue("new_topics") if name in NEW else ROOT
    return Topic(name, root / "exercises" / name, root / "solutions" / name)


@pytest.fixture
def readme(topic):
    return (topic.folder / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def sections(readme):
    """The text of each section by its heading."""
    pieces = re.split(r"^## (.+)\n", without_code(readme), flags=re.MULTILINE)[1:]
    whole = {heading: readme.index(f"\n## {heading}\n") for heading in pieces[::2]}
    ends = [*list(whole.values())[1:], len(readme)]
    return {heading: readme[start:end] for (heading, start), end in zip(whole.items(), ends, strict=True)}


def without_code(text):
    """The text without fenced blocks and code spans, in which a dollar sign or a hash means itself."""
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE))


def test_sections_stand_in_their_order(readme, sections):
    """Title, facts, then the sections; each has a text."""
    lines = readme.splitlines()
    assert lines[0].startswith("# ") and FACTS.fullmatch(lines[2])
    assert list(sections) == SECTIONS
    assert all(len(text.split()) > 20 for text in sections.values())


def test_one_picture_shows_the_right_answer(topic, readme, sections):
    """It stands before the formulas, and has words for whoever does not see it. The README names its function."""
    [(words, file)] = IMAGE.findall(readme)
    assert IMAGE.search(sections["Why"]) and len(words.split()) > 5
    assert [illustration.name for illustration in topic.illustrations] == [file]
    assert f"`{file}` in `pictures.py`" in sections["Why"]
    path = topic.folder / f"{file}.svg"
    assert path.stat().st_size < LIMIT
    assert ElementTree.parse(path).getroot().tag.endswith("svg")
    assert sorted(path.name for path in topic.folder.glob("*.svg")) == [f"{file}.svg"]


def test_formulas_are_shown_in_every_renderer(readme, sections):
    """No custom macros; and Markdown, which some renderers read first, changes nothing inside of a formula."""
    text = without_code(readme)
    formulas = [one or two for one, two in FORMULA.findall(text)]
    assert formulas and FORMULA.search(sections["Formulas"])
    assert "$" not in FORMULA.sub("", text), "a dollar sign that belongs to no formula"
    shown = []
    for token in MarkdownIt("commonmark").enable("table").parse(readme):
        if token.type == "inline":
            pieces = [child.content if child.type == "text" else "\n" for child in token.children]
            shown.append("".join(pieces))
    everything = "\n".join(shown)
    changed = [formula for formula in formulas if squeezed(formula) not in squeezed(everything)]
    assert changed == []
    assert [formula for formula in formulas if any(macro in formula for macro in NOT_EVERYWHERE)] == []
    assert [formula for formula in formulas if formula.count("{") != formula.count("}")] == []


def squeezed(text):
    """The text with one space for every white space: Markdown takes the indentation of lines away."""
    return " ".join(text.split())


def test_what_is_folded_opens(readme, sections):
    """The derivation and the hints are folded; an empty line lets Markdown read what is inside."""
    for heading in ("Formulas", "Before you write code"):
        assert "<details>\n<summary>" in sections[heading]
    assert readme.count("<details>") == readme.count("</details>") == len(re.findall("</summary>\n\n", readme))
    assert readme.count("<details>") == len(re.findall("\n\n</details>\n", readme))


def test_shapes_are_a_table_and_two_questions_are_asked(sections):
    """The questions have no answers in the open text."""
    assert "|---|" in sections["Shapes"]
    asked = re.sub(r"<details>.*?</details>", "", sections["Before you write code"], flags=re.DOTALL)
    questions = re.findall(r"^\d\. (.+?)\n(?=\d\.|\n)", asked, flags=re.DOTALL | re.MULTILINE)
    assert len(questions) == 2 and all("?" in question for question in questions)


def blocks(topic):
    """The parts with an example, each with the statement of the solution that runs it."""
    found = {}
    for part in topic.parts:
        last = ast.parse(topic.solution(part)).body[-1]
        if isinstance(last, ast.If) and ast.unparse(last.test) == "__name__ == '__main__'":
            found[part] = last
    return found


def run(file, folder):
    """What a file prints, run as a student does; it must end with status 0 and complain of nothing."""
    ended = subprocess.run([sys.executable, file.name], cwd=folder, capture_output=True, text=True, timeout=300)
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout.splitlines()


@pytest.mark.proof
def test_the_example_prints_the_numbers_of_the_readme(topic, sections, tmp_path):
    """With the solution both columns are alike, and each line's numbers stand in the README one after another."""
    assert topic.parts[0] in blocks(topic)
    by_hand = [text.replace("−", "-") for text in NUMBER.findall(sections["Example by hand"].replace("−", "-"))]
    for part in blocks(topic):
        file = tmp_path / topic.file_name(part)
        shutil.copyfile(topic.secret_folder / file.name, file)
        head, *rows = run(file, tmp_path)
        assert head.split() == ["README", "yours"] and rows
        column = head.index("README"), head.index("yours")
        for row in rows:
            expected, printed = row[column[0] : column[1]].split(), row[column[1] :].split()
            assert expected == printed, row
            places = range(len(by_hand) - len(expected) + 1)
            assert any(by_hand[start : start + len(expected)] == expected for start in places), row


@pytest.mark.proof
def test_the_example_of_the_skeleton_says_what_is_not_written(topic, tmp_path):
    """One line for each part of the example, and no traceback."""
    for part, block in blocks(topic).items():
        file = tmp_path / topic.file_name(part)
        shutil.copyfile(topic.folder / file.name, file)
        _, *rows = run(file, tmp_path)
        loop = next(node for node in block.body if isinstance(node, ast.For))
        said = [row.split(": ") for row in rows]
        assert [name for name, *_ in said] == [name.id for name in loop.iter.elts]
        assert all(place.split(",")[0].isidentifier() and reason == "not written yet" for _, place, reason in said)


@pytest.mark.proof
def test_the_example_goes_on_where_functions_return_nothing(topic, tmp_path):
    """A student may have put `pass` where the exception stood, or have made a mistake."""
    for part in blocks(topic):
        for body in ("pass", "return 1 / 0"):
            file = tmp_path / topic.file_name(part)
            text = (topic.folder / file.name).read_text(encoding="utf-8")
            file.write_text(re.sub(r"raise NotImplementedError\(.*\)", body, text), encoding="utf-8")
            run(file, tmp_path)


def test_all_examples_are_run_in_the_same_way(topic):
    """The lines below the example are those that `grader new` writes."""
    for part in blocks(topic):
        assert last_lines(topic.solution(part)) == last_lines(template(f"solution_{part}.py"))


def last_lines(solution):
    """What runs the examples, without their names."""
    return re.sub(r"for example in \(.*\):", "", solution[solution.index("    print(f\"{'':22}") :])


def test_the_first_example_uses_what_students_write(topic):
    """Every public function of the first part stands in it, so that no function is without a number to compare with.

    A layer of a torch part may have more weights than anyone computes by hand.
    """
    part = topic.parts[0]
    used = {node.id for node in ast.walk(blocks(topic)[part]) if isinstance(node, ast.Name)}
    assert set(topic.exercises(part)) - used == set()
