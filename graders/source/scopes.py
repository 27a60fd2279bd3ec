"""What a scope does to names, as a list of events: Python's binding forms, in one place.

A *scope* is a list of statements whose names belong together: a cell, or a function's body. The events come
in the order in which they take effect. Branches are read as if each were taken, loops as if they ran once.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from graders.source.nodes import Function, own_nodes, parameters, unpacked

Names: TypeAlias = frozenset[str]
NONE: Names = frozenset()
ALIKE = {
    "AsyncFor": "For", "AsyncWith": "With", "AsyncFunctionDef": "FunctionDef", "If": "While",
    "TryStar": "Try", "SetComp": "ListComp", "DictComp": "ListComp", "GeneratorExp": "ListComp",
    "Nonlocal": "Global",
}  # fmt: skip
"""Kinds of nodes that set names as another kind does."""
CHANGING = frozenset(
    ["add", "append", "assign", "assign_add", "assign_sub", "extend", "insert", "setdefault", "update"]
)
"""Methods that change what a name holds."""


@dataclass(frozen=True, eq=False)
class Setting:
    """A name is set, or what it holds is changed.

    `kind` is the form: "assign", "augment", "walrus", "for", "with", "match", "import", "def", "class" or
    "type"; for `x[0] = 1`, `x.a = 1` and `x.append(1)` it is "change". `value` is the expression that the
    name is set to where there is one (of `x += 1` it is `x + 1`, of `x, y = f()` it is `f()[0]`). `given` is
    what the value comes from, `reads` the names that this reads, and `around` the statements of its scope in
    which `statement` stands, the outermost first. `late` tells that a helper sets the name, and that the
    text itself does not use this helper.
    """

    name: str
    kind: str
    statement: ast.stmt
    value: ast.expr | None
    given: ast.AST | None
    reads: frozenset[str]
    around: tuple[ast.stmt, ...]
    late: bool = False

    @property
    def builds(self) -> bool:
        """Whether the value comes from the one before: `x = x + 1`, `x[0] = 1`."""
        return self.kind == "change" or (self.kind not in ("def", "class") and self.name in self.reads)

    @property
    def outermost(self) -> ast.stmt:
        """The statement of the scope itself in which the name is set."""
        return self.around[0] if self.around else self.statement


@dataclass(frozen=True)
class Read:
    """The name is read."""

    name: str


@dataclass(frozen=True)
class ReadLater:
    """A function's body reads the name when it is called."""

    name: str


@dataclass(frozen=True)
class Deleted:
    """The name is no longer set."""

    name: str


@dataclass(frozen=True)
class Through:
    """The function `helper` (or the class) sets a name of the scope around it, when it is used."""

    helper: str
    setting: Setting
    globally: bool


Event: TypeAlias = Setting | Read | ReadLater | Deleted | Through


def events_of(body: Sequence[ast.stmt]) -> list[Event]:
    """All that a scope does to names, in order."""
    scan = _Scan()
    scan.block(body)
    return scan.events


def open_of(events: Iterable[Event]) -> set[str]:
    """The names that are read before they are set; by a function's body, those that are never set."""
    found: set[str] = set()
    later: set[str] = set()
    own: set[str] = set()
    for event in events:
        if isinstance(event, Read) and event.name not in own:
            found.add(event.name)
        elif isinstance(event, ReadLater):
            later.add(event.name)
        elif isinstance(event, Setting) and event.kind != "change":
            own.add(event.name)
    return found | (later - own)


class _Scan(ast.NodeVisitor):
    """Gathers the events of one scope. `declared` are its names that belong to a scope outside."""

    def __init__(self, declared: dict[str, bool] | None = None) -> None:
        self.events: list[Event] = []
        self.outside: list[tuple[Setting, bool]] = []
        """Settings of declared names, and whether the name is a global one."""
        self._declared = declared or {}
        self._around: tuple[ast.stmt, ...] = ()
        self._statement: ast.stmt = ast.Pass()

    def visit(self, node: ast.AST) -> None:
        kind = type(node).__name__
        getattr(self, f"visit_{ALIKE.get(kind, kind)}", self.generic_visit)(node)

    def block(self, body: Sequence[ast.stmt]) -> None:
        for statement in body:
            before, self._statement = self._statement, statement
            self.visit(statement)
            self._statement = before

    def _inside(self, *bodies: Sequence[ast.stmt]) -> None:
        around, self._around = self._around, (*self._around, self._statement)
        for body in bodies:
            self.block(body)
        self._around = around

    def _reading(self, *parts: ast.AST | None) -> frozenset[str]:
        """Visit parts of a program; the names that they read."""
        start = len(self.events)
        for part in parts:
            if part is not None:
                self.visit(part)
        return frozenset(e.name for e in self.events[start:] if isinstance(e, Read | ReadLater))

    def _set(self, name: str, kind: str, value: ast.expr | None, given: ast.AST | None, reads: Names) -> None:
        found = Setting(name, kind, self._statement, value, given, reads, self._around)
        if name in self._declared:
            self.outside.append((found, self._declared[name]))
        else:
            self.events.append(found)

    def _bind(
        self, target: ast.expr, kind: str, value: ast.expr | None, given: ast.AST | None, reads: Names
    ) -> None:
        """Set a target to `value`, or to something out of what is `given` where there is no exact value."""
        if isinstance(target, ast.Name):
            self._set(target.id, kind, value, given, reads)
        elif isinstance(target, ast.Starred):
            self._bind(target.value, kind, None, given, reads)
        elif isinstance(target, ast.Tuple | ast.List):
            written_out = isinstance(value, ast.Tuple | ast.List)
            items = [None] * len(target.elts) if value is None else unpacked(value, target.elts)
            for each, item in zip(target.elts, items, strict=True):
                if item is not None and written_out:
                    self._bind(each, kind, item, item, _reads(item))
                else:
                    self._bind(each, kind, item, given, reads)
        else:
            reads |= self._reading(target)
            self._change(target, given, reads)

    def _change(self, target: ast.expr, given: ast.AST | None, reads: Names) -> None:
        root = target
        while isinstance(root, ast.Attribute | ast.Subscript):
            root = root.value
        if isinstance(root, ast.Name):
            self._set(root.id, "change", None, given, reads)

    # Statements

    def visit_Assign(self, node: ast.Assign) -> None:
        reads = self._reading(node.value)
        for target in node.targets:
            self._bind(target, "assign", node.value, node.value, reads)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self.visit(node.annotation)
        if node.value is not None:
            self._bind(node.target, "assign", node.value, node.value, self._reading(node.value))

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        if not isinstance(node.target, ast.Name):
            self._bind(node.target, "augment", None, node.value, self._reading(node.value))
            return
        before = ast.copy_location(ast.Name(node.target.id, ast.Load()), node)
        value = ast.copy_location(ast.BinOp(before, node.op, node.value), node)
        self._set(node.target.id, "augment", value, value, self._reading(value))

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self._bind(node.target, "walrus", node.value, node.value, self._reading(node.value))

    def visit_Expr(self, node: ast.Expr) -> None:
        reads = self._reading(node.value)
        call = node.value
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in CHANGING:
            self._change(call.func, call, reads)

    def visit_For(self, node: ast.For | ast.AsyncFor) -> None:
        self._bind(node.target, "for", None, node.iter, self._reading(node.iter))
        self._inside(node.body, node.orelse)

    def visit_While(self, node: ast.While | ast.If) -> None:
        self.visit(node.test)
        self._inside(node.body, node.orelse)

    def visit_With(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            reads = self._reading(item.context_expr)
            if item.optional_vars is not None:
                self._bind(item.optional_vars, "with", None, item.context_expr, reads)
        self._inside(node.body)

    def visit_Try(self, node: ast.Try | ast.TryStar) -> None:
        self._inside(node.body)
        for handler in node.handlers:
            self.visit(handler)
        self._inside(node.orelse, node.finalbody)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.type is not None:
            self.visit(node.type)
        start = len(self.events)
        self._inside(node.body)
        if node.name is not None:  # Python deletes it at the end of the handler, whatever it was set to
            own = [event for event in self.events[start:] if getattr(event, "name", "") != node.name]
            self.events[start:] = own

    def visit_Match(self, node: ast.Match) -> None:
        reads = self._reading(node.subject)
        for case in node.cases:
            for part in ast.walk(case.pattern):
                name = getattr(part, "rest", None) or getattr(part, "name", None)
                if isinstance(name, str):
                    self._set(name, "match", None, node.subject, reads)
                elif isinstance(part, ast.Name):
                    self.visit(part)
            if case.guard is not None:
                self.visit(case.guard)
            self._inside(case.body)

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._set(alias.asname or alias.name.partition(".")[0], "import", None, None, NONE)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            if alias.name != "*":  # which names that sets cannot be read here
                self._set(alias.asname or alias.name, "import", None, None, NONE)

    def visit_Delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            self.visit(target)

    def visit_TypeAlias(self, node: ast.AST) -> None:
        name, value = getattr(node, "name", None), getattr(node, "value", None)
        assert isinstance(name, ast.Name)
        assert isinstance(value, ast.expr)
        reads = self._later(_reads(value) - _type_parameters(node))
        self._set(name.id, "type", None, value, reads)

    # Definitions, and expressions with names of their own

    def visit_FunctionDef(self, node: Function) -> None:
        now = self._reading(*node.decorator_list, *_defaults(node))
        hints = _reads(node.returns, *(parameter.annotation for parameter in parameters(node)))
        self.events += [Read(name) for name in sorted(hints - _type_parameters(node))]
        later = self._function(node, node.body)
        self._set(node.name, "def", None, node, now | later)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._reading(*_defaults(node))
        self._function(node, [ast.copy_location(ast.Expr(node.body), node)])

    def _function(self, node: Function | ast.Lambda, body: list[ast.stmt]) -> Names:
        """Read a function's body; the names that it reads from outside."""
        inner = _Scan(_declarations(body))
        inner.block(body)
        own = {parameter.arg for parameter in parameters(node)} | _type_parameters(node)
        own |= {
            event.name
            for event in inner.events
            if isinstance(event, Deleted) or (isinstance(event, Setting) and event.kind != "change")
        }
        reads = self._later(frozenset(open_of(inner.events) - own))
        helper = getattr(node, "name", "")
        for setting, globally in inner.outside:
            self._through(helper, node, setting, reads, globally)
        for event in inner.events:
            if isinstance(event, Through) and (event.globally or event.setting.name not in own):
                self._through(helper, node, event.setting, reads, event.globally)
            elif isinstance(event, Setting) and event.kind == "change" and event.name not in own:
                self._through(helper, node, event, reads, True)
        return reads

    def _through(self, helper: str, node: ast.AST, setting: Setting, reads: Names, globally: bool) -> None:
        around = (*self._around, *([node] if isinstance(node, ast.stmt) else []), *setting.around)
        outer = replace(setting, value=None, given=node, reads=reads, around=around)
        if setting.name in self._declared:
            self.outside.append((outer, self._declared[setting.name]))
        else:
            self.events.append(Through(helper, outer, globally))

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        reads = self._reading(*node.decorator_list, *node.bases, *node.keywords)
        inner = _Scan(_declarations(node.body))
        inner.block(node.body)
        # The body runs at once; its names are seen by itself, but not by its methods.
        hidden = _type_parameters(node)
        now = [event for event in inner.events if not isinstance(event, ReadLater)]
        read = open_of(now) - hidden
        self.events += [Read(name) for name in sorted(read)]
        later = {event.name for event in inner.events if isinstance(event, ReadLater)}
        reads |= read | self._later(frozenset(later - hidden))
        for setting, _ in inner.outside:
            self._set(setting.name, setting.kind, setting.value, setting.given, setting.reads)
        for event in inner.events:
            if isinstance(event, Through):
                self._through(node.name, node, event.setting, reads, event.globally)
        self._set(node.name, "class", None, node, reads)

    def visit_ListComp(self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> None:
        inner = _Scan(self._declared)
        inner._around, inner._statement = self._around, self._statement
        targets: set[str] = set()
        for place, part in enumerate(node.generators):
            (inner if place else self).visit(part.iter)
            targets |= {name.id for name in ast.walk(part.target) if isinstance(name, ast.Name)}
            for condition in part.ifs:
                inner.visit(condition)
        for result in [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]:
            inner.visit(result)
        # Its targets are its own; what `:=` sets in it belongs to the scope around it.
        self.events += [event for event in inner.events if getattr(event, "name", "") not in targets]
        self.outside += inner.outside

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self.events.append(Read(node.id))
        elif isinstance(node.ctx, ast.Del) and node.id not in self._declared:
            self.events.append(Deleted(node.id))

    def visit_Global(self, node: ast.Global | ast.Nonlocal) -> None:
        return

    def _later(self, names: Names) -> Names:
        self.events += [ReadLater(name) for name in sorted(names)]
        return names


def _reads(*parts: ast.AST | None) -> Names:
    """The names that parts of a program read, by themselves."""
    return _Scan()._reading(*parts)


def _defaults(node: Function | ast.Lambda) -> list[ast.expr]:
    return [*node.args.defaults, *(each for each in node.args.kw_defaults if each is not None)]


def _type_parameters(node: ast.AST) -> Names:
    """The names in the square brackets of `def f[T](...)`, which Python has from 3.12 on."""
    return frozenset(parameter.name for parameter in getattr(node, "type_params", []))


def _declarations(body: Sequence[ast.stmt]) -> dict[str, bool]:
    """The names that a scope declares to belong outside of it; True for global ones."""
    found: dict[str, bool] = {}
    for node in own_nodes(body):
        if isinstance(node, ast.Global | ast.Nonlocal):
            found.update(dict.fromkeys(node.names, isinstance(node, ast.Global)))
    return found
