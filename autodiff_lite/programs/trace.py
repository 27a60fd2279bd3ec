"""Tracing: run a function once, and note each operation on values that depend on what it was given.

What does not depend on it is computed here and now, and stands in the program as a constant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import get_ident
from typing import Any, NoReturn

from autodiff_lite.core.listeners import thread
from autodiff_lite.core.primitive import Primitive, apply
from autodiff_lite.core.tensor import Tensor
from autodiff_lite.core.variable import Variable
from autodiff_lite.core.writing import Writer, held, writers
from autodiff_lite.table.elementwise import stop_gradient


class NoProgram(BaseException):
    """A function does what a program of arrays cannot: it runs as Python runs it. `str()` says what.

    Not an `Exception`, because a function's own `except Exception` is not meant.
    """


class MakesVariable(NoProgram):
    """A function makes a variable each time that it runs."""


class UnknownValue(TypeError):
    """A function asks Python for a value that is not known while its program is written."""


class LeftInside(TypeError, AttributeError):
    """A value from a trace is used after it."""


class Inside(Tensor):
    """What a tensor of a trace becomes when the trace has ended: its numbers were those of that one call."""

    __slots__ = ()

    @property
    def array(self) -> Any:
        """Raises `LeftInside`."""
        raise LeftInside(
            "this tensor is from inside of a function with @function, and left it other than as its result: "
            "it stands for a value of the program, which is another one each time. To use it outside, "
            "return it; to keep it from call to call, assign it to a Variable."
        )

    def __repr__(self) -> str:
        return (
            f"<Tensor from inside of a function with @function, made by {self.made_by}: return it to see it>"
        )

    __str__ = __repr__


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


class Tracer(Writer):
    """Listens in place of the tapes. `known` holds the values that depend on what was given.

    Numbers are those of a real call. A variable that is changed holds what it becomes for this thread alone
    and as long as it is traced (`held`): the change itself is an effect.

    Args:
        given: the inputs.
        makes_variables: whether variables may be made; they are listed in `made`.
        goes_on: whether a function that turns out to have no program is this call, which goes on as Python
            runs it; `reason` says why. Otherwise `NoProgram` is raised.
    """

    def __init__(
        self, given: Iterable[Tensor] = (), makes_variables: bool = False, goes_on: bool = False
    ) -> None:
        self.nodes: list[Node] = []
        self.captured: dict[int, tuple[Variable, Tensor]] = {}
        self._known: dict[int, Tensor] = {id(value): value for value in given}
        self._folded: dict[int, Tensor] = {}
        self.outside: dict[int, Tensor] = {}
        """The constants that it met, by identity: a tape may watch one of them."""
        self.note = ""
        self.effects: list[Effect] = []
        self.drawn: list[tuple[Callable[[], Tensor], Tensor]] = []
        """Random numbers, and what draws others in their place."""
        self.made: list[Variable] = []
        self.reason = ""
        self.runs_on_tapes = False
        """Whether it has gradients that a program does not know: by what a variable was after a change, and
        those of `custom_gradient`. Where a tape listens it runs as Python runs it."""
        self.held: dict[int, Tensor] = {}
        """What variables that were changed hold now, by the identities of these."""
        self._changed: dict[int, Variable] = {}
        self._lost: dict[int, Variable] = {}
        self._makes_variables, self._goes_on = makes_variables, goes_on

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
        if self.reason:
            return
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
        if self.reason:
            return
        if id(variable) in self._lost:
            self._has_no_program(f"it reads the variable '{variable.name}' after an optimizer's step")
        elif id(variable) in self._changed:
            self.runs_on_tapes = True
        else:
            self.captured.setdefault(id(variable), (variable, value))
            self._known[id(value)] = value

    def stored(self, variable: Variable, value: Tensor, is_first: bool = False) -> None:
        """A program makes no variables."""
        if is_first and not self.reason:
            if not self._makes_variables:
                raise MakesVariable(f"it makes the variable '{variable.name}'")
            self.made.append(variable)

    def postpones(
        self,
        name: str,
        effect: Callable[..., Any],
        values: Sequence[Tensor],
        changed: Sequence[Variable],
        becomes: Callable[[], Tensor] | None = None,
    ) -> bool:
        """What changes variables, or prints, is done after the program, in the order in which it was met."""
        if self.reason:
            return False
        self.effects.append(Effect(name, effect, tuple(values)))
        if becomes is None:
            self._lost |= {id(variable): variable for variable in changed}
            return True
        (variable,) = changed
        if id(variable) in self._lost:
            return True
        runs_on_tapes = self.runs_on_tapes
        # No tape sees this, and no gradient goes through it: an assigned value is a new one.
        outer, thread.listeners = thread.listeners, (self,)
        try:
            value = apply(stop_gradient, (becomes(),))
        finally:
            thread.listeners, self.runs_on_tapes = outer, runs_on_tapes
        self._changed[id(variable)] = variable
        self.held[id(variable)] = value
        return True

    @property
    def is_writing(self) -> bool:
        """Whether there may still be a program."""
        return not self.reason

    def has_own_gradient(self) -> None:
        """What follows has a gradient that the program does not know."""
        self.runs_on_tapes = True

    def draws(self, value: Tensor, draw: Callable[[], Tensor]) -> bool:
        """Random numbers are a further input, drawn each time the program runs."""
        if self.reason:
            return False
        self.drawn.append((draw, value))
        self._known[id(value)] = value
        return True

    def draw_again(self) -> None:
        """Random numbers that were used count as drawn."""
        for draw, _ in self.drawn:
            draw()

    def let_go(self, inputs: Iterable[Tensor]) -> None:
        """The trace's tensors are no values any more, and say so to whoever kept one of them."""
        for value in (*inputs, *(node.output for node in self.nodes)):
            value.__class__ = Inside

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
        if not self.reason and (value is None or self.depends(value)):
            self._has_no_program(f"{by} goes by values that are known only when the program runs")

    def _has_no_program(self, reason: str) -> None:
        """Go on as Python runs it: what was put off is done now, and nothing is noted any more."""
        if not self._goes_on:
            raise NoProgram(reason)
        self.reason, self._known, self._lost, self._changed = reason, {}, {}, {}
        self.held.clear()
        self.draw_again()
        thread.listeners = tuple(tape for tape in thread.listeners if tape is not self)
        for effect in self.effects:
            effect.run(*effect.values)

    def _refuse(self, asked: str) -> NoReturn:
        raise UnknownValue(
            f"inside of a function with @function, {asked} asks for a value that is not known yet: the "
            "function is run once, to write its program, and the program then runs with other values. Use "
            "where(...), cond(...) or while_loop(...), or take that line out of the function. "
            "config.run_functions_eagerly(True) runs all functions as Python runs them."
        )


def traced(run: Callable[[], Any], tracer: Tracer) -> Any:
    """What `run()` returns, while the tracer alone listens."""
    here, outer = get_ident(), thread.listeners
    before = held.get(here)
    thread.listeners, held[here] = (tracer,), tracer.held
    try:
        return run()
    finally:
        thread.listeners = outer
        if before is None:
            del held[here]
        else:
            held[here] = before


def is_tracing() -> bool:
    """Whether a program is being written in this thread."""
    return bool(writers())


@contextmanager
def init_scope() -> Iterator[None]:
    """In the block neither tapes nor functions take note: in a function what it does happens once a trace.

    >>> made = []
    >>> @ad.function
    ... def add(x):
    ...     with ad.init_scope():
    ...         made.append(ad.Variable(1.0))
    ...     return x + made[0]
    >>> float(add(2.0))
    3.0
    """
    outer, thread.listeners = thread.listeners, ()
    try:
        yield
    finally:
        thread.listeners = outer


def executing_eagerly() -> bool:
    """Whether operations compute at once: everywhere but in a function while its program is written.

    >>> ad.executing_eagerly()
    True
    """
    return not is_tracing()


def inside_function() -> bool:
    """Whether the program of a function with `ad.function` is being written.

    >>> ad.inside_function()
    False
    """
    return is_tracing()
