"""Which cell each run was of, and whether it stopped with an error: kept while a student works.

IPython keeps the texts of all runs, but not which of them are earlier forms of one cell, nor how they ended.
Frontends that tell a cell's id (JupyterLab does) let old forms be told from new ones.
"""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MOST = 5000
LONGEST = 200

# The name that IPython gives a cell as a file, which tells a student nothing, and the line in it.
FILE_AND_LINE = re.compile(r" \([^()]+, line (\d+)\)$")


@dataclass(frozen=True)
class Run:
    """One run: its cell's id where the frontend told it, and the error that ended it, if any, in words."""

    cell: str | None
    error: str | None


_runs: dict[int, Run] = {}
_watched: list[Any] = []


def watch_runs() -> None:
    """Begin to note the runs of this kernel; without IPython, or a second time, nothing happens."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is None or any(known is shell for known in _watched):
        return
    _watched.append(shell)
    shell.events.register("post_run_cell", _note)


def runs() -> Mapping[int, Run]:
    """The runs noted so far, by the number that stands beside the cell."""
    return _runs


def _words(problem: BaseException) -> str:
    try:
        message = textwrap.shorten(str(problem), LONGEST, placeholder="...")
        if isinstance(problem, SyntaxError):
            message = FILE_AND_LINE.sub(r" (line \1)", message)
    except Exception:  # a class of the student's own, whose text may fail too
        message = ""
    return f"{type(problem).__name__}: {message}" if message else type(problem).__name__


def _note(result: Any = None) -> None:
    info = getattr(result, "info", None)
    number = getattr(result, "execution_count", None)
    if info is None or not isinstance(number, int) or not getattr(info, "store_history", False):
        return
    problem = result.error_before_exec or result.error_in_exec
    _runs[number] = Run(getattr(info, "cell_id", None), _words(problem) if problem else None)
    if len(_runs) > MOST:
        del _runs[min(_runs)]
