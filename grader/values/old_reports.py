"""Upgrade reports in JSON that were written before reports had parts and findings."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .finding import GENERIC, Cause, Finding, Frame, Kind
from .parsed import Parsed

_FRAME = re.compile(r"\n  (.+), line (\d+), in (.+)(?:\n    (.+))?")
_FRAMES = re.compile(rf"(?:{_FRAME.pattern})+")


def upgraded(content: Mapping[str, Parsed]) -> dict[str, Parsed]:
    """The same report with a finding for each result, and with parts.

    An old report has isolation, device and seconds only for the whole report. So each part gets the same isolation and
    device, and a share of the seconds in proportion to the seconds of its checks.
    """
    results = [{**result, "finding": _finding(result)} for result in content["results"]]
    seconds = {result["part"]: 0.0 for result in results}
    for result in results:
        seconds[result["part"]] += result["seconds"]
    whole = sum(seconds.values())
    parts = [
        {
            "part": part,
            "isolation": content["isolation"],
            "device": content["device"],
            "seconds": content["seconds"] * (part_seconds / whole if whole else 1 / len(seconds)),
        }
        for part, part_seconds in seconds.items()
    ]
    return {**content, "results": results, "parts": parts}


def _finding(result: Mapping[str, Parsed]) -> dict[str, Parsed] | None:
    """The finding in an old result's message, hint and mistake ("a|b", "generic:sign"); None if the check passed."""
    if result["status"] == "passed":
        return None
    kind = Kind.UNKNOWN if result["status"] == "failed" else Kind(result["status"])
    says, ids = result["message"], (result["mistake"] or "").split("|")
    causes: list[Cause] = []
    frames: list[Frame] = []
    advice = ""
    if ids[0].startswith(GENERIC):
        says, *sentences = says.split("\n")
        ids += ids[-1:] * (len(sentences) - len(ids))  # two sentences of one kind shared an id
        # An old report does not tell which sentences quote inputs. So no sentence is shown if inputs are hidden.
        causes = [
            Cause(name.removeprefix(GENERIC), sentence, quotes_inputs=True)
            for name, sentence in zip(ids, sentences, strict=False)
        ]
    elif ids[0]:
        hints = result["hint"].split("\nor: ")
        if len(hints) != len(ids):
            ids, hints = [result["mistake"]], [result["hint"]]
        causes = [Cause(name, hint, named=True) for name, hint in zip(ids, hints, strict=True)]
    if kind is Kind.RAISED and (traceback := _FRAMES.search(says)):
        frames = [
            Frame(file, int(line), function, source) for file, line, function, source in _FRAME.findall(traceback[0])
        ]
        says, advice = says[: traceback.start()], says[traceback.end() :].removeprefix("\n")
    return Finding(kind, says, causes=tuple(causes), frames=tuple(frames), advice=advice).as_dict()
