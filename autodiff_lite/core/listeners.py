"""Who listens to operations, thread by thread: tapes, and what traces a function.

The one thing that operations and tapes share: an operation asks for the listeners of its own thread, a tape
puts itself among them and takes itself off. It must not know tensors, variables or primitives.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

# What is told of are tensors, variables and primitives; these know this module, and it knows none of them.
Told = Any


class Listener:
    """What is told of each operation: a tape, or what stands in its place. This one takes no notice."""

    def is_tracked(self, value: Told) -> bool:
        """Whether a gradient goes to this tensor."""
        return False

    def record(
        self, primitive: Told, inputs: tuple[Told, ...], output: Told, attributes: dict[str, Any]
    ) -> None:
        """An operation took place."""

    def record_short(self, primitive: Told, a: Told, b: Told | None, output: Told) -> None:
        """An operation on one or two tensors, without attributes, took place."""
        self.record(primitive, (a,) if b is None else (a, b), output, {})

    def read(self, variable: Told, value: Told) -> None:
        """A variable's current value was asked for."""

    def stored(self, variable: Told, value: Told, is_first: bool = False) -> None:
        """A tensor's value was assigned to a variable, or is its first."""

    def differentiated(self, gradient: Told) -> None:
        """Another tape gave a gradient."""

    def left_through_numpy(self, value: Told) -> None:
        """A tensor was turned into a NumPy array or a Python number."""

    def decided(self, value: Told) -> None:
        """Python asked whether a tensor is true."""

    # What only the tracer of `ad.function` asks for (programs/trace.py), which listens in place of the tapes
    # while a function is run to write its program.

    is_writing = False
    """Whether a program is being written."""

    def has_own_gradient(self) -> None:
        """What follows has a gradient that a program does not know: a tape sees it as Python runs it."""

    def is_unknown(self, value: Told) -> bool:
        """Whether the numbers in a tensor are not known yet: they will be when the program runs."""
        return False

    def value_used(self, value: Told, by: str) -> None:
        """An operation goes by a tensor's values when it decides what to compute; with None, by chance."""

    def postpones(
        self,
        name: str,
        effect: Callable[..., Any],
        values: Sequence[Told],
        changed: Sequence[Told],
        becomes: Callable[[], Told] | None = None,
    ) -> bool:
        """Whether this listener sees to it that `effect(*values)`, which changes variables, is done later.

        `becomes()` is the value of the one variable that is changed.
        """
        return False

    def draws(self, value: Told, draw: Callable[[], Told]) -> bool:
        """Whether this listener calls `draw` again for each run, for random numbers in place of `value`."""
        return False


class _Thread(threading.local):
    listeners: tuple[Listener, ...] = ()


def value_used(value: Told, by: str) -> None:
    """Tell whoever listens that an operation goes by these values to decide what to compute."""
    for listener in thread.listeners:
        listener.value_used(value, by)


def is_unknown(value: Told) -> bool:
    """Whether the numbers in a tensor are known only when the program runs that is being written."""
    return any(listener.is_unknown(value) for listener in thread.listeners)


def postponed(
    name: str,
    effect: Callable[..., Any],
    values: Sequence[Told],
    changed: Sequence[Told] = (),
    becomes: Callable[[], Told] | None = None,
) -> bool:
    """Whether somebody who listens does this later: what changes variables, or prints."""
    return any(listener.postpones(name, effect, values, changed, becomes) for listener in thread.listeners)


def drawn_anew(value: Told, draw: Callable[[], Told]) -> bool:
    """Whether somebody who listens draws random numbers like these again, each time that a program runs."""
    return any(listener.draws(value, draw) for listener in thread.listeners)


@contextmanager
def unseen_by_tapes(*others: Listener, has_own_gradient: bool = False) -> Iterator[None]:
    """In the block only those listen who write programs, and `others`."""
    outer = thread.listeners
    writing = tuple([listener for listener in outer if listener.is_writing])
    if has_own_gradient:
        for listener in writing:
            listener.has_own_gradient()
    thread.listeners = (*writing, *others)
    try:
        yield
    finally:
        thread.listeners = outer


thread = _Thread()
"""`thread.listeners` are those who listen in the thread that asks, the innermost last."""

held: dict[int, dict[int, Told]] = {}
"""By the thread that writes a program, what variables hold in it, by their identities: to all other threads
they are what they were. Nearly always empty, which is quick to see."""


@contextmanager
def unheard() -> Iterator[None]:
    """Within the block nobody listens in this thread: what is computed there is no part of a program."""
    outer, thread.listeners = thread.listeners, ()
    try:
        yield
    finally:
        thread.listeners = outer
