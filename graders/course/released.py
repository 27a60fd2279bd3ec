"""The cells of a released lesson: what a submission is held against."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, from_dict


@dataclass(frozen=True)
class ReleasedCell:
    """A cell that nbgrader knows. `source` is what students got; `points` is None where there is no grade."""

    name: str
    kind: str
    source: str
    locked: bool
    solution: bool
    points: float | None
    task: bool = False

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


@dataclass(frozen=True)
class Page:
    """What a lesson's notebook tells of its cells beyond what the gradebook keeps.

    `names` maps the ids of cells to nbgrader's names of them. `prose` holds the texts, made comparable, of
    the cells that nbgrader does not know.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    prose: frozenset[str] = frozenset()


def page_of(*notebooks: Path) -> Page:
    """What notebook files, a lesson's source and its students' version, tell; nothing where there is none."""
    names: dict[str, str] = {}
    prose: set[str] = set()
    for cell in (cell for notebook in notebooks for cell in _cells(notebook)):
        name, key = _marks(cell).get("grade_id"), cell.get("id")
        if not name:
            prose.add(comparable("".join(cell.get("source", ""))))
        elif isinstance(key, str):
            names[key] = str(name)
    return Page(names, frozenset(prose))


def comparable(text: str) -> str:
    r"""A text without what editors change by themselves: line ends, blanks at the ends of lines, empty ends.

    >>> comparable("x = 1  \r\ny = 2\n\n")
    'x = 1\ny = 2'
    """
    return "\n".join(line.rstrip() for line in re.split("\r\n|\r|\n", text)).strip("\n")


def as_released(rows: Iterable[Any], clear: Any) -> list[ReleasedCell]:
    """The cells as students got them. `rows` say of each what nbgrader does, with `grade`, `solution`, `task`
    and `points`; `clear` is nbgrader's step that takes hidden tests out.
    """
    return [
        ReleasedCell(
            name=row.name,
            kind=row.cell_type,
            source=_shown(row.cell_type, row.source, clear),
            locked=row.locked,
            solution=row.solution,
            points=row.points if row.grade else None,
            task=row.task,
        )
        for row in rows
    ]


def _shown(kind: str, source: str, clear: Any) -> str:
    if kind != "code":
        return source
    content = {"cell_type": "code", "source": source, "metadata": {"nbgrader": {"grade": True}}}
    cell: NotebookNode = from_dict(content)  # type: ignore[no-untyped-call]  # nbformat is partly typed
    return str(clear.preprocess_cell(cell, {}, 0)[0].source)


def cell_order(notebook: Path) -> dict[str, int]:
    """The place of each of nbgrader's cells in a notebook file; empty when it cannot be read.

    A database promises no order, so the file decides.
    """
    names = [_marks(cell).get("grade_id") for cell in _cells(notebook)]
    return {name: place for place, name in enumerate(names) if name}


def opening_cells(notebook: Path) -> tuple[str, ...]:
    """The texts of a lesson's first code cells, up to the first that students fill in or that is a test."""
    texts: list[str] = []
    for cell in _cells(notebook):
        marks = _marks(cell)
        if marks.get("solution") or marks.get("grade") or cell.get("metadata", {}).get("tags"):
            break
        text = "".join(cell.get("source", ""))
        if cell.get("cell_type") == "code" and text.strip():
            texts.append(text)
    return tuple(texts)


def _cells(notebook: Path) -> list[dict[str, Any]]:
    try:
        return list(json.loads(notebook.read_text(encoding="utf-8"))["cells"])
    except (OSError, ValueError, KeyError):
        return []


def _marks(cell: dict[str, Any]) -> dict[str, Any]:
    return dict(cell.get("metadata", {}).get("nbgrader", {}))
