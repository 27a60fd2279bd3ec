"""nbgrader's own steps before and after a notebook runs, working on a lesson's rows instead of a database.

Each is nbgrader's class with another source of rows; what it does to a cell is nbgrader's own code.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import fastjsonschema
import nbgrader.preprocessors as nbgrader
from nbformat import NotebookNode
from nbgrader.api import MissingEntry
from nbgrader.nbgraderformat.common import BaseMetadataValidator
from nbgrader.nbgraderformat.v3 import MetadataValidatorV3
from nbgrader.preprocessors.base import NbGraderPreprocessor
from traitlets import import_item
from traitlets.config import Config, LoggingConfigurable

from graders.course.released import ReleasedCell, as_released
from graders.course.restore import put_back
from graders.grading.lesson import KeptCell, Lesson

Resources = dict[str, Any]


@dataclass
class Rows:
    """Stands in for nbgrader's gradebook: answers from a lesson's rows, and keeps what is recorded."""

    lesson: Lesson
    scores: dict[str, SimpleNamespace] = field(default_factory=dict)
    comments: dict[str, SimpleNamespace] = field(default_factory=dict)
    db: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(commit=lambda: None))

    def find_source_cell(self, name: str, *_: str) -> KeptCell:
        try:
            return self.lesson.by_name[name]
        except KeyError:
            raise MissingEntry(f"no such cell: {name}") from None

    def find_graded_cell(self, name: str, *_: str) -> KeptCell:
        cell = self.find_source_cell(name)
        if cell.points is None:
            raise MissingEntry(f"no such graded cell: {name}")
        return cell

    def find_notebook(self, *_: str) -> SimpleNamespace:
        cells = self.lesson.cells
        return SimpleNamespace(
            kernelspec=self.lesson.kernelspec,
            source_cells=list(cells),
            grade_cells=[cell for cell in cells if cell.grade],
            solution_cells=[cell for cell in cells if cell.solution],
            task_cells=[cell for cell in cells if cell.task],
        )

    def find_grade(self, name: str, *_: str) -> SimpleNamespace:
        self.find_graded_cell(name)
        fresh = SimpleNamespace(auto_score=None, manual_score=None, needs_manual_grade=True)
        return self.scores.setdefault(name, fresh)

    def find_comment(self, name: str, *_: str) -> SimpleNamespace:
        self.find_source_cell(name)
        return self.comments.setdefault(name, SimpleNamespace(auto_comment=None))


class OverwriteKernelspec(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader has no types
    """As nbgrader's."""

    def preprocess(self, notebook: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        if kernelspec := resources["lesson"].kernelspec:
            import json

            if kernel := json.loads(kernelspec):
                notebook.metadata["kernelspec"] = kernel
        return notebook, resources


class OverwriteCells(nbgrader.OverwriteCells):  # type: ignore[misc]  # nbgrader has no types
    """As nbgrader's, from a lesson's rows."""

    def preprocess(self, notebook: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        self.notebook_id = self.assignment_id = resources["lesson"].name
        self.gradebook = resources["rows"]
        notebook, resources = NbGraderPreprocessor.preprocess(self, notebook, resources)
        if self.add_missing_cells:
            notebook, resources = self.add_missing_grade_cells(notebook, resources)
            notebook, resources = self.add_missing_task_cells(notebook, resources)
        return notebook, resources


class RestoreMissingCells(OverwriteCells):
    """As `graders.course.restore` does it, from a lesson's rows."""

    def preprocess(self, notebook: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        put_back(self, notebook, resources["lesson"].cells)
        return notebook, resources


class _OneSchema(BaseMetadataValidator):  # type: ignore[misc]  # nbgrader has no types
    """Checks cells against nbgrader's schema with one validator, where nbgrader makes one a cell."""

    @functools.cached_property
    def _compiled(self) -> Any:
        return fastjsonschema.compile(self.schema, use_default=False)  # it is to look, not to fill in

    def validate_cell(self, cell: NotebookNode) -> None:
        if "nbgrader" not in cell.metadata:
            return
        marks = cell.metadata["nbgrader"]
        if marks.get("schema_version", 0) == self.schema_version:
            self._compiled(marks)
        else:
            super().validate_cell(cell)


class _Validator(MetadataValidatorV3, _OneSchema):  # type: ignore[misc]  # nbgrader has no types
    """nbgrader's rules for its cells."""


class CheckCellMetadata(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader has no types
    """As nbgrader's."""

    def preprocess(self, notebook: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        _validator().validate_nb(notebook)
        return notebook, resources


@functools.cache
def _validator() -> _Validator:
    return _Validator()


class SaveAutoGrades(nbgrader.SaveAutoGrades):  # type: ignore[misc]  # nbgrader has no types
    """As nbgrader's, but what it would save is handed back."""

    def preprocess(self, notebook: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        self.notebook_id = self.assignment_id = resources["lesson"].name
        self.student_id = ""
        self.gradebook = resources["rows"]
        return NbGraderPreprocessor.preprocess(self, notebook, resources)  # type: ignore[no-any-return]


OWN = {
    kind.__name__: kind
    for kind in (OverwriteKernelspec, RestoreMissingCells, OverwriteCells, CheckCellMetadata, SaveAutoGrades)
}


def step_class(name: str) -> Any:
    """The class that does one of the STEPS: nbgrader's, or one from above where that wants a database."""
    short = name.rpartition(".")[2]
    return OWN.get(short) or import_item(name)


class Steps:
    """A list of steps, made once for a lesson and used for each of its submissions."""

    def __init__(self, lesson: Lesson, names: tuple[str, ...]) -> None:
        parent = LoggingConfigurable(
            config=Config({name: dict(part) for name, part in lesson.settings.items()})
        )
        self._lesson = lesson
        self._steps: list[Callable[..., Any]] = [step_class(name)(parent=parent) for name in names]

    def run(self, notebook: NotebookNode) -> tuple[NotebookNode, Rows]:
        """The notebook after all steps, and what they recorded."""
        rows = Rows(self._lesson)
        place = {"student": "", "assignment": self._lesson.name, "notebook": self._lesson.name, "db_url": ""}
        resources: Resources = {"nbgrader": place, "lesson": self._lesson, "rows": rows}
        for step in self._steps:
            notebook, resources = step(notebook, resources)
        return notebook, rows


def released_cells(lesson: Lesson) -> list[ReleasedCell]:
    """The lesson's cells as students got them: without hidden tests."""
    parent = LoggingConfigurable(config=Config({name: dict(part) for name, part in lesson.settings.items()}))
    return as_released(lesson.cells, nbgrader.ClearHiddenTests(parent=parent))
