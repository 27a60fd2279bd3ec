"""Tracing: run a function once, and note each operation on values that depend on what it was given.

What does not depend on it is computed here and now, and stands in the program as a constant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

from autodiff_lite.core.listeners import Listener, thread
from autodiff_lite.core.primitive import Primitive
from autodiff_lite.core.tensor import Tensor
from autodiff_lite.core.variable import Variable


class NoProgram(BaseException):
    """A function does what a program of arrays cannot: it runs as Python runs it. `str()` says what.

    Not an `Exception`, because a function's own `except Exception` is not meant.
    """


class UnknownValue(TypeError):
    """A function asks Python for a value that is not known while its program is written."""


@dataclass(frozen=True)
class Node:
    """One operation: its row of the table, what goes in and comes out, its attributes.

    `note` says in the program's text where it comes from.
    """

    primitive: Primitive
    inputs: tuple[Tensor, ...]
    output: Tensor
    attributes: dict[str, Any] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True)
class Effect:
    """What is done after a program: `run(*values)`. `name` says it in the program's text."""

    name: str
    run: Callable[..., Any]
    values: tuple[Tensor, ...]


class Tracer(Listener):
    """Listens in place of the tapes. `known` holds the values that depend on what was given."""

    def __init__(self, given: Iterable[Tensor] = ()) -> None:
        self.nodes: list[Node] = []
        self.captured: dict[int, tuple[Variable, Tensor]] = {}
        self._known: dict[int, Tensor] = {id(value): value for value in given}
        self._folded: dict[int, Tensor] = {}
        self.outside: dict[int, Tensor] = {}
        """The constants that it met, by identity: a tape may watch one of them."""
        self.note = ""
        self.effects: list[Effect] = []
        self._changed: dict[int, Variable] = {}

    def given(self, values: Iterable[Tensor]) -> None:
        """Further values that the program is given."""
        self._known |= {id(value): value for value in values}

    def depends(self, value: object) -> bool:
        """Whether a value depends on what was given."""
        return id(value) in self._known

    is_unknown = depends

    def record(
        self, primitive: Primitive, inputs: tuple[Tensor, ...], output: Tensor, attributes: dict[str, Any]
    ) -> None:
        """Note an operation, if one of its inputs depends on what was given."""
        for x in inputs:
            if id(x) not in self._known and id(x) not in self._folded:
                self.outside[id(x)] = x
        if any(map(self.depends, inputs)):
            self.nodes.append(Node(primitive, inputs, output, attributes, self.note))
            self._known[id(output)] = output
        else:
            self._folded[id(output)] = output

    def read(self, variable: Variable, value: Tensor) -> None:
        """A variable is a further input: its value is read each time the program runs."""
        if id(variable) in self._changed:
            raise NoProgram(f"it reads the variable '{variable.name}' after it has changed it")
        self.captured.setdefault(id(variable), (variable, value))
        self._known[id(value)] = value

    def stored(self, variable: Variable, value: Tensor, is_first: bool = False) -> None:
        """A program makes no variables."""
        if is_first:
            raise NoProgram(f"it makes the variable '{variable.name}'")

    def postpones(
        self, name: str, effect: Callable[..., Any], values: Sequence[Tensor], changed: Sequence[Variable]
    ) -> bool:
        """What changes variables, or prints, is done after the program, in the order in which it was met."""
        self.effects.append(Effect(name, effect, tuple(values)))
        self._changed |= {id(variable): variable for variable in changed}
        return True

    def left_through_numpy(self, value: Tensor) -> None:
        """Python asks for a value."""
        if self.depends(value):
            self._refuse("float(...), int(...) or .numpy() of a tensor")

    def decided(self, value: Tensor) -> None:
        """Python asks whether a value is true."""
        if self.depends(value):
            self._refuse("`if`, `while`, `and` or `not` of a tensor")

    def value_used(self, value: object, by: str) -> None:
        """An operation looks at values to decide what to compute."""
        if value is None or self.depends(value):
            raise NoProgram(f"{by} goes by values that are known only when the program runs")

    def _refuse(self, asked: str) -> NoReturn:
        raise UnknownValue(
            f"inside of a function with @function, {asked} asks for a value that is not known yet: the "
            "function is run once, to write its program, and the program then runs with other values. Use "
            "where(...), cond(...) or while_loop(...), or take that line out of the function. "
            "config.run_functions_eagerly(True) runs all functions as Python runs them."
        )


def traced(run: Callable[[], Any], tracer: Tracer) -> Any:
    """What `run()` returns, while the tracer alone listens."""
    outer, thread.listeners = thread.listeners, (tracer,)
    try:
        return run()
    finally:
        thread.listeners = outer


def is_tracing() -> bool:
    """Whether a program is being written in this thread."""
    return any(isinstance(tape, Tracer) for tape in thread.listeners)
