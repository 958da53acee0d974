"""Answers of another shape: transposed, reshaped, not summed, summed too far, paired by broadcasting."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np

from ...values.finding import Cause
from .answer import Pattern, WrongAnswer


def _same_numbers(answer: WrongAnswer) -> Iterator[Cause]:
    actual, expected = answer.actual, answer.expected
    if actual.size == 0 or actual.size != expected.size:
        return
    for axes in itertools.permutations(range(actual.ndim)) if 2 <= actual.ndim <= 5 else ():
        if axes != tuple(range(actual.ndim)) and answer.equals(actual.transpose(axes), expected):
            difference = "transposed" if actual.ndim == 2 else f"right up to the order of its axes, now {axes}"
            yield Cause("transposed", f"{answer.name} is {difference}.")
            return
    if answer.equals(actual.reshape(expected.shape), expected):
        yield Cause("reshaped", f"{answer.name} holds the right numbers in another shape: reshape or squeeze it.")


def _one_number(answer: WrongAnswer) -> Iterator[Cause]:
    actual, expected, name = answer.actual, answer.expected, answer.name
    if actual.size == 0:
        yield Cause("empty", f"{name} is empty.")
    elif expected.size == 1 < actual.size:
        if answer.equals(actual.mean().reshape(expected.shape), expected):
            yield Cause("not_averaged", f"{name} was not averaged: its mean is the right answer.")
        elif answer.equals(actual.sum().reshape(expected.shape), expected):
            yield Cause("not_summed", f"{name} was not summed: its sum is the right answer.")
    elif actual.size == 1 < expected.size:
        for word, reduced in (("mean", expected.mean()), ("sum", expected.sum())):
            if answer.equals(actual, reduced.reshape(actual.shape)):
                yield Cause(
                    f"{word}_of_all", f"{name} is the {word} of all right entries: the {word} runs over too many axes."
                )


def _broadcast(answer: WrongAnswer) -> Iterator[Cause]:
    actual, expected = answer.actual, answer.expected
    # NumPy makes (N, N) from (N, 1) op (N,) without a warning. Then the diagonal often has the right numbers.
    if actual.ndim == 2 and expected.ndim == 1 < expected.size and actual.shape == expected.shape * 2:
        is_sure = answer.equals(np.diagonal(actual), expected)
        probably = "" if is_sure else "probably "
        yield Cause(
            "broadcast",
            f"{answer.name} grew from {expected.shape} to {actual.shape}: {probably}an array of shape (N, 1) met one of shape "
            "(N,), and NumPy paired every entry with every other. Keep both shapes alike.",
            likely=not is_sure,
        )


def _axes(answer: WrongAnswer) -> Iterator[Cause]:
    actual, expected, name = answer.actual, answer.expected, answer.name
    for axis in range(actual.ndim):
        if answer.equals(actual.sum(axis), expected):
            yield Cause("not_summed", f"{name} was not summed over axis {axis}: its sum is the right answer.")
        elif answer.equals(actual.mean(axis), expected):
            yield Cause("not_averaged", f"{name} was not averaged over axis {axis}: its mean is right.")
    for axis in range(expected.ndim):
        if answer.equals(actual, expected.sum(axis)):
            yield Cause(
                "summed", f"{name} was summed over one axis too many: its right numbers are summed over axis {axis}."
            )
        elif answer.equals(actual, expected.mean(axis)):
            yield Cause(
                "averaged_over",
                f"{name} was averaged over one axis too many: its right numbers are averaged over axis {axis}.",
            )


PATTERNS: tuple[Pattern, ...] = (_same_numbers, _one_number, _broadcast, _axes)
