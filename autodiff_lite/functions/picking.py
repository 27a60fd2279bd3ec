"""Functions that pick and put entries by their places, under TensorFlow's names, and `x[...]`.

The gradient of each goes back to where the entries came from; an entry picked twice receives the sum. Where a
place is named whole, it is a vector of indices, one for each of the first axes: `indices` has shape
``(..., k)`` and names entries where k is the number of axes, else slices.
"""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from autodiff_lite.core.convert import Name, as_shape, convert_to_tensor, like
from autodiff_lite.core.listeners import thread
from autodiff_lite.core.primitive import apply
from autodiff_lite.core.tensor import Operand, Tensor, TensorLike
from autodiff_lite.core.writing import is_unknown, value_used
from autodiff_lite.errors import InvalidArgumentError, SliceIndexError, WrongDtypeError, unfit
from autodiff_lite.functions.arguments import Axis, along, decisive, one_axis, whole
from autodiff_lite.functions.elementwise import add, divide
from autodiff_lite.functions.made import negative
from autodiff_lite.functions.operands import numeric
from autodiff_lite.functions.shapes import reshape, taken
from autodiff_lite.table import elementwise as t
from autodiff_lite.table import shaping as p
from autodiff_lite.table.elementwise import select
from autodiff_lite.values.dtypes import as_numpy


def gather(
    params: TensorLike, indices: TensorLike, axis: Axis = None, batch_dims: int = 0, name: Name = None
) -> Tensor:
    """Slices of `params` along `axis` (by default the first), as `indices` of any shape name them.

    Raises `InvalidArgumentError` for an index outside the axis.

    >>> ad.gather([10.0, 20.0, 30.0], [2, 0]).numpy().tolist()
    [30.0, 10.0]
    """
    chosen = convert_to_tensor(indices)
    if is_unknown(chosen) and not batch_dims and chosen.array.dtype.kind in "iu":
        x, number = along(params, 0 if axis is None else axis, "gather")
        return apply(p.gather_at, (x, chosen), {"axis": number})
    places = whole(chosen)
    batch = batch_dims + places.ndim if batch_dims < 0 else batch_dims
    x, number = along(params, batch if axis is None else axis, "gather")
    length = x.array.shape[number]
    outside = places[(places < 0) | (places >= length)]
    if outside.size:
        wanted = f"indices in [0, {length}) along axis {number}; index {outside.flat[0]} is not"
        raise unfit("gather", wanted, x, places)
    return _gather_by_batch(x, places, number, batch) if batch else taken(x, places, number)


def _gather_by_batch(x: Tensor, places: Any, axis: int, batch: int) -> Tensor:
    lengths, lead = x.array.shape, x.array.shape[:batch]
    if axis < batch or places.shape[:batch] != lead:
        raise unfit("gather", f"params and indices that share {batch} axes, before axis {axis}", x, places)
    # The slices behind `axis` are counted through, and the numbers of those to pick are looked up.
    numbers = np.arange(prod(lengths[: axis + 1])).reshape(lengths[: axis + 1])
    picked = np.moveaxis(numbers, axis, batch)[(*np.indices(places.shape, sparse=True)[:batch], places)]
    picked = np.moveaxis(picked, range(batch, places.ndim), range(batch - places.ndim, 0))
    return taken(reshape(x, (numbers.size, *lengths[axis + 1 :])), picked, 0)


def boolean_mask(tensor: TensorLike, mask: TensorLike, axis: Axis = None, name: Name = None) -> Tensor:
    """The entries (or slices) where `mask` is true, or a number other than 0, in a row.

    >>> ad.boolean_mask([1.0, 2.0, 3.0], [True, False, True]).numpy().tolist()
    [1.0, 3.0]
    """
    x, start = along(tensor, 0 if axis is None else axis, "boolean_mask")
    chosen, lengths = convert_to_tensor(mask), x.array.shape
    value_used(chosen, "boolean_mask")
    chosen = chosen.array
    stop = start + chosen.ndim
    if not chosen.ndim or lengths[start:stop] != chosen.shape:
        wanted = f"a mask with the lengths of the tensor's axes from {start} on"
        raise unfit("boolean_mask", wanted, x, chosen)
    flat = reshape(x, (*lengths[:start], chosen.size, *lengths[stop:]))
    return taken(flat, np.flatnonzero(chosen), start)


def one_hot(
    indices: TensorLike,
    depth: int,
    on_value: Any = None,
    off_value: Any = None,
    axis: Axis = -1,
    dtype: Any = None,
    name: Name = None,
) -> Tensor:
    """For each index a row of zeros with a one at that place; indices outside `depth` give zeros alone.

    >>> ad.one_hot([0, 2], depth=3).numpy().tolist()
    [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    """
    chosen, count = convert_to_tensor(indices), int(depth)
    is_later = is_unknown(chosen) and chosen.array.dtype.kind in "iu"
    places = chosen.array if is_later else whole(chosen)
    for value in (on_value, off_value):
        decisive(value, "one_hot")
    if count < 0 or axis < -1:
        raise unfit("one_hot", "a depth (the number of classes) from 0 and an axis from -1", count, axis)
    given = [convert_to_tensor(v).array.dtype for v in (on_value, off_value) if v is not None]
    wanted = as_numpy((*given, np.float32)[0] if dtype is None else dtype)
    on = np.asarray(1, wanted) if on_value is None else convert_to_tensor(on_value, wanted).array
    off = np.asarray(0, wanted) if off_value is None else convert_to_tensor(off_value, wanted).array
    rank = places.ndim
    place, classes = one_axis(axis, rank + 1, "one_hot"), np.arange(count)
    if is_later:
        hot = apply(t.equal, (reshape(chosen, (*places.shape, 1)), Tensor(classes)))
        rows = apply(t.select, (hot, Tensor(on), Tensor(off)))
        order = (*range(place), rank, *range(place, rank))
        return rows if place == rank else apply(p.transpose, (rows,), {"perm": order})
    return Tensor(np.moveaxis(np.where(places[..., None] == classes, on, off), -1, place))


def gather_nd(params: TensorLike, indices: TensorLike, batch_dims: int = 0, name: Name = None) -> Tensor:
    """The entries of `params` at `indices` ``(..., k)``, or slices: shape ``(..., *params.shape[k:])``.

    With `batch_dims` b, the first b axes of both go together. A place named twice receives both gradients.
    Raises `InvalidArgumentError` for a place that is not there.

    >>> ad.gather_nd([[1.0, 2.0], [3.0, 4.0]], [[0, 0], [1, 0]]).numpy().tolist()
    [1.0, 3.0]
    """
    x, places = convert_to_tensor(params), whole(indices)
    if batch_dims:
        lead = x.array.shape[:batch_dims]
        if len(lead) < batch_dims or places.shape[:batch_dims] != lead or places.ndim <= batch_dims:
            raise unfit("gather_nd", f"params and indices that share {batch_dims} axes", x, places)
        own = np.indices(places.shape[:-1])[:batch_dims]  # each place's own number in the batch
        places = np.concatenate([np.moveaxis(own, 0, -1), places], axis=-1)
    numbers, count, slices = _numbers("gather_nd", places, x.array.shape)
    return taken(reshape(x, (count, *slices)), numbers, 0)


def scatter_nd(indices: TensorLike, updates: TensorLike, shape: Any, name: Name = None) -> Tensor:
    """Zeros of `shape` with `updates` added at `indices`; each update's gradient is taken from its place.

    Raises `InvalidArgumentError` for a place that is not there and updates that do not fit.

    >>> ad.scatter_nd([[2], [0], [2]], [1.0, 2.0, 3.0], (4,)).numpy().tolist()
    [2.0, 0.0, 4.0, 0.0]
    """
    lengths = as_shape(shape)
    return _added("scatter_nd", whole(indices), numeric(updates, "scatter_nd"), lengths)


def tensor_scatter_nd_add(
    tensor: TensorLike, indices: TensorLike, updates: TensorLike, name: Name = None
) -> Tensor:
    """`tensor` with `updates` added at `indices`.

    >>> ad.tensor_scatter_nd_add([1.0, 1.0], [[1], [1]], [2.0, 3.0]).numpy().tolist()
    [1.0, 6.0]
    """
    x = numeric(tensor, "tensor_scatter_nd_add")
    return add(x, _added("tensor_scatter_nd_add", whole(indices), like(updates, x), x.array.shape))


def tensor_scatter_nd_sub(
    tensor: TensorLike, indices: TensorLike, updates: TensorLike, name: Name = None
) -> Tensor:
    """`tensor` with `updates` subtracted at `indices`.

    >>> ad.tensor_scatter_nd_sub([1.0, 1.0], [[1]], [2.0]).numpy().tolist()
    [1.0, -1.0]
    """
    x = numeric(tensor, "tensor_scatter_nd_sub")
    return tensor_scatter_nd_add(x, indices, negative(like(updates, x)))


def tensor_scatter_nd_update(
    tensor: TensorLike, indices: TensorLike, updates: TensorLike, name: Name = None
) -> Tensor:
    """`tensor` with `updates` in place of what was at `indices`; of a place named twice, the last one.

    The gradient of what was overwritten is zero, and that of an update is taken from its place.

    >>> ad.tensor_scatter_nd_update([1.0, 2.0, 3.0], [[0], [2]], [7.0, 8.0]).numpy().tolist()
    [7.0, 2.0, 8.0]
    """
    label = "tensor_scatter_nd_update"
    x, places = convert_to_tensor(tensor), whole(indices)
    new = like(updates, x)
    numbers, count, slices = _numbers(label, places, x.array.shape)
    rows = _rows(label, new, numbers, slices, places)
    # Turned round, the first of equal numbers is the last one that was given.
    kept, first = np.unique(numbers.ravel()[::-1], return_index=True)
    last = taken(rows, numbers.size - 1 - first, 0)
    put = apply(p.add_at, (last,), {"indices": kept, "axis": 0, "length": count})
    is_new = np.zeros((count, *[1] * len(slices)), np.bool_)
    is_new[kept] = True
    together = apply(select, (Tensor(is_new), put, reshape(x, (count, *slices))))
    return reshape(together, x.array.shape)


def tensor_scatter_nd_max(
    tensor: TensorLike, indices: TensorLike, updates: TensorLike, name: Name = None
) -> Tensor:
    """`tensor` with the largest of what was at `indices` and of `updates` for it.

    The gradient goes to where the largest came from; those that are equal share it.

    >>> ad.tensor_scatter_nd_max([1.0, 5.0], [[0], [1]], [3.0, 4.0]).numpy().tolist()
    [3.0, 5.0]
    """
    return _extreme("tensor_scatter_nd_max", np.maximum, tensor, indices, updates)


def tensor_scatter_nd_min(
    tensor: TensorLike, indices: TensorLike, updates: TensorLike, name: Name = None
) -> Tensor:
    """`tensor` with the smallest of what was at `indices` and of `updates` for it.

    The gradient goes to where the smallest came from; those that are equal share it.

    >>> ad.tensor_scatter_nd_min([1.0, 5.0], [[0], [1]], [3.0, 4.0]).numpy().tolist()
    [1.0, 4.0]
    """
    return _extreme("tensor_scatter_nd_min", np.minimum, tensor, indices, updates)


def _extreme(label: str, choose: Any, tensor: TensorLike, indices: TensorLike, updates: TensorLike) -> Tensor:
    x, places = numeric(tensor, label), whole(indices)
    new = like(updates, x)
    numbers, count, slices = _numbers(label, places, x.array.shape)
    rows = _rows(label, new, numbers, slices, places)
    old, at = reshape(x, (count, *slices)), numbers.ravel()
    for value in (x, new):
        decisive(value, label)
    found = np.array(old.array)
    choose.at(found, at, rows.array)
    # A NaN is chosen, and not equal to itself.
    is_old = (old.array == found) | (old.array != old.array)
    is_new = (rows.array == found[at]) | (rows.array != rows.array)
    shares = is_old.astype(found.dtype)
    np.add.at(shares, at, is_new.astype(found.dtype))
    zero = Tensor(found.dtype.type(0))
    put = {"indices": at, "axis": 0, "length": count}
    added = apply(p.add_at, (apply(t.select, (Tensor(is_new), rows, zero)),), put)
    total = add(apply(t.select, (Tensor(is_old), old, zero)), added)
    if found.dtype.kind == "f":  # whole numbers have no gradient to share
        return reshape(divide(total, Tensor(np.maximum(shares, 1))), x.array.shape)
    return Tensor(found.reshape(x.array.shape))


def cut(input_: TensorLike, begin: TensorLike, size: TensorLike, name: Name = None) -> Tensor:
    """The block of `size` entries along each axis that begins at `begin`; a size of -1 is all that follow.

    Raises `InvalidArgumentError` where the block leaves the tensor.

    >>> ad.slice([1.0, 2.0, 3.0, 4.0], [1], [2]).numpy().tolist()
    [2.0, 3.0]
    """
    x = convert_to_tensor(input_)
    firsts, sizes, lengths = whole(begin), whole(size), x.array.shape
    if firsts.shape != (len(lengths),) or sizes.shape != firsts.shape:
        raise unfit("slice", f"a begin and a size for each of {len(lengths)} axes", firsts, sizes)
    parts = []
    for first, n, length in zip(firsts.tolist(), sizes.tolist(), lengths, strict=True):
        end = length if n == -1 else first + n
        if not 0 <= first <= end <= length:
            raise unfit("slice", f"a block inside {lengths}", firsts, sizes)
        parts.append(slice(first, end))
    return apply(p.getitem, (x,), {"index": tuple(parts)})


cut.__name__ = "slice"  # which means something else in Python's modules


def _numbers(operation: str, places: Any, shape: tuple[int, ...]) -> tuple[Any, int, tuple[int, ...]]:
    """For each place its number when the slices are counted through; how many there are, and their shape."""
    if not places.ndim:
        raise unfit(operation, "indices of shape (..., k), of at least one axis", places)
    k = places.shape[-1]
    if k > len(shape):
        raise unfit(operation, f"indices of at most {len(shape)} numbers for the axes of {shape}", places)
    outside = (places < 0) | (places >= np.array(shape[:k], np.int64))
    if outside.any():
        place = places[outside.any(axis=-1)][0].tolist()
        raise unfit(operation, f"places inside {shape[:k]}; {place} is not", places)
    numbers = np.zeros(places.shape[:-1], np.int64)
    for axis in range(k):
        numbers = numbers * shape[axis] + places[..., axis]
    return numbers, prod(shape[:k]), shape[k:]


def _rows(operation: str, updates: Tensor, numbers: Any, slices: tuple[int, ...], places: Any) -> Tensor:
    """The updates as a list of slices."""
    wanted = (*numbers.shape, *slices)
    if updates.array.shape != wanted:
        raise unfit(operation, f"updates of shape {wanted}, one for each place", places, updates)
    return reshape(updates, (numbers.size, *slices))


def _added(operation: str, places: Any, updates: Tensor, shape: tuple[int, ...]) -> Tensor:
    numbers, count, slices = _numbers(operation, places, shape)
    rows = _rows(operation, updates, numbers, slices, places)
    added = apply(p.add_at, (rows,), {"indices": numbers.ravel(), "axis": 0, "length": count})
    return reshape(added, shape)


def getitem(tensor: Operand, index: Any) -> Tensor:
    """What ``tensor[index]`` does: ints, slices with steps, ``...`` and ``newaxis``, and tuples of them.

    Raises `TypeError` for other indices, such as lists (use `gather`) or masks (use `boolean_mask`), and
    `SliceIndexError`, which is an `InvalidArgumentError` and an `IndexError`, beyond the end of an axis.
    """
    x = tensor.read()
    if isinstance(index, Operand) and index.array.dtype.kind == "b":
        return boolean_mask(x, index)
    given = index if isinstance(index, tuple) else (index,)
    if thread.listeners and any(isinstance(part, Operand) and is_unknown(part.read()) for part in given):
        return _getitem_later(x, given)
    try:
        places = tuple([_basic(part) for part in given])
        part = apply(p.getitem, (x,), {"index": places})
        if tensor is not x:
            part.part_of = tensor, places  # a slice of a variable can be assigned to
        return part
    except WrongDtypeError:
        raise
    except InvalidArgumentError as problem:
        raise SliceIndexError(f"index {index!r} does not fit shape {x.array.shape}: {problem}") from None


def _getitem_later(x: Tensor, given: tuple[Any, ...]) -> Tensor:
    """The same where some of the ints are known only when the program runs."""
    later = [part for part in given if isinstance(part, Operand)]
    for part in later:
        if part.array.dtype.kind not in "iu" or part.array.ndim:
            _place(part)  # which says what is wrong
    taken_whole = getitem(x, tuple([slice(None) if isinstance(part, Operand) else part for part in given]))
    rank = taken_whole.array.ndim
    # Which axis of what is left each of them goes along: ints have none, and `...` has those of nobody else.
    kept = [part for part in given if isinstance(part, slice | Operand) or part is None]
    axis, axes = 0, []
    for part in given:
        if isinstance(part, Operand):
            axes.append(axis)
        axis += rank - len(kept) if part is Ellipsis else any(part is each for each in kept)
    for part, axis in zip(reversed(later), reversed(axes), strict=True):
        # In int64: the length of an axis may be beyond the range of a small index.
        number = apply(t.cast, (part.read(),), {"dtype": np.dtype(np.int64)})
        length = np.int64(taken_whole.array.shape[axis])
        from_end = apply(t.less, (number, Tensor(length * 0)))
        counted = apply(t.select, (from_end, apply(t.add, (number, Tensor(length))), number))
        taken_whole = apply(p.gather_at, (taken_whole, counted), {"axis": axis})
    return taken_whole


def _basic(part: Any) -> Any:
    if isinstance(part, slice):
        return slice(*[n if n is None else _place(n) for n in (part.start, part.stop, part.step)])
    return part if part is None or part is Ellipsis else _place(part)


def _place(value: Any) -> int:
    if type(value) is int:
        return value
    wrong = f"a tensor is indexed with ints, slices, ... and newaxis; got {value!r} ({type(value).__name__})."
    if isinstance(value, bool | float | list | str) or (hasattr(value, "shape") and tuple(value.shape)):
        remedy = "To pick several places use gather(x, indices), by truth values boolean_mask(x, mask)."
        raise WrongDtypeError(f"{wrong} {remedy}")
    try:
        return int(value.__index__())
    except (AttributeError, TypeError):
        raise TypeError(wrong) from None
