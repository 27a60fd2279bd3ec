"""Solutions with one small fault each: an operator exchanged, a term dropped, a constant changed.

The operators are those that mutation testing began with (R. DeMillo, R. Lipton and F. Sayward: Hints on test
data selection, Computer 11, 1978): each stands for a slip of the pen.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator

OTHER: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
}
PRINTING = {"print", "draw", "show"}


def mutants(solution: str) -> Iterator[str]:
    """Every program that differs from a solution by one fault. What is only printed stays as it is."""
    tree = ast.parse(solution)
    places = [node for node in _seen(tree) if _faults(node)]
    for number, node in enumerate(places):
        for fault in range(len(_faults(node))):
            changed = copy.deepcopy(tree)
            twin = [other for other in _seen(changed) if _faults(other)][number]
            new = _faults(twin)[fault](twin)
            yield ast.unparse(ast.fix_missing_locations(_Replace(twin, new).visit(changed)))


class _Replace(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self._old, self._new = old, new

    def generic_visit(self, node: ast.AST) -> ast.AST:
        return self._new if node is self._old else super().generic_visit(node)

    def visit(self, node: ast.AST) -> ast.AST:
        return self._new if node is self._old else super().visit(node)


def _seen(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a program, without docstrings, f-strings and what is printed."""
    if isinstance(node, ast.JoinedStr) or _prints(node):
        return
    yield node
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)):
            yield from _seen(child)


def _prints(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return name in PRINTING


def _faults(node: ast.AST) -> list[Callable[[ast.AST], ast.AST]]:
    if isinstance(node, ast.BinOp) and type(node.op) in OTHER:
        drops = [_left] if isinstance(node.op, ast.Add | ast.Sub | ast.Mult) else []
        return [_other_operator, *drops]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return [lambda found: found.operand]  # type: ignore[attr-defined]  # it is one
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return [_next_number]
    if isinstance(node, ast.Call) and len(node.args) == 2 and not node.keywords:
        return [_exchanged]
    return []


def _other_operator(node: ast.AST) -> ast.AST:
    assert isinstance(node, ast.BinOp)
    return ast.BinOp(node.left, OTHER[type(node.op)](), node.right)


def _left(node: ast.AST) -> ast.AST:
    assert isinstance(node, ast.BinOp)
    return node.left


def _next_number(node: ast.AST) -> ast.AST:
    assert isinstance(node, ast.Constant)
    assert isinstance(node.value, int | float)
    return ast.Constant(node.value + 1)


def _exchanged(node: ast.AST) -> ast.AST:
    assert isinstance(node, ast.Call)
    return ast.Call(node.func, node.args[::-1], [])
