"""The parts of a graph as plain data: nodes, and the edges between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np

Kind = Literal["operation", "variable", "watched", "intermediate", "fixed", "constant"]
"""What a node is: an operation; a variable; a constant that is watched; the result of an operation further
back that is differentiated by; a result further back that is held fixed; a constant."""

Pull = Callable[[Any], Any]
"""From the gradient of an operation's output to its share in the gradient of one input (before broadcasting
is undone)."""


@dataclass(frozen=True, eq=False)
class Node:
    """An operation with the tensor that it gave, or a tensor from which the computation starts.

    `number` is an operation's place on the tape, as in ``replace_rules(..., only=[number])``. `gradient` is
    the target's gradient by the node's tensor, None where none arrives.
    """

    id: str
    kind: Kind
    name: str
    value: Any = field(repr=False)
    gradient: Any = field(default=None, repr=False)
    number: int | None = None
    operation: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict, repr=False)
    is_named: bool = field(default=False, repr=False)

    @property
    def shape(self) -> tuple[int, ...]:
        """The length of each axis of the tensor."""
        return tuple(self.value.shape)

    @property
    def dtype(self) -> str:
        """The name of the type of the tensor's elements."""
        return str(self.value.dtype.name)


@dataclass(frozen=True, eq=False)
class Edge:
    """A tensor on its way from the node that gave it into an operation, as the input in place `place` (from
    0).

    `contribution` is what comes back along the edge in the backward pass: this use's share in the gradient
    of the tensor. It is None where no gradient flows back.
    """

    start: Node
    end: Node
    place: int
    contribution: Any = field(default=None, repr=False)
    pull: Pull | None = field(default=None, repr=False)

    @property
    def key(self) -> tuple[int, int]:
        """The operation's number on the tape, and the place of the input."""
        assert self.end.number is not None
        return self.end.number, self.place

    @property
    def name(self) -> str:
        """The name of the tensor."""
        return self.start.name

    @property
    def value(self) -> Any:
        """The values of the tensor."""
        return self.start.value

    @property
    def shape(self) -> tuple[int, ...]:
        """The length of each axis of the tensor."""
        return self.start.shape

    @property
    def dtype(self) -> str:
        """The name of the type of the tensor's elements."""
        return self.start.dtype

    def back(self, upstream: Any) -> Any:
        """The gradient `upstream` of the operation's output, taken back along this edge; in the shape of its
        tensor."""
        from autodiff_lite.core.shaping import sum_to

        assert self.pull is not None
        gradient = self.pull(upstream)
        return gradient if gradient.shape == self.shape else sum_to(gradient, shape=self.shape)

    @cached_property
    def local(self) -> Any:
        """The derivative of the operation's output by this input, entry by entry, in the output's shape.

        A number for scalars. None where no gradient flows, and where one entry of the output depends on
        several of the input (a sum, a matrix product), which takes a matrix to write down.
        """
        if self.pull is None:
            return None
        ones = np.ones(self.end.shape, self.end.value.dtype)[()]
        factor = self.pull(ones)
        if factor is None or factor.shape != self.end.shape:
            return None
        # Entry by entry means: another upstream gradient comes back multiplied by the very same factors.
        other = (
            np.linspace(0.5, 1.5, ones.size, dtype=ones.dtype).reshape(ones.shape)[()]
            if ones.ndim
            else ones * 2
        )
        with np.errstate(all="ignore"):
            same = np.allclose(self.pull(other), other * factor, rtol=1e-3, atol=0, equal_nan=True)
        return factor if same else None
