"""What in a gradebook does not fit together, said before grades go out. Nothing here changes a grade."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator

from graders.checking.panel import amount
from graders.course.submissions import shown
from graders.export.grades import Asked, Grades, Mark

Rule = Callable[[str, float, float], float | None]
"""Gives the penalty for a student, a score and seconds late: the course's own rule."""
CENT = 0.005


def doubts(grades: Grades, rule: Rule) -> Iterator[str]:
    """A sentence on each score outside of what its question is worth, and on each penalty of another score.

    A penalty can depend on the score: where somebody changed that in the formgrader since, the gradebook
    still holds the penalty of before.
    """
    for lesson in grades.lessons:
        for person in grades.people:
            if (mark := person.marks.get(lesson.name)) is not None:
                for said in _of(lesson, person.id, mark, rule):
                    yield f"{lesson.name}: {said}"


def _of(lesson: Asked, student: str, mark: Mark, rule: Rule) -> Iterator[str]:
    for cell, worth in lesson.cells.items():
        score = mark.scores.get(cell)
        if score is not None and not -CENT < score < worth + CENT:
            yield f"{shown(student)} has {amount(score)} of {amount(worth)} points for {cell}."
    if lesson.notebooks != 1 or not mark.known:
        return
    due = (rule(student, mark.points, mark.late) or 0.0) if mark.late > 0 else 0.0
    if abs(due - mark.penalty) > CENT:
        yield (
            f"{shown(student)} has a penalty of {amount(mark.penalty)} for lateness, and the course's rule "
            f"takes {amount(due)} of the score as it is now. To use that, type: "
            f"graders grade {lesson.name} --force --only {shlex.quote(shown(student))}"
        )
