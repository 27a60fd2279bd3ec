"""The program that leads to an answer, as text: what sets it, with what other cells gave to it.

Where a cell was run several times, its last form counts, and of a name that several cells set, the last one.
"""

from __future__ import annotations

import ast

from graders.source import names
from graders.source.kept import kept
from graders.source.reading import Sources
from graders.source.tree import body

MOST_STEPS = 30


def program(own: str, name: str, source_of: Sources) -> str:
    """The text `own` that sets `name`, after the statements of other cells that set what it reads.

    `source_of` gives the text in which a name is set. A loop between cells (`x` from `y` and `y` from `x`) is
    followed once.

    >>> cells = {"x": "x = 2.0", "unused": "unused = 1"}
    >>> print(program("y = x * x", "y", cells.get))
    x = 2.0
    y = x * x
    """
    before: list[str] = []
    seen = {name}
    waiting = sorted(open_names(own))
    while waiting and len(before) < MOST_STEPS:
        needed = waiting.pop(0)
        if needed in seen:
            continue
        seen.add(needed)
        cell = source_of(needed)
        statements = _giving(cell, needed) if cell else ""
        if statements and statements not in before and statements not in own:
            before.insert(0, statements)
            waiting += sorted(open_names(statements) - seen)
    return "\n".join([*before, own])


@kept
def open_names(text: str) -> frozenset[str]:
    """The names that a text reads and does not set itself before; a function's parameters are its own.

    >>> sorted(open_names("def g(x):\\n    return a * x\\ny = g(b)"))
    ['a', 'b']
    """
    return frozenset(names.open_names(body(text)))


def _giving(cell: str, name: str) -> str:
    """The statements of a cell, at its outermost level, from which `name` has its value."""
    found = dict.fromkeys(setting.outermost for setting in names.giving(body(cell), name))
    return "\n".join(ast.unparse(statement) for statement in found)
