"""Reading the text of an answer: what a name is set to in it, does it ask a tape, does the tape see it?

Knows a student's work as text alone. Comments and strings count for nothing: the text is parsed. For a text
that is too long to read, each function raises TooLong.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TypeAlias

from graders.source.bounds import LONGEST, Budget, TooLong
from graders.source.calls import asks, called, calls_in, opened_tapes, question
from graders.source.compiled import dumped, spelled
from graders.source.nodes import returned
from graders.source.texts import giving, last_setting
from graders.source.tree import body, parsed

Sources: TypeAlias = Callable[[str], str | None]
"""Gives the text in which a name is set, or None where there is none."""

MOST_NAMES = 300


def calls(source: str, method: str) -> bool:
    """Whether the text calls something by this name, plain or as a method.

    >>> calls("with tape:\\n    tape.watch(x)", "watch"), calls("# tape.watch(x)", "watch")
    (True, False)
    """
    return any(True for _ in calls_in(body(source), method))


def asks_a_tape(source_of: Sources, name: str) -> bool:
    """Whether `name` gets its value from a tape: where it is last set, or in what is used there.

    >>> cells = {"slope": "slope = float(found)", "found": "found = tape.gradient(y, x)"}
    >>> asks_a_tape(cells.get, "slope"), asks_a_tape({"slope": "slope = 13"}.get, "slope")
    (True, False)
    """
    budget = Budget(LONGEST)
    waiting, seen = [name], {name}
    texts, looked_at = set[str](), set[ast.AST]()
    while waiting:
        current = waiting.pop()
        source = source_of(current)
        if source is None:
            continue
        if source not in texts:
            texts.add(source)
            budget.take(len(source))
        for setting in giving(source, current):
            if setting.given is not None and setting.given not in looked_at:
                looked_at.add(setting.given)
                if asks(setting.given):
                    return True
            # A name that is read may be a helper function, or an earlier step that asked the tape.
            waiting += sorted(setting.reads - seen)
            seen |= setting.reads
        if len(seen) > MOST_NAMES:
            raise TooLong
    return False


def calculates(source: str, name: str) -> bool:
    """Whether `name` is last set to a calculation, such as twice what a tape answered.

    >>> calculates("y = 2 * f(x)", "y"), calculates("y = f(2 * x)", "y")
    (True, False)
    """
    return isinstance(_value(source, name), ast.BinOp | ast.UnaryOp)


def unfinished(source: str, name: str) -> bool:
    """Whether the function has no body yet: a docstring, `pass` or dots.

    >>> unfinished("def f(x):\\n    'Its slope.'", "f"), unfinished("def f(x):\\n    return x", "f")
    (True, False)
    """
    setting = last_setting(source, name)
    if setting is None or not isinstance(setting.statement, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    return setting.kind == "def" and all(
        isinstance(step, ast.Pass) or (isinstance(step, ast.Expr) and isinstance(step.value, ast.Constant))
        for step in setting.statement.body
    )


def returns(source: str, name: str) -> bool:
    """Whether the function returns something; what functions inside of it return does not count.

    >>> returns("def f(x):\\n    return 2 * x", "f"), returns("def f(x):\\n    2 * x", "f")
    (True, False)
    """
    setting = last_setting(source, name)
    if setting is None:
        return False
    function = setting.statement
    if setting.kind == "def" and isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
        return bool(returned(function.body))
    return isinstance(setting.value, ast.Lambda)


def set_to(source: str, name: str) -> str:
    """The text of what `name` is last set to; empty where that is not to be seen.

    >>> set_to("y = 1\\ny = slope_at( 3 )", "y")
    'slope_at(3)'
    """
    value = _value(source, name)
    return "" if value is None else spelled(value)


def maker(source: str, name: str) -> str:
    """What `name` was last made by: "Variable", "constant" ...; empty where it is no call.

    >>> maker("w = ad.Variable(4.0)", "w"), maker("w = 4.0", "w")
    ('Variable', '')
    """
    return called(_value(source, name))


def same_program(one: str, other: str) -> bool:
    """Whether two texts are the same program; comments, blank lines and spaces do not count.

    >>> same_program("x = 1  # one", "x=1"), same_program("x = 1", "x = 2")
    (True, False)
    """
    trees = parsed(one), parsed(other)
    if trees[0] is None or trees[1] is None:
        return False
    return dumped(trees[0]) == dumped(trees[1])


def inside_a_tape(source: str, name: str) -> bool:
    """Whether `name` is last set inside a `with` block that opens a tape.

    >>> inside_a_tape("with ad.GradientTape() as t:\\n    y = x * x", "y"), inside_a_tape("y = x * x", "y")
    (True, False)
    """
    setting = last_setting(source, name)
    return setting is not None and any(True for block in setting.around for _ in opened_tapes(block))


def sets(source: str, name: str, method: str) -> list[list[str]]:
    """The arguments, as text, of each call of `method` in the last statement that sets `name`.

    Those of `gradient` that are given by keyword go to their places.

    >>> sets("slope = tape.gradient(sources=x, target=y)", "slope", "gradient")
    [['y', 'x']]
    """
    setting = last_setting(source, name)
    if setting is None or setting.given is None:
        return []
    return [[spelled(argument) for argument in question(call)] for call in calls_in([setting.given], method)]


def _value(source: str, name: str) -> ast.expr | None:
    setting = last_setting(source, name)
    return None if setting is None else setting.value
