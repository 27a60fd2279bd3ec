"""What a gradebook holds of a class, as nbgrader adds it up: one person a student, one mark a lesson."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, inspect, select

from graders.course.errors import CourseError, explained
from graders.grading import tables
from graders.grading.book import connect, points_of, total_of


@dataclass(frozen=True)
class Mark:
    """What a student has in a lesson. `points` is before the `penalty`; `late` is in seconds.

    `scores` are by graded cell, None where one waits for a grade. Where something waits, the total is not
    known yet.
    """

    points: float
    penalty: float = 0.0
    late: float = 0.0
    when: datetime | None = None
    scores: Mapping[str, float | None] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """Whether anything is graded."""
        return any(score is not None for score in self.scores.values())

    @property
    def waits(self) -> bool:
        """Whether an answer waits for a grade."""
        return not self.known or any(score is None for score in self.scores.values())

    @property
    def total(self) -> float:
        """The points less the penalty, as nbgrader exports them; never below 0."""
        return max(0.0, self.points - self.penalty)


@dataclass(frozen=True)
class Person:
    """A student of the gradebook. A lesson that is not in `marks` was not handed in."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    marks: Mapping[str, Mark] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """A lesson: what its graded cells are called and what each is worth, and the points that there are."""

    name: str
    cells: Mapping[str, float]
    notebooks: int = 1

    @property
    def possible(self) -> float:
        return sum(self.cells.values())


@dataclass(frozen=True)
class Grades:
    """A class and its lessons."""

    lessons: tuple[Asked, ...]
    people: tuple[Person, ...]


def read_grades(db_url: str, lessons: Sequence[str] = (), students: Sequence[str] = ()) -> Grades:
    """The grades of these lessons, or all, for these students, or all; students in the order of their ids.

    Raises CourseError where there is no gradebook, or no such lesson or student in it.
    """
    engine = connect(db_url)
    try:
        with explained("reading the grades"), engine.connect() as connection:
            if not inspect(connection).has_table(tables.assignment.name):
                raise CourseError("There is no gradebook yet. Run `graders release LESSON` first.")
            return _grades(connection, lessons, students)
    finally:
        engine.dispose()


def with_work(grades: Grades, lesson: str, students: Iterable[str]) -> Grades:
    """The grades with everybody who handed in a lesson, as not graded where the gradebook has nothing."""
    people = {person.id: person for person in grades.people}
    for student in students:
        person = people.get(student, Person(student))
        if lesson not in person.marks:
            people[student] = replace(person, marks={**person.marks, lesson: Mark(0.0)})
    return replace(grades, people=tuple(people[student] for student in sorted(people)))


def _grades(connection: Connection, lessons: Sequence[str], students: Sequence[str]) -> Grades:
    assignment, student = tables.assignment, tables.student
    known = connection.execute(select(assignment).order_by(assignment.c.name)).all()
    _all_there("lesson", lessons, [row.name for row in known])
    people = connection.execute(select(student).order_by(student.c.id)).all()
    _all_there("student", students, [row.id for row in people])
    asked, marks = [], defaultdict[str, dict[str, Mark]](dict)
    for row in known:
        if lessons and row.name not in lessons:
            continue
        cells = _cells(connection, row.id)
        asked.append(Asked(row.name, dict(cells.values()), _notebooks(connection, row.id)))
        for who, mark in _marks(connection, row, cells).items():
            marks[who][row.name] = mark
    return Grades(
        tuple(asked),
        tuple(
            Person(row.id, row.first_name or "", row.last_name or "", row.email or "", marks[row.id])
            for row in people
            if not students or row.id in students
        ),
    )


def _all_there(what: str, wanted: Sequence[str], known: Sequence[str]) -> None:
    for name in wanted:
        if name not in known:
            there = ", ".join(known[:8]) or "none"
            raise CourseError(f"The gradebook has no {what} {name!r}. It has: {there}.")


def _notebooks(connection: Connection, lesson: str) -> int:
    notebook = tables.notebook
    return int(
        connection.execute(
            select(func.count()).select_from(notebook).where(notebook.c.assignment_id == lesson)
        ).scalar_one()
    )


def _cells(connection: Connection, lesson: str) -> dict[str, tuple[str, float]]:
    """The graded cells of a lesson that are worth something, by their ids."""
    base, graded, tasks, notebook = tables.base_cell, tables.grade_cells, tables.task_cells, tables.notebook
    worth = func.coalesce(graded.c.max_score, tasks.c.max_score, 0.0)
    rows = connection.execute(
        select(base.c.id, base.c.name, worth.label("worth"), notebook.c.name.label("notebook"))
        .select_from(
            base.join(notebook, notebook.c.id == base.c.notebook_id)
            .outerjoin(graded, graded.c.id == base.c.id)
            .outerjoin(tasks, tasks.c.id == base.c.id)
        )
        .where(notebook.c.assignment_id == lesson)
    ).all()
    rows = [row for row in rows if row.worth]
    several = len({row.notebook for row in rows}) > 1
    return {
        row.id: (f"{row.notebook} {row.name}" if several else row.name, float(row.worth))
        for row in sorted(rows, key=lambda row: (row.notebook, row.name))
    }


def _marks(connection: Connection, lesson: Any, cells: Mapping[str, tuple[str, float]]) -> dict[str, Mark]:
    submitted, notebooks, grade = tables.submitted_assignment, tables.submitted_notebook, tables.grade
    scores: dict[str, dict[str, float | None]] = defaultdict(dict)
    points: dict[str, float] = defaultdict(float)
    rows = connection.execute(
        select(grade, submitted.c.student_id)
        .join(notebooks, notebooks.c.id == grade.c.notebook_id)
        .join(submitted, submitted.c.id == notebooks.c.assignment_id)
        .where(submitted.c.assignment_id == lesson.id)
    )
    for row in rows:
        points[row.student_id] += total_of(row)
        if row.cell_id in cells:
            scores[row.student_id][cells[row.cell_id][0]] = points_of(row)
    found = connection.execute(
        select(
            submitted.c.student_id,
            submitted.c.timestamp,
            submitted.c.extension,
            func.sum(func.coalesce(notebooks.c.late_submission_penalty, 0.0)).label("penalty"),
        )
        .outerjoin(notebooks, notebooks.c.assignment_id == submitted.c.id)
        .where(submitted.c.assignment_id == lesson.id)
        .group_by(submitted.c.student_id, submitted.c.timestamp, submitted.c.extension)
    )
    return {
        row.student_id: Mark(
            points[row.student_id],
            float(row.penalty or 0.0),
            _late(row.timestamp, lesson.duedate, row.extension),
            row.timestamp,
            scores[row.student_id],
        )
        for row in found
    }


def _late(when: datetime | None, due: datetime | None, extension: timedelta | None) -> float:
    if when is None or due is None:
        return 0.0
    return max(0.0, (when - due - (extension or timedelta(0))).total_seconds())
