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


def unpacked(value: ast.expr, targets: Sequence[ast.expr], place: int) -> ast.expr | None:
    """What the target at a place gets of an unpacked value; None for several items, or if it is not known."""
    starred = [index for index, target in enumerate(targets) if isinstance(target, ast.Starred)]
    if place in starred:
        return None
    index = place - len(targets) if starred and place > starred[0] else place
    if isinstance(value, ast.Tuple | ast.List) and not any(
        isinstance(each, ast.Starred) for each in value.elts
    ):
        fits = len(value.elts) >= len(targets) - 1 if starred else len(value.elts) == len(targets)
        return value.elts[index] if fits else None
    return ast.fix_missing_locations(
        ast.copy_location(ast.Subscript(value, ast.Constant(index), ast.Load()), value)
    )
