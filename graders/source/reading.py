"""Reading the text of an answer: does it ask a tape, and is it written where the tape records?

Knows a student's work as text alone. Comments and strings count for nothing: the text is parsed.
"""

from __future__ import annotations

import ast

from graders.answers.interface import AnswerError, Answers

ASKING = ("gradient", "jacobian", "batch_jacobian")
MAX_HELPERS = 20


def calls(source: str, method: str) -> bool:
    """Whether the text calls something by this name, plain or as a method.

    >>> calls("with tape:\\n    tape.watch(x)", "watch"), calls("# tape.watch(x)", "watch")
    (True, False)
    """
    return any(_called(node) == method for node in _nodes(source))


def asks_a_tape(answers: Answers, name: str) -> bool:
    """Whether `name` gets its value from a tape: where it is last set, or in what is used there."""
    waiting, seen = [name], {name}
    while waiting and len(seen) <= MAX_HELPERS:
        current = waiting.pop()
        try:
            source = answers.source(current)
        except AnswerError:
            continue
        for node in _giving_value(source, current):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Attribute) and inner.attr in ASKING:
                    return True
                # A name that is read may be a helper function, or an earlier step that asked the tape.
                if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load) and inner.id not in seen:
                    seen.add(inner.id)
                    waiting.append(inner.id)
    return False


def calculates(answers: Answers, name: str) -> bool:
    """Whether `name` is last set to a calculation, such as twice what a tape answered."""
    try:
        settings = _setting(_nodes(answers.source(name)), name)
    except AnswerError:
        return False
    if not settings:
        return False
    value = getattr(settings[-1], "value", None)
    return isinstance(settings[-1], ast.AugAssign) or isinstance(value, ast.BinOp | ast.UnaryOp)


def unfinished(source: str, name: str) -> bool:
    """Whether the function has no body yet: a docstring, `pass` or dots.

    >>> unfinished("def f(x):\\n    'Its slope.'", "f"), unfinished("def f(x):\\n    return x", "f")
    (True, False)
    """
    settings = _setting(_nodes(source), name)
    if not settings or not isinstance(settings[-1], ast.FunctionDef):
        return False
    return all(
        isinstance(step, ast.Pass) or (isinstance(step, ast.Expr) and isinstance(step.value, ast.Constant))
        for step in settings[-1].body
    )


def returns(source: str, name: str) -> bool:
    """Whether the function returns something.

    >>> returns("def f(x):\\n    return 2 * x", "f"), returns("def f(x):\\n    2 * x", "f")
    (True, False)
    """
    settings = _setting(_nodes(source), name)
    return bool(settings) and any(
        isinstance(node, ast.Return) and node.value is not None for node in ast.walk(settings[-1])
    )


def set_to(source: str, name: str) -> str:
    """The text of what `name` is last set to; empty where that is not to be seen.

    >>> set_to("y = 1\\ny = slope_at( 3 )", "y")
    'slope_at(3)'
    """
    settings = _setting(_nodes(source), name)
    value = getattr(settings[-1], "value", None) if settings else None
    return ast.unparse(value) if isinstance(value, ast.expr) else ""


def maker(source: str, name: str) -> str:
    """What `name` was last made by: "Variable", "constant" ...; empty where it is no call.

    >>> maker("w = ad.Variable(4.0)", "w"), maker("w = 4.0", "w")
    ('Variable', '')
    """
    settings = _setting(_nodes(source), name)
    return (_called(getattr(settings[-1], "value", settings[-1])) or "") if settings else ""


def same_program(one: str, other: str) -> bool:
    """Whether two texts are the same program; comments, blank lines and spaces do not count.

    >>> same_program("x = 1  # one", "x=1"), same_program("x = 1", "x = 2")
    (True, False)
    """
    try:
        return ast.dump(ast.parse(one)) == ast.dump(ast.parse(other))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False


def inside_a_tape(source: str, name: str) -> bool:
    """Whether `name` is last set inside a `with` block that opens a tape.

    >>> inside_a_tape("with ad.GradientTape() as t:\\n    y = x * x", "y"), inside_a_tape("y = x * x", "y")
    (True, False)
    """
    nodes = _nodes(source)
    settings = _setting(nodes, name)
    blocks = [
        node
        for node in nodes
        if isinstance(node, ast.With)
        and any(_called(item.context_expr) == "GradientTape" for item in node.items)
    ]
    return bool(settings) and any(settings[-1] in ast.walk(block) for block in blocks)


def sets(source: str, name: str, method: str) -> list[list[str]]:
    """The arguments, as text, of each call of `method` in the last statement that sets `name`.

    Those of `gradient` that are given by keyword go to their places.

    >>> sets("slope = tape.gradient(sources=x, target=y)", "slope", "gradient")
    [['y', 'x']]
    """
    statements = _setting(_nodes(source), name)
    if not statements:
        return []
    found = []
    for node in ast.walk(statements[-1]):
        if isinstance(node, ast.Call) and _called(node) == method:
            keywords = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
            given = [ast.unparse(argument) for argument in node.args]
            found.append(given + [keywords[key] for key in ("target", "sources") if key in keywords])
    return found


def _nodes(source: str) -> list[ast.AST]:
    try:
        return list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _setting(nodes: list[ast.AST], name: str) -> list[ast.stmt]:
    """The statements that set `name`, in the order written: assignments, or the function."""
    found = [node for node in nodes if isinstance(node, ast.stmt) and _sets(node, name)]
    return sorted(found, key=lambda node: node.lineno)


def _giving_value(source: str, name: str) -> list[ast.stmt]:
    """The last statement that sets `name`, and those before it as long as they build on each other."""
    settings = _setting(_nodes(source), name)
    given = []
    while settings:
        given.append(settings.pop())
        reads = any(isinstance(node, ast.Name) and node.id == name for node in _values(given[-1]))
        if not reads:
            break
    return given


def _values(statement: ast.stmt) -> list[ast.AST]:
    """The parts of a statement that give the value; of `x += 1` all, for it builds on the `x` before."""
    if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
        return list(ast.walk(statement.value))
    return list(ast.walk(statement))


def _sets(node: ast.stmt, name: str) -> bool:
    if isinstance(node, ast.FunctionDef):
        return node.name == name
    if isinstance(node, ast.Assign):
        return any(
            isinstance(part, ast.Name) and part.id == name
            for target in node.targets
            for part in ast.walk(target)
        )
    if isinstance(node, ast.AnnAssign | ast.AugAssign):
        return isinstance(node.target, ast.Name) and node.target.id == name
    return False


def _called(node: ast.AST) -> str | None:
    if not isinstance(node, ast.Call):
        return None
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else None
