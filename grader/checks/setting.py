"""The setting of the check that is being run, and Wrong, the exception with which a judgement fails."""

from __future__ import annotations

import contextlib
import contextvars
import dataclasses
from collections.abc import Iterator

import numpy as np

from ..values.errors import TopicError
from ..values.finding import Frame, Kind
from ..worker.wire import Array, DType
from .chances import COMPARISONS, log_rate
from .handles import ODD_ARRAY, Handle, form
from .inputs import Answer
from .tolerances import Tolerance, tolerance


@dataclasses.dataclass
class Setting:
    """Where the answers were computed, how they are compared, the cases that the check is in, and its judgements so far."""

    device: str = "cpu"
    single: bool = False  # whether numbers are compared as those of float32 are
    cases: tuple[str, ...] = ()
    values: int = 0  # judgements of numbers that the check compared
    other: str = ""  # the last judgement that code which is not written can meet
    draws: int = 0  # judgements of draws

    @property
    def problem(self) -> str:
        """Why these judgements alone prove nothing, as a sentence; "" if the check has compared numbers too."""
        if self.values or not self.other:
            return ""
        return f"it judges by {self.other} and compares no numbers, so code that is not written would pass"

    def tolerance(self, dtype: DType) -> Tolerance:
        """The row of the table of tolerances for values of this dtype."""
        return tolerance(dtype, self.device, single=self.single)

    def log_rate(self, statistics: int = 1) -> float:
        """See chances.log_rate. Call it once for each judgement of draws: raises TopicError if the check has too many."""
        self.draws += 1
        if self.draws > COMPARISONS:
            raise TopicError(f"a check has room for {COMPARISONS} judgements of draws: join draws, or split the check")
        return log_rate(statistics)


_setting: contextvars.ContextVar[Setting] = contextvars.ContextVar("setting", default=Setting())  # noqa: B039


class Wrong(Exception):
    """A judgement failed. `kind` says which. `actual` is the answer as an array, or None if it is not an array; see `as_array`.

    `frames` are the lines of the student's code that `reason` names. `narrow` says that all numbers are right to the precision
    of float32, and some are not right to that of float64.
    """

    def __init__(
        self,
        kind: Kind,
        name: str,
        reason: str,
        *,
        actual: Array | None = None,
        expected: Array | None = None,
        limits: Array | None = None,
        frames: tuple[Frame, ...] = (),
        narrow: bool = False,
    ) -> None:
        super().__init__(reason)
        self.kind = kind
        self.name = name
        self.reason = reason
        self.actual = actual
        self.expected = expected
        self.limits = limits
        self.frames = frames
        self.narrow = narrow


def too_many(call: str, most: int) -> Wrong:
    """The judgement on an answer that yields more items than a check takes."""
    return Wrong(Kind.BOUND, call, f"{call} yielded more than {most} items: does it ever end?")


def current_setting() -> Setting:
    """The setting of the check that is being run."""
    return _setting.get()


@contextlib.contextmanager
def judging_on(device: str, *, single: bool = False) -> Iterator[Setting]:
    """Inside this context, judgements use the tolerances of `device`, and those of float32 if `single`."""
    setting = Setting(device, single)
    token = _setting.set(setting)
    try:
        yield setting
    finally:
        _setting.reset(token)


@contextlib.contextmanager
def case(name: str) -> Iterator[None]:
    """Inside this context, messages name the case: `with case("padding 0"):`."""
    setting = current_setting()
    before = setting.cases
    setting.cases = (*before, name)
    yield
    setting.cases = before  # not after an exception: the message is made from the cases


def as_array(value: Answer, name: str) -> Array:
    """The answer as an array. A Python number counts as an array of shape (). Raises Wrong for everything else."""
    if isinstance(value, np.ndarray | np.generic) and value.dtype.kind in "biufc":
        return np.asarray(value)
    if isinstance(value, bool | int | float | complex):
        number = np.asarray(value)
        if number.dtype != object:
            return number
        with contextlib.suppress(OverflowError):  # an int beyond 64 bits, or even beyond float64
            return number.astype(np.float64)
        return np.asarray(np.copysign(np.inf, -1.0 if value < 0 else 1.0))  # type: ignore[operator]
    is_odd = isinstance(value, Handle) and value._type_name.startswith(ODD_ARRAY)
    expected = "float64 or another dtype of plain numbers" if is_odd else "an array"
    raise Wrong(Kind.FORM, name, f"{name} is {form(value)}, where {expected} is expected")
