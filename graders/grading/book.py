"""The gradebook while a class is graded: one connection, one transaction a submission, nbgrader's rows."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Column, Connection, Engine, create_engine, event, func, insert, inspect, select, update
from sqlalchemy.engine import make_url

from graders.course.errors import CourseError, explained
from graders.course.penalties import Penalties
from graders.course.results import Score, Standing
from graders.grading import tables

WAIT_SECONDS = 20
STATEMENT_SECONDS = 120
SERVER_LIMITS = {
    "connect_timeout": WAIT_SECONDS,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
"""How long PostgreSQL's own drivers wait for a silent server; without these, for hours or for ever."""
WRITING = 0x67726164
"""The number of the lock that whoever writes to a gradebook in PostgreSQL holds."""
GRADE, SOLUTION, TASK = "GradeCell", "SolutionCell", "TaskCell"


@dataclass(frozen=True)
class _Cell:
    id: str
    name: str
    kind: str
    possible: float

    @property
    def graded(self) -> bool:
        return self.kind in (GRADE, TASK)

    @property
    def commented(self) -> bool:
        return self.kind in (SOLUTION, TASK)


def connect(db_url: str) -> Engine:
    """The database, waited for when another program holds it. CourseError when it cannot be opened."""
    try:
        # A server may have ended a connection since it was last used: that is found out before the next use.
        engine = create_engine(db_url, connect_args=_waits(db_url), pool_pre_ping=True)
        if engine.dialect.name == "postgresql":
            event.listen(engine, "connect", _bound)
        return engine
    except Exception as problem:  # a driver that is not there, a URL that is none
        shown = db_url.partition("://")[0]
        raise CourseError(f"The gradebook ({shown}) cannot be opened: {problem}") from None


def _waits(db_url: str) -> dict[str, int]:
    """What a driver is to be told of how long it may wait; what the address says itself comes first."""
    url = make_url(db_url)
    if url.get_backend_name() == "sqlite":
        return {"timeout": WAIT_SECONDS}
    if url.drivername in ("postgresql", "postgresql+psycopg", "postgresql+psycopg2"):
        return {name: limit for name, limit in SERVER_LIMITS.items() if name not in url.query}
    return {}


def _bound(connection: Any, _: object) -> None:
    """Have PostgreSQL give up what waits for another program's lock, or goes on, for too long."""
    cursor = connection.cursor()
    cursor.execute(f"SET lock_timeout = '{WAIT_SECONDS}s'")
    cursor.execute(f"SET statement_timeout = '{STATEMENT_SECONDS}s'")
    cursor.close()
    connection.commit()


class Book:
    """The rows of one lesson. Use it as a context manager, in one thread."""

    def __init__(self, db_url: str, lesson: str, penalties: Penalties | None = None) -> None:
        self.lesson = lesson
        self._penalties = penalties
        self._engine = connect(db_url)
        try:
            with explained("opening the gradebook"), self._engine.connect() as connection:
                self._read_lesson(connection)
        except BaseException:
            self._engine.dispose()
            raise

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *problem: object) -> None:
        self._engine.dispose()

    def _read_lesson(self, connection: Connection) -> None:
        names, kept = tables.assignment, tables.notebook
        missing = CourseError(
            f"{self.lesson} was never released here. Run `graders release {self.lesson}` first."
        )
        if not inspect(connection).has_table(names.name):
            raise missing
        row = connection.execute(
            select(names.c.id, names.c.duedate).where(names.c.name == self.lesson)
        ).one_or_none()
        if row is None:
            raise missing
        self._assignment, self._duedate = row
        notebooks = connection.execute(
            select(kept.c.id, kept.c.name, kept.c.kernelspec).where(kept.c.assignment_id == self._assignment)
        ).all()
        if [found.name for found in notebooks] != [self.lesson]:
            found = ", ".join(sorted(found.name for found in notebooks)) or "none"
            raise CourseError(
                f"`graders grade` grades lessons of one notebook, called like the lesson; {self.lesson} has: "
                f"{found}. Grade it with `nbgrader autograde`."
            )
        self._notebook, _, self.kernelspec = notebooks[0]
        self._cells = list(self._read_cells(connection))
        kinds = {(cell.name, cell.kind) for cell in self._cells}
        self._written = {
            name for name, kind in kinds if kind == TASK or (kind == GRADE and (name, SOLUTION) in kinds)
        }
        source = tables.source_cell
        self.sources = connection.execute(select(source).where(source.c.notebook_id == self._notebook)).all()

    def _read_cells(self, connection: Connection) -> Iterator[_Cell]:
        base, graded, tasks = tables.base_cell, tables.grade_cells, tables.task_cells
        possible = func.coalesce(graded.c.max_score, tasks.c.max_score, 0.0)
        query = (
            select(base.c.id, base.c.name, base.c.type, possible)
            .select_from(
                base.outerjoin(graded, graded.c.id == base.c.id).outerjoin(tasks, tasks.c.id == base.c.id)
            )
            .where(base.c.notebook_id == self._notebook)
        )
        for key, name, kind, worth in connection.execute(query):
            yield _Cell(key, name, kind, float(worth))

    def points(self, kind: str) -> dict[str, float]:
        """The names of the cells of one kind, with what they are worth."""
        return {cell.name: cell.possible for cell in self._cells if cell.kind == kind}

    def lay_out(self, student: str, timestamp: datetime | None) -> None:
        """Enter a student and their submission, without scores; what is there already stays as it is."""
        with self._recording(student) as connection:
            self._submission(connection, student, timestamp, {}, {}, keep=True)

    @contextlib.contextmanager
    def record(
        self,
        student: str,
        timestamp: datetime | None,
        scores: Mapping[str, float | None],
        comments: Mapping[str, str | None],
    ) -> Iterator[list[Score]]:
        """Record a graded submission: committed whole when the body of the `with` statement ended well."""
        with self._recording(student) as connection:
            notebook = self._submission(connection, student, timestamp, scores, comments)
            if self._penalties is not None:
                self._assign_penalty(connection, student, notebook)
            yield self._scores(connection, notebook)

    @contextlib.contextmanager
    def _recording(self, student: str) -> Iterator[Connection]:
        with explained(f"recording the grades of {student}"), self._engine.connect() as connection:
            if self._engine.dialect.name == "sqlite":
                # Waits for its turn now, and not at the first write with half of the work done.
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            elif self._engine.dialect.name == "postgresql":
                # Graders on other machines: two that enter the same student would disturb each other.
                connection.execute(select(func.pg_advisory_xact_lock(WRITING)))
            yield connection
            connection.commit()

    def _submission(
        self,
        connection: Connection,
        student: str,
        timestamp: datetime | None,
        scores: Mapping[str, float | None],
        comments: Mapping[str, str | None],
        keep: bool = False,
    ) -> str:
        """Make or update the rows of a submission as nbgrader does; gives the submitted notebook's id."""
        people, submitted, notebooks = tables.student, tables.submitted_assignment, tables.submitted_notebook
        if connection.execute(select(people.c.id).where(people.c.id == student)).one_or_none() is None:
            connection.execute(insert(people).values(id=student))
        known = connection.execute(
            select(submitted.c.id).where(
                submitted.c.assignment_id == self._assignment, submitted.c.student_id == student
            )
        ).scalar_one_or_none()
        if known is None:
            known = uuid4().hex
            connection.execute(
                insert(submitted).values(
                    id=known, assignment_id=self._assignment, student_id=student, timestamp=timestamp
                )
            )
        elif timestamp is not None:
            connection.execute(update(submitted).where(submitted.c.id == known).values(timestamp=timestamp))
        notebook = connection.execute(
            select(notebooks.c.id).where(
                notebooks.c.assignment_id == known, notebooks.c.notebook_id == self._notebook
            )
        ).scalar_one_or_none()
        if notebook is None:
            notebook = uuid4().hex
            connection.execute(
                insert(notebooks).values(
                    id=notebook, assignment_id=known, notebook_id=self._notebook, flagged=False
                )
            )
        self._write_grades(connection, notebook, scores, keep)
        self._write_comments(connection, notebook, comments, keep)
        return str(notebook)

    def _write_grades(
        self, connection: Connection, notebook: str, scores: Mapping[str, float | None], keep: bool
    ) -> None:
        grade = tables.grade
        known = {
            row.cell_id: row
            for row in connection.execute(
                select(grade.c.id, grade.c.cell_id, grade.c.manual_score).where(
                    grade.c.notebook_id == notebook
                )
            )
        }
        new: list[dict[str, Any]] = []
        for cell in self._cells:
            if not cell.graded:
                continue
            score = scores.get(cell.name)
            if cell.id not in known:
                row = {"id": uuid4().hex, "notebook_id": notebook, "cell_id": cell.id}
                new.append({**row, "auto_score": score, "needs_manual_grade": score is None})
            elif not keep and cell.name in scores:
                by_hand = known[cell.id].manual_score is not None
                connection.execute(
                    update(grade)
                    .where(grade.c.id == known[cell.id].id)
                    .values(auto_score=score, needs_manual_grade=by_hand or score is None)
                )
        if new:
            connection.execute(insert(grade), new)

    def _write_comments(
        self, connection: Connection, notebook: str, comments: Mapping[str, str | None], keep: bool
    ) -> None:
        comment = tables.comment
        rows = connection.execute(
            select(comment.c.id, comment.c.cell_id).where(comment.c.notebook_id == notebook)
        )
        known = {row.cell_id: row.id for row in rows}
        new: list[dict[str, Any]] = []
        for cell in self._cells:
            if not cell.commented:
                continue
            text = comments.get(cell.name)
            if cell.id not in known:
                row = {"id": uuid4().hex, "notebook_id": notebook, "cell_id": cell.id}
                new.append({**row, "auto_comment": text})
            elif not keep and cell.name in comments:
                connection.execute(
                    update(comment).where(comment.c.id == known[cell.id]).values(auto_comment=text)
                )
        if new:
            connection.execute(insert(comment), new)

    def _assign_penalty(self, connection: Connection, student: str, notebook: str) -> None:
        assert self._penalties is not None
        submitted, notebooks = tables.submitted_assignment, tables.submitted_notebook
        when = connection.execute(
            select(submitted.c.timestamp, submitted.c.extension)
            .join(notebooks, notebooks.c.assignment_id == submitted.c.id)
            .where(notebooks.c.id == notebook)
        ).one()
        late = self._late(when.timestamp, when.extension)
        penalty = None
        if late > 0:
            total = sum(map(total_of, self._grades(connection, notebook).values()))
            penalty = self._penalties.of(student, total, late)
        connection.execute(
            update(notebooks).where(notebooks.c.id == notebook).values(late_submission_penalty=penalty)
        )

    def _grades(self, connection: Connection, notebook: str) -> dict[str, Any]:
        grade = tables.grade
        rows = connection.execute(select(grade).where(grade.c.notebook_id == notebook))
        return {row.cell_id: row for row in rows}

    def _scores(self, connection: Connection, notebook: str) -> list[Score]:
        rows = self._grades(connection, notebook)
        scores = []
        for cell in self._cells:
            row = rows.get(cell.id)
            if row is None or not cell.graded or not cell.possible:
                continue
            by_hand = row.manual_score is not None
            total = points_of(row)
            again = bool(row.needs_manual_grade) and by_hand
            scores.append(Score(cell.name, total, cell.possible, cell.name in self._written, again))
        return scores

    def standing(self, student: str) -> Standing:
        """A student's name, and how late the submission is and what that costs."""
        people, submitted, notebooks = tables.student, tables.submitted_assignment, tables.submitted_notebook
        query = (
            select(
                people.c.first_name,
                people.c.last_name,
                submitted.c.timestamp,
                submitted.c.extension,
                notebooks.c.late_submission_penalty,
            )
            .select_from(
                people.join(submitted, submitted.c.student_id == people.c.id).join(
                    notebooks, notebooks.c.assignment_id == submitted.c.id
                )
            )
            .where(people.c.id == student, submitted.c.assignment_id == self._assignment)
        )
        with explained(f"reading the grades of {student}"), self._engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            return Standing()
        name = " ".join(filter(None, (row.first_name, row.last_name)))
        return Standing(
            name, self._late(row.timestamp, row.extension), float(row.late_submission_penalty or 0.0)
        )

    def _late(self, timestamp: datetime | None, extension: timedelta | None) -> float:
        """Seconds after the due date, the student's extension included; 0 where there is none."""
        due = self._duedate + extension if self._duedate and extension else self._duedate
        return max(0.0, (timestamp - due).total_seconds()) if timestamp and due else 0.0

    def scores_of(self, student: str) -> list[Score] | None:
        """What the gradebook holds for a student; None when it holds no submission."""
        submitted, notebooks = tables.submitted_assignment, tables.submitted_notebook
        with explained(f"reading the grades of {student}"), self._engine.connect() as connection:
            notebook = connection.execute(
                select(notebooks.c.id)
                .join(submitted, notebooks.c.assignment_id == submitted.c.id)
                .where(submitted.c.assignment_id == self._assignment, submitted.c.student_id == student)
                .where(notebooks.c.notebook_id == self._notebook)
            ).scalar_one_or_none()
            return None if notebook is None else self._scores(connection, notebook)


def total_of(row: Any) -> float:
    """A grade as nbgrader adds it up: a person's score before the automatic one, and extra credit on top.

    What is not a number of points, such as infinity, counts as nothing.
    """
    points = row.auto_score if row.manual_score is None else row.manual_score
    points = 0.0 if points is None else float(points + (row.extra_credit or 0.0))
    return points if math.isfinite(points) else 0.0


def points_of(row: Any) -> float | None:
    """The same; None while it waits for a person, or where the gradebook holds no number of points."""
    points = row.auto_score if row.manual_score is None else row.manual_score
    waits = points is None or (row.needs_manual_grade and row.manual_score is None)
    return None if waits or not math.isfinite(points) else total_of(row)


def students_known(db_url: str) -> set[str]:
    """The students in a gradebook; none where there is no gradebook yet. Raises CourseError."""
    return _known(db_url, tables.student.c.id)


def lessons_known(db_url: str) -> set[str]:
    """The lessons in a gradebook; none where there is no gradebook yet. Raises CourseError."""
    return _known(db_url, tables.assignment.c.name)


def _known(db_url: str, column: Column[str]) -> set[str]:
    if db_url.startswith("sqlite:///") and not Path(db_url.removeprefix("sqlite:///")).exists():
        return set()
    engine = connect(db_url)
    try:
        with explained("reading the gradebook"), engine.connect() as connection:
            if not inspect(connection).has_table(column.table.name):
                return set()
            return set(connection.execute(select(column)).scalars())
    finally:
        engine.dispose()
