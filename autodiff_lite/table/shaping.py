"""Primitives that move entries about: shapes, order, picking and putting.

Their rules move the gradient back.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

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
    out = np.zeros(shape, part.dtype)
    out[index] = part
    return out


def _add_at(parts: Any, indices: Any, axis: int, length: int) -> Any:
    """Zeros with `parts` added at `indices` along `axis`; an index that occurs twice receives both."""
    lead, tail = parts.shape[:axis], parts.shape[axis + np.ndim(indices) :]
    out = np.zeros((*lead, length, *tail), parts.dtype)
    np.add.at(out, (slice(None),) * axis + (indices,), parts)
    return out


def _pad_rule(up: Any, y: Any, x: Any, widths: Any, value: Any) -> Any:
    kept = tuple(slice(before, before + n) for (before, _), n in zip(widths, x.shape, strict=True))
    return getitem(up, index=kept)


def _concat_rule(up: Any, y: Any, *parts: Any, axis: int) -> list[Any]:
    ends = np.cumsum([part.shape[axis] for part in parts]).tolist()
    pieces = [slice(end - part.shape[axis], end) for part, end in zip(parts, ends, strict=True)]
    return [getitem(up, index=(slice(None),) * axis + (piece,)) for piece in pieces]


def _stack_rule(up: Any, y: Any, *parts: Any, axis: int) -> list[Any]:
    return [getitem(up, index=(slice(None),) * axis + (i,)) for i in range(len(parts))]


def _cumulative_sum(x: Any, axis: int, exclusive: bool, reverse: bool) -> Any:
    turned = np.flip(x, axis) if reverse else x
    total = np.cumsum(turned, axis=axis, dtype=x.dtype)
    total = total - turned if exclusive else total
    return np.flip(total, axis) if reverse else total


# A row: name and forward; for each input the rule that takes the upstream gradient back to it.
# fmt: off
broadcast_to = Primitive("broadcast_to", _filled, lambda up, y, x, shape: sum_to(up, shape=tuple(x.shape)))
sum_to = Primitive("sum_to", _sum_to, lambda up, y, x, shape: broadcast_to(up, shape=tuple(x.shape)))
reshape = Primitive("reshape", _reshape,
    lambda up, y, x, shape: reshape(up, shape=tuple(x.shape)))
transpose = Primitive("transpose", lambda x, perm: np.transpose(x, perm),
    lambda up, y, x, perm: transpose(up, perm=tuple(int(i) for i in np.argsort(perm))))
reverse = Primitive("reverse", lambda x, axis: np.flip(x, axis),
    lambda up, y, x, axis: reverse(up, axis=axis))
getitem = Primitive("getitem", _getitem, lambda up, y, x, index: put(up, index=index, shape=tuple(x.shape)))
put = Primitive("put", _put, lambda up, y, part, index, shape: getitem(up, index=index))
gather = Primitive("gather", lambda x, indices, axis: np.take(x, indices, axis=axis),
    lambda up, y, x, indices, axis: add_at(up, indices=indices, axis=axis, length=x.shape[axis]))
add_at = Primitive("add_at", _add_at,
    lambda up, y, parts, indices, axis, length: gather(up, indices=indices, axis=axis))
# For indices that name each place of the axis once, as those of a sort do.
take_along = Primitive("take_along", lambda x, indices, axis: np.take_along_axis(x, indices, axis),
    lambda up, y, x, indices, axis: take_along(up, indices=np.argsort(indices, axis), axis=axis))
pad = Primitive("pad", lambda x, widths, value: np.pad(x, widths, constant_values=value) if widths else x,
    _pad_rule)
concat = Primitive("concat", lambda *parts, axis: np.concatenate(parts, axis), joint_rule=_concat_rule)
stack = Primitive("stack", lambda *parts, axis: np.stack(parts, axis), joint_rule=_stack_rule)
cumulative_sum = Primitive("cumsum", _cumulative_sum,
    lambda up, y, x, axis, exclusive, reverse:
        cumulative_sum(up, axis=axis, exclusive=exclusive, reverse=not reverse))
add_n = Primitive("add_n", lambda *parts: sum(parts[1:], parts[0]),
    joint_rule=lambda up, y, *parts: [up] * len(parts))
# fmt: on
