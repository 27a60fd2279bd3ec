"""A text as Python's tree: the one place where students' texts are parsed."""

from __future__ import annotations

import ast
from functools import partial

from graders.source.bounds import LONGEST, TooLong
from graders.source.compiled import compiled, tree_of
from graders.source.ipython import python_text
from graders.source.kept import kept

TREES = 2 * LONGEST
"""Characters of the texts whose trees are kept: a tree may take a thousand times the room of its text."""


@partial(kept, most=TREES)
def parsed(text: str) -> ast.Module | None:
    """The tree of what a cell runs, IPython's own syntax included; None where it cannot be read.

    Raises TooLong where it would take too long. The tree is everybody's: it must not be changed.
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
