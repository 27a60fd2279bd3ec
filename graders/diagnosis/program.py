"""Mistakes with the tape, read from a student's program: why a gradient is None or an error.

Knows the program as text alone; nothing of it runs. Each rule looks for one trace and quotes the line:
its number here need not be the one that it has in the student's cell.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from graders.diagnosis.flow import traces
from graders.diagnosis.result import Diagnosis, Explanation, Place
from graders.misconceptions.catalogue import catalogue, silenced

ASKING = ("gradient", "jacobian", "batch_jacobian")
MAKERS = ("Variable", "constant", "convert_to_tensor", "ones", "zeros", "range", "linspace")
MOST = 2
CERTAINTY = 0.8


@dataclass
class Tape:
    """A `with` block that opens a tape."""

    name: str
    block: ast.With
    persistent: bool


@dataclass
class Asked:
    """A call of `gradient` and its likes: which tape, which target and sources (as text)."""

    tape: str
    target: str
    sources: list[str]
    node: ast.Call
    loops: int


@dataclass
class Program:
    """What the rules look at: tapes, questions to them, and settings of names with their block."""

    lines: list[str]
    tree: ast.Module
    tapes: list[Tape] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    settings: list[tuple[str, ast.AST, ast.expr | None, Tape | None]] = field(default_factory=list)
    watched: list[str] = field(default_factory=list)

    def made(self, name: str) -> tuple[str, ast.Call] | None:
        """How a name was last made: "Variable", "constant" ... with the call."""
        for known, _, value, _ in reversed(self.settings):
            if known == name and isinstance(value, ast.Call) and called(value) in MAKERS:
                return called(value), value
        return None

    def set_in_tape(self, name: str) -> bool:
        return any(known == name and tape is not None for known, _, _, tape in self.settings)

    def set_at_all(self, name: str) -> bool:
        return any(known == name for known, *_ in self.settings)


Found = tuple[str, ast.AST]
Rule = Callable[[Program], Iterator[Found]]


def diagnose_program(source: str, silence: tuple[str, ...] = ()) -> Diagnosis:
    """The mistakes with the tape that a program shows, at most two, in the order in which to look at them.

    >>> found = diagnose_program('''
    ... x = ad.constant(2.0)
    ... with ad.GradientTape() as tape:
    ...     y = x * x
    ... slope = tape.gradient(y, x)
    ... ''')
    >>> found.best.misconception, found.best.operation.formula
    ('constant-not-watched', 'x = ad.constant(2.0)')
    """
    program = read_program(source)
    if program is None:
        return Diagnosis(
            right=False, remark="The program cannot be read.", first_check="Look at its first error."
        )
    known, quiet = catalogue(), silenced() | set(silence)
    explanations: list[Explanation] = []
    for rule in (*RULES, _traced):
        if rule is _traced and explanations:
            break
        for name, node in rule(program):
            if name in quiet or name not in known or any(e.misconception == name for e in explanations):
                continue
            line = getattr(node, "lineno", 1)
            text = program.lines[line - 1].strip() if line <= len(program.lines) else ""
            entry = known[name]
            place = Place(line, "line", text)
            explanations.append(Explanation(name, entry.title, place, CERTAINTY, entry.hints))
    if not explanations:
        return Diagnosis(
            right=False,
            remark="The program shows no known mistake with the tape.",
            first_check="Follow each line from the variable to the result: does the tape see it?",
        )
    return Diagnosis(right=False, explanations=tuple(explanations[:MOST]))


def _traced(program: Program) -> Iterator[Found]:
    """Where no plain trace is found: what the tape sees, followed through the program."""
    return traces(program.tree)


def read_program(source: str) -> Program | None:
    """The program taken apart, or None if it is no Python. Lines that begin with % or ! are skipped."""
    tidy = "\n".join("" if line.lstrip()[:1] in ("%", "!") else line for line in source.splitlines())
    try:
        tree = ast.parse(tidy)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    program = Program(source.splitlines(), tree)
    _read(tree.body, program, None, 0)
    return program


def _read(body: list[ast.stmt], program: Program, tape: Tape | None, loops: int) -> None:
    for statement in body:
        _read_statement(statement, program, tape, loops)


def _read_statement(statement: ast.stmt, program: Program, tape: Tape | None, loops: int) -> None:
    inner = tape
    if isinstance(statement, ast.With):
        for item in statement.items:
            call = item.context_expr
            if isinstance(call, ast.Call) and called(call) == "GradientTape":
                name = item.optional_vars.id if isinstance(item.optional_vars, ast.Name) else ""
                inner = Tape(name, statement, _keyword(call, "persistent") is True)
                program.tapes.append(inner)
    own = [child for child in ast.iter_child_nodes(statement) if isinstance(child, ast.expr)]
    for expression in own:
        for node in ast.walk(expression):
            if isinstance(node, ast.Call):
                _read_call(node, program, loops)
    for name, value in _set_by(statement):
        program.settings.append((name, statement, value, tape))
    deeper = loops + isinstance(statement, ast.For | ast.While)
    for part in ("body", "orelse", "finalbody"):
        _read(getattr(statement, part, []), program, inner, deeper)


def _set_by(statement: ast.stmt) -> Iterator[tuple[str, ast.expr | None]]:
    if isinstance(statement, ast.Assign):
        for target in statement.targets:
            if isinstance(target, ast.Tuple) and isinstance(statement.value, ast.Tuple):
                for one, value in zip(target.elts, statement.value.elts, strict=False):
                    if isinstance(one, ast.Name):
                        yield one.id, value
            elif isinstance(target, ast.Name):
                yield target.id, statement.value
    elif isinstance(statement, ast.AnnAssign | ast.AugAssign) and isinstance(statement.target, ast.Name):
        yield statement.target.id, statement.value


def _read_call(node: ast.Call, program: Program, loops: int) -> None:
    if not isinstance(node.func, ast.Attribute):
        return
    if node.func.attr == "watch" and node.args:
        program.watched += _names(node.args[0])
    if node.func.attr in ASKING:
        keywords = {keyword.arg: keyword.value for keyword in node.keywords}
        arguments = list(node.args) + [keywords[k] for k in ("target", "sources", "source") if k in keywords]
        if len(arguments) >= 2:
            tape = ast.unparse(node.func.value)
            sources = _names(arguments[1]) or [ast.unparse(arguments[1])]
            program.asked.append(Asked(tape, ast.unparse(arguments[0]), sources, node, loops))


def _names(node: ast.AST) -> list[str]:
    return [part.id for part in ast.walk(node) if isinstance(part, ast.Name)]


def called(node: ast.AST) -> str:
    """The name of what is called, plain or as a method."""
    function = node.func if isinstance(node, ast.Call) else None
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _keyword(call: ast.Call, name: str) -> object:
    for keyword in call.keywords:
        if keyword.arg == name and isinstance(keyword.value, ast.Constant):
            return keyword.value.value
    return None


def used_twice(program: Program) -> Iterator[Found]:
    for tape in program.tapes:
        questions = [asked for asked in program.asked if asked.tape == tape.name]
        blocks = sum(other.name == tape.name for other in program.tapes)
        if not tape.persistent and len(questions) > blocks:
            yield "tape-used-twice", questions[-1].node


def exchanged(program: Program) -> Iterator[Found]:
    for asked in program.asked:
        made = program.made(asked.target)
        if made and any(program.set_in_tape(source) and not program.made(source) for source in asked.sources):
            yield "target-and-source-exchanged", asked.node


def replaced(program: Program) -> Iterator[Found]:
    for source in _all_sources(program):
        made = program.made(source)
        if not made or made[0] != "Variable":
            continue
        for name, statement, value, _ in program.settings:
            again = isinstance(statement, ast.AugAssign) or (value is not None and source in _names(value))
            if name == source and again and called(value or ast.Pass()) != "Variable":
                yield "variable-replaced-by-tensor", statement


def whole_numbers(program: Program) -> Iterator[Found]:
    for source in _all_sources(program):
        made = program.made(source)
        if made is None:
            continue
        dtype = next((ast.unparse(k.value) for k in made[1].keywords if k.arg == "dtype"), "")
        whole = bool(made[1].args) and _whole(made[1].args[0])
        if "int" in dtype or (
            whole and not dtype and made[0] in ("Variable", "constant", "convert_to_tensor")
        ):
            yield "integer-variable", made[1]


def _whole(node: ast.AST) -> bool:
    """Whether a literal holds whole numbers only."""
    constants = [part for part in ast.walk(node) if isinstance(part, ast.Constant)]
    plain = ast.Constant | ast.List | ast.Tuple | ast.UnaryOp | ast.USub | ast.Load
    return (
        bool(constants)
        and all(type(constant.value) is int for constant in constants)
        and all(isinstance(part, plain) for part in ast.walk(node))
    )


def not_trainable(program: Program) -> Iterator[Found]:
    for source in _all_sources(program):
        made = program.made(source)
        if made and _keyword(made[1], "trainable") is False and source not in program.watched:
            yield "non-trainable-variable", made[1]


def not_watched(program: Program) -> Iterator[Found]:
    for source in _all_sources(program):
        made = program.made(source)
        if made and made[0] != "Variable" and source not in program.watched:
            yield "constant-not-watched", made[1]


def in_numpy(program: Program) -> Iterator[Found]:
    for _, statement, value, tape in program.settings:
        if tape is None or value is None:
            continue
        for node in ast.walk(value):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = node.func.value
                numpy = isinstance(owner, ast.Name) and owner.id in ("np", "numpy", "math")
                if node.func.attr == "numpy" or (numpy and _names_inside(node)):
                    yield "computed-in-numpy", statement


def _names_inside(call: ast.Call) -> bool:
    return any(_names(argument) for argument in call.args)


def outside(program: Program) -> Iterator[Found]:
    for asked in program.asked:
        where = [(node, tape) for name, node, _, tape in program.settings if name == asked.target]
        if where and all(tape is None for _, tape in where) and not program.made(asked.target):
            yield "computed-outside-tape", where[-1][0]
            continue
        for name, node, value, tape in program.settings:
            # A step before the block: the target is inside, but what it is computed from is not.
            if tape is None and value is not None and set(_names(value)) & set(asked.sources):
                after = any(
                    name in _names(v) for _, _, v, t in program.settings if t is not None and v is not None
                )
                if after and name not in asked.sources and not isinstance(value, ast.Lambda):
                    yield "computed-outside-tape", node


def of_intermediate(program: Program) -> Iterator[Found]:
    targets = {asked.target for asked in program.asked} | {
        s for asked in program.asked for s in asked.sources
    }
    for asked in program.asked:
        for name, _, value, tape in program.settings:
            later = tape is not None and value is not None and asked.target in _names(value)
            if later and name != asked.target and name not in targets and program.set_in_tape(asked.target):
                yield "gradient-of-intermediate", asked.node


def _all_sources(program: Program) -> list[str]:
    return list(dict.fromkeys(source for asked in program.asked for source in asked.sources))


RULES: tuple[Rule, ...] = (
    exchanged,
    replaced,
    whole_numbers,
    not_trainable,
    not_watched,
    used_twice,
    in_numpy,
    outside,
    of_intermediate,
)
