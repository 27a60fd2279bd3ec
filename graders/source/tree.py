"""A text as Python's tree: the one place where students' texts are parsed."""

from __future__ import annotations

import ast

from graders.source.bounds import TooLong
from graders.source.compiled import compiled, tree_of
from graders.source.ipython import python_text


def parsed(text: str) -> ast.Module | None:
    """The tree of what a cell runs, IPython's own syntax included; None where it cannot be read.

    Raises TooLong where it would take too long.
    """
    return compiled(python_text(text))


def body(text: str) -> list[ast.stmt]:
    """The statements of a text; none where it is no Python. Raises TooLong."""
    tree = parsed(text)
    return tree.body if tree else []


def syntax_error(text: str) -> SyntaxError | None:
    """What Python says to a text that is broken; None where it says nothing, or the text is too long to read.

    >>> str(syntax_error("x = 1\\nx = )"))
    "unmatched ')' (cell, line 2)"
    """
    try:
        tree_of(python_text(text))
    except SyntaxError as problem:
        return problem
    except ValueError as problem:
        return SyntaxError(str(problem))
    except TooLong:
        return None
    return None
