"""The worker for edX's xqueue: a payload on standard input, a reply on standard output or none at all."""

import json

import pytest
from support.platforms import ENVIRONMENT, LATE, POINTS, SUBMISSIONS, Given, run, secret_places
from support.samples import valid
from support.xqueue import HEADER, payload

from grader.exports import xqueue


class Queue(Given):
    """The worker, and a queue that it knows nothing of."""

    def grade(self, answer, *options, **settings):
        """The process that has ended."""
        xqueue.write(self.bundle(**settings), self.out)
        return run(self.out / "grade_xqueue", *options, cwd=self.out.parent, stdin=payload(answer))


def body(done):
    """The body of a reply, whose header must be the one that came."""
    assert done.returncode == 0, done.stderr
    reply = json.loads(done.stdout)
    assert reply.keys() == {"xqueue_header", "xqueue_body"} and reply["xqueue_header"] == HEADER
    return valid("xqueue", reply["xqueue_body"])


@pytest.fixture
def queue(tmp_path):
    """Not exported yet."""
    return Queue.at(tmp_path)


@pytest.mark.parametrize("name", SUBMISSIONS)
def test_the_score_is_that_of_judge(queue, name):
    """On the problem's scale."""
    content = body(queue.grade(queue.text(name), "--out-of", "5"))
    assert content["score"] == queue.judged(queue.text(name))["score"] * 5 / POINTS
    assert content["correct"] is (name == "right")


def test_time_that_runs_out_leaves_what_was_found(queue):
    """A queue gives a submission out again after a while, so grading ends itself."""

    def points(here, seconds):
        done = here.grade(here.text("slow"), seconds=seconds, slow=True)
        return body(done)["score"]

    assert queue.cut_off(points) == LATE


def test_no_reply_when_a_check_is_broken(queue):
    """A reply would carry a score, and the one before would be lost."""
    checks = queue.course / "exercises" / "toy" / "checks.py"
    checks.write_text(checks.read_text().replace("rng.sizes(5, 3)", "None.sizes"))
    done = queue.grade(queue.text("right"))
    assert done.returncode == 3 and done.stdout == "" and "leave it in the queue" in done.stderr


def test_no_reply_when_the_grader_fails(queue, monkeypatch):
    """Nor where nothing of ours starts."""
    monkeypatch.setitem(ENVIRONMENT, "GRADER_PYTHON", "/nowhere/python")
    done = queue.grade(queue.text("right"))
    assert done.returncode != 0 and done.stdout == ""


def test_what_is_hidden_stays_hidden(queue):
    """Neither in the reply nor in what is said beside it."""
    done = queue.grade(queue.attack(queue.out / "course" / "secret"), reveal="numbers")
    assert body(done)["score"] == 0 and "CANARY" not in done.stdout + done.stderr
    assert secret_places(queue.out) == {"course", "course/solutions/toy"}
