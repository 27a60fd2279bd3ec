"""Releasing a lesson: nbgrader's own conversion, after a look at the questions; a failure loses nothing."""

from __future__ import annotations

import logging
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException

from graders.course.consistency import broken_cells, faults_of_lesson, leftovers
from graders.course.course import Course
from graders.course.errors import OLDER, CourseError, explained
from graders.course.folders import replace

SAYS = re.compile(r"^[\w.]*(?:Error|Exception): (.+)$", re.MULTILINE)
"""The lines of nbgrader's log that say what is wrong; the others show its own code."""
MOST_LINES = 6


def release(course: Course, lesson: str) -> Path:
    """Make the students' version of a lesson and enter its cells in the gradebook. Returns the folder.

    The version that was there before is replaced only when the new one is complete. Raises CourseError.
    """
    if faults := faults_of_lesson(lesson, course.path("source", lesson)):
        raise CourseError(f"{lesson} was not released:" + "".join(f"\n  - {fault}" for fault in faults))
    course.check_gradebook()
    target = course.path("release", lesson)
    with (
        explained(f"releasing {lesson}"),
        tempfile.TemporaryDirectory(prefix="release-") as scratch,
    ):
        made = convert(course, lesson, Path(scratch))
        if marks := leftovers(made / f"{lesson}.ipynb"):
            raise CourseError(
                f"{lesson} was not released: the students' version still holds {', '.join(marks)}."
            )
        if broken := broken_cells(made / f"{lesson}.ipynb"):
            raise CourseError(
                f"{lesson} was not released: without the solutions it is not Python any more. "
                "Does a function or a block need a docstring or another line?"
                + "".join(f"\n  - {cell}" for cell in broken)
            )
        replace(made, target)
    return target


def convert(course: Course, lesson: str, scratch: Path) -> Path:
    """nbgrader's conversion of a lesson into `scratch`, with its cells entered in the gradebook."""
    directory = course.directory(release_directory=str(scratch), assignment_id=lesson)
    converter = GenerateAssignment(coursedir=directory, parent=course.parent)
    heard = _Heard()
    logs = (course.log, logging.getLogger("tornado.application"))  # nbgrader's gradebook logs to the latter
    for log in logs:
        log.addHandler(heard)
    try:
        converter.start()
    except NbGraderException as problem:
        raise CourseError(_reason(course, lesson, [*heard.errors, str(problem)])) from None
    except SystemExit:  # how nbgrader's programs end where a setting makes no sense to them
        raise CourseError(_reason(course, lesson, heard.errors)) from None
    finally:
        for log in logs:
            log.removeHandler(heard)
    return Path(directory.format_path(directory.release_directory, ".", lesson))


class _Heard(logging.Handler):
    """Keeps what nbgrader logs as errors: it says there why, and raises something general."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.errors: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.errors.append(record.getMessage())


def _reason(course: Course, lesson: str, heard: Sequence[str]) -> str:
    """Why nbgrader refused a lesson, as far as it told: the cell, and what is wrong with it."""
    told = "\n".join(heard)
    if any(words in told for words in OLDER):
        return (
            f"{lesson} was not released: the gradebook was made by an older nbgrader. In the course's "
            "folder, type: nbgrader db upgrade"
        )
    with course.gradebook() as gradebook:
        submitted = any(
            assignment.name == lesson and assignment.submissions for assignment in gradebook.assignments
        )
    if submitted:
        return (
            f"{lesson} was not released: cells were added, removed or renamed, "
            "and students have handed in already. "
            "Keep the cells' names as they were, or release the lesson under a new name."
        )
    said = list(dict.fromkeys(found[1] for message in heard for found in SAYS.finditer(message)))
    if said:
        reasons = "".join(f"\n  - {reason}" for reason in said[-MOST_LINES:])
        return f"{lesson} was not released: nbgrader refused it.{reasons}"
    return (
        f"{lesson} was not released: nbgrader refused it. `nbgrader generate_assignment {lesson}` says why."
    )
