"""Points of a rubric in a comment: lines that people read in nbgrader's pages, and that are read again here.

A comment is the only place that nbgrader's gradebook has for what a person said of an answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graders.checking.panel import amount

LINE = re.compile(r"- ([0-9]+(?:\.[0-9]+)?) of ([0-9]+(?:\.[0-9]+)?): (\S.*)")


@dataclass(frozen=True)
class Given:
    """What an answer was given for one point of a rubric."""

    title: str
    points: float
    worth: float


def written(given: Sequence[Given], words: str) -> str:
    """The comment that holds both.

    >>> print(written([Given("Why None", 0.5, 1)], "Say why."))
    - 0.5 of 1: Why None
    <BLANKLINE>
    Say why.
    """
    lines = "\n".join(f"- {amount(each.points)} of {amount(each.worth)}: {each.title}" for each in given)
    return "\n\n".join(part for part in (lines, words.strip()) if part)


def read(comment: str, score: float | None = None) -> tuple[list[Given], str]:
    """The points of a rubric at the top of a comment, and the words below them.

    With a `score` that is not their sum (somebody changed it since) the points are left out.

    >>> read(written([Given("Why None", 0.5, 1.0)], "Say why."))
    ([Given(title='Why None', points=0.5, worth=1.0)], 'Say why.')
    >>> read("- 1 of 1: Why" + chr(10) * 2 + "Good.", score=0.5)
    ([], 'Good.')
    """
    lines = comment.strip().splitlines()
    given = []
    while lines and (found := LINE.fullmatch(lines[0].strip())):
        given.append(Given(found[3], float(found[1]), float(found[2])))
        lines.pop(0)
    words = "\n".join(lines).strip()
    if score is not None and abs(sum(each.points for each in given) - score) > 0.01:
        given = []
    return given, words
