"""What calls what: the one reader of calls, and of the calls and blocks of tapes among them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

ASKING = ("gradient", "jacobian", "batch_jacobian")
"""The methods in which a tape is asked."""
NUMPY = ("np", "numpy", "math")


def called(node: ast.AST | None) -> str:
    """The name of what is called, plain or as a method; empty for what is no call.

    >>> called(ast.parse("tape.gradient(y, x)", mode="eval").body)
    'gradient'
    """
    function = node.func if isinstance(node, ast.Call) else None
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def owner(node: ast.AST) -> str:
    """The first name of a dotted one: `np` of `np.linalg.norm`, called or not; empty where there is none."""
    part = node.func if isinstance(node, ast.Call) else node
    while isinstance(part, ast.Attribute):
        part = part.value
    return part.id if isinstance(part, ast.Name) else ""


def calls_in(parts: Iterable[ast.AST], method: str) -> Iterator[ast.Call]:
    """The calls of something by this name in parts of a program, plain or as a method."""
    for part in parts:
        for node in ast.walk(part):
            if isinstance(node, ast.Call) and called(node) == method:
                yield node


def asks(node: ast.AST) -> bool:
    """Whether a part of a program asks a tape. NumPy's `gradient` is something else."""
    return any(
        isinstance(part, ast.Attribute) and part.attr in ASKING and owner(part) not in NUMPY
        for part in ast.walk(node)
    )


def question(call: ast.Call) -> list[ast.expr]:
    """The arguments of a question to a tape, target and sources first, in whatever way they are given.

    >>> call = ast.parse("tape.gradient(sources=x, target=y)", mode="eval").body
    >>> [ast.unparse(argument) for argument in question(call)]
    ['y', 'x']
    """
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    return [*call.args, *(keywords[key] for key in ("target", "sources", "source") if key in keywords)]


def opened_tapes(statement: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """The tapes that a `with` opens: the name after `as` (or an empty text), and the call."""
    if isinstance(statement, ast.With):
        for item in statement.items:
            call, name = item.context_expr, item.optional_vars
            if isinstance(call, ast.Call) and called(call) == "GradientTape":
                yield name.id if isinstance(name, ast.Name) else "", call
