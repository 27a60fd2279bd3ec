"""Who listens to operations, thread by thread: tapes, and what traces a function.

The one thing that operations and tapes share: an operation asks for the listeners of its own thread, a tape
puts itself among them and takes itself off. It must not know tensors, variables or primitives.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
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


class _Thread(threading.local):
    listeners: tuple[Listener, ...] = ()


thread = _Thread()
"""`thread.listeners` are those who listen in the thread that asks, the innermost last."""


@contextmanager
def unheard() -> Iterator[None]:
    """Within the block nobody listens in this thread: what is computed there is no part of a program."""
    outer, thread.listeners = thread.listeners, ()
    try:
        yield
    finally:
        thread.listeners = outer
