"""The cells that nbgrader keeps of a released lesson: what a submission is held against."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from nbformat import from_dict
from nbgrader.api import MissingEntry
from nbgrader.preprocessors import ClearHiddenTests

from graders.course.course import Course
from graders.course.errors import CourseError, explained


@dataclass(frozen=True)
class ReleasedCell:
    """A cell that nbgrader knows. `source` is what students got; `points` is None where there is no grade."""

    name: str
    kind: str
    source: str
    locked: bool
    solution: bool
    points: float | None

    @property
    def test(self) -> bool:
        return self.points is not None and not self.solution

    @property
    def manual(self) -> bool:
        """Graded by a person."""
        return self.points is not None and self.solution

    @property
    def what(self) -> str:
        role = "test" if self.test else "answer" if self.solution else "read-only"
        return f"{role} cell '{self.name}'"


def released_cells(course: Course, lesson: str) -> list[ReleasedCell]:
    """The lesson's cells in the order of its source notebook. CourseError when it was never released."""
    with explained("reading the gradebook"), course.gradebook() as gradebook:
        try:
            notebook = gradebook.find_notebook(lesson, lesson)
        except MissingEntry:
            raise CourseError(
                f"{lesson} was never released here. Run `graders release {lesson}` first."
            ) from None
        points = {cell.name: float(cell.max_score) for cell in notebook.grade_cells}
        solutions = {cell.name for cell in notebook.solution_cells}
        cells = [
            ReleasedCell(
                name=cell.name,
                kind=cell.cell_type,
                source=_without_hidden_tests(cell.source or "", cell.cell_type, course),
                locked=bool(cell.locked),
                solution=cell.name in solutions,
                points=points.get(cell.name),
            )
            for cell in notebook.source_cells
        ]
    order = cell_order(course.path("source", lesson) / f"{lesson}.ipynb")
    return sorted(cells, key=lambda cell: order.get(cell.name, len(order)))


def cell_order(notebook: Path) -> dict[str, int]:
    """The place of each of nbgrader's cells in a notebook file; empty when it cannot be read.

    A database promises no order, so the file decides.
    """
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return {}
    names = [cell.get("metadata", {}).get("nbgrader", {}).get("grade_id") for cell in cells]
    return {name: place for place, name in enumerate(names) if name}


def _without_hidden_tests(source: str, kind: str, course: Course) -> str:
    if kind != "code":
        return source
    content = {"cell_type": "code", "source": source, "metadata": {"nbgrader": {"grade": True}}}
    cell = from_dict(content)  # type: ignore[no-untyped-call]  # nbformat is partly typed
    cell, _ = ClearHiddenTests(parent=course.parent).preprocess_cell(cell, {}, 0)
    return str(cell.source)
