"""A step for nbgrader's list: cells that a student deleted are put back where they were.

nbgrader can add missing test cells too, but stops at a submission in which the cell before is gone as well.
"""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, from_dict
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import OverwriteCells

from graders.course.released import cell_order


class RestoreMissingCells(OverwriteCells):  # type: ignore[misc]  # nbgrader has no types
    """Put back graded cells that are missing, as they were released. Used before `OverwriteCells`."""

    def preprocess(
        self, notebook: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        place = resources["nbgrader"]
        file = Path(CourseDirectory(parent=self).format_path("source", ".", place["assignment"]))
        with Gradebook(place["db_url"]) as gradebook:
            source = gradebook.find_notebook(place["notebook"], place["assignment"])
            graded = {cell.name: cell for cell in source.grade_cells}
            tasks = {cell.name: cell for cell in source.task_cells}
            solutions = {cell.name for cell in source.solution_cells}
            known = {cell.name: cell for cell in source.source_cells}
            order = cell_order(file / f"{place['notebook']}.ipynb")
            names = sorted(known, key=lambda name: order.get(name, len(order)))
            here = {name_of(cell) for cell in notebook.cells}
            for index, name in enumerate(names):
                if name in here or name not in graded.keys() | tasks.keys():
                    continue
                worth = (graded.get(name) or tasks[name]).max_score
                cell = self.missing_cell_transform(known[name], worth, name in solutions, name in tasks)
                cell = from_dict(cell)  # type: ignore[no-untyped-call]  # nbformat is partly typed
                cell.source = known[name].source or ""
                if notebook.nbformat_minor >= 5:  # where every cell has an id
                    cell.id = uuid.uuid4().hex[:8]
                insert_after(notebook, names[:index], cell)
        return notebook, resources


def insert_after(notebook: NotebookNode, before: list[str], cell: NotebookNode) -> None:
    """Insert a cell after the last cell that is named in `before`; at the top when none of them is there."""
    places = [place for place, known in enumerate(notebook.cells) if name_of(known) in set(before)]
    notebook.cells.insert(places[-1] + 1 if places else 0, cell)


def name_of(cell: NotebookNode) -> str | None:
    """nbgrader's name of a cell, or None for a cell of no interest to it."""
    metadata = cell.metadata.get("nbgrader")
    name = metadata.get("grade_id") if isinstance(metadata, dict) else None
    return name if isinstance(name, str) else None
