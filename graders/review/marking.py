"""Scores and comments of written answers in nbgrader's gradebook, which a formgrader may have open as well.

Nothing is written over what somebody else has written meanwhile: each change names what it was made from.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nbgrader.api import Comment, Grade, MissingEntry

from graders.course.course import Course
from graders.course.errors import CourseError, explained
from graders.course.penalties import Penalties
from graders.feedback.rubric import Given, written


class Stale(Exception):
    """The gradebook holds something else by now than what a change was made from."""


@dataclass(frozen=True)
class Entry:
    """What the gradebook holds for one answer. `points` is None where no person has scored it."""

    points: float | None
    comment: str | None
    auto: float | None = None
    needed: bool = True

    @property
    def version(self) -> str:
        """Names this state."""
        state = repr((self.points, self.comment, self.auto, self.needed))
        return hashlib.sha256(state.encode(errors="replace")).hexdigest()[:24]


class Marking:
    """Reads and writes the entries of one lesson's written answers."""

    def __init__(self, course: Course, lesson: str) -> None:
        self._course = course
        self._lesson = lesson
        self._penalties = Penalties(course.parent)

    def read(self, question: str, students: Sequence[str]) -> dict[str, Entry]:
        """The entries of those students who have one. Raises CourseError."""
        found = {}
        with explained("reading the gradebook"), self._course.gradebook() as gradebook:
            for student in students:
                try:
                    found[student] = _entry(*self._rows(gradebook, question, student))
                except MissingEntry:
                    continue
        return found

    def write(self, question: str, student: str, version: str, new: Entry) -> tuple[Entry, Entry]:
        """Enter a person's score and comment; gives what was there and what is there now.

        The penalty of late work is worked out anew with the score.

        Raises Stale where the gradebook no longer holds the `version`, CourseError where it cannot be used.
        """
        with explained("writing to the gradebook"), self._course.gradebook() as gradebook:
            try:
                grade, comment = self._rows(gradebook, question, student)
            except MissingEntry:
                raise CourseError("The gradebook has no such answer any more.") from None
            before = _entry(grade, comment)
            if before.version != version:
                raise Stale
            database = gradebook.db
            database.rollback()  # the change below begins by itself, and holds the gradebook from then on
            changed = _swap(
                database,
                Grade,
                grade.id,
                {
                    "manual_score": before.points,
                    "auto_score": before.auto,
                    "needs_manual_grade": before.needed,
                },
                {"manual_score": new.points, "needs_manual_grade": new.needed},
            )
            changed = changed and _swap(
                database,
                Comment,
                comment.id,
                {"manual_comment": before.comment},
                {"manual_comment": new.comment},
            )
            if not changed:
                database.rollback()
                raise Stale
            if new.points != before.points:
                self._set_penalty(gradebook, student)
            database.commit()
            return before, Entry(new.points, new.comment, before.auto, new.needed)

    def _set_penalty(self, gradebook: Any, student: str) -> None:
        """What lateness costs, of the score as it is now: the course's rule may take a part of it, or all."""
        gradebook.db.expire_all()
        late = gradebook.find_submission(self._lesson, student).total_seconds_late
        notebook = gradebook.find_submission_notebook(self._lesson, self._lesson, student)
        try:
            penalty = self._penalties.of(student, notebook.score, late) if late > 0 else None
        except Exception as problem:  # the rule can be the teacher's own program
            gradebook.db.rollback()
            raise CourseError(f"The course's penalty for late work failed: {problem!r}") from problem
        notebook.late_submission_penalty = penalty

    def _rows(self, gradebook: Any, question: str, student: str) -> tuple[Any, Any]:
        place = (question, self._lesson, self._lesson, student)
        return gradebook.find_grade(*place), gradebook.find_comment(*place)


def scored(points: float, given: Sequence[Given], words: str) -> Entry:
    """The entry for a score; the points of a rubric are told where they add up to it."""
    agree = abs(sum(each.points for each in given) - points) < 1e-6
    return Entry(points, written(given if agree else (), words) or None, None, False)


def _entry(grade: Any, comment: Any) -> Entry:
    return Entry(grade.manual_score, comment.manual_comment, grade.auto_score, bool(grade.needs_manual_grade))


def _swap(database: Any, table: Any, key: str, old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Change a row if it still holds what it held, in one statement; whether it did."""
    same = [
        getattr(table, name).is_(value) if value is None else getattr(table, name) == value
        for name, value in old.items()
    ]
    rows = database.query(table).filter(table.id == key, *same)
    return bool(rows.update(new, synchronize_session=False) == 1)
