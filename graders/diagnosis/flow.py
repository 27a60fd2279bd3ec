"""What a tape would see of a program, worked out from its text: where the way from source to target ends.

Follows the statements in order, without running any: each name has the sources that it depends on as each
tape recorded it, and the places at which sources were lost. Where something is not understood, nothing is
claimed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from graders.source.calls import called

ASKING = ("gradient", "jacobian", "batch_jacobian")
CONSTANTS = ("constant", "convert_to_tensor", "ones", "zeros", "range", "linspace", "eye")
LEAVING = ("float", "int", "round")
ARRAYS = ("np", "numpy", "math")
WHOLE = ("int8", "int16", "int32", "int64", "uint8", "bool")
ROUNDING = ("floor", "ceil", "round", "argmax", "argmin", "sign")
DEEPEST = 6
MOST_STEPS = 20_000
TURNS = 2
"""How often a loop's body is followed: what the first turn sets, the second one reads."""

Found = tuple[str, ast.AST]
Lost = dict[str, Found]


@dataclass
class Value:
    """What a name holds: the sources that it depends on, for each tape, and those that were lost on the way.

    `reads` are sources that it is itself, before any operation. `made` is "variable", "constant" or "".
    `known` is false where something was not understood.
    """

    depends: dict[int, frozenset[str]] = field(default_factory=dict)
    lost: Lost = field(default_factory=dict)
    reads: frozenset[str] = frozenset()
    made: str = ""
    name: str = ""
    known: bool = True
    trainable: bool = True


@dataclass
class Tape:
    """A tape that was opened: whether it records at the moment, what it watches, how often it was asked."""

    number: int
    persistent: bool
    recording: bool = True
    watched: set[str] = field(default_factory=set)
    asked: int = 0


class _Enough(Exception):
    """The program is too long to be followed to its end."""


def traces(tree: ast.Module) -> Iterator[Found]:
    """Why gradients that a program asks for are None, or errors: misconceptions with their places."""
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitXor):
            yield "caret-for-power", node
    reader = _Reader()
    try:
        reader.follow(tree.body, 0)
        reader.nevercalled()
    except (RecursionError, _Enough):
        return
    yield from reader.found


class _Reader:
    def __init__(self) -> None:
        self.names: dict[str, Value] = {}
        self.tapes: dict[str, Tape] = {}
        self.all: list[Tape] = []
        self.functions: dict[str, ast.FunctionDef | ast.Lambda] = {}
        self.found: list[Found] = []
        self.made: dict[str, int] = {}
        self.returned: Value | None = None
        self.entered_once: set[str] = set()
        self.stopped = 0
        self.steps = 0

    @property
    def active(self) -> list[Tape]:
        return [tape for tape in self.all if tape.recording]

    # Statements

    def follow(self, body: list[ast.stmt], depth: int) -> None:
        for statement in body:
            if self.returned is None:
                self.statement(statement, depth)

    def count(self) -> None:
        """A step more; raises _Enough: text that is cheap to run can be dear to follow."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise _Enough

    def statement(self, statement: ast.stmt, depth: int) -> None:
        self.count()
        if isinstance(statement, ast.With):
            self.block(statement, depth)
        elif isinstance(statement, ast.FunctionDef):
            self.functions[statement.name] = statement
        elif isinstance(statement, ast.Return):
            self.returned = self.value(statement.value, depth) if statement.value else Value()
        elif isinstance(statement, ast.Assign | ast.AugAssign | ast.AnnAssign):
            self.setting(statement, depth)
        elif isinstance(statement, ast.Expr):
            self.value(statement.value, depth)
        elif isinstance(statement, ast.For | ast.While):
            for _ in range(TURNS):
                self.follow(statement.body, depth)
        elif isinstance(statement, ast.If):
            self.follow(statement.body, depth)
            self.follow(statement.orelse, depth)

    def setting(self, statement: ast.Assign | ast.AugAssign | ast.AnnAssign, depth: int) -> None:
        """A name, or several, get a value."""
        if isinstance(statement, ast.Assign):
            if isinstance(statement.value, ast.Lambda) and isinstance(statement.targets[0], ast.Name):
                self.functions[statement.targets[0].id] = statement.value
                return
            value = self.value(statement.value, depth)
            for target in statement.targets:
                self.assign(target, value, statement.value, depth)
            return
        if not isinstance(statement.target, ast.Name):
            return
        parts = [self.value(statement.value, depth)] if statement.value else []
        if isinstance(statement, ast.AugAssign):
            parts.append(self.read(statement.target.id))
            self.names[statement.target.id] = self.combined(parts, statement)
        elif parts:
            assert statement.value is not None
            self.assign(statement.target, parts[0], statement.value, depth)

    def assign(self, target: ast.expr, value: Value, node: ast.expr, depth: int) -> None:
        if isinstance(target, ast.Name):
            if value.made:  # a name that is made again is another source
                self.made[target.id] = self.made.get(target.id, 0) + 1
                value.name = target.id + " again" * (self.made[target.id] - 1)
            self.names[target.id] = value
            return
        if (
            isinstance(target, ast.Tuple)
            and isinstance(node, ast.Tuple)
            and len(target.elts) == len(node.elts)
        ):
            for one, part in zip(target.elts, node.elts, strict=True):
                self.assign(one, self.value(part, depth), part, depth)
            return
        for inner in ast.walk(target):
            if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
                self.names[inner.id] = Value(known=False)

    def block(self, statement: ast.With, depth: int) -> None:
        opened: list[Tape] = []
        stopped: list[Tape] = []
        for item in statement.items:
            call = item.context_expr
            if called(call) == "GradientTape" and isinstance(call, ast.Call):
                persistent = any(
                    k.arg == "persistent" and isinstance(k.value, ast.Constant) and bool(k.value.value)
                    for k in call.keywords
                )
                tape = Tape(len(self.all), persistent)
                self.all.append(tape)
                opened.append(tape)
                if isinstance(item.optional_vars, ast.Name):
                    self.tapes[item.optional_vars.id] = tape
            elif called(call) == "stop_recording":
                owner = self.tape(call)
                stopped += [owner] if owner is not None and owner.recording else []
        for tape in stopped:
            tape.recording = False
        self.stopped += len(stopped)
        self.follow(statement.body, depth)
        self.stopped -= len(stopped)
        for tape in stopped:
            tape.recording = True
        for tape in opened:
            tape.recording = False

    def tape(self, call: ast.AST) -> Tape | None:
        """The tape whose method is called."""
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
            owner = call.func.value
            return self.tapes.get(owner.id) if isinstance(owner, ast.Name) else None
        return None

    def nevercalled(self) -> None:
        """Functions that the program does not call itself, for arguments of which nothing is known."""
        for name in sorted(set(self.functions) - self.entered_once):
            function = self.functions[name]
            self.entered(name, [Value(known=False) for _ in function.args.args], 0)

    # Expressions

    def read(self, name: str) -> Value:
        """What reading a name gives: of a variable or a constant what each tape that records would note."""
        held = self.names.get(name)
        if held is None:
            return Value(known=False)
        if not held.made:
            return held
        seen = {}
        for tape in self.active:
            watched = held.name in tape.watched
            if watched or (held.made == "variable" and held.trainable):
                seen[tape.number] = frozenset([held.name])
        return Value(seen, dict(held.lost), frozenset([held.name]), known=held.known)

    def value(self, node: ast.expr | None, depth: int) -> Value:
        self.count()
        if node is None or isinstance(node, ast.Constant | ast.Lambda):
            return Value()
        if isinstance(node, ast.Name):
            return self.read(node.id)
        if isinstance(node, ast.Call):
            return self.call(node, depth)
        if isinstance(node, ast.BinOp):
            return self.combined([self.value(node.left, depth), self.value(node.right, depth)], node)
        if isinstance(node, ast.UnaryOp):
            return self.combined([self.value(node.operand, depth)], node)
        if isinstance(node, ast.Subscript):
            return self.combined([self.value(node.value, depth)], node)
        if isinstance(node, ast.List | ast.Tuple):
            return self.combined([self.value(part, depth) for part in node.elts], node)
        if isinstance(node, ast.Attribute):
            return self.value(node.value, depth) if not isinstance(node.value, ast.Name) else Value()
        return Value(known=False)

    def combined(self, parts: list[Value], node: ast.AST) -> Value:
        """The result of an operation: the tapes that record note it, for the others its sources are lost."""
        active = {tape.number for tape in self.active}
        depends: dict[int, frozenset[str]] = {}
        lost: Lost = {}
        for part in parts:
            lost |= part.lost
            for number, sources in part.depends.items():
                if number in active:
                    depends[number] = depends.get(number, frozenset()) | sources
                else:
                    lost |= {source: self.missed(node) for source in sources}
            noted = frozenset().union(*part.depends.values()) if part.depends else frozenset()
            lost |= {source: self.missed(node) for source in part.reads - noted}
        return Value(depends, lost, known=all(part.known for part in parts))

    def missed(self, node: ast.AST) -> Found:
        """Why no tape notes an operation: none records, or it does not watch what it is done with."""
        if self.active:
            return "constant-not-watched", node
        return ("recording-stopped" if self.stopped else "computed-outside-tape"), node

    def call(self, node: ast.Call, depth: int) -> Value:
        name = called(node)
        if name in ASKING:
            return self.question(node, depth)
        if name == "Variable":
            return self.variable(node)
        if name in CONSTANTS:
            inner = self.combined([self.value(a, depth) for a in node.args[:1]], node)
            return Value(lost={**inner.lost, **_all(inner, "computed-in-numpy", node)}, made="constant")
        if name == "watch" and self.tape(node) is not None:
            self.watch(node)
            return Value()
        if isinstance(node.func, ast.Attribute) and name.startswith("assign"):
            self.stored(node, depth)
            return Value()
        if isinstance(node.func, ast.Name) and name in self.functions:
            return self.entered(name, [self.value(a, depth) for a in node.args], depth)
        return self.operation(node, name, depth)

    def operation(self, node: ast.Call, name: str, depth: int) -> Value:
        """An operation of the package, or a way out of it."""
        arguments = [self.value(argument, depth) for argument in node.args]
        arguments += [
            self.value(k.value, depth) for k in node.keywords if k.arg not in ("dtype", "axis", "name")
        ]
        owner = node.func.value if isinstance(node.func, ast.Attribute) else None
        if isinstance(owner, ast.expr) and not isinstance(owner, ast.Name | ast.Attribute):
            arguments.append(self.value(owner, depth))
        elif isinstance(owner, ast.Name) and owner.id in self.names:
            arguments.append(self.read(owner.id))
        result = self.combined(arguments, node)
        if isinstance(node.func, ast.Name) and name not in LEAVING:
            result.known = False
        way = _way_out(node, name, owner)
        if way:
            return Value(lost={**result.lost, **_all(result, way, node)}, known=result.known)
        return result

    def variable(self, node: ast.Call) -> Value:
        trainable = not any(
            k.arg == "trainable" and isinstance(k.value, ast.Constant) and k.value.value is False
            for k in node.keywords
        )
        return Value(made="variable", trainable=trainable)

    def watch(self, node: ast.Call) -> None:
        tape = self.tape(node)
        for part in ast.walk(node):
            held = self.names.get(part.id) if isinstance(part, ast.Name) else None
            if tape is not None and held is not None and held.made:
                tape.watched.add(held.name)

    def stored(self, node: ast.Call, depth: int) -> None:
        """`v.assign(...)`: what the value depended on is not known to v."""
        given = self.combined([self.value(argument, depth) for argument in node.args], node)
        assert isinstance(node.func, ast.Attribute)
        owner = node.func.value
        if isinstance(owner, ast.Name) and owner.id in self.names:
            self.names[owner.id].lost |= _all(given, "value-assigned", node)

    def entered(self, name: str, arguments: list[Value], depth: int) -> Value:
        """What a function of the program returns for these arguments."""
        self.entered_once.add(name)
        function = self.functions[name]
        parameters = [argument.arg for argument in function.args.args]
        if depth >= DEEPEST or len(parameters) != len(arguments):
            return Value(known=False)
        outside, self.names = self.names, {**self.names, **dict(zip(parameters, arguments, strict=True))}
        before, self.returned = self.returned, None
        if isinstance(function, ast.Lambda):
            result = self.value(function.body, depth + 1)
        else:
            self.follow(function.body, depth + 1)
            result = self.returned or Value()
        self.names, self.returned = outside, before
        return result

    # Questions to a tape

    def question(self, node: ast.Call, depth: int) -> Value:
        """What is asked of a tape. For the tapes around it the answer depends on what the target does."""
        tape = self.tape(node)
        keywords = {keyword.arg: keyword.value for keyword in node.keywords}
        given = [*node.args, *(keywords[k] for k in ("target", "sources", "source") if k in keywords)]
        if tape is None or len(given) < 2:
            return Value(known=False)
        tape.asked += 1
        if tape.asked > 1 and not tape.persistent:
            self.found.append(("tape-used-twice", node))
            return Value()
        third = node.args[2] if len(node.args) > 2 else None
        if isinstance(third, ast.Name) and self.names.get(third.id, Value()).made == "variable":
            self.found.append(("source-as-upstream", node))
        target = self.value(given[0], depth)
        sources = given[1].elts if isinstance(given[1], ast.List | ast.Tuple) else [given[1]]
        for source in sources:
            self.about(tape, target, source, node)
        around = {other.number for other in self.active}
        return Value({number: on for number, on in target.depends.items() if number in around})

    def about(self, tape: Tape, target: Value, source: ast.expr, node: ast.Call) -> None:
        if not isinstance(source, ast.Name):
            if isinstance(source, ast.BinOp | ast.Subscript | ast.Call):
                self.found.append(("source-made-anew", node))
            return
        held = self.names.get(source.id)
        reached = target.depends.get(tape.number, frozenset())
        if held is None or not held.known or not held.made or held.name in reached:
            return
        if held.name in target.lost:
            reason, place = target.lost[held.name]
            late = reason == "constant-not-watched" and held.name in tape.watched
            self.found.append(("watched-too-late" if late else reason, place))
        elif any(name.partition(" ")[0] == source.id for name in reached):
            self.found.append(("source-made-anew", node))
        elif target.known and held.made == "variable" and held.trainable:
            self.found.append(("not-connected", node))


def _way_out(node: ast.Call, name: str, owner: ast.expr | None) -> str:
    """How an operation ends the way that a gradient takes; empty where it does not."""
    plain = isinstance(node.func, ast.Name)
    if name in ("numpy", "item") or (plain and name in LEAVING):
        return "computed-in-numpy"
    if isinstance(owner, ast.Name) and owner.id in ARRAYS:
        return "computed-in-numpy"
    if name == "stop_gradient":
        return "gradient-stopped"
    whole = name == "cast" and any(word in WHOLE for a in node.args[1:] for word in _words(a))
    return "cast-to-whole-numbers" if whole or name in ROUNDING else ""


def _all(value: Value, misconception: str, node: ast.AST) -> Lost:
    """All that a value depended on as lost in one way."""
    return {source: (misconception, node) for sources in value.depends.values() for source in sources}


def _words(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute):
            yield part.attr
        elif isinstance(part, ast.Name):
            yield part.id
        elif isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value
