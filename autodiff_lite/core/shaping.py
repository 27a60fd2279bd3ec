"""The operations that the core itself needs: to hand a value out, to undo broadcasting, to lay gradients out
as a Jacobian.

Rows of the table like all others, which stand in `table` and lead on from here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from autodiff_lite.core.on_arrays import rules_on_arrays
from autodiff_lite.core.primitive import Primitive
from autodiff_lite.errors import unfit

# NumPy's stubs know the places of its parameters only by name, which are slower.
_add_reduce: Callable[..., Any] = np.add.reduce


def _filled(x: Any, shape: tuple[int, ...]) -> Any:
    # Several times quicker than np.broadcast_to for small arrays, and writable.
    out = np.empty(shape, x.dtype)
    out[...] = x
    return out


@lru_cache(maxsize=16)
def _ones(count: int, dtype: Any) -> Any:
    return np.ones(count, dtype)


def _sum_to(x: Any, shape: tuple[int, ...]) -> Any:
    lead = x.ndim - len(shape)
    if x.shape[lead:] == shape:
        if x.ndim == 2 and lead == 1 and len(x) <= 4096:
            return _ones(len(x), x.dtype).dot(x)  # of a bias: a product adds rows in a third of the time
        return _add_reduce(x, tuple(range(lead)) if shape else None)
    axes = tuple(range(lead)) + tuple([i + lead for i, n in enumerate(shape) if n == 1 != x.shape[i + lead]])
    return _add_reduce(x, axes, None, None, True).reshape(shape)


def _reshape(x: Any, shape: tuple[int, ...]) -> Any:
    try:
        return x.reshape(shape)
    except ValueError:
        takes = f"a shape for the {x.size} entries of {x.shape} (one length may be -1)"
        raise unfit("reshape", takes, shape) from None


def _getitem(x: Any, index: Any) -> Any:
    # A view would keep a large array alive through a small slice of it, and share its memory.
    part = x[index]
    return part.copy() if part.ndim and part.size * 2 <= x.size else part


def _put(part: Any, index: Any, shape: tuple[int, ...]) -> Any:
    # An index names each place once: ints and slices do, and others are not taken (`functions.picking`).
    out = np.zeros(shape, part.dtype)
    out[index] = part
    return out


def _with_part(x: Any, part: Any, index: Any) -> Any:
    out = np.array(x)
    out[index] = part
    return out[()]


def _stack_rule(up: Any, y: Any, *parts: Any, axis: int) -> list[Any]:
    return [getitem(up, index=(slice(None),) * axis + (i,)) for i in range(len(parts))]


# A row: name and forward; for each input the rule that takes the upstream gradient back to it.
# fmt: off
identity = Primitive("identity", lambda x: x, lambda up, y, x: up)
broadcast_to = Primitive("broadcast_to", _filled, lambda up, y, x, shape: sum_to(up, shape=tuple(x.shape)))
sum_to = Primitive("sum_to", _sum_to, lambda up, y, x, shape: broadcast_to(up, shape=tuple(x.shape)))
reshape = Primitive("reshape", _reshape,
    lambda up, y, x, shape: reshape(up, shape=tuple(x.shape)))
getitem = Primitive("getitem", _getitem, lambda up, y, x, index: put(up, index=index, shape=tuple(x.shape)))
put = Primitive("put", _put, lambda up, y, part, index, shape: getitem(up, index=index))
with_part = Primitive("with_part", _with_part, None, None)  # what a variable becomes by `v[...].assign`
stack = Primitive("stack", lambda *parts, axis: np.stack(parts, axis), joint_rule=_stack_rule)
# fmt: on
rules_on_arrays(globals())
