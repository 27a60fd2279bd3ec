"""What a program computes, worked out from its text: the value of each expression at a few numbers at once.

Nothing of the program runs. Only plain arithmetic, assignments, `with` blocks and short functions are
understood; at anything else the reading ends with `Unread`, and nothing is claimed about the program.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graders.source.calls import NUMPY, called, owner

Values = NDArray[np.float64]

POINTS: Values = np.array([0.7, 1.3, 2.1, 3.7])
"""Two formulas that agree at these are taken to be the same; positive, so that logarithms exist."""

SAME = 1e-7
MOST_STEPS = 400
DEEPEST = 8
MAKERS = ("Variable", "constant", "convert_to_tensor")

UNARY: dict[str, Callable[[Values], Values]] = {
    "square": np.square, "exp": np.exp, "log": np.log, "tanh": np.tanh, "sin": np.sin, "cos": np.cos,
    "tan": np.tan, "sqrt": np.sqrt, "abs": np.abs, "negative": np.negative, "float": np.positive,
    "identity": np.positive, "reduce_sum": np.positive, "numpy": np.positive,
}  # fmt: skip
BINARY: dict[str, Callable[[Values, Values], Values]] = {
    "pow": np.power, "power": np.power, "add": np.add, "subtract": np.subtract, "multiply": np.multiply,
    "divide": np.divide, "truediv": np.divide,
}  # fmt: skip
OPERATORS: dict[type[ast.operator], Callable[[Values, Values], Values]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: np.power,
}


class Unread(Exception):
    """The program holds something that is not understood here."""


@dataclass
class Scope:
    """Names with their values and how each was set.

    `leaving` holds the uses of NumPy on the way to what was evaluated, `left` those on the way to a name.
    """

    values: dict[str, Values] = field(default_factory=dict)
    set_by: dict[str, ast.expr] = field(default_factory=dict)
    functions: dict[str, ast.FunctionDef] = field(default_factory=dict)
    leaving: list[str] = field(default_factory=list)
    left: dict[str, list[str]] = field(default_factory=dict)
    result: ast.expr | None = None
    steps: int = 0


@dataclass(frozen=True)
class Term:
    """A term of a sum with its sign: its text, its values at `POINTS`, and its expression."""

    text: str
    values: Values
    node: ast.expr


def same(one: Values, other: Values) -> bool:
    """Whether two formulas agree at all of `POINTS`."""
    return bool(np.allclose(one, other, rtol=SAME, atol=SAME) and np.isfinite(one).all())


def run(statements: list[ast.stmt], scope: Scope, given: Mapping[str, Values], depth: int = 0) -> None:
    """Follow statements in order; names in `given` keep those values whatever they are set to."""
    for statement in statements:
        scope.steps += 1
        if scope.result is not None:
            return
        if scope.steps > MOST_STEPS:
            raise Unread
        _follow(statement, scope, given, depth)


def _follow(statement: ast.stmt, scope: Scope, given: Mapping[str, Values], depth: int) -> None:
    if isinstance(statement, ast.With):
        run(statement.body, scope, given, depth)
    elif isinstance(statement, ast.FunctionDef):
        scope.functions[statement.name] = statement
    elif isinstance(statement, ast.Return):
        scope.result = statement.value
    elif isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        for target in targets:
            if isinstance(target, ast.Name):
                _set(target.id, statement.value, scope, given, depth)
            else:
                _forget(target, scope)
    elif isinstance(statement, ast.Expr | ast.Import | ast.ImportFrom | ast.Pass):
        return
    else:
        _forget(statement, scope)


def _set(name: str, value: ast.expr, scope: Scope, given: Mapping[str, Values], depth: int) -> None:
    scope.set_by.pop(name, None)
    scope.values.pop(name, None)
    if name in given:
        scope.values[name] = given[name]
        return
    before = len(scope.leaving)
    try:
        found = evaluate(value, scope, depth)
    except Unread:
        return
    finally:
        scope.left[name] = scope.leaving[before:]
        del scope.leaving[before:]
    # Of `x = x + 1` only the value is kept: its text says no longer what is in it.
    if not any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(value)):
        scope.set_by[name] = value
    scope.values[name] = found


def _forget(node: ast.AST, scope: Scope) -> None:
    """What is set in a way that is not followed is no longer known."""
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            scope.values.pop(part.id, None)
            scope.set_by.pop(part.id, None)


def evaluate(node: ast.expr, scope: Scope, depth: int = 0) -> Values:
    """The value of an expression at `POINTS`. Raises Unread."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        try:
            return np.full(len(POINTS), float(node.value))
        except OverflowError:
            raise Unread from None
    if isinstance(node, ast.Name) and node.id in scope.values:
        scope.leaving += scope.left.get(node.id, [])
        return scope.values[node.id]
    with np.errstate(all="ignore"):
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
            inner = evaluate(node.operand, scope, depth)
            return -inner if isinstance(node.op, ast.USub) else inner
        if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
            left, right = evaluate(node.left, scope, depth), evaluate(node.right, scope, depth)
            return np.asarray(OPERATORS[type(node.op)](left, right))
        if isinstance(node, ast.Call):
            return _call(node, scope, depth)
    raise Unread


def _call(node: ast.Call, scope: Scope, depth: int) -> Values:
    name = called(node)
    if isinstance(node.func, ast.Name) and name in scope.functions:
        inner = enter(scope.functions[name], [evaluate(a, scope, depth) for a in _plain(node)], scope, depth)
        return evaluate(_result(inner), inner, depth + 1)
    if isinstance(node.func, ast.Attribute) and name == "numpy" and not node.args:
        inside = evaluate(node.func.value, scope, depth)
        scope.leaving.append(ast.unparse(node))
        return inside
    arguments = _plain(node) if name not in MAKERS else node.args[:1]
    values = [evaluate(argument, scope, depth) for argument in arguments]
    outside = isinstance(node.func, ast.Attribute) and owner(node) in NUMPY
    if (outside or name == "float") and any(len(set(v.tolist())) > 1 for v in values):
        scope.leaving.append(ast.unparse(node))
    if name in MAKERS and len(values) == 1:
        return values[0]
    if name in UNARY and len(values) == 1:
        return np.asarray(UNARY[name](values[0]))
    if name in BINARY and len(values) == 2:
        return np.asarray(BINARY[name](values[0], values[1]))
    raise Unread


def _plain(node: ast.Call) -> list[ast.expr]:
    if node.keywords or any(isinstance(argument, ast.Starred) for argument in node.args):
        raise Unread
    return node.args


def _result(scope: Scope) -> ast.expr:
    if scope.result is None:
        raise Unread
    return scope.result


def enter(function: ast.FunctionDef, arguments: list[Values], outside: Scope, depth: int = 0) -> Scope:
    """The scope at the end of a function that was called with these values. Raises Unread."""
    names = [argument.arg for argument in function.args.args]
    if len(names) != len(arguments) or depth >= DEEPEST:
        raise Unread
    inner = Scope(
        {**outside.values, **dict(zip(names, arguments, strict=True))},
        functions=dict(outside.functions),
        leaving=outside.leaving,
        left=dict(outside.left),
        steps=outside.steps,
    )
    run(function.body, inner, {}, depth + 1)
    return inner


def terms(node: ast.expr, scope: Scope, depth: int = 0) -> list[Term]:
    """The terms that an expression adds up: names and functions of the program are opened. Raises Unread."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        left, right = terms(node.left, scope, depth), terms(node.right, scope, depth)
        return left + ([_negative(term) for term in right] if isinstance(node.op, ast.Sub) else right)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return [_negative(term) for term in terms(node.operand, scope, depth)]
    if isinstance(node, ast.Name) and node.id in scope.set_by and depth < DEEPEST:
        return terms(scope.set_by[node.id], scope, depth + 1)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in scope.functions:
        arguments = [evaluate(argument, scope, depth) for argument in _plain(node)]
        inner = enter(scope.functions[node.func.id], arguments, scope, depth)
        return terms(_result(inner), inner, depth + 1)
    return [Term(ast.unparse(node), evaluate(node, scope, depth), node)]


def _negative(term: Term) -> Term:
    return Term(f"-{term.text}", -term.values, term.node)


def asked_formula(function: Callable[..., Any]) -> list[Term]:
    """The terms of a question's own function of one number, read like a student's. Raises Unread."""
    scope = enter(_definition(function), [POINTS], Scope())
    return terms(_result(scope), scope)


def _definition(function: Callable[..., Any]) -> ast.FunctionDef:
    """The text of a function. That of a lambda is cut out of the statement in which it stands."""
    try:
        if function.__name__ == "<lambda>":
            return _of_lambda(function)
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError, AttributeError):
        raise Unread from None
    if not tree.body or not isinstance(tree.body[0], ast.FunctionDef):
        raise Unread
    return tree.body[0]


def _of_lambda(function: Callable[..., Any]) -> ast.FunctionDef:
    tree = ast.parse("".join(inspect.findsource(function)[0]))
    places = set(function.__code__.co_positions())
    for node in ast.walk(tree):
        if not isinstance(node, ast.Lambda):
            continue
        body = node.body
        if (body.lineno, body.end_lineno, body.col_offset, body.end_col_offset) in places:
            made = ast.FunctionDef("lambda", node.args, [ast.Return(body)], [])
            return ast.fix_missing_locations(ast.copy_location(made, node))
    raise Unread
