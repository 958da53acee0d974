"""Judge where a function gets its randomness from: from the generator that it was given, and from nowhere else."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .draws import off
from .handles import Handle
from .inputs import Answer
from .proxies import ModuleProxy
from .setting import current_setting

Work = Callable[[Handle], Answer]

_SEED, _OTHER_SEED = 20_011, 20_021
_GLOBAL = "it draws from a global generator, and should draw from the generator that it is given"


def same_seed_same_answer(student: ModuleProxy, work: Work, name: str) -> Answer:
    """Require that the answer of `work(generator)` depends on the generator and on nothing else. Returns the first answer.

    `work` calls the student's function with a generator of `student.generator`, and returns what was drawn. Generators of one
    seed give equal answers, to the bit, however the global generators are seeded. Another seed, and a second call with the same
    generator, give other answers. No global generator is used. Ask for so many draws that no two seeds agree by chance: a
    hundred truth values, or three real numbers. Make modules of torch before, since their constructors draw from torch's global
    generator. The check must compare numbers as well.
    """
    current_setting().other = "same_seed_same_answer"
    generator = student.generator(_SEED)
    first, following = work(generator), work(generator)
    student.drive("seed_globals", _OTHER_SEED)
    before = student.drive("global_state")
    again = work(student.generator(_SEED))
    if student.drive("global_state") != before:
        off(name, "a global generator is used", f"{name}: {_GLOBAL}")
    if not same(first, again):
        off(name, "the same seed gives another answer", f"{name}: two generators with the same seed gave two answers")
    if same(first, work(student.generator(_OTHER_SEED))):
        off(name, "another seed gives the same answer", f"{name}: generators with two seeds gave the same answer")
    if same(first, following):
        detail = f"{name}: a second call with the same generator gave the same answer; its draws should go on"
        off(name, "the next call gives the same answer", detail)
    return first


def draws_nothing(student: ModuleProxy, work: Work, name: str) -> Answer:
    """Require that `work(generator)` leaves the generator and the global generators as they are. Returns its answer.

    The student's process says whether it does, so the check must compare numbers as well.
    """
    current_setting().other = "draws_nothing"
    generator = student.generator(_SEED)
    before = student.drive("generator_state", generator), student.drive("global_state")
    answer = work(generator)
    if student.drive("generator_state", generator) != before[0]:
        off(name, "something is drawn", f"{name}: something was drawn from the generator, where nothing is to be drawn")
    if student.drive("global_state") != before[1]:
        off(
            name,
            "something is drawn",
            f"{name}: something was drawn from a global generator, where nothing is to be drawn",
        )
    return answer


def same(left: object, right: object) -> bool:
    """Whether two answers are the same to the bit. Objects that stayed on the other side count as the same."""
    if isinstance(left, np.ndarray) and isinstance(right, np.ndarray):
        alike = (left.dtype, left.shape) == (right.dtype, right.shape)
        return alike and left.tobytes() == right.tobytes()
    if isinstance(left, tuple | list) and isinstance(right, tuple | list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(item, right[key]) for key, item in left.items())
    if isinstance(left, Handle) and isinstance(right, Handle):
        return True
    return type(left) is type(right) and (left == right or (left != left and right != right))
