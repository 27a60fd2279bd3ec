"""Mistakes with the tape, read from a student's program: why a gradient is None or an error.

Knows the program as text alone; nothing of it runs. Each rule looks for one trace and quotes the line:
its number here need not be the one that it has in the student's cell.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from graders.diagnosis.flow import traces
from graders.diagnosis.result import Diagnosis, Explanation, Place
from graders.misconceptions.catalogue import catalogue, silenced
from graders.source.bounds import Budget
from graders.source.calls import ASKING, NUMPY, called, opened_tapes, question
from graders.source.compiled import spelled
from graders.source.ipython import python_text
from graders.source.names import settings
from graders.source.nodes import own_nodes, parameters
from graders.source.scopes import Setting
from graders.source.tree import parsed

MAKERS = ("Variable", "constant", "convert_to_tensor", "ones", "zeros", "range", "linspace")
VALUES = ("assign", "augment", "walrus", "for")
"""The ways of setting a name in which a number may stand behind it afterwards."""
MOST = 2
MOST_PARTS = 250
"""Settings and questions that a program may have: the rules hold them against each other."""
CERTAINTY = 0.8


@dataclass
class Tape:
    """A `with` block that opens a tape."""

    name: str
    block: ast.AST
    persistent: bool


@dataclass
class Asked:
    """A call of `gradient` and its likes: which tape, which target and sources (as text)."""

    tape: str
    target: str
    sources: list[str]
    node: ast.Call


@dataclass
class Step:
    """A name is set: by which statement, to which value (that reads which names), in which tape's block."""

    name: str
    statement: ast.stmt
    value: ast.expr | None
    reads: frozenset[str]
    tape: Tape | None


@dataclass
class Program:
    """What the rules look at in one scope: tapes, questions to them, settings of names with their block.

    A function's scope knows the names and tapes around it as well, and the scope around knows nothing of it.
    """

    tapes: list[Tape] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    watched: list[str] = field(default_factory=list)

    def made(self, name: str) -> tuple[str, ast.Call] | None:
        """How a name was last made: "Variable", "constant" ... with the call."""
        for step in reversed(self.steps):
            if step.name == name and isinstance(step.value, ast.Call) and called(step.value) in MAKERS:
                return called(step.value), step.value
        return None

    def set_in_tape(self, name: str) -> bool:
        return any(step.name == name and step.tape is not None for step in self.steps)


Found = tuple[str, ast.AST]
Rule = Callable[[Program], Iterator[Found]]


def diagnose_program(source: str, silence: tuple[str, ...] = ()) -> Diagnosis:
    """The mistakes with the tape that a program shows, at most two, in the order in which to look at them.

    Raises TooLong for a program that is too long to read.

    >>> found = diagnose_program('''
    ... x = ad.constant(2.0)
    ... with ad.GradientTape() as tape:
    ...     y = x * x
    ... slope = tape.gradient(y, x)
    ... ''')
    >>> found.best.misconception, found.best.operation.formula
    ('constant-not-watched', 'x = ad.constant(2.0)')
    """
    tree = parsed(source)
    if tree is None:
        return Diagnosis(
            right=False, remark="The program cannot be read.", first_check="Look at its first error."
        )
    programs, lines = list(_scopes(tree.body, Program(), Budget(MOST_PARTS))), python_text(source).split("\n")
    known, quiet = catalogue(), silenced() | set(silence)
    explanations: list[Explanation] = []
    for rule in (*RULES, None):
        if rule is not None:
            found = [each for program in programs for each in rule(program)]
        else:  # where no plain trace is found: what the tape sees, followed through the program
            found = [] if explanations else list(traces(tree))
        for name, node in sorted(found, key=lambda each: getattr(each[1], "lineno", 0)):
            if name in quiet or name not in known or any(e.misconception == name for e in explanations):
                continue
            line = getattr(node, "lineno", 1)
            text = lines[line - 1].strip() if line <= len(lines) else ""
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


def _scopes(
    body: list[ast.stmt], around: Program, budget: Budget, own: frozenset[str] = frozenset()
) -> Iterator[Program]:
    """The program of a scope whose parameters are `own`, and those of the functions in it."""
    nodes = list(own_nodes(body))
    opened = {
        node: Tape(name, node, _keyword(call, "persistent") is True)
        for node in nodes
        for name, call in opened_tapes(node)
    }
    steps = [_step(setting, opened) for setting in settings(body) if setting.kind in VALUES]
    hidden = own | {step.name for step in steps}
    program = Program(
        tapes=[*around.tapes, *opened.values()],
        steps=[step for step in around.steps if step.name not in hidden] + steps,
        watched=list(around.watched),
    )
    for node in nodes:
        if isinstance(node, ast.Call):
            _read_call(node, program)
    budget.take(1 + len(opened) + len(steps) + len(program.asked))
    yield program
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            names = frozenset(parameter.arg for parameter in parameters(node))
            yield from _scopes(node.body, program, budget, names)
        elif isinstance(node, ast.ClassDef):
            yield from _scopes(node.body, program, budget)


def _step(setting: Setting, opened: Mapping[ast.AST, Tape]) -> Step:
    tapes = [opened[block] for block in setting.around if block in opened]
    return Step(setting.name, setting.statement, setting.value, setting.reads, tapes[-1] if tapes else None)


def _read_call(node: ast.Call, program: Program) -> None:
    if not isinstance(node.func, ast.Attribute):
        return
    if node.func.attr == "watch" and node.args:
        program.watched += _names(node.args[0])
    arguments = question(node)
    if node.func.attr in ASKING and len(arguments) >= 2:
        sources = _names(arguments[1]) or [spelled(arguments[1])]
        program.asked.append(Asked(spelled(node.func.value), spelled(arguments[0]), sources, node))


def _names(node: ast.AST) -> list[str]:
    return [part.id for part in ast.walk(node) if isinstance(part, ast.Name)]


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
        for step in program.steps:
            if step.name == source and source in step.reads and called(step.value) != "Variable":
                yield "variable-replaced-by-tensor", step.statement


def whole_numbers(program: Program) -> Iterator[Found]:
    for source in _all_sources(program):
        made = program.made(source)
        if made is None:
            continue
        dtype = next((spelled(k.value) for k in made[1].keywords if k.arg == "dtype"), "")
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
    for step in program.steps:
        if step.tape is None or step.value is None:
            continue
        for node in ast.walk(step.value):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = node.func.value
                numpy = isinstance(owner, ast.Name) and owner.id in NUMPY
                if node.func.attr == "numpy" or (numpy and _names_inside(node)):
                    yield "computed-in-numpy", step.statement


def _names_inside(call: ast.Call) -> bool:
    return any(_names(argument) for argument in call.args)


def outside(program: Program) -> Iterator[Found]:
    for asked in program.asked:
        where = [step for step in program.steps if step.name == asked.target]
        if where and all(step.tape is None for step in where) and not program.made(asked.target):
            yield "computed-outside-tape", where[-1].statement
            continue
        for step in program.steps:
            # A step before the block: the target is inside, but what it is computed from is not.
            if step.tape is None and step.value is not None and not step.reads.isdisjoint(asked.sources):
                after = any(later.tape is not None and step.name in later.reads for later in program.steps)
                if after and step.name not in asked.sources and not isinstance(step.value, ast.Lambda):
                    yield "computed-outside-tape", step.statement


def of_intermediate(program: Program) -> Iterator[Found]:
    targets = {asked.target for asked in program.asked} | {
        s for asked in program.asked for s in asked.sources
    }
    for asked in program.asked:
        for step in program.steps:
            later = step.tape is not None and asked.target in step.reads
            if later and step.name not in targets and program.set_in_tape(asked.target):
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
