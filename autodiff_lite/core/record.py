"""What a tape recorded: one operation after the other.

Knows primitives and tensors, and nothing of gradients.
"""

from __future__ import annotations

from typing import Any

from autodiff_lite.core.primitive import EMPTY, Primitive
from autodiff_lite.core.tensor import Tensor

Entry = tuple[Primitive, tuple[Tensor, ...], Tensor, dict[str, Any]]
"""One recorded operation: the primitive, its inputs, its output, its attributes."""

Record = list[Any]
"""The same, as a tape keeps it, oldest first: four places for each operation,

    primitive, x,        None,       output      one input
    primitive, a,        b,          output      two inputs
    primitive, x,        attributes, output      one input, and attributes
    primitive, (x, ...), attributes, output      any other

It is one flat list because Python's garbage collector visits each object in a record of millions over and
over: an operation of the first two kinds, of which most programs consist, adds one object, the output, and no
tuple or dict."""


def entries_of(record: Record) -> list[Entry]:
    """The operations of a record one by one, oldest first."""
    entries: list[Entry] = []
    places = iter(record)
    for primitive, x, y, output in zip(places, places, places, places, strict=True):
        if type(x) is tuple:
            entries.append((primitive, x, output, y))
        elif y is None:
            entries.append((primitive, (x,), output, EMPTY))
        elif type(y) is Tensor:
            entries.append((primitive, (x, y), output, EMPTY))
        else:
            entries.append((primitive, (x,), output, y))
    return entries
