"""A graded cell as a card: its title, points, what was right, what was not and why, and a person's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from nbformat import NotebookNode

from graders.checking.checks import VERDICT_TYPE
from graders.checking.panel import amount, count
from graders.feedback.rubric import Given
from graders.feedback.scores import Mark
from graders.feedback.texts import Texts, words

WAITS, RIGHT, PART, NONE = "waits", "right", "part", "none"
STATES = {WAITS: "waits for a person", RIGHT: "right", PART: "partly right", NONE: "no points yet"}
BY_HAND = "A person looked at this answer and set its points."
BESIDE = "A person set the points of this answer. The checks had found:"
ONLY_GRADED = "Checks that run only when work is graded"
NOTHING = Markup()


@dataclass(frozen=True)
class Line:
    """One thing that was asked: whether it is right, what it gave, and what is said of it."""

    passed: bool
    name: Markup
    said: Markup
    found: Markup
    points: str


@dataclass(frozen=True)
class Card:
    """All that is said of one graded cell."""

    anchor: str
    title: str
    points: str
    state: str
    note: str = ""
    lines: tuple[Line, ...] = ()
    body: Markup = NOTHING
    comment: Markup = NOTHING
    again: tuple[str, str] | None = None

    @property
    def state_words(self) -> str:
        return STATES[self.state]


def state_of(mark: Mark) -> str:
    if mark.points is None:
        return WAITS
    if mark.points >= mark.possible - 1e-9:
        return RIGHT
    return PART if mark.points > 0 else NONE


def points_of(mark: Mark) -> str:
    """What a mark gives, in words.

    >>> points_of(Mark(1.5, 2.0)), points_of(Mark(None, 3.0)), points_of(Mark(2.5, 2.0, extra=0.5))
    ('1.5 of 2 points', 'up to 3 points', '2.5 of 2 points (0.5 of them extra)')
    """
    if mark.points is None:
        return f"up to {count(mark.possible)}"
    extra = f" ({amount(mark.extra)} of them extra)" if mark.extra else ""
    return f"{amount(mark.points)} of {count(mark.possible)}{extra}"


def verdict_of(cell: NotebookNode) -> Mapping[str, Any] | None:
    """What a check left in its cell, if it did."""
    for output in cell.get("outputs", []):
        found = output.get("data", {}).get(VERDICT_TYPE)
        if isinstance(found, dict) and isinstance(found.get("question"), str):
            return found
    return None


def lines_of(verdict: Mapping[str, Any], mark: Mark, texts: Texts, hidden: bool) -> tuple[Line, ...]:
    """The criteria, those that are right first; hidden ones are summed up unless `hidden` allows more.

    Points are left out where a person's score stands, which they would contradict.
    """
    numbers = agrees(verdict, mark)
    details = [each for each in _list(verdict.get("details")) if _is_detail(each)]
    shown = [each for each in details if hidden or not each.get("hidden")]
    kept_back = [each for each in details if each not in shown]
    lines = [_line(each, numbers, texts) for each in shown]
    if kept_back:
        lines.append(_summed(kept_back, numbers))
    problems = [str(problem) for problem in _list(verdict.get("problems"))]
    lines += [Line(False, words(problem), Markup(), Markup(), "") for problem in problems]
    return tuple(sorted(lines, key=lambda line: not line.passed))


def given_line(given: Given) -> Line:
    """What a person gave for one point of a rubric."""
    full = given.points >= given.worth
    points = f"{amount(given.points)} of {amount(given.worth)}"
    return Line(full, words(given.title), Markup(), Markup(), points)


def agrees(verdict: Mapping[str, Any], mark: Mark) -> bool:
    """Whether the score is the one that the checks gave."""
    given = verdict.get("points")
    return (
        isinstance(given, int | float)
        and mark.points is not None
        and abs(given - (mark.points - mark.extra)) < 1e-6
    )


def _line(detail: Mapping[str, Any], numbers: bool, texts: Texts) -> Line:
    passed = bool(detail["passed"])
    worth = float(detail["points"])
    found = detail.get("diagnosis") or ""
    return Line(
        passed,
        words(detail["name"]),
        words(detail.get("words") or ""),
        texts.html(str(found)) if found else Markup(),
        f"{amount(worth if passed else 0.0)} of {amount(worth)}" if numbers and worth else "",
    )


def _summed(details: list[Mapping[str, Any]], numbers: bool) -> Line:
    worth = sum(float(each["points"]) for each in details)
    earned = sum(float(each["points"]) for each in details if each["passed"])
    passed = all(each["passed"] for each in details)
    said = "passed." if passed else "not all passed. Try your answer with other numbers than the lesson's."
    points = f"{amount(earned)} of {amount(worth)}" if numbers and worth else ""
    return Line(passed, Markup(ONLY_GRADED), words(said), Markup(), points)


def _is_detail(each: object) -> bool:
    return (
        isinstance(each, dict)
        and isinstance(each.get("name"), str)
        and isinstance(each.get("points"), int | float)
        and isinstance(each.get("passed"), bool)
    )


def _list(thing: object) -> list[Any]:
    return thing if isinstance(thing, list) else []


def headings(source: str) -> Iterator[tuple[int, str]]:
    """The headings of a Markdown text, less what they say of points.

    >>> list(headings("## 2 · Tapes" + chr(10) + "### Question 3 · A slope (2 points)"))
    [(2, '2 · Tapes'), (3, 'Question 3 · A slope')]
    """
    fenced = False
    for line in source.splitlines():
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        elif not fenced and (found := re.match(r" {0,3}(#{1,6})\s+(.+?)\s*#*\s*$", line)):
            text = re.sub(r"\s*\([^()]*\bpoints?\b[^()]*\)$", "", found[2])
            yield len(found[1]), re.sub(r"[*`]", "", text)[:200]
