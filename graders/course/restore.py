"""Steps for nbgrader's list: a student's cells are found, and cells that were deleted are put back.

nbgrader can add missing test cells too, but stops at a submission in which the cell before is gone as well.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from nbformat import NotebookNode, from_dict
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import ClearHiddenTests, OverwriteCells
from nbgrader.preprocessors.base import NbGraderPreprocessor

from graders.course.recover import marks_of, name_of, recover
from graders.course.released import ReleasedCell, as_released, cell_order, page_of

__all__ = ["RecogniseCells", "RestoreMissingCells", "insert_after", "name_of", "put_back"]

Resources = dict[str, Any]


class RecogniseCells(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader has no types
    """Give cells their lost marks back and put each answer into its cell. Used before `DeduplicateIds`."""

    def preprocess(self, notebook: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        place = resources["nbgrader"]
        files = _files(self, place)
        with Gradebook(place["db_url"]) as gradebook:
            rows = _rows(gradebook.find_notebook(place["notebook"], place["assignment"]))
        order = cell_order(files[0])
        rows.sort(key=lambda row: order.get(row.name, len(order)))
        known = as_released(rows, ClearHiddenTests(parent=self))
        for cell in notebook.cells:
            cell.source = cell.source.replace("\r\n", "\n").replace("\r", "\n")
        for remark in recover(notebook, known, page_of(*files)):
            self.log.warning("%s: %s", remark.kind, remark.text)
        return notebook, resources


class RestoreMissingCells(OverwriteCells):  # type: ignore[misc]  # nbgrader has no types
    """Put back cells of the lesson's own that are missing, as released. Used before `OverwriteCells`."""

    def preprocess(self, notebook: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        place = resources["nbgrader"]
        with Gradebook(place["db_url"]) as gradebook:
            rows = _rows(gradebook.find_notebook(place["notebook"], place["assignment"]))
        order = cell_order(_files(self, place)[0])
        rows.sort(key=lambda row: order.get(row.name, len(order)))
        put_back(self, notebook, rows)
        return notebook, resources


def put_back(step: OverwriteCells, notebook: NotebookNode, rows: Sequence[Any]) -> None:
    """Insert the cells that no student can have meant to leave out: graded and read-only ones.

    `rows` say of each cell of the lesson, in its order, what nbgrader does.
    """
    names = [row.name for row in rows]
    here = {name_of(cell) for cell in notebook.cells}
    for place, row in enumerate(rows):
        if row.name in here or not (row.grade or row.task or row.locked):
            continue
        made = step.missing_cell_transform(row, row.points or 0, row.solution, row.task)
        cell: NotebookNode = from_dict(made)  # type: ignore[no-untyped-call]  # nbformat is partly typed
        cell.source = row.source
        if not (row.grade or row.task):
            cell.metadata["nbgrader"] = {**_read_only(row), "checksum": row.checksum}
        if notebook.nbformat_minor >= 5:  # where every cell has an id
            cell.id = uuid.uuid4().hex[:8]
        insert_after(notebook, names[:place], cell)


def insert_after(notebook: NotebookNode, before: list[str], cell: NotebookNode) -> None:
    """Insert a cell after the last cell that is named in `before`; at the top when none of them is there."""
    places = [place for place, known in enumerate(notebook.cells) if name_of(known) in set(before)]
    notebook.cells.insert(places[-1] + 1 if places else 0, cell)


def _read_only(row: Any) -> dict[str, Any]:
    released = ReleasedCell(row.name, row.cell_type, row.source, row.locked, row.solution, None)
    return {**marks_of(released), "cell_type": row.cell_type}


def _files(step: Any, place: dict[str, str]) -> tuple[Path, Path]:
    """The lesson's notebook in `source/`, and the students' version of it."""
    course = CourseDirectory(parent=step)
    folders = (course.source_directory, course.release_directory)
    name = f"{place['notebook']}.ipynb"
    source, release = (
        Path(course.format_path(folder, ".", place["assignment"])) / name for folder in folders
    )
    return source, release


def _rows(notebook: Any) -> list[SimpleNamespace]:
    """What the gradebook says of a notebook's cells, as plain data."""
    grades = {cell.name: cell.max_score for cell in notebook.grade_cells}
    tasks = {cell.name: cell.max_score for cell in notebook.task_cells}
    solutions = {cell.name for cell in notebook.solution_cells}
    return [
        SimpleNamespace(
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
        for row in notebook.source_cells
    ]
