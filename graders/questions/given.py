"""The programs that a lesson gives its students, read from the notebook's own cells.

A cell is known by nbgrader's name of it, or by its id. What students find there is the text without the
solution; in their own copy an answer cell holds their work, and only nbgrader's checksum tells what stood
there.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graders.source.reading import same_program

SOLUTION = re.compile(
    r"^[ \t]*###+ *BEGIN SOLUTION.*?^[ \t]*###+ *END SOLUTION[^\n]*\n?", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class Cell:
    """A cell as students find it. `source` is None where only the checksum of its text is known."""

    source: str | None
    marks: Mapping[str, Any]
    kind: str = "code"

    def is_as_given(self, text: str) -> bool:
        """Whether a text is the cell's program; where that is known, comments and spaces do not count."""
        if self.source is not None:
            return same_program(text, self.source)
        return any(
            _checksum(form, self.kind, self.marks) == self.marks.get("checksum")
            for form in (text, text.rstrip("\n"))
        )


def cells_of(notebook: str) -> dict[str, Cell]:
    """The cells of a notebook's text (JSON) by name and by id; empty where it cannot be read."""
    try:
        cells = json.loads(notebook)["cells"]
        return {name: made for cell in cells for name, made in _named(cell)}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _named(cell: Mapping[str, Any]) -> list[tuple[str, Cell]]:
    source, kind = cell.get("source", ""), str(cell.get("cell_type"))
    text = source if isinstance(source, str) else "".join(source)
    marks = dict(cell.get("metadata", {}).get("nbgrader", {}))
    edited = "checksum" in marks and _checksum(text, kind, marks) != marks["checksum"]
    made = Cell(None if edited else SOLUTION.sub("", text), marks, kind)
    names = (marks.get("grade_id"), cell.get("id"))
    return [(name, made) for name in names if isinstance(name, str)]


def _checksum(source: str, kind: str, marks: Mapping[str, Any]) -> str:
    """A cell's checksum as nbgrader 0.9 computes it."""
    grade, solution, locked = (bool(marks.get(flag, False)) for flag in ("grade", "solution", "locked"))
    locked = not solution and (
        grade or locked
    )  # whatever is marked, an answer is never locked, a test always
    parts = [source, kind, str(grade), str(solution), str(locked), str(marks.get("grade_id", ""))]
    if grade:
        parts.append(str(float(marks.get("points", 0))))
    return hashlib.md5("".join(parts).encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


@dataclass(frozen=True)
class Given:
    """A program that stands in cell `name` of the lesson's notebook."""

    name: str
    cells: Callable[[], Mapping[str, Cell]]

    @property
    def cell(self) -> Cell | None:
        return self.cells().get(self.name)

    def is_as_given(self, text: str) -> bool:
        """Whether a text is this program, unchanged."""
        cell = self.cell
        return cell is not None and cell.is_as_given(text)
