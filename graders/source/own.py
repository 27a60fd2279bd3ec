"""A program with a student's own numbers written out: `mine("question-id")["x"]` as the number that it is."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from graders.source.calls import called
from graders.source.tree import parsed


def with_own(program: str, own: Mapping[str, Any]) -> str:
    """The text of a program in which numbers that it takes from `mine(...)` stand as numbers.

    >>> print(with_own("own = mine('a-slope')\\nx = ad.Variable(own['x'])", {"x": 2.5}))
    own = mine('a-slope')
    x = ad.Variable(2.5)

    Raises TooLong.
    """
    tree = parsed(program) if own and "mine(" in program else None
    if tree is None:
        return program
    names = {
        target.id
        for statement in ast.walk(tree)
        if isinstance(statement, ast.Assign) and _is_mine(statement.value)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }
    # The tree is everybody's, so the one that is changed is read anew from what it says.
    return ast.unparse(_Filled(names, own).visit(ast.parse(ast.unparse(tree))))


def _is_mine(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and called(node) == "mine"


class _Filled(ast.NodeTransformer):
    def __init__(self, names: set[str], own: Mapping[str, Any]) -> None:
        self._names, self._own = names, own

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        base, key = node.value, node.slice
        ours = _is_mine(base) or (isinstance(base, ast.Name) and base.id in self._names)
        if ours and isinstance(key, ast.Constant) and isinstance(self._own.get(str(key.value)), int | float):
            return ast.copy_location(ast.Constant(self._own[str(key.value)]), node)
        return self.generic_visit(node)
