"""Python's own parser and its reverse, within bounds."""

from __future__ import annotations

import ast
import warnings

from graders.source.bounds import DEEPEST, LONGEST, TooLong

FLAGS = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT


def compiled(text: str) -> ast.Module | None:
    """The tree of a text, or None where it is no Python. Raises TooLong for one too long or too deep.

    >>> compiled("x = await f()") is None, compiled("x = (") is None
    (False, True)
    """
    try:
        return tree_of(text)
    except (SyntaxError, ValueError):
        return None


def tree_of(text: str) -> ast.Module:
    """The tree of a text. Raises SyntaxError, ValueError (for null bytes) or TooLong."""
    if len(text) > LONGEST:
        raise TooLong
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Python says to "\d" must not stand under a check
            tree = compile(text, "cell", "exec", FLAGS, dont_inherit=True)
    except (RecursionError, MemoryError):  # said of what is nested too deep
        raise TooLong from None
    assert isinstance(tree, ast.Module)
    _bounded(tree)
    return tree


def spelled(node: ast.AST) -> str:
    """A part of a program as text. Raises TooLong for what cannot be spelled, such as an endless number."""
    try:
        return ast.unparse(node)
    except (ValueError, RecursionError):
        raise TooLong from None


def dumped(tree: ast.AST) -> str:
    """A form of a tree that is the same for the same program. Raises TooLong as `spelled` does."""
    try:
        return ast.dump(tree)
    except (ValueError, RecursionError):
        raise TooLong from None


def _bounded(tree: ast.Module) -> None:
    """Raise TooLong where the tree is too deep for readers that call themselves."""
    level: list[ast.AST] = [tree]
    for _ in range(DEEPEST):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return
    raise TooLong
