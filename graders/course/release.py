"""Releasing a lesson: nbgrader's own conversion, after a look at the questions; a failure loses nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException

from graders.course.consistency import broken_cells, faults_of_lesson, leftovers
from graders.course.course import Course
from graders.course.errors import CourseError, explained
from graders.course.folders import replace


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
    try:
        converter.start()
    except NbGraderException:
        raise CourseError(_reason(course, lesson)) from None
    return Path(directory.format_path(directory.release_directory, ".", lesson))


def _reason(course: Course, lesson: str) -> str:
    """nbgrader logs why it failed and raises something general; the usual reason is told here."""
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
    return (
        f"{lesson} was not released: nbgrader refused it. `nbgrader generate_assignment {lesson}` says why."
    )
