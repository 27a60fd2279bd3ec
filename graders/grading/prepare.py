"""From the bytes that were handed in to the notebook that is run: only answers are the student's in it.

What nbgrader knows of a cell comes from the gradebook's rows, whatever the notebook's own metadata claims.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nbformat import NotebookNode

from graders.course.examine import examine
from graders.course.released import ReleasedCell
from graders.course.submissions import Remark
from graders.grading.lesson import KeptCell, Lesson

SCHEMA = 3


class NotGraded(Exception):
    """This submission cannot be graded. `kind` and `str()` of it make the remark."""

    def __init__(self, why: str, kind: str = "not graded") -> None:
        super().__init__(why)
        self.kind = kind


def read(
    data: bytes, lesson: Lesson, released: Sequence[ReleasedCell]
) -> tuple[NotebookNode | None, list[Remark]]:
    """The notebook, or None when it is not one of this lesson, and the remarks on it."""
    examined = examine(data, released, lesson.name, lesson.elsewhere, lesson.page)
    if examined.notebook is not None:
        mark_as_kept(examined.notebook, lesson)
    return examined.notebook, list(examined.remarks)


def mark_as_kept(notebook: NotebookNode, lesson: Lesson) -> None:
    """Give nbgrader's cells the marks that the gradebook has, and take all such marks from other cells.

    nbgrader itself believes a submission's marks in part: one that says "solution" where the gradebook says
    "test" makes it stop, a tag can keep a test from being run, and a cell that is there twice is an error.
    Here the last of them counts, and the others are cells like any of the student's own.
    """
    seen: set[str] = set()
    for cell in reversed(notebook.cells):
        claimed = cell.metadata.get("nbgrader")
        if claimed is None:
            continue
        name = claimed.get("grade_id") if isinstance(claimed, dict) else None
        kept = lesson.by_name.get(name) if isinstance(name, str) else None
        if kept is None or kept.name in seen:
            del cell.metadata["nbgrader"]
            continue
        seen.add(kept.name)
        cell.metadata["nbgrader"] = _marks(kept, claimed)  # a node makes a node of it
        if kept.grade and "tags" in cell.metadata:
            cell.metadata["tags"] = [tag for tag in cell.metadata["tags"] if tag != "skip-execution"]


def _marks(kept: KeptCell, claimed: dict[str, Any]) -> dict[str, Any]:
    """The gradebook's marks; of those claimed only the ones that say nothing about a grade."""
    marks = {
        "grade": kept.grade,
        "grade_id": kept.name,
        "locked": kept.locked,
        "schema_version": SCHEMA,
        "solution": kept.solution,
        "task": kept.task,
    }
    if kept.points is not None:
        points = claimed.get("points")
        same = type(points) in (int, float) and points == kept.points
        marks["points"] = points if same else kept.points
    for name in ("cell_type", "checksum"):
        if name in claimed:
            marks[name] = {"cell_type": kept.cell_type, "checksum": kept.checksum}[name]
    return marks
