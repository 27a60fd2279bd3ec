"""Reading a lesson from the gradebook and the course folder, once for a whole class."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

from nbgrader.utils import find_all_files

from graders.course.consistency import faults_of_cells
from graders.course.course import Course
from graders.course.errors import CourseError, explained
from graders.course.released import cell_order, opening_cells, page_of
from graders.grading.book import GRADE, SOLUTION, TASK, Book
from graders.grading.lesson import STEPS, KeptCell, Lesson
from graders.questions.folder import NEVER_RELEASED, Folder
from graders.source.checks import checked_ids

EXECUTE = "nbgrader.preprocessors.Execute"
PENALTIES = "nbgrader.preprocessors.AssignLatePenalties"
RECOGNISE = "graders.course.restore.RecogniseCells"
DONE_HERE = (EXECUTE, PENALTIES, RECOGNISE)
"""Steps that the grader does itself: running, what the coordinator writes, what reading a submission does."""
DEFAULTS = {
    "sanitize_preprocessors": (*STEPS[:3], *STEPS[4:6]),
    "autograde_preprocessors": (EXECUTE, *STEPS[6:], PENALTIES, STEPS[5]),
}
"""nbgrader's own lists; a test holds them against nbgrader."""
SECTIONS = frozenset(
    [step.rpartition(".")[2] for step in STEPS]
    + ["ClearHiddenTests", "ClearOutputPreprocessor", "NbConvertBase", "NbGraderPreprocessor", "Preprocessor"]
)
"""The settings that these steps read."""


def lesson_of(course: Course, name: str) -> Lesson:
    """A lesson by its name; see `gather`."""
    with Book(course.db_url, name) as book:
        return gather(course, book)


def gather(course: Course, book: Book) -> Lesson:
    """The lesson as it is to be graded. Raises CourseError when it cannot be, with the reason."""
    name = book.lesson
    order = cell_order(course.path("source", name) / f"{name}.ipynb")
    cells = sorted(_kept_cells(book), key=lambda cell: order.get(cell.name, len(order)))
    return Lesson(
        course=course.id,
        name=name,
        cells=tuple(cells),
        kernelspec=book.kernelspec,
        before=_done_by_steps(course, "sanitize_preprocessors"),
        after=_done_by_steps(course, "autograde_preprocessors"),
        settings=_settings(course),
        files=_files(course, name),
        elsewhere=_elsewhere(course, name),
        opening=opening_cells(course.path("source", name) / f"{name}.ipynb"),
        questions=_questions(course, name, cells),
        page=page_of(*(course.path(step, name) / f"{name}.ipynb" for step in ("source", "release"))),
    )


def _done_by_steps(course: Course, which: str) -> tuple[str, ...]:
    return tuple(step for step in steps(course, which) if step not in DONE_HERE)


def _kept_cells(book: Book) -> list[KeptCell]:
    grades, solutions, tasks = (book.points(kind) for kind in (GRADE, SOLUTION, TASK))
    return [
        KeptCell(
            name=row.name,
            cell_type=row.cell_type,
            source=row.source or "",
            checksum=row.checksum,
            locked=bool(row.locked),
            grade=row.name in grades,
            solution=row.name in solutions,
            task=row.name in tasks,
            points=grades.get(row.name, tasks.get(row.name)),
        )
        for row in book.sources
    ]


def _questions(course: Course, lesson: str, cells: list[KeptCell]) -> Folder | None:
    """The lesson's modules, once it is sure that every question and hidden check is there and loads.

    Raises CourseError otherwise: before anything is written, for a question that fails gives zeros.
    """
    tests = [cell for cell in cells if cell.grade and not cell.solution and cell.cell_type == "code"]
    if not any(any(checked_ids(cell.source)) for cell in tests):
        return None  # a lesson without a check of ours
    questions = course.lesson(lesson)
    faults = faults_of_cells(questions, [(cell.name, cell.source, cell.points or 0.0) for cell in tests])
    if faults:
        raise CourseError(
            f"{lesson} was not graded, and nothing was changed:"
            + "".join(f"\n  - {fault}" for fault in faults)
            + f"\nRepair source/{lesson}/ (`graders test {lesson}` tries all of it), release it again if its "
            "notebook changed, and grade then."
        )
    return course.folder(lesson)


def steps(course: Course, which: str) -> tuple[str, ...]:
    """The names of the course's steps. CourseError for one that only nbgrader's own command can do."""
    configured = course.config.Autograde.get(which, DEFAULTS[which])
    if not isinstance(configured, list | tuple):  # something like c.Autograde.x.append(...)
        configured = configured.get_value(list(DEFAULTS[which]))
    names = [_name(step) for step in configured]
    for name in names:
        if name not in STEPS and name not in DONE_HERE:
            raise CourseError(
                f"The course's settings add the step {name} to grading (c.Autograde.{which}), which "
                "`graders grade` cannot do. Remove it, or grade with `nbgrader autograde`."
            )
    return tuple(names)


def _name(step: Any) -> str:
    """A step's name as the documentation of nbgrader writes it, wherever its class is defined."""
    full = step if isinstance(step, str) else f"{step.__module__}.{step.__qualname__}"
    for package in ("nbgrader.preprocessors", "nbconvert.preprocessors"):
        if full.startswith(f"{package}."):
            return f"{package}.{full.rpartition('.')[2]}"
    return full


def _settings(course: Course) -> dict[str, dict[str, Any]]:
    """The course's settings of those steps, as far as they are plain data."""
    return {
        name: {key: value for key, value in part.items() if _is_plain(value)}
        for name, part in course.config.items()
        if name in SECTIONS
    }


def _is_plain(value: object) -> bool:
    try:
        pickle.dumps(value)
    except Exception:  # a lambda, an open file, anything that a settings file can make
        return False
    return True


def _files(course: Course, lesson: str) -> dict[str, bytes]:
    """What nbgrader lays beside each submission's notebook: the files of the lesson's source folder."""
    folder = course.path("source", lesson)
    students_own = set(course.config.Autograde.get("exclude_overwriting", {}).get(lesson, []))
    with explained(f"reading {folder}"):
        found = find_all_files(str(folder), [*course.directory().ignore, "*.ipynb", *NEVER_RELEASED])
        paths = {str(Path(file).relative_to(folder)): Path(file) for file in found}
        return {name: path.read_bytes() for name, path in paths.items() if name not in students_own}


def _elsewhere(course: Course, lesson: str) -> dict[str, str]:
    names: dict[str, str] = {}
    for other in course.lessons():
        if other != lesson:
            names.update(dict.fromkeys(cell_order(course.path("source", other) / f"{other}.ipynb"), other))
    return names
