"""Tell a student how an exercise must be callable, and show the call that failed."""

from __future__ import annotations

from ..topics.topic import Topic
from ..values.finding import RUN, Kind
from ..values.parts import TABLE
from ..values.text import most_similar, visible
from .diagnosis.calls import as_code, show_case
from .run_check import Outcome

# So much like the name of a missing exercise is a name of the file that a message proposes.
SIMILAR = 0.6


def on_interface(outcome: Outcome, topic: Topic, part: str) -> str:
    """How the exercise must be callable, if the failure is about its interface; else an empty text.

    A missing name is about the interface, and so is an exception without a frame of the student's code.
    """
    finding = outcome.finding
    if finding is None or finding.kind not in (Kind.RAISED, Kind.NOT_WRITTEN) or finding.frames:
        return ""
    if not (outcome.inputs and outcome.inputs.last_call):
        return ""
    exercises, call = topic.exercises(part), outcome.inputs.last_call.question.call
    signature = exercises.get(call)
    similar = most_similar(call, [visible(name) for name in outcome.defined if name not in exercises], SIMILAR)
    renamed = f". Your file has {similar}: is it {call} under another name?" if similar else ""
    return f"It should be callable as {signature}{renamed}" if signature else ""


def example(outcome: Outcome, topic: Topic, part: str, *, in_notebook: bool, adapted: bool) -> str:
    """The last call of a check as code to run or, where that is not possible, as text.

    `in_notebook` says that the functions stand in a notebook, and `adapted` that an adapter calls them in its own way.
    """
    if outcome.inputs is None or outcome.inputs.last_call is None:
        return ""
    signature = topic.exercises(part).get(outcome.inputs.last_call.question.name, "")
    module = "" if in_notebook else topic.file_name(part).removesuffix(".py")
    code = "" if adapted else as_code(outcome, signature, module, TABLE[part].libraries[-1])
    return f"{RUN}\n{code}" if code else f"The smallest failing case:\n{show_case(outcome)}"
