"""Why a tape gave a wrong number: it makes no slip, so the program differentiates something else.

Compares the formula that a student's program hands to the tape with the question's, term by term, and the
number that its variable starts from with the question's point. The program is read, not run.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from graders.answers.interface import AnswerError
from graders.answers.reading import program_of
from graders.diagnosis.result import Diagnosis, Explanation, Place
from graders.misconceptions.catalogue import catalogue
from graders.source.bounds import TooLong
from graders.source.calls import called, question
from graders.source.compiled import spelled
from graders.source.formulas import (
    POINTS,
    Scope,
    Term,
    Unread,
    Values,
    asked_formula,
    evaluate,
    same,
    terms,
)
from graders.source.formulas import run as follow
from graders.source.names import last_setting
from graders.source.nodes import returned
from graders.source.own import with_own
from graders.source.tree import parsed

if TYPE_CHECKING:
    from graders.answers.interface import Answers

CERTAINTY = 0.95


@dataclass(frozen=True)
class Written:
    """What a program hands to its tape, as a formula of the number that it starts from.

    `start` is that number, or None where the program takes it as an argument; `made` the line that makes
    it. `text` is the formula, `leaving` the calls that leave the tape through NumPy.
    """

    source: str
    start: float | None
    made: str
    text: str
    value: Values
    terms: tuple[Term, ...]
    leaving: tuple[str, ...]


def read_written(program: str, name: str) -> Written | None:
    """What the program's `name` differentiates: a variable set to a tape's answer, or a function that
    returns one. None where that is not so, or not to be read. Raises TooLong.

    >>> found = read_written('''
    ... x = ad.Variable(2.0)
    ... with ad.GradientTape() as tape:
    ...     y = 3 * x + x * x
    ... slope = tape.gradient(y, x).numpy()
    ... ''', "slope")
    >>> found.source, found.start, [term.text for term in found.terms]
    ('x', 2.0, ['3 * x', 'x * x'])
    """
    tree = parsed(program)
    if tree is None:
        return None
    try:
        return _read(tree, name)
    except (Unread, ValueError, OverflowError, FloatingPointError):
        return None
    except RecursionError:
        raise TooLong from None


def written_by(answers: Answers, name: str, own: Mapping[str, Any] | None = None) -> Written | None:
    """`read_written` of the program behind an answer; None also where it is too long to read.

    `own` are the student's own numbers by name, which the program may take from `mine(...)`.
    """
    try:
        return read_written(with_own(program_of(answers, name), own or {}), name)
    except (AnswerError, TooLong):
        return None


def formula_of(
    answers: Answers, name: str, source: str, own: Mapping[str, Any] | None = None
) -> tuple[Values, tuple[str, ...]] | None:
    """What `name` is for other values of `source`, and the calls that leave the tape; None if not known."""
    try:
        tree = parsed(with_own(program_of(answers, name), own or {}))
        if tree is None:
            return None
        scope = Scope()
        follow(tree.body, scope, {source: POINTS})
        found = evaluate(ast.Name(name, ast.Load()), scope)
    except (AnswerError, TooLong, Unread, RecursionError, ValueError, OverflowError):
        return None
    return found, tuple(scope.leaving)


def _read(tree: ast.Module, name: str) -> Written | None:
    body = tree.body
    outside = Scope()
    argument: str | None = None
    function = next((s for s in reversed(body) if isinstance(s, ast.FunctionDef) and s.name == name), None)
    if function is not None:
        follow([s for s in body if s is not function], outside, {})
        parameters = [each.arg for each in function.args.args]
        if len(parameters) != 1:
            return None
        argument, body = parameters[0], function.body
        outside.values[argument] = POINTS
        outside.set_by.pop(argument, None)
        outside.result = None
    asked = _asked(body, name if function is None else None)
    if asked is None:
        return None
    target, source = asked
    making = _making(body, source)
    if making is None:
        return None
    start = evaluate(making, outside) if argument else evaluate(making, Scope())
    fixed = len(set(start.tolist())) == 1
    if argument and not fixed and not same(start, POINTS):
        return None
    outside.leaving.clear()
    follow(body, outside, {source: POINTS})
    outside.result = None
    value = evaluate(target, outside)
    return Written(
        source,
        float(start[0]) if fixed else None,
        f"{source} = {spelled(making)}",
        spelled(_opened(target, outside)),
        value,
        tuple(terms(target, outside)),
        tuple(dict.fromkeys(outside.leaving)),
    )


def _opened(node: ast.expr, scope: Scope) -> ast.expr:
    """The expression behind a name."""
    seen: set[str] = set()
    while isinstance(node, ast.Name) and node.id in scope.set_by and node.id not in seen:
        seen.add(node.id)
        node = scope.set_by[node.id]
    return node


def _asked(body: list[ast.stmt], name: str | None) -> tuple[ast.expr, str] | None:
    """Target and source of the call of `gradient` that is the value of `name`, or that is returned."""
    value = _making(body, name) if name is not None else next(iter(reversed(returned(body))), None)
    for _ in range(4):
        value = _bare(value)
        if not isinstance(value, ast.Name):
            break
        value = _making(body, value.id)
    if not isinstance(value, ast.Call) or called(value) != "gradient":
        return None
    arguments = question(value)
    if len(arguments) != 2:
        return None
    source = arguments[1]
    if isinstance(source, ast.List | ast.Tuple) and len(source.elts) == 1:
        source = source.elts[0]
    return (arguments[0], source.id) if isinstance(source, ast.Name) else None


def _bare(node: ast.expr | None) -> ast.expr | None:
    """What a number was taken out of: `float(a.numpy())` and `a[0]` come from `a`."""
    while True:
        if isinstance(node, ast.Call) and called(node) in ("numpy", "item") and not node.args:
            node = node.func.value if isinstance(node.func, ast.Attribute) else None
        elif isinstance(node, ast.Call) and called(node) == "float" and len(node.args) == 1:
            node = node.args[0]
        elif isinstance(node, ast.Subscript):
            node = node.value
        else:
            return node


def _making(body: list[ast.stmt], name: str) -> ast.expr | None:
    """The last expression that `name` is set to."""
    setting = last_setting(body, name)
    return None if setting is None else setting.value


def as_asked(function: Callable[..., Any] | None, written: Written) -> bool | None:
    """Whether the program's formula is the question's and all of it on the tape; None: not known."""
    if function is None:
        return None
    try:
        wanted = asked_formula(function)
    except Unread:
        return None
    return same(written.value, _sum(wanted)) and not written.leaving


def diagnose_written(
    function: Callable[..., Any] | None, at: Mapping[str, Any], written: Written
) -> Diagnosis | None:
    """In what the program differs from the question; None where it does not."""
    if function is None:
        return None
    try:
        wanted = asked_formula(function)
    except Unread:
        return None
    found = []
    if written.leaving:
        place = Place(-1, "term", written.leaving[0])
        entry = catalogue()["computed-in-numpy"]
        found.append(Explanation(entry.id, entry.title, place, CERTAINTY, entry.hints))
    elif not same(written.value, _sum(wanted)):
        found.append(_other_formula(wanted, written))
    point = float(next(iter(at.values())))
    if written.start is not None and not np.isclose(written.start, point):
        entry = catalogue()["started-elsewhere"]
        found.append(
            Explanation(entry.id, entry.title, Place(-1, "line", written.made), CERTAINTY, entry.hints)
        )
    return Diagnosis(right=False, explanations=tuple(found)) if found else None


def _sum(parts: list[Term]) -> Values:
    return np.asarray(sum(part.values for part in parts))


def _other_formula(wanted: list[Term], written: Written) -> Explanation:
    """Which term is not the question's."""
    missing, extra = list(wanted), []
    for term in written.terms:
        match = next((other for other in missing if same(term.values, other.values)), None)
        if match is None:
            extra.append(term)
        else:
            missing.remove(match)
    entry = catalogue()["another-formula"]
    nudge, rule, step = entry.hints
    title, place = entry.title, None
    if len(wanted) == 1:
        place = Place(-1, "term", written.text)
        nudge = f"Compare `{written.text}` with the formula in the question."
        return Explanation(entry.id, title, place, CERTAINTY, (nudge, rule, step))
    if extra:
        place = Place(-1, "term", extra[0].text)
        nudge = f"Compare `{extra[0].text}` with the formula in the question."
    elif missing:
        title = "A term of the formula is missing"
        nudge = f"The formula has {len(wanted)} terms. How many does your program add up?"
        step = f"Look for `{missing[0].text.lstrip('-')}` in your program."
    if extra and any(same(-extra[0].values, other.values) for other in missing):
        title, step = "A sign is turned around", "Is this term added or subtracted in the question?"
    elif extra and _exchanged(extra[0], written, missing):
        title = "The arguments of a power changed places"
        step = "`ad.pow(base, exponent)` takes the number that is raised first."
    return Explanation(entry.id, title, place, CERTAINTY, (nudge, rule, step))


def _exchanged(term: Term, written: Written, missing: list[Term]) -> bool:
    """Whether a power with its arguments exchanged is a term that is missing."""
    node = term.node
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        base, exponent = node.left, node.right
    elif isinstance(node, ast.Call) and called(node) in ("pow", "power") and len(node.args) == 2:
        base, exponent = node.args
    else:
        return False
    scope = Scope({written.source: POINTS})
    try:
        with np.errstate(all="ignore"):
            turned = np.power(evaluate(exponent, scope), evaluate(base, scope))
    except Unread:
        return False
    return any(same(turned, other.values) or same(-turned, other.values) for other in missing)
