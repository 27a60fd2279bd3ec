"""A lesson of the tests' own, as it is released, solved, and graded without a kernel.

Its test cells are plain Python, so running a notebook is running its cells one after the other here.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import io
import json
from typing import Any

import nbformat
from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode
from nbgrader.utils import compute_checksum, determine_grade

from graders.course.examine import examine
from graders.course.released import Page, comparable
from graders.course.submissions import Remark
from graders.grading.lesson import KeptCell, Lesson
from graders.grading.prepare import mark_as_kept
from graders.grading.steps import Steps, released_cells

Notebook = dict[str, Any]
STUB = "# Your answer goes here."
TEXT_STUB = "*Your answer goes here.*"
NBGRADERS = (
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.DeduplicateIds",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
)
OURS = (*NBGRADERS[:3], "graders.course.restore.RestoreMissingCells", *NBGRADERS[3:])


def cell(
    kind: str, key: str, source: str, name: str = "", points: float = 0, answer: bool = False
) -> Notebook:
    made: Notebook = {"cell_type": kind, "id": key, "metadata": {}, "source": source}
    if kind == "code":
        made |= {"execution_count": None, "outputs": []}
    if name:
        made["metadata"]["nbgrader"] = {
            "grade": bool(points), "grade_id": name, "locked": not answer, "schema_version": 3,
            "solution": answer, "task": False, **({"points": points} if points else {}),
        }  # fmt: skip
    return made


def notebook(*cells: Notebook) -> Notebook:
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return {"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


RELEASED = notebook(
    cell("markdown", "title", "# Slopes\n\nRun the first cell."),
    cell("code", "k1", "import math\n\nSCALE = 2", "setup"),
    cell("markdown", "q-double", "## Double\n\nSet `double` to twice 21, by way of `base`."),
    cell("code", "k2", f"double = ...\n{STUB}", "a-double", answer=True),
    cell("code", "k3", "assert double == SCALE * 21", "check-double", points=2),
    cell("markdown", "q-root", "## Root\n\nWrite `root(x)`."),
    cell("code", "k4", f"def root(x):\n    ...\n{STUB}", "a-root", answer=True),
    cell("code", "k5", "assert math.isclose(root(9), 3)", "check-root", points=3),
    cell("markdown", "q-why", "## Why\n\nSay it in your own words."),
    cell("markdown", "k6", TEXT_STUB, "why", points=4, answer=True),
    cell("code", "k7", "assert isinstance(SCALE, int)", "check-scale", points=1),
    cell("markdown", "further", "Further reading: none."),
)
ANSWERS = {
    "a-double": "base = 21\nwith open('/dev/null') as nothing:\n    half = base\ndouble = base * 2",
    "a-root": "def root(x):\n    half = 0.5\n    return x**half",
    "why": "Because a root undoes a square,\nand half of two is one.",
}
FULL = {"check-double": 2.0, "check-root": 3.0, "why": None, "check-scale": 1.0}
"""The points of a right notebook; a written answer waits for a person, which None stands for."""


def solved() -> Notebook:
    """The released notebook with every answer in its place."""
    made = copy.deepcopy(RELEASED)
    for each in made["cells"]:
        each["source"] = ANSWERS.get(name_of(each) or "", each["source"])
    return made


def name_of(each: Notebook) -> str | None:
    name = each.get("metadata", {}).get("nbgrader", {}).get("grade_id")
    return None if name is None else str(name)


def named(made: Notebook, name: str) -> Notebook:
    return next(each for each in made["cells"] if name_of(each) == name)


def _kept(each: Notebook) -> KeptCell:
    marks = each["metadata"]["nbgrader"]
    return KeptCell(
        name=marks["grade_id"], cell_type=each["cell_type"], source=each["source"],
        checksum=compute_checksum(nbformat.from_dict(each)), locked=marks["locked"], grade=marks["grade"],
        solution=marks["solution"], task=False, points=marks.get("points"),
    )  # fmt: skip


MARKED = [each for each in RELEASED["cells"] if name_of(each)]
PAGE = Page(
    {each["id"]: each["metadata"]["nbgrader"]["grade_id"] for each in MARKED},
    frozenset(comparable(each["source"]) for each in RELEASED["cells"] if not name_of(each)),
)
LESSON = Lesson(
    course="tests", name="slopes", cells=tuple(_kept(each) for each in MARKED), kernelspec=None, before=OURS,
    after=(), settings={}, files={}, elsewhere={"check-curve": "curves", "a-curve": "curves"}, page=PAGE,
)  # fmt: skip
CELLS = released_cells(LESSON)


def as_bytes(made: Notebook) -> bytes:
    return json.dumps(made, ensure_ascii=False, indent=1).encode()


def looked_at(work: Notebook | bytes) -> tuple[NotebookNode | None, tuple[Remark, ...]]:
    data = work if isinstance(work, bytes) else as_bytes(work)
    found = examine(data, CELLS, "slopes", LESSON.elsewhere, PAGE)
    return found.notebook, found.remarks


def graded(work: Notebook | bytes) -> tuple[dict[str, float | None] | None, tuple[Remark, ...]]:
    """What this package makes of a submission: its points (None where it is not graded), and the remarks."""
    made, remarks = looked_at(work)
    if made is None:
        return None, remarks
    mark_as_kept(made, LESSON)
    return _points(Steps(LESSON, OURS).run(made)[0]), remarks


def graded_by_nbgrader(work: Notebook | bytes) -> dict[str, float | None] | None:
    """What nbgrader makes of it; None where it stops."""
    data = work if isinstance(work, bytes) else as_bytes(work)
    try:
        made = nbformat.reads(data.decode("utf-8-sig"), as_version=4, capture_validation_error={})
        return _points(Steps(LESSON, NBGRADERS).run(made)[0])
    except Exception:
        return None


def _points(made: NotebookNode) -> dict[str, float | None]:
    """Run the cells, as IPython reads them, and have nbgrader say what each graded one earns."""
    space: dict[str, Any] = {}
    points = {}
    for each in made.cells:
        if each.cell_type == "code":
            each.outputs = []
            with contextlib.redirect_stdout(io.StringIO()):
                try:
                    text = TransformerManager().transform_cell(each.source)
                    exec(compile(ast.parse(text), "cell", "exec"), space)
                except Exception as problem:
                    error = {"ename": type(problem).__name__, "evalue": "", "traceback": []}
                    each.outputs = [nbformat.from_dict({"output_type": "error", **error})]
        marks = each.metadata.get("nbgrader") or {}
        if marks.get("grade"):
            points[str(marks["grade_id"])] = determine_grade(each)[0]
    return points
