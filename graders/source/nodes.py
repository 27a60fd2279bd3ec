"""The parts of a scope and of a function."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TypeAlias

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


def own_nodes(body: Sequence[ast.stmt]) -> Iterator[ast.AST]:
    """All nodes of a scope in the order written; of its functions and classes the definition alone."""
    waiting: list[ast.AST] = [*reversed(body)]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            waiting += reversed([*ast.iter_child_nodes(node)])


def returned(body: Sequence[ast.stmt]) -> list[ast.expr]:
    """What a function with this body returns, in the order written."""
    return [node.value for node in own_nodes(body) if isinstance(node, ast.Return) and node.value is not None]


def parameters(function: Function | ast.Lambda) -> list[ast.arg]:
    """All parameters of a function, in the order in which they stand."""
    given = function.args
    stars = [each for each in (given.vararg, given.kwarg) if each is not None]
    return [*given.posonlyargs, *given.args, *given.kwonlyargs, *stars]


def unpacked(value: ast.expr, targets: Sequence[ast.expr]) -> list[ast.expr | None]:
    """What each target gets of an unpacked value; None for several items, or where it is not known.

    Of a list or tuple that is written out these are its own items, of other values `value[0]` and so on.
    """
    count = len(targets)
    starred = [place for place, target in enumerate(targets) if isinstance(target, ast.Starred)]
    rest = starred[0] if starred else count
    places = [*range(rest), *range(rest - count + 1, 0)]
    items: list[ast.expr | None] = [ast.Subscript(value, ast.Constant(each), ast.Load()) for each in places]
    if isinstance(value, ast.Tuple | ast.List) and not any(isinstance(e, ast.Starred) for e in value.elts):
        fits = len(value.elts) >= count - 1 if starred else len(value.elts) == count
        after = len(value.elts) - (count - 1 - rest)
        items = [*value.elts[:rest], *value.elts[after:]] if fits else [None] * len(items)
    return [*items[:rest], None, *items[rest:]] if starred else items
