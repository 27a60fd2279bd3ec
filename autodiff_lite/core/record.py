"""What a tape recorded: one operation after the other.

Knows primitives and tensors, and nothing of gradients.
"""

from __future__ import annotations

from typing import Any

from autodiff_lite.core.primitive import NONE, Primitive
from autodiff_lite.core.tensor import Tensor

Entry = tuple[Primitive, tuple[Tensor, ...], Tensor, dict[str, Any]]
"""One recorded operation: the primitive, its inputs, its output, its attributes."""

Record = list[Any]
"""The same, as a tape keeps it, oldest first. An operation takes four places: its primitive; what it was
given, in two places; its output. Given are a tensor and None, or a tensor and a dict of attributes, or two
tensors, or a tuple of tensors and a dict of attributes. It is one flat list because the garbage collector
visits each object in a record of millions over and over, and this way there is one to an operation: its
output."""


def entries_of(record: Record) -> list[Entry]:
    """The operations of a record one by one, oldest first."""
    places = iter(record)
    return [
        (primitive, x, output, y)
        if type(x) is tuple
        else (primitive, (x,), output, NONE)
        if y is None
        else (primitive, (x,), output, y)
        if type(y) is dict
        else (primitive, (x, y), output, NONE)
        for primitive, x, y, output in zip(places, places, places, places, strict=True)
    ]
