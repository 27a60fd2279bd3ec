"""The program that leads to an answer, as text: what sets it, with what other cells gave to it.

Where a cell was run several times, its last form counts, and of a name that several cells set, the last one.
"""

from __future__ import annotations

from collections import deque

from graders.source.bounds import LONGEST, Budget, TooLong
from graders.source.compiled import spelled
from graders.source.reading import MOST_NAMES, Sources
from graders.source.texts import giving, open_names

MOST_STATEMENTS = 30


def program(own: str, name: str, source_of: Sources) -> str:
    """The text `own` that sets `name`, after the statements of other cells that set what it reads.

    `source_of` gives the text in which a name is set. A loop between cells (`x` from `y` and `y` from `x`) is
    followed once. Raises TooLong where all of it is too long to read.

    >>> cells = {"x": "x = 2.0", "unused": "unused = 1"}
    >>> print(program("y = x * x", "y", cells.get))
    x = 2.0
    y = x * x
    """
    before: list[str] = []
    seen = {name}
    waiting = deque(sorted(open_names(own)))
    budget = Budget(LONGEST)
    try:
        budget.take(len(own))
        while waiting and len(before) < MOST_STATEMENTS:
            needed = waiting.popleft()
            if needed in seen:
                continue
            seen.add(needed)
            if len(seen) > MOST_NAMES:
                raise TooLong
            cell = source_of(needed)
            budget.take(len(cell or ""))
            statements = _giving(cell, needed) if cell else ""
            if statements and statements not in before and statements not in own:
                before.insert(0, statements)
                waiting += sorted(open_names(statements) - seen)
    except TooLong:
        raise TooLong(f"The program behind `{name}`") from None
    return "\n".join([*before, own])


def _giving(cell: str, name: str) -> str:
    """The statements of a cell, at its outermost level, from which `name` has its value."""
    found = dict.fromkeys(setting.outermost for setting in giving(cell, name))
    return "\n".join(spelled(statement) for statement in found)
