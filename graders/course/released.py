"""The cells of a released lesson: what a submission is held against."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path


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
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return {}
    names = [cell.get("metadata", {}).get("nbgrader", {}).get("grade_id") for cell in cells]
    return {name: place for place, name in enumerate(names) if name}
