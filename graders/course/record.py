"""Recording an executed submission: its files under `autograded/` and its scores in the gradebook.

The steps and their order are nbgrader's own, taken from the course's configuration, so that its web pages and
commands go on from here.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.converters import Autograde
from nbgrader.preprocessors import Execute
from traitlets import import_item

from graders.course.course import Course
from graders.course.errors import explained


@dataclass(frozen=True)
class Score:
    """What the gradebook holds for one graded cell. `points` is None while it waits for a person."""

    cell: str
    points: float | None
    possible: float
    manual: bool = False


class Desk:
    """nbgrader's converter for one submission, writing to a scratch folder until everything is there."""

    def __init__(self, course: Course, lesson: str, student: str, scratch: Path) -> None:
        self.course, self.lesson, self.student = course, lesson, student
        directory = course.directory(autograded_directory=str(scratch), assignment_id=lesson)
        self._autograde = Autograde(coursedir=directory, parent=course.parent)
        self.folder = Path(directory.format_path(directory.autograded_directory, student, lesson))

    def lay_out(self, notebook: NotebookNode) -> NotebookNode:
        """Enter student and submission in the gradebook, lay out the files, and make the notebook nbgrader's.

        Cells that nbgrader owns get their released text back; cells that were deleted are put back.
        """
        with explained(f"preparing the submission of {self.student}"):
            self.folder.mkdir(parents=True, exist_ok=True)
            # Before a minute of running, not after it: is there a place for the result?
            self.course.path("autograded", self.lesson, self.student).parent.mkdir(
                parents=True, exist_ok=True
            )
            self._autograde.notebooks = [f"{self.lesson}.ipynb"]
            self._autograde.init_assignment(self.lesson, self.student)
            return self._run(self._autograde.sanitize_preprocessors, notebook)

    def record(self, notebook: NotebookNode) -> list[Score]:
        """Save the scores of an executed notebook, move its folder to `autograded/`, return the scores."""
        with explained(f"recording the grades of {self.student}"):
            steps = [step for step in self._autograde.autograde_preprocessors if not _executes(step)]
            notebook = self._run(steps, notebook)
            file = self.folder / f"{self.lesson}.ipynb"
            nbformat.write(notebook, file)  # type: ignore[no-untyped-call]  # nbformat is partly typed
            self._autograde.set_permissions(self.lesson, self.student)
            replace(self.folder, self.course.path("autograded", self.lesson, self.student))
        return scores_of(self.course, self.lesson, self.student)

    def _run(self, steps: list[Any], notebook: NotebookNode) -> NotebookNode:
        place = {"student": self.student, "assignment": self.lesson, "notebook": self.lesson}
        resources = {"nbgrader": {**place, "db_url": self.course.db_url}}
        for step in steps:
            make = import_item(step) if isinstance(step, str) else step
            notebook, resources = make(parent=self._autograde)(notebook, resources)
        return notebook


def _executes(step: Any) -> bool:
    return issubclass(import_item(step) if isinstance(step, str) else step, Execute)


def scores_of(course: Course, lesson: str, student: str) -> list[Score]:
    """The scores that the gradebook holds for a submission, without the cells that are worth nothing."""
    with explained(f"reading the grades of {student}"), course.gradebook() as gradebook:
        grades = gradebook.find_submission_notebook(lesson, lesson, student).grades
        return [
            Score(
                cell=grade.name,
                points=None
                if grade.needs_manual_grade and grade.manual_score is None
                else float(grade.score),
                possible=float(grade.max_score),
                manual=bool(grade.needs_manual_grade),
            )
            for grade in grades
            if grade.max_score
        ]


def replace(new: Path, old: Path) -> None:
    """Move folder `new` to where `old` is. What was there is gone only when the new one is in place."""
    old.parent.mkdir(parents=True, exist_ok=True)
    arriving = old.parent / f".{old.name}.new"
    leaving = old.parent / f".{old.name}.old"
    for rest in (arriving, leaving):
        _remove(rest)
    shutil.copytree(new, arriving)
    if old.exists():
        old.rename(leaving)
    arriving.rename(old)
    _remove(leaving)


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
