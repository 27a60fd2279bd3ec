"""What comes of grading: scores and remarks of one student, and of a class."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graders.course.released import ReleasedCell
from graders.course.submissions import Remark

BY_HAND = "to grade by hand"
SCORED_BEFORE = "scored by a person"


@dataclass(frozen=True)
class Score:
    """What the gradebook holds for one graded cell. `points` is None while it waits for a person.

    `written` is a cell that only a person grades; `again` one that a person scored, and that was graded anew.
    """

    cell: str
    points: float | None
    possible: float
    written: bool = False
    again: bool = False


@dataclass(frozen=True)
class Standing:
    """What the gradebook says of a student's submission as a whole.

    `name` is the student's own, where the gradebook has one; `late` in seconds, `penalty` in points.
    """

    name: str = ""
    late: float = 0.0
    penalty: float = 0.0


@dataclass(frozen=True)
class Result:
    """The outcome for one student. `scores` is None when the submission could not be graded."""

    student: str
    scores: tuple[Score, ...] | None
    remarks: tuple[Remark, ...]
    standing: Standing = Standing()

    @property
    def raw(self) -> float | None:
        """The points so far, those that wait for a person left out, before what lateness costs."""
        return None if self.scores is None else sum(score.points or 0.0 for score in self.scores)

    @property
    def total(self) -> float | None:
        """The points so far less the penalty for lateness, as nbgrader exports them; never below 0."""
        return None if self.raw is None else max(0.0, self.raw - self.standing.penalty)

    @property
    def waiting(self) -> bool:
        return any(score.points is None for score in self.scores or ())


@dataclass(frozen=True)
class ClassResult:
    """The outcome for a class. `stopped` says why the run ended early, if it did."""

    lesson: str
    cells: tuple[ReleasedCell, ...]
    results: tuple[Result, ...]
    stopped: str = ""


def for_a_person(scores: Iterable[Score]) -> Iterator[Remark]:
    """A remark for each answer that waits for a person's grade, or should be looked at by one again."""
    for score in scores:
        what = "written answer" if score.written else "test cell"
        if score.points is None:
            yield Remark(BY_HAND, f"the {what} '{score.cell}' waits for a person's grade")
        elif score.again:
            yield Remark(
                SCORED_BEFORE,
                f"the {what} '{score.cell}' keeps a person's score; the work was graded again since",
            )


def lateness(seconds: float) -> str:
    """How late a submission is, in words; empty where it is not.

    >>> lateness(3 * 3600 + 240), lateness(2 * 86400), lateness(0)
    ('3 h 4 min late', '2 days late', '')
    """
    if seconds <= 0:
        return ""
    minutes = max(1, round(seconds / 60))
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = [f"{days} day{'s' if days > 1 else ''}" * bool(days), f"{hours} h" * bool(hours)]
    parts.append(f"{minutes} min" * bool(minutes and not days))
    return " ".join(filter(None, parts)) + " late"
