"""Running a submission's notebook in a kernel, within limits, and reading what happened from its outputs.

Touches no database. Isolation is not its job: the kernel runs with the rights of whoever grades.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbgrader.preprocessors import Execute
from traitlets.config import LoggingConfigurable

from graders.checking import VERDICT_TYPE
from graders.course.restore import name_of
from graders.course.submissions import Remark

TIMED_OUT = "CellTimeoutError"
KERNEL_ARGUMENTS = ["--HistoryManager.hist_file=:memory:", "--log-level=40"]


@dataclass(frozen=True)
class Limits:
    """Seconds that one cell and one whole notebook may run."""

    cell: int = 30
    notebook: int = 300


class NotExecuted(Exception):
    """The notebook could not be run to its end. `str()` of it says why."""


def execute(
    notebook: NotebookNode, folder: Path, limits: Limits, parent: LoggingConfigurable
) -> NotebookNode:
    """Run all cells in order in a fresh kernel whose working directory is `folder`.

    A cell that raises does not stop the next ones; one that runs too long is interrupted and carries an
    error.
    Raises NotExecuted when the kernel dies.
    """
    deadline = time.monotonic() + limits.notebook

    def seconds(cell: NotebookNode) -> int:
        return max(1, min(limits.cell, int(deadline - time.monotonic())))

    preprocessor = Execute(parent=parent, timeout_func=seconds, extra_arguments=KERNEL_ARGUMENTS)
    try:
        executed: NotebookNode = preprocessor.preprocess(notebook, {"metadata": {"path": str(folder)}})[0]
    except DeadKernelError:
        raise NotExecuted("its kernel died while running (out of memory, or a cell ended it)") from None
    except CellTimeoutError:
        raise NotExecuted("its kernel did not answer and could not be interrupted") from None
    return executed


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
