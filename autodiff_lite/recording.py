"""Which tapes are listening, thread by thread.

The one thing that operations and tapes share: an operation asks for the tapes of its own thread, a tape puts
itself on that stack and takes itself off.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autodiff_lite.primitive import Primitive
    from autodiff_lite.tensor import Tensor
    from autodiff_lite.variable import Variable


class Recorder:
    """What is told of each operation: a tape, or what stands in its place. This one takes no notice."""

    def record(
        self, primitive: Primitive, inputs: tuple[Tensor, ...], output: Tensor, attributes: dict[str, Any]
    ) -> None:
        """An operation took place."""

    def record_short(self, primitive: Primitive, x: Tensor, y: Tensor | None, output: Tensor) -> None:
        """An operation on one or two tensors, without attributes, took place."""
        self.record(primitive, (x,) if y is None else (x, y), output, {})

    def read(self, variable: Variable, value: Tensor) -> None:
        """A variable's current value was asked for."""

    def stored(self, variable: Variable, value: Tensor, is_first: bool = False) -> None:
        """A tensor's value was assigned to a variable, or is its first."""

    def differentiated(self, gradient: Tensor) -> None:
        """Another tape gave a gradient."""

    def left_through_numpy(self, value: Tensor) -> None:
        """A tensor was turned into a NumPy array or a Python number."""


class _Thread(threading.local):
    tapes: tuple[Recorder, ...] = ()


thread = _Thread()
"""`thread.tapes` are the tapes that listen in the thread that asks, the innermost last."""
