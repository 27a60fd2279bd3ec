"""Which cell sets a name, among the texts of the cells that ran, and where in it."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graders.source.kept import kept
from graders.source.names import history
from graders.source.tree import body, parsed

DEFINED = ("def", "class")


@dataclass(frozen=True)
class Bound:
    """How a cell sets a name. `place` is where its own definition stands, for what the cell defines.

    `builds`: on the name's earlier value, which another cell has set. `late`: by a function that the cell
    does not use.
    """

    place: ast.AST | None
    builds: bool
    late: bool


def text_setting(cells: Sequence[str], name: str) -> str | None:
    """The text that sets `name`: the last cell that does, or of a function its own definition in it.

    Where that cell builds on the name's earlier value (`x = x + 1`), the cell that sets this comes before it.

    >>> text_setting(["x = 1", "y = 2", "x = x + 1"], "x"), text_setting(["def f(x): y = x"], "y")
    ('x = 1\\nx = x + 1', None)
    """
    for late in (False, True):
        found: list[str] = []
        for cell in reversed(cells):
            how = bound(cell).get(name)
            if how is None or how.late > late:
                continue
            text = cell if how.place is None else ast.get_source_segment(cell, how.place)
            found.append(text or cell)
            if not how.builds:
                break
        if found:
            return "\n".join(reversed(found))
    return None


def sets_or_seems_to(cell: str, name: str) -> bool:
    """Whether a cell sets `name`, or looks as if it were to where it is no Python."""
    if parsed(cell) is not None:
        return name in bound(cell)
    before = r"^\s*((async\s+)?def\s+|class\s+|for\s+)?"
    after = r"\s*([-+*/@%&|^:]?=(?!=)|\*\*=|//=|[(,:]|in\b)"
    return re.search(before + re.escape(name) + after, cell, re.MULTILINE) is not None


@kept
def bound(cell: str) -> Mapping[str, Bound]:
    """Each name that a cell sets for the cells after it."""
    found: dict[str, Bound] = {}
    for setting in history(body(cell)):
        earlier = found.get(setting.name)
        own = setting.kind in DEFINED and not setting.around
        found[setting.name] = Bound(
            _place(setting.statement) if own else None,
            setting.builds and (earlier is None or earlier.builds),
            setting.late,
        )
    return found


def _place(statement: ast.stmt) -> ast.AST:
    """Where a definition stands, its decorators included, as much of it as get_source_segment looks at."""
    place = ast.copy_location(ast.Pass(), statement)
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    place.lineno = min([statement.lineno, *(each.lineno for each in decorators)])
    return place
