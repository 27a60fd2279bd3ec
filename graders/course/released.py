"""The cells of a released lesson: what a submission is held against."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


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
