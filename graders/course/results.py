"""What comes of grading: scores and remarks of one student, and of a class."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graders.course.released import ReleasedCell
from graders.course.submissions import Remark

BY_HAND = "to grade by hand"


@dataclass(frozen=True)
class Score:
    """What the gradebook holds for one graded cell. `points` is None while it waits for a person."""

    cell: str
    points: float | None
    possible: float
    manual: bool = False


@dataclass(frozen=True)
class Result:
    """The outcome for one student. `scores` is None when the submission could not be graded."""

    student: str
    scores: tuple[Score, ...] | None
    remarks: tuple[Remark, ...]

    @property
    def total(self) -> float | None:
        """The points so far, those that wait for a person left out."""
        return None if self.scores is None else sum(score.points or 0.0 for score in self.scores)

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


def written_answers(scores: Iterable[Score]) -> Iterator[Remark]:
    """A remark for each answer that waits for a person's grade."""
    for score in scores:
        if score.manual:
            yield Remark(BY_HAND, f"the written answer '{score.cell}' waits for a person's grade")
