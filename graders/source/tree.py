"""A text as Python's tree: the one place where students' texts are parsed."""

from __future__ import annotations

import ast
import warnings


def parsed(text: str) -> ast.Module | None:
    """The text as a tree, or None where it is no Python; lines with IPython's % and ! are passed over."""
    lines = ["" if line.lstrip()[:1] in ("%", "!") else line for line in text.split("\n")]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Python says to "\d" must not stand under a check
            return ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def body(text: str) -> list[ast.stmt]:
    """The statements of a text; none where it is no Python."""
    tree = parsed(text)
    return tree.body if tree else []
