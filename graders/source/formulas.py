"""What a program computes, worked out from its text: the value of each expression at a few numbers at once.

Nothing of the program runs. Only plain arithmetic, assignments, `with` blocks and short functions are
understood; at anything else the reading ends with `Unread`, and nothing is claimed about the program. A call
is read once for the same values, and all of a program within one budget of steps (else TooLong).
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from graders.source.bounds import Budget, TooLong
from graders.source.calls import NUMPY, called, owner
from graders.source.compiled import spelled
from graders.source.names import history
from graders.source.nodes import parameters
from graders.source.scopes import Setting

Values = NDArray[np.float64]

POINTS: Values = np.array([0.7, 1.3, 2.1, 3.7])
"""Two formulas that agree at these are taken to be the same; positive, so that logarithms exist."""

SAME = 1e-7
DEEPEST = 8
MOST_TERMS = 200
CHARACTERS = 50
"""Of a term's text, as dear as a step."""
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


class Reading:
    """What the scopes of one program share: the steps left, and the results of calls that were read."""

    def __init__(self) -> None:
        self.budget = Budget()
        self.results: dict[tuple[Any, ...], tuple[Values, dict[str, None]]] = {}
        self._settings: dict[ast.stmt, list[Setting]] = {}

    def settings(self, statement: ast.stmt) -> list[Setting]:
        """What a statement does to names; each is looked at once, however often its function is called."""
        if statement not in self._settings:
            self._settings[statement] = history([statement])
        return self._settings[statement]


class Scope:
    """Names with their values and how each was set; `outside` is the scope in which its function is defined.

    `leaving` holds the uses of NumPy on the way to what was evaluated, `left` those on the way to a name.
    """

    def __init__(self, values: Mapping[str, Values] | None = None, outside: Scope | None = None) -> None:
        self.values: dict[str, Values] = dict(values or {})
        self.set_by: dict[str, ast.expr] = {}
        self.functions: dict[str, ast.FunctionDef] = {}
        self.unknown: set[str] = set()
        """Names of its own of which the value is not known: those outside of it are not meant."""
        self.leaving: dict[str, None] = {}
        self.left: dict[str, dict[str, None]] = {}
        self.result: ast.expr | None = None
        self.outside = outside
        self.reading: Reading = outside.reading if outside else Reading()
        self.changes = 0

    def value(self, name: str) -> Values | None:
        """The value of a name, noting the uses of NumPy on the way to it; None where it is not known."""
        scope = self._having(name)
        if scope is None or name not in scope.values:
            return None
        self.leave(scope.left.get(name, {}))
        return scope.values[name]

    def function(self, name: str) -> tuple[ast.FunctionDef, Scope] | None:
        """A function of the program, with the scope in which it is defined."""
        scope = self._having(name)
        return None if scope is None or name not in scope.functions else (scope.functions[name], scope)

    def _having(self, name: str) -> Scope | None:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.values or name in scope.functions or name in scope.unknown:
                return scope
            scope = scope.outside
        return None

    def leave(self, texts: Mapping[str, None]) -> None:
        """Note uses of NumPy."""
        self.reading.budget.take(len(texts))
        self.leaving |= texts

    def forget(self, name: str) -> None:
        """Whatever the name is set to is not known."""
        for known in (self.values, self.set_by, self.functions, self.left):
            known.pop(name, None)
        self.unknown.add(name)
        self.changes += 1


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
    """Follow statements in order; names in `given` keep those values whatever they are set to.

    Raises TooLong, as all that follows does.
    """
    for statement in statements:
        scope.reading.budget.take()
        if scope.result is not None:
            return
        _follow(statement, scope, given, depth)


def _follow(statement: ast.stmt, scope: Scope, given: Mapping[str, Values], depth: int) -> None:
    if isinstance(statement, ast.With):
        run(statement.body, scope, given, depth)
    elif isinstance(statement, ast.FunctionDef):
        scope.forget(statement.name)
        scope.functions[statement.name] = statement
    elif isinstance(statement, ast.Return):
        scope.result = statement.value
    elif not isinstance(statement, ast.Import | ast.ImportFrom):
        set_here = scope.reading.settings(statement)
        followed = isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Expr)
        found = [_found(setting, scope, depth) if followed else None for setting in set_here]
        for setting, known in zip(set_here, found, strict=True):
            _set(setting, known, scope, given)


Known: TypeAlias = "tuple[Values, dict[str, None]] | None"
"""A value with the uses of NumPy on the way to it."""


def _found(setting: Setting, scope: Scope, depth: int) -> Known:
    if setting.value is None:
        return None
    before, scope.leaving = scope.leaving, {}
    try:
        return evaluate(setting.value, scope, depth), scope.leaving
    except Unread:
        return None
    finally:
        scope.leaving = before


def _set(setting: Setting, known: Known, scope: Scope, given: Mapping[str, Values]) -> None:
    name = setting.name
    if name in given:
        known = given[name], {}
    scope.forget(name)
    if known is None:
        return
    scope.values[name], scope.left[name] = known
    # Of `x = x + 1` only the value is kept: its text says no longer what is in it.
    if name not in given and setting.value is not None and not setting.builds:
        scope.set_by[name] = setting.value


def evaluate(node: ast.expr, scope: Scope, depth: int = 0) -> Values:
    """The value of an expression at `POINTS`. Raises Unread."""
    scope.reading.budget.take()
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        try:
            return np.full(len(POINTS), float(node.value))
        except OverflowError:
            raise Unread from None
    if isinstance(node, ast.Name) and (value := scope.value(node.id)) is not None:
        return value
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
    if isinstance(node.func, ast.Name) and scope.function(name) is not None:
        return _called_value(name, [evaluate(each, scope, depth) for each in _plain(node)], scope, depth)
    if isinstance(node.func, ast.Attribute) and name == "numpy" and not node.args:
        inside = evaluate(node.func.value, scope, depth)
        scope.leave({spelled(node): None})
        return inside
    arguments = _plain(node) if name not in MAKERS else node.args[:1]
    values = [evaluate(argument, scope, depth) for argument in arguments]
    outside = isinstance(node.func, ast.Attribute) and owner(node) in NUMPY
    if (outside or name == "float") and any(len(set(v.tolist())) > 1 for v in values):
        scope.leave({spelled(node): None})
    if name in MAKERS and len(values) == 1:
        return values[0]
    if name in UNARY and len(values) == 1:
        return np.asarray(UNARY[name](values[0]))
    if name in BINARY and len(values) == 2:
        return np.asarray(BINARY[name](values[0], values[1]))
    raise Unread


def _called_value(name: str, arguments: list[Values], scope: Scope, depth: int) -> Values:
    """What a function of the program gives for these values; each such call is read once."""
    found = scope.function(name)
    assert found is not None
    function, around = found
    if around.outside is not None:  # a function within a function: what it gives hangs on the call around it
        inner = enter(name, arguments, scope, depth)
        value = evaluate(_result(inner), inner, depth + 1)
        scope.leave(inner.leaving)
        return value
    key = (function, around, around.changes, *(argument.tobytes() for argument in arguments))
    results = scope.reading.results
    if key not in results:
        inner = enter(name, arguments, scope, depth)
        results[key] = evaluate(_result(inner), inner, depth + 1), inner.leaving
    value, leaving = results[key]
    scope.leave(leaving)
    return value


def _plain(node: ast.Call) -> list[ast.expr]:
    if node.keywords or any(isinstance(argument, ast.Starred) for argument in node.args):
        raise Unread
    return node.args


def _result(scope: Scope) -> ast.expr:
    if scope.result is None:
        raise Unread
    return scope.result


def enter(name: str, arguments: list[Values], scope: Scope, depth: int = 0) -> Scope:
    """The scope at the end of a function that was called with these values. Raises Unread."""
    found = scope.function(name)
    if found is None:
        raise Unread
    function, around = found
    names = [argument.arg for argument in parameters(function)]
    if len(names) != len(arguments) or len(names) != len(function.args.args) or depth >= DEEPEST:
        raise Unread
    inner = Scope(dict(zip(names, arguments, strict=True)), around)
    run(function.body, inner, {}, depth + 1)
    return inner


def terms(node: ast.expr, scope: Scope, depth: int = 0) -> list[Term]:
    """The terms that an expression adds up: names and functions of the program are opened. Raises Unread."""
    found = _terms(node, scope, depth)
    if len(found) > MOST_TERMS:
        raise TooLong
    return found


def _terms(node: ast.expr, scope: Scope, depth: int) -> list[Term]:
    scope.reading.budget.take()
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        left, right = terms(node.left, scope, depth), terms(node.right, scope, depth)
        return left + ([_negative(term) for term in right] if isinstance(node.op, ast.Sub) else right)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return [_negative(term) for term in terms(node.operand, scope, depth)]
    if isinstance(node, ast.Name) and node.id in scope.set_by and depth < DEEPEST:
        return terms(scope.set_by[node.id], scope, depth + 1)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and scope.function(node.func.id):
        arguments = [evaluate(argument, scope, depth) for argument in _plain(node)]
        inner = enter(node.func.id, arguments, scope, depth)
        return terms(_result(inner), inner, depth + 1)
    values, text = evaluate(node, scope, depth), spelled(node)
    scope.reading.budget.take(len(text) // CHARACTERS)
    return [Term(text, values, node)]


def _negative(term: Term) -> Term:
    return Term(f"-{term.text}", -term.values, term.node)


def asked_formula(function: Callable[..., Any]) -> list[Term]:
    """The terms of a question's own function of one number, read like a student's. Raises Unread.

    What else the function takes, a question has filled in: its `fixed` holds these numbers by name.
    """
    fixed = getattr(function, "fixed", {})
    definition, outside = _definition(inspect.unwrap(function)), Scope()
    outside.functions[definition.name] = definition
    names = [each.arg for each in parameters(definition)]
    if len(set(names) - set(fixed)) != 1:
        raise Unread  # of several numbers
    given = [_filled_in(fixed[name]) if name in fixed else POINTS for name in names]
    scope = enter(definition.name, given, outside)
    return terms(_result(scope), scope)


def _filled_in(number: Any) -> Values:
    if not isinstance(number, int | float):
        raise Unread
    return np.full_like(POINTS, number)


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
