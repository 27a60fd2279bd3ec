"""What grading found out, as a graded notebook keeps it beside the panels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graders.checking.checks import VERDICT_TYPE


def verdicts_of(notebook: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The verdicts in a notebook (parsed JSON), by nbgrader's name of the cell; the odd is passed over."""
    found = {}
    for cell in cells_of(notebook):
        name = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id")
        for output in cell.get("outputs", ()):
            data = output.get("data") if isinstance(output, dict) else None
            verdict = data.get(VERDICT_TYPE) if isinstance(data, dict) else None
            if name and isinstance(verdict, dict):
                found[name] = verdict
    return found


def cells_of(notebook: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A notebook's cells; none where it has no such list."""
    cells = notebook.get("cells", [])
    return [cell for cell in cells if isinstance(cell, dict)] if isinstance(cells, list) else []
