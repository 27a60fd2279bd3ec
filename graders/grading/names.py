"""Whose numbers a notebook was written with, as the notebook itself says: for a teacher to know.

It decides nothing: answers are judged by the numbers of the student in whose folder they were handed in.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from typing import Any

from graders.checking.mine import MINE_TYPE
from graders.course.submissions import Remark
from graders.source.bounds import TooLong
from graders.source.calls import called
from graders.source.tree import body

OTHERS_NUMBERS = "another's numbers"
SHOWN = 60


def signed_by_another(notebook: bytes, student: str) -> list[Remark]:
    """A remark for each other name that a submitted notebook bears: in `i_am(...)`, or in saved outputs."""
    own = student.strip().casefold()
    names = {name.strip().casefold(): name.strip() for name in _names(notebook) if name.strip()}
    return [
        Remark(
            OTHERS_NUMBERS, f"the notebook says that it is {name[:SHOWN]!r}'s; it was graded as {student!r}'s"
        )
        for folded, name in sorted(names.items())
        if folded != own
    ]


def _names(notebook: bytes) -> Iterator[str]:
    try:
        cells = json.loads(notebook)["cells"]
        cells = [cell for cell in cells if isinstance(cell, Mapping) and cell.get("cell_type") == "code"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return  # what cannot be read is told elsewhere
    for cell in cells:
        source = cell.get("source", "")
        text = "".join(map(str, source)) if isinstance(source, list) else str(source)
        if "i_am" in text:
            yield from _said(text)
        outputs = cell.get("outputs", [])
        for output in outputs if isinstance(outputs, list) else []:
            shown = _shown(output)
            if isinstance(shown, str):
                yield shown


def _said(text: str) -> Iterator[str]:
    try:
        statements = body(text)
    except TooLong:
        return
    for node in (part for statement in statements for part in ast.walk(statement)):
        if isinstance(node, ast.Call) and called(node) == "i_am" and node.args:
            said = node.args[0]
            if isinstance(said, ast.Constant) and isinstance(said.value, str):
                yield said.value


def _shown(output: Any) -> Any:
    data = output.get("data") if isinstance(output, Mapping) else None
    told = data.get(MINE_TYPE) if isinstance(data, Mapping) else None
    return told.get("student") if isinstance(told, Mapping) else None
