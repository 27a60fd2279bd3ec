"""Grading a class: a few notebooks run at a time, and none of them stops the rest."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from nbformat import NotebookNode
from nbgrader.utils import setenv

from graders.course.course import Course
from graders.course.errors import CourseError
from graders.course.execute import Limits
from graders.course.marking import Marking, Result, written_answers
from graders.course.record import scores_of
from graders.course.released import ReleasedCell, cell_order, released_cells
from graders.course.submissions import Submission, find_submissions
from graders.seeds import COURSE_VARIABLE


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
    workers: int = 2,
    on_start: Callable[[int], None] = lambda number: None,
    on_student: Callable[[str], None] = lambda student: None,
    on_done: Callable[[Result], None] = lambda result: None,
) -> ClassResult:
    """Grade the submissions of a lesson: all, or those of the students in `only`.

    Without `force`, one that is graded already is left as it is and reported from the gradebook. `workers`
    notebooks run at a time.

    The callbacks are for a progress bar. Raises CourseError when nothing can be graded at all; when the
    gradebook or the disk fails on the way, the results so far are returned with the reason in `stopped`.
    """
    course.check_gradebook()
    cells = released_cells(course, lesson)
    others = cells_of_other_lessons(course, lesson)
    submissions = chosen(find_submissions(course, lesson), only)
    on_start(len(submissions))
    results: dict[str, Result] = {}
    running: dict[Future[NotebookNode], Marking] = {}
    stopped = ""

    def done(result: Result) -> None:
        results[result.student] = result
        on_done(result)

    def record_next() -> None:
        finished = next(iter(wait(running, return_when=FIRST_COMPLETED).done))
        done(running.pop(finished).record(finished))

    with (
        setenv(**{"NBGRADER_EXECUTION": "autograde", COURSE_VARIABLE: course.id}),
        ThreadPoolExecutor(workers) as pool,
    ):
        try:
            for submission in submissions:
                while len(running) >= workers:
                    record_next()
                on_student(submission.student)
                if not force and (earlier := graded_before(course, lesson, submission)):
                    done(earlier)
                    continue
                marking = Marking(course, lesson, submission, limits or Limits())
                notebook = marking.prepare(cells, others)
                if notebook is None:
                    done(marking.result())
                else:
                    running[pool.submit(marking.execute, notebook)] = marking
            while running:
                record_next()
        except CourseError as problem:
            stopped = str(problem)
    for marking in running.values():
        marking.close()
    ordered = tuple(results[each.student] for each in submissions if each.student in results)
    return ClassResult(lesson, tuple(cells), ordered, stopped)


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


def cells_of_other_lessons(course: Course, lesson: str) -> dict[str, str]:
    """nbgrader's names of cells in the course's other lessons, with the lesson of each."""
    names: dict[str, str] = {}
    for other in course.lessons():
        if other != lesson:
            file = course.path("source", other) / f"{other}.ipynb"
            names.update(dict.fromkeys(cell_order(file), other))
    return names
