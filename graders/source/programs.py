"""The program that leads to an answer, as text: the cell that sets it, with what other cells gave to it.

Where a cell was run several times, its last form counts, and of a name that several cells set, the last one.
"""

from __future__ import annotations

import ast

from graders.answers.interface import AnswerError, Answers
from graders.source.kept import kept

MOST_STEPS = 30


def program_of(answers: Answers, name: str) -> str:
    """The text that sets `name`, after the statements of other cells that set what it reads.

    A loop between cells (`x` from `y` and `y` from `x`) is followed once. Raises the errors of
    `answers.source(name)`.

    >>> from graders.answers.local import LocalAnswers
    >>> cells = ["x = 2.0", "unused = 1", "y = x * x"]
    >>> print(program_of(LocalAnswers({"In": cells, "x": 2.0, "y": 4.0}), "y"))
    x = 2.0
    y = x * x
    """
    own = answers.source(name)
    before: list[str] = []
    seen = {name}
    waiting = sorted(open_names(own))
    while waiting and len(before) < MOST_STEPS:
        needed = waiting.pop(0)
        if needed in seen:
            continue
        seen.add(needed)
        try:
            cell = answers.source(needed)
        except AnswerError:
            continue
        statement = _last_setting(cell, needed)
        if statement and statement not in before and statement not in own:
            before.insert(0, statement)
            waiting += sorted(open_names(statement) - seen)
    return "\n".join([*before, own])


@kept
def open_names(text: str) -> frozenset[str]:
    """The names that a text reads and does not set itself; a function's parameters are its own.

    >>> sorted(open_names("def g(x):\\n    return a * x\\ny = g(b)"))
    ['a', 'b']
    """
    tree = parsed(text)
    if tree is None:
        return frozenset()
    read, own = _names(tree)
    return frozenset(read - own)


def _names(tree: ast.AST) -> tuple[set[str], set[str]]:
    """The names that are read and those that are set; of a function, what it reads from outside."""
    read: set[str] = set()
    own: set[str] = set()
    for node in ast.iter_child_nodes(tree):
        inner_read, inner_own = _names(node)
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            read |= inner_read - inner_own
            own |= {node.name} if isinstance(node, ast.FunctionDef) else set()
            continue
        read |= inner_read
        own |= inner_own
        if isinstance(node, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else own).add(node.id)
        elif isinstance(node, ast.arg):
            own.add(node.arg)
        elif isinstance(node, ast.alias):
            own.add(node.asname or node.name)
    return read, own


def parsed(text: str) -> ast.Module | None:
    """The text as a tree, or None where it is no Python; lines with IPython's % and ! are passed over."""
    lines = ["" if line.lstrip()[:1] in ("%", "!") else line for line in text.splitlines()]
    try:
        return ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _last_setting(cell: str, name: str) -> str:
    """The last statement of a cell, at its outermost level, in which `name` is set."""
    place = _settings(cell).get(name)
    tree = None if place is None else parsed(cell)
    return "" if tree is None or place is None else ast.unparse(tree.body[place])


@kept
def _settings(cell: str) -> dict[str, int]:
    """Each name that a cell sets, and the place of the last statement that does so at its outermost level."""
    tree = parsed(cell)
    found: dict[str, int] = {}
    for place, statement in enumerate(tree.body if tree else []):
        for node in ast.walk(statement):
            if isinstance(node, ast.FunctionDef):
                found[node.name] = place
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                found[node.id] = place
    return found
