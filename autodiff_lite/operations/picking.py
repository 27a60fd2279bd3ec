"""Functions that pick entries by their places, under TensorFlow's names, and `x[...]`.

The gradient of each goes back to where the entries came from; an entry picked twice receives the sum.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autodiff_lite.convert import convert_to_tensor
from autodiff_lite.dtypes import as_numpy
from autodiff_lite.errors import InvalidArgumentError, SliceIndexError, WrongDtypeError
from autodiff_lite.operations.reductions import Axis, one_axis
from autodiff_lite.operations.shapes import reshape, taken, transpose, whole
from autodiff_lite.primitive import apply
from autodiff_lite.primitives import shaping as p
from autodiff_lite.tensor import Operand, Tensor, TensorLike


def gather(
    params: TensorLike, indices: TensorLike, axis: Axis = None, batch_dims: int = 0, name: str | None = None
) -> Tensor:
    """Slices of `params` along `axis` (by default the first), as `indices` of any shape name them.

    Raises `InvalidArgumentError` for an index outside the axis.

    >>> ad.gather([10.0, 20.0, 30.0], [2, 0]).numpy().tolist()
    [30.0, 10.0]
    """
    x, places = convert_to_tensor(params), whole(indices)
    batch = batch_dims + places.ndim if batch_dims < 0 else batch_dims
    number = one_axis(batch if axis is None else axis, x.array.ndim, "gather")
    length = x.array.shape[number]
    if places.size and (places.min() < 0 or places.max() >= length):
        wrong = int(places.max() if places.max() >= length else places.min())
        raise InvalidArgumentError(f"gather: index {wrong} is not in [0, {length}), the length of the axis")
    return _gather_by_batch(x, places, number, batch) if batch else taken(x, places, number)


def _gather_by_batch(x: Tensor, places: Any, axis: int, batch: int) -> Tensor:
    lead, length = x.array.shape[:batch], x.array.shape[axis]
    if axis < batch:
        raise ValueError(f"gather: axis {axis} lies among the first {batch} axes, which are the batch")
    if places.shape[:batch] != lead:
        raise InvalidArgumentError(
            f"gather: params {x.array.shape} and indices {places.shape} differ in their first {batch} axes"
        )
    # With the axis moved up to the batch, and both made one axis, it is the plain case.
    order = list(range(x.array.ndim))
    order.insert(batch, order.pop(axis))
    rows = math.prod(lead)
    moved = x if axis == batch else transpose(x, order)
    flat = reshape(moved, (rows * length, *(x.array.shape[i] for i in order[batch + 1 :])))
    starts = (np.arange(rows) * length).reshape(lead + (1,) * (places.ndim - batch))
    found = taken(flat, starts + places, 0)
    if axis == batch:
        return found
    # Back go the axes that stood between the two.
    order = list(range(found.array.ndim))
    picked = order[batch : places.ndim]
    del order[batch : places.ndim]
    return transpose(found, order[:axis] + picked + order[axis:])


def boolean_mask(tensor: TensorLike, mask: TensorLike, axis: Axis = None, name: str | None = None) -> Tensor:
    """The entries (or slices) where `mask` is true, in a row.

    >>> ad.boolean_mask([1.0, 2.0, 3.0], [True, False, True]).numpy().tolist()
    [1.0, 3.0]
    """
    x, chosen = convert_to_tensor(tensor), convert_to_tensor(mask).array
    if chosen.dtype.kind in "iu":
        chosen = chosen != 0
    lengths = x.array.shape
    start = one_axis(0 if axis is None else axis, len(lengths), "boolean_mask")
    stop = start + chosen.ndim
    if chosen.dtype.kind != "b" or not chosen.ndim or lengths[start:stop] != chosen.shape:
        raise ValueError(
            f"boolean_mask: the mask ({chosen.dtype.name} {chosen.shape}) must hold truth values and have "
            f"the lengths of the tensor's axes from {start} on (shape {lengths})"
        )
    flat = reshape(x, (*lengths[:start], chosen.size, *lengths[stop:]))
    return taken(flat, np.flatnonzero(chosen), start)


def one_hot(
    indices: TensorLike,
    depth: int,
    on_value: Any = None,
    off_value: Any = None,
    axis: Axis = -1,
    dtype: Any = None,
    name: str | None = None,
) -> Tensor:
    """For each index a row of zeros with a one at that place; indices outside `depth` give zeros alone.

    >>> ad.one_hot([0, 2], depth=3).numpy().tolist()
    [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    """
    places, count = whole(indices), int(depth)
    if count < 0:
        raise InvalidArgumentError(f"one_hot: depth is the number of classes, at least 0; got {count}")
    if axis < -1:
        raise InvalidArgumentError(f"one_hot: axis is -1, or from 0 to {places.ndim}; got {axis}")
    if dtype is None:
        given = [convert_to_tensor(v).array.dtype for v in (on_value, off_value) if v is not None]
        dtype = given[0] if given else np.float32
    on, off = (
        convert_to_tensor(default if v is None else v, dtype).array
        for v, default in (
            (on_value, np.asarray(1, as_numpy(dtype))),
            (off_value, np.asarray(0, as_numpy(dtype))),
        )
    )
    rows = np.where(places[..., None] == np.arange(count), on, off)
    return Tensor(np.moveaxis(rows, -1, one_axis(axis, places.ndim + 1, "one_hot")))


def getitem(tensor: Operand, index: Any) -> Tensor:
    """What ``tensor[index]`` does: ints, slices with steps, ``...`` and ``newaxis``, and tuples of them.

    Raises `TypeError` for other indices, such as lists (use `gather`) or masks (use `boolean_mask`), and
    `SliceIndexError`, which is an `InvalidArgumentError` and an `IndexError`, beyond the end of an axis.
    """
    x = tensor.value()
    given = index if isinstance(index, tuple) else (index,)
    if len(given) == 1 and isinstance(given[0], Operand) and given[0].held.dtype.kind == "b":
        return boolean_mask(x, given[0])
    try:
        return apply(p.getitem, (x,), {"index": tuple(_basic(part) for part in given)})
    except WrongDtypeError:
        raise
    except InvalidArgumentError as problem:
        raise SliceIndexError(f"index {index!r} does not fit shape {x.array.shape}: {problem}") from None


def _basic(part: Any) -> Any:
    if part is None or part is Ellipsis or type(part) is int:
        return part
    if isinstance(part, slice):
        return slice(*(n if n is None else _bound(n) for n in (part.start, part.stop, part.step)))
    return _bound(part)


def _bound(value: Any) -> int:
    wrong = f"a tensor is indexed with ints, slices, ... and newaxis; got {value!r} ({type(value).__name__})."
    if isinstance(value, bool | float | list | str) or (hasattr(value, "shape") and tuple(value.shape)):
        remedy = "To pick several places use gather(x, indices), by truth values boolean_mask(x, mask)."
        raise WrongDtypeError(f"{wrong} {remedy}")
    try:
        return int(value.__index__())
    except (AttributeError, TypeError):
        raise TypeError(wrong) from None
