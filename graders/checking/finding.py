"""Where a running notebook finds its lesson's questions: beside it; while nbgrader grades, in the course."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graders.checking.place import asked_from_outside
from graders.questions.folder import QUESTIONS, VARIANTS, BrokenLesson, Folder, changed_since, load, varied
from graders.questions.lesson import Lesson, UnknownQuestion
from graders.questions.question import Question
from graders.source.checks import checked_ids


def _started_in() -> Path | None:
    """The folder in which this process began. IPython noted it before any cell could leave that folder."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return _here() if shell is None else Path(shell.starting_dir)


def _here() -> Path | None:
    try:
        return Path.cwd()
    except OSError:  # somebody removed it
        return None


STARTED_IN = _started_in()
"""The notebook's folder: Jupyter starts a kernel there."""


class NoQuestions(Exception):
    """There is no `questions.py` where the notebook is. `str()` of it says where to put it."""


def lesson_beside(namespace: Mapping[str, Any]) -> Lesson:
    """The lesson whose `questions.py` lies beside the running notebook.

    Raises NoQuestions where there is none, and BrokenLesson where it cannot be loaded.
    """
    tried = list(dict.fromkeys(_places(namespace)))
    for place in tried:
        if (place / QUESTIONS).is_file():
            # A sandbox does not call its folder as the lesson.
            return load(Folder.read(place, varied=True, any_name=asked_from_outside()))
    into = f", into `{tried[0]}`" if tried else ""
    raise NoQuestions(f"The file `{QUESTIONS}` of this lesson is missing; put it beside the notebook{into}.")


def _places(namespace: Mapping[str, Any]) -> Iterator[Path]:
    """Folders in which the notebook may be, the surest first."""
    # VS Code starts its kernels elsewhere, and says where the notebook is in a variable.
    for told in (namespace.get("__vsc_ipynb_file__"), os.environ.get("JPY_SESSION_NAME")):
        if isinstance(told, str) and told and Path(told).is_absolute():
            yield Path(told).parent
    yield from (place for place in (STARTED_IN, _here()) if place is not None)


@dataclass(frozen=True)
class GradedHere:
    """What nbgrader is grading in this kernel: the lesson from the course's own folder, and whose work."""

    course: str
    student: str
    lesson: Lesson
    where: str

    def question(self, id: str) -> Question:
        """The question of this id.

        Raises UnknownQuestion; BrokenLesson where a test cell of the course's notebook asks for it, and there
        is none, or one that is worth something else than its cell: then a score would be wrong.
        """
        points = [
            float(cell.marks.get("points", 0))
            for cell in self.lesson.cells().values()
            if cell.marks.get("grade")
            and not cell.marks.get("solution")
            and id in checked_ids(cell.source or "")
        ]
        try:
            found = self.lesson.find(id)
        except UnknownQuestion:
            if not points:
                raise
            raise BrokenLesson(
                self.where, None, f"there is no question {id!r}, for which a test cell asks"
            ) from None
        if any(worth != found.points for worth in points):
            reason = (
                f"question {id!r} asks for {found.points:g} points, and its test cell gives {points[0]:g}"
            )
            raise BrokenLesson(self.where, None, reason)
        return found


def graded_here() -> GradedHere:
    """For a kernel that `nbgrader autograde` started: it runs in `autograded/<student>/<lesson>`.

    Nothing beside the notebook is read: it may be the student's own. Raises BrokenLesson.
    """
    from graders.checking.configuration import configuration_above

    folder = STARTED_IN
    if folder is None:
        raise BrokenLesson(QUESTIONS, None, "the folder in which the notebook runs is gone")
    root, config = configuration_above(folder)
    course = config.CourseDirectory
    structure = str(course.get("directory_structure", "{nbgrader_step}/{student_id}/{assignment_id}"))
    step = str(course.get("source_directory", "source"))
    place = structure.format(nbgrader_step=step, student_id=".", assignment_id=folder.name)
    if not (root / place / QUESTIONS).is_file():
        reason = "there is no such file, and grading needs it: a lesson's questions are in its source folder"
        raise BrokenLesson(str(root / place / QUESTIONS), None, reason)
    ignored = course.get("ignore", [])
    ignored = ignored if isinstance(ignored, list | tuple) else ignored.get_value([])
    read = Folder.read(root / place, hidden=True, varied=varied(ignored))
    released = structure.format(
        nbgrader_step=str(course.get("release_directory", "release")),
        student_id=".",
        assignment_id=folder.name,
    )
    if said := changed_since(read.variants, root / released):
        raise BrokenLesson(str(root / place / VARIANTS), None, said)
    lesson = load(read)
    return GradedHere(
        str(course.get("course_id", "")), folder.parent.name, lesson, str(root / place / QUESTIONS)
    )
