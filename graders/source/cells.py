"""Which cell sets a name, among the texts of the cells that ran, and where in it."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graders.source.bounds import LONGEST, Budget, TooLong
from graders.source.ipython import python_text
from graders.source.kept import kept
from graders.source.names import chain
from graders.source.scopes import Setting
from graders.source.texts import histories
from graders.source.tree import parsed

DEFINED = ("def", "class")
MOST_CHARACTERS = 5_000_000
"""Of all cells together; beyond that they are not even searched."""
MOST_SHOWN = 5 * LONGEST
BEFORE = r"(?:^|[\s(\[{,*;:=])"
"""What may stand before a name that is set: in long literals of data, which hold any letter, it does not."""


@dataclass(frozen=True, slots=True)
class Bound:
    """How a cell sets a name. `place` is where its own definition stands, for what the cell defines.

    `builds`: on the name's earlier value, which another cell has set. `late`: by a function that the cell
    does not use.
    """

    place: tuple[int, int, int | None, int | None] | None
    builds: bool
    late: bool


def text_setting(cells: Sequence[str], name: str) -> str | None:
    """The text that sets `name`, as Python: the last cell that does, or a function's own definition in it.

    Where that cell builds on the name's earlier value (`x = x + 1`), the cell that sets this comes before it.
    Raises TooLong where the cells that may set it are too long to read.

    >>> text_setting(["x = 1", "y = 2", "x = x + 1"], "x"), text_setting(["def f(x): y = x"], "y")
    ('x = 1\\nx = x + 1', None)
    """
    try:
        return _text_setting(cells, name)
    except TooLong:
        raise TooLong(f"What sets `{name}`") from None


def _text_setting(cells: Sequence[str], name: str) -> str | None:
    if sum(map(len, cells)) > MOST_CHARACTERS:
        raise TooLong
    budget = Budget(LONGEST)
    late: str | None = None
    found: list[str] = []
    for cell in reversed(cells):
        if not _may_set(cell, name):
            continue
        budget.take(len(cell))
        how = bound(cell).get(name)
        if how is not None and how.late:
            late = late or _cut(cell, how)
        elif how is not None:
            found.append(_cut(cell, how))
            if not how.builds:
                break
    return "\n".join(reversed(found)) or late


def all_texts(cells: Sequence[str]) -> str:
    """All cells as Python, one below the other. Raises TooLong."""
    if sum(map(len, cells)) > MOST_SHOWN:
        raise TooLong("The notebook")
    return "\n\n".join(map(_as_python, cells))


def _as_python(cell: str) -> str:
    try:
        return python_text(cell)
    except TooLong:
        return cell


def _may_set(cell: str, name: str) -> bool:
    """Whether a cell has to be read: most do not hold the name at all."""
    if len(cell) > LONGEST:
        return name in cell and re.search(rf"{BEFORE}{re.escape(name)}\b", cell) is not None
    return name in cell or not cell.isascii()  # other letters have several spellings to Python


def sets_or_seems_to(cell: str, name: str) -> bool:
    """Whether a cell sets `name`, or looks as if it were to where it is no Python."""
    try:
        if parsed(cell) is not None:
            return name in bound(cell)
    except TooLong:
        return False
    before = r"^\s*((async\s+)?def\s+|class\s+|for\s+)?"
    after = r"\s*([-+*/@%&|^:]?=(?!=)|\*\*=|//=|[(,:]|in\b)"
    return re.search(before + re.escape(name) + after, python_text(cell), re.MULTILINE) is not None


@kept
def bound(cell: str) -> Mapping[str, Bound]:
    """Each name that a cell sets for the cells after it. Raises TooLong."""
    return {name: _bound(history) for name, history in histories(cell).items()}


def _bound(history: Sequence[Setting]) -> Bound:
    last = history[-1]
    own = last.kind in DEFINED and not last.around
    return Bound(_place(last.statement) if own else None, chain(history)[0].builds, last.late)


def _place(statement: ast.stmt) -> tuple[int, int, int | None, int | None]:
    """Where a definition stands, its decorators included."""
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    first = min([statement.lineno, *(each.lineno for each in decorators)])
    return first, statement.col_offset, statement.end_lineno, statement.end_col_offset


def _cut(cell: str, how: Bound) -> str:
    """The text of a definition alone, or of the whole cell where there is none."""
    text = python_text(cell)
    if how.place is None:
        return text
    node = ast.Pass()
    node.lineno, node.col_offset, node.end_lineno, node.end_col_offset = how.place
    return ast.get_source_segment(text, node) or text
