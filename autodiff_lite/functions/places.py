"""Functions that pick and put entries by their whole places, under TensorFlow's names.

A place is a vector of indices, one for each of the first axes; `indices` has shape ``(..., k)`` and names
entries where k is the number of axes, else slices.
"""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from autodiff_lite.core.convert import Name, as_shape, convert_to_tensor, like
from autodiff_lite.core.primitive import apply
from autodiff_lite.core.tensor import Tensor, TensorLike
from autodiff_lite.errors import unfit
from autodiff_lite.functions.arguments import whole
from autodiff_lite.functions.elementwise import add
from autodiff_lite.functions.made import negative
from autodiff_lite.functions.operands import numeric
from autodiff_lite.functions.shapes import reshape, taken
from autodiff_lite.table.elementwise import select
from autodiff_lite.table.shaping import add_at


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
    put = apply(add_at, (last,), {"indices": kept, "axis": 0, "length": count})
    is_new = np.zeros((count, *[1] * len(slices)), np.bool_)
    is_new[kept] = True
    together = apply(select, (Tensor(is_new), put, reshape(x, (count, *slices))))
    return reshape(together, x.array.shape)


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
    added = apply(add_at, (rows,), {"indices": numbers.ravel(), "axis": 0, "length": count})
    return reshape(added, shape)
