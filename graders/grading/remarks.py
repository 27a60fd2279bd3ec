"""What the outputs of an executed notebook tell a person: cells that were stopped or could not be read."""

from __future__ import annotations

import re
from typing import Any

from nbformat import NotebookNode

from graders.checking.checks import VERDICT_TYPE
from graders.course.restore import name_of
from graders.course.submissions import Remark
from graders.grading.outputs import FLOODED, TIMED_OUT


def remarks_on(notebook: NotebookNode) -> list[Remark]:
    """What the outputs of an executed notebook tell: cells stopped or unreadable, checks that had a fault."""
    remarks = []
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type != "code":
            continue
        where = f"cell {number}" + (f" ('{name}')" if (name := name_of(cell)) else "")
        for output in cell.outputs:
            remarks += _remarks_on_output(output, where)
    return remarks


def _remarks_on_output(output: NotebookNode, where: str) -> list[Remark]:
    if output.output_type == "error":
        if output.ename == TIMED_OUT:
            return [Remark("timeout", f"{where} ran too long and was stopped; the rest was graded")]
        if output.ename == FLOODED:
            return [
                Remark("too much output", f"{where} printed without end and was stopped; the rest was graded")
            ]
        if output.ename in ("SyntaxError", "IndentationError", "TabError"):
            return [
                Remark("syntax error", f"{where} is not Python ({_first_line(output)}); the rest was graded")
            ]
        return []
    data: dict[str, Any] = output.get("data", {})
    verdict = data.get(VERDICT_TYPE)
    faults = verdict.get("faults") if isinstance(verdict, dict) else None
    if isinstance(faults, list) and faults:
        return [Remark("fault in a check", f"the check in {where} did not work: {faults[0]}")]
    return []


def _first_line(output: NotebookNode) -> str:
    """The error's first line, less the number that stands for a cell's file name."""
    line = (str(output.evalue).splitlines() or [str(output.ename)])[0]
    return re.sub(r" \(\d+\.py, (line \d+)\)", r", \1", line)[:120]
