"""Primitives that move entries about: shapes, order, picking and putting.

Their rules move the gradient back.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autodiff_lite.core.primitive import Primitive
from autodiff_lite.core.shaping import broadcast_to, getitem, identity, put, reshape, stack, sum_to


def _add_at(parts: Any, indices: Any, axis: int, length: int) -> Any:
    """Zeros with `parts` added at `indices` along `axis`; an index that occurs twice receives both."""
    lead, tail = parts.shape[:axis], parts.shape[axis + np.ndim(indices) :]
    out = np.zeros((*lead, length, *tail), parts.dtype)
    np.add.at(out, (slice(None),) * axis + (indices,), parts)
    return out


def _take_at(x: Any, indices: Any, axis: int) -> Any:
    length = x.shape[axis]
    if indices.size and (indices.min() < 0 or indices.max() >= length):
        raise IndexError(f"wanted are indices in [0, {length}) along axis {axis}; got {indices!s}")
    return np.take(x, indices, axis=axis)


def _order(x: Any, axis: int, descending: bool) -> Any:
    """The indices that sort; of equal entries the one that stands first comes first, in both directions."""
    if descending:
        # The least whole number has no negative; with each bit turned over all of them are in reverse order.
        x = -x if x.dtype.kind == "f" else ~x
    return np.argsort(x, axis=axis, kind="stable")


def _pad_rule(up: Any, y: Any, x: Any, widths: Any, value: Any) -> Any:
    kept = tuple(slice(before, before + n) for (before, _), n in zip(widths, x.shape, strict=True))
    return getitem(up, index=kept)


def _concat_rule(up: Any, y: Any, *parts: Any, axis: int) -> list[Any]:
    ends = np.cumsum([part.shape[axis] for part in parts]).tolist()
    pieces = [slice(end - part.shape[axis], end) for part, end in zip(parts, ends, strict=True)]
    return [getitem(up, index=(slice(None),) * axis + (piece,)) for piece in pieces]


__all__ = ["broadcast_to", "getitem", "identity", "put", "reshape", "stack", "sum_to"]

# A row: name and forward; for each input the rule that takes the upstream gradient back to it.
# fmt: off
transpose = Primitive("transpose", lambda x, perm: np.transpose(x, perm),
    lambda up, y, x, perm: transpose(up, perm=tuple(int(i) for i in np.argsort(perm))))
reverse = Primitive("reverse", lambda x, axis: np.flip(x, axis),
    lambda up, y, x, axis: reverse(up, axis=axis))
gather = Primitive("gather", lambda x, indices, axis: np.take(x, indices, axis=axis),
    lambda up, y, x, indices, axis: add_at(up, indices=indices, axis=axis, length=x.shape[axis]))
add_at = Primitive("add_at", _add_at,
    lambda up, y, parts, indices, axis, length: gather(up, indices=indices, axis=axis))
# The same for indices that are known only when a program runs: they are an operand.
gather_at = Primitive("gather_at", _take_at,
    lambda up, y, x, indices, axis: add_to(up, indices, axis=axis, length=x.shape[axis]), None)
add_to = Primitive("add_to", _add_at,
    lambda up, y, parts, indices, axis, length: gather_at(up, indices, axis=axis), None)
# For indices that name each place of the axis once, as those of a sort do.
take_along = Primitive("take_along", lambda x, indices, axis: np.take_along_axis(x, indices, axis),
    lambda up, y, x, indices, axis: take_along(up, indices=np.argsort(indices, axis), axis=axis))
order = Primitive("argsort", _order, None)
# The same for indices that are known only when a program runs.
take_along_at = Primitive("take_along_at", lambda x, indices, axis: np.take_along_axis(x, indices, axis),
    lambda up, y, x, indices, axis:
        take_along_at(up, order(indices, axis=axis, descending=False), axis=axis), None)
pad = Primitive("pad", lambda x, widths, value: np.pad(x, widths, constant_values=value) if widths else x,
    _pad_rule)
concat = Primitive("concat", lambda *parts, axis: np.concatenate(parts, axis), joint_rule=_concat_rule)
add_n = Primitive("add_n", lambda *parts: sum(parts[1:], parts[0]),
    joint_rule=lambda up, y, *parts: [up] * len(parts))
# fmt: on
