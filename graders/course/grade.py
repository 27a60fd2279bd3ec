"""Grading a class, one submission after the other; none of them stops the rest."""

from __future__ import annotations

import difflib
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from nbgrader.utils import setenv

from graders.course.course import Course
from graders.course.errors import CourseError
from graders.course.examine import examine
from graders.course.execute import Limits, NotExecuted, execute, remarks_on
from graders.course.record import Desk, Score, scores_of
from graders.course.released import ReleasedCell, cell_order, released_cells
from graders.course.submissions import Remark, Submission, find_submissions
from graders.seeds import COURSE_VARIABLE


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


def grade_class(
    course: Course,
    lesson: str,
    *,
    limits: Limits | None = None,
    only: Collection[str] = (),
    force: bool = True,
    on_start: Callable[[int], None] = lambda number: None,
    on_student: Callable[[str], None] = lambda student: None,
    on_done: Callable[[Result], None] = lambda result: None,
) -> ClassResult:
    """Grade the submissions of a lesson: all, or those of the students in `only`.

    Without `force`, one that is graded already is left as it is and reported from the gradebook.

    The callbacks are for a progress bar. Raises CourseError when nothing can be graded at all; when the
    gradebook or the disk fails on the way, the results so far are returned with the reason in `stopped`.
    """
    course.check_gradebook()
    cells = released_cells(course, lesson)
    others = cells_of_other_lessons(course, lesson)
    submissions = chosen(find_submissions(course, lesson), only)
    on_start(len(submissions))
    results: list[Result] = []
    with setenv(**{"NBGRADER_EXECUTION": "autograde", COURSE_VARIABLE: course.id}):
        for submission in submissions:
            on_student(submission.student)
            try:
                result = None if force else graded_before(course, lesson, submission)
                if result is None:
                    result = grade_one(course, lesson, submission, cells, others, limits or Limits())
            except CourseError as problem:
                return ClassResult(lesson, tuple(cells), tuple(results), str(problem))
            results.append(result)
            on_done(result)
    return ClassResult(lesson, tuple(cells), tuple(results))


def chosen(submissions: list[Submission], only: Collection[str]) -> list[Submission]:
    """The submissions of the students in `only`, or all. CourseError for a student who is not there."""
    students = {submission.student for submission in submissions}
    for name in only:
        if name not in students:
            near = difflib.get_close_matches(name, students, n=2)
            hint = f" Did you mean {' or '.join(near)}?" if near else ""
            raise CourseError(f"{name!r} has not handed in.{hint}")
    return [submission for submission in submissions if not only or submission.student in only]


def graded_before(course: Course, lesson: str, submission: Submission) -> Result | None:
    """What the gradebook holds for a submission, unless it is new or newer than its grade."""
    graded = course.path("autograded", lesson, submission.student) / f"{lesson}.ipynb"
    if submission.file is None or not graded.is_file():
        return None
    if submission.file.stat().st_mtime > graded.stat().st_mtime:
        return None
    scores = scores_of(course, lesson, submission.student)
    return Result(submission.student, tuple(scores), tuple(written_answers(scores)))


def grade_one(
    course: Course,
    lesson: str,
    submission: Submission,
    cells: list[ReleasedCell],
    others: Mapping[str, str],
    limits: Limits,
) -> Result:
    """Grade one submission. Raises CourseError when the course, and not the submission, is at fault."""
    remarks = list(submission.remarks)
    try:
        if submission.file is None:
            return Result(submission.student, None, tuple(remarks))
        examined = examine(submission.read(), cells, lesson, others)
        remarks += examined.remarks
        if examined.notebook is None:
            return Result(submission.student, None, tuple(remarks))
        with tempfile.TemporaryDirectory(prefix="grading-", ignore_cleanup_errors=True) as scratch:
            desk = Desk(course, lesson, submission.student, Path(scratch))
            notebook = desk.lay_out(examined.notebook)
            notebook = execute(notebook, desk.folder, limits, course.parent)
            remarks += remarks_on(notebook)
            scores = desk.record(notebook)
    except CourseError:
        raise
    except NotExecuted as problem:
        remarks.append(Remark("not graded", str(problem)))
        return Result(submission.student, None, tuple(remarks))
    except Exception as problem:  # whatever this submission does, the next one is graded
        remarks.append(Remark("not graded", f"it could not be graded: {type(problem).__name__}: {problem}"))
        return Result(submission.student, None, tuple(remarks))
    remarks += written_answers(scores)
    return Result(submission.student, tuple(scores), tuple(remarks))


def written_answers(scores: list[Score]) -> Iterator[Remark]:
    """A remark for each answer that waits for a person's grade."""
    for score in scores:
        if score.manual:
            yield Remark("to grade by hand", f"the written answer '{score.cell}' waits for a person's grade")


def cells_of_other_lessons(course: Course, lesson: str) -> dict[str, str]:
    """nbgrader's names of cells in the course's other lessons, with the lesson of each."""
    names: dict[str, str] = {}
    for other in course.lessons():
        if other != lesson:
            file = course.path("source", other) / f"{other}.ipynb"
            names.update(dict.fromkeys(cell_order(file), other))
    return names
