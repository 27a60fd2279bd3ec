"""What the gradebook says of one student's work on a lesson, through nbgrader's own interface."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.api import MissingEntry as Missing


@dataclass(frozen=True)
class Mark:
    """The score of one cell. `points` is None while it waits for a person; `auto` is what checks gave."""

    points: float | None
    possible: float
    auto: float | None = None
    by_hand: bool = False
    extra: float = 0.0


@dataclass(frozen=True)
class Standing:
    """A student's standing in a lesson: points before and after lateness, and what still waits."""

    student: str
    name: str = ""
    marks: Mapping[str, Mark] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    possible: float = 0.0
    late: float = 0.0
    penalty: float = 0.0

    @property
    def points(self) -> float:
        return sum(mark.points or 0.0 for mark in self.marks.values())

    @property
    def total(self) -> float:
        return max(0.0, self.points - self.penalty)

    @property
    def waiting(self) -> float:
        """The points that wait for a person."""
        return sum(mark.possible for mark in self.marks.values() if mark.points is None)


def mark_of(grade: Any) -> Mark:
    """A row of the gradebook as a mark."""
    extra = float(grade.extra_credit or 0.0)
    auto = None if grade.auto_score is None else float(grade.auto_score)
    chosen = grade.manual_score if grade.manual_score is not None else auto
    if chosen is not None and not math.isfinite(chosen):
        chosen = None  # no number of points
    waits = chosen is None or (grade.manual_score is None and grade.needs_manual_grade)
    points = None if waits or chosen is None else float(chosen) + extra
    return Mark(points, float(grade.max_score), auto, grade.manual_score is not None, extra)


def standing(gradebook: Gradebook, lesson: str, notebook: str, student: str) -> Standing | None:
    """What is known of a student's notebook; None where the gradebook has none."""
    try:
        found = gradebook.find_submission_notebook(notebook, lesson, student)
        submission = gradebook.find_submission(lesson, student)
    except Missing:
        return None
    person = submission.student
    return Standing(
        student=student,
        name=" ".join(part for part in (person.first_name, person.last_name) if part),
        marks={grade.name: mark_of(grade) for grade in found.grades},
        comments={each.name: each.comment for each in found.comments if each.comment},
        possible=float(found.max_score),
        late=float(submission.total_seconds_late or 0.0),
        penalty=float(found.late_submission_penalty or 0.0),
    )
