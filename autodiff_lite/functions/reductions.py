"""Functions of a tensor's axes that a row of the table cannot say all of: orders, norms and lengths.

`axis` is an int, several ints, or None for all axes; negative axes count from the end. What reduces one array
to another by one formula (`reduce_sum`, `softmax`, `argmax`) is made from the table.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from autodiff_lite.core.convert import Name, convert_to_tensor, like
from autodiff_lite.core.primitive import apply
from autodiff_lite.core.tensor import Tensor, TensorLike
from autodiff_lite.core.writing import is_unknown
from autodiff_lite.errors import unfit
from autodiff_lite.functions import elementwise as e
from autodiff_lite.functions.arguments import Axis, along, axes_of
from autodiff_lite.functions.made import reduce_max, reduce_mean, reduce_sum
from autodiff_lite.functions.operands import floating, numeric
from autodiff_lite.table.shaping import getitem, order, take_along, take_along_at
from autodiff_lite.values.dtypes import DTypeLike, int32


def reduce_variance(
    input_tensor: TensorLike, axis: Axis = None, keepdims: bool = False, name: Name = None
) -> Tensor:
    """The mean of squared differences from the mean (divided by n, not n - 1).

    >>> ad.math.reduce_variance([1.0, 3.0]).numpy().item()
    1.0
    """
    x = floating(input_tensor, "reduce_variance")
    return reduce_mean(e.square(e.subtract(x, reduce_mean(x, axis, keepdims=True))), axis, keepdims)


def reduce_std(
    input_tensor: TensorLike, axis: Axis = None, keepdims: bool = False, name: Name = None
) -> Tensor:
    """The square root of the variance.

    >>> ad.math.reduce_std([1.0, 3.0]).numpy().item()
    1.0
    """
    return e.sqrt(reduce_variance(input_tensor, axis, keepdims))


def sort(values: TensorLike, axis: Axis = -1, direction: str = "ASCENDING", name: Name = None) -> Tensor:
    """Entries in order along `axis`; the gradient goes back to where each came from.

    >>> ad.sort([3.0, 1.0, 2.0], direction="DESCENDING").numpy().tolist()
    [3.0, 2.0, 1.0]
    """
    x, place = along(values, axis, "sort", numeric)
    return _in_order(x, place, direction)[0]


def argsort(
    values: TensorLike, axis: Axis = -1, direction: str = "ASCENDING", stable: bool = False, name: Name = None
) -> Tensor:
    """The indices that would sort `values` along `axis`, int32.

    >>> ad.argsort([3.0, 1.0, 2.0]).numpy().tolist()
    [1, 2, 0]
    """
    x, place = along(values, axis, "argsort", numeric)
    return e.cast(_in_order(x, place, direction)[1], int32)


def _in_order(x: Tensor, axis: int, direction: str) -> tuple[Tensor, Tensor]:
    """The entries in order, and the indices of where they came from."""
    if direction not in ("ASCENDING", "DESCENDING"):
        raise unfit("a sort", "'ASCENDING' or 'DESCENDING' as direction", direction)
    descending = {"axis": axis, "descending": direction == "DESCENDING"}
    if is_unknown(x):
        indices = apply(order, (x,), descending)
        return apply(take_along_at, (x, indices), {"axis": axis}), indices
    places = order(x.array, **descending)
    return apply(take_along, (x,), {"indices": places, "axis": axis}), Tensor(places)


class TopK(NamedTuple):
    """The largest entries and their places."""

    values: Tensor
    indices: Tensor


def top_k(
    input: TensorLike, k: int = 1, sorted: bool = True, index_type: DTypeLike = int32, name: Name = None
) -> TopK:
    """The k largest entries along the last axis, in descending order, and their indices.

    The gradient goes back to where each came from. Raises `InvalidArgumentError` for more than there are.

    >>> values, indices = ad.math.top_k([1.0, 5.0, 3.0], k=2)
    >>> values.numpy().tolist(), indices.numpy().tolist()
    ([5.0, 3.0], [1, 2])
    """
    x, count = numeric(input, "top_k"), int(k)
    if not x.array.ndim or not 0 <= count <= x.array.shape[-1]:
        raise unfit("top_k", f"a tensor whose last axis has at least k={count} entries", x)
    last = x.array.ndim - 1
    first = {"index": (..., slice(0, count))}
    values, indices = (apply(getitem, (whole,), first) for whole in _in_order(x, last, "DESCENDING"))
    return TopK(values, e.cast(indices, index_type))


def norm(
    tensor: TensorLike, ord: Any = "euclidean", axis: Axis = None, keepdims: Any = None, name: Name = None
) -> Tensor:
    """The norm of a vector, or of all entries: "euclidean", 1, 2, any p > 0, or ``np.inf``.

    Two axes make it the norm of matrices: "euclidean" (also called "fro"), 1 or ``np.inf``. Raises
    `ValueError` for others.

    >>> ad.norm([3.0, 4.0]).numpy().item()
    5.0
    """
    x, keep, of_matrix = floating(tensor, "norm"), bool(keepdims), isinstance(axis, list | tuple)
    axes = axes_of(axis, x.array.ndim, "norm") or ()
    if of_matrix and len(axes) != 2:
        raise unfit("norm", "None or an int as the axis of vectors, two ints as those of matrices", axis)
    if ord == "euclidean" or ord == ("fro" if of_matrix else 2):
        return e.sqrt(reduce_sum(e.multiply(x, x), axis, keep))
    if of_matrix and ord not in (1, np.inf):
        raise unfit("norm", "'euclidean', 'fro', 1 or np.inf as ord of matrices", ord)
    if not isinstance(ord, int | float) or ord <= 0:
        raise unfit("norm", "'euclidean', a number above 0, or np.inf as ord ('fro' for matrices)", ord)
    sizes = e.abs(x)
    if of_matrix:
        # The largest sum of absolute values in a column (1) or in a row (infinity).
        summed, compared = axes if ord == 1 else axes[::-1]
        largest = reduce_max(reduce_sum(sizes, summed, keepdims=True), compared, keepdims=True)
        return largest if keep else reduce_sum(largest, axes)
    if ord == np.inf:
        return reduce_max(sizes, axis, keep)
    if ord == 1:
        return reduce_sum(sizes, axis, keep)
    return e.pow(reduce_sum(e.pow(sizes, float(ord)), axis, keep), 1.0 / ord)


def clip_by_norm(t: TensorLike, clip_norm: TensorLike, axes: Axis = None, name: Name = None) -> Tensor:
    """`t`, made shorter where its Euclidean norm is above `clip_norm`.

    >>> ad.clip_by_norm([3.0, 4.0], 1.0).numpy().round(2).tolist()
    [0.6, 0.8]
    """
    x = floating(t, "clip_by_norm")
    longest = e.maximum(like(clip_norm, x), 0.0)
    squares = reduce_sum(e.multiply(x, x), axes, keepdims=True)
    nonzero = e.greater(squares, 0.0)
    # The square root of a zero is left out: its slope is infinite.
    length = e.where(nonzero, e.sqrt(e.where(nonzero, squares, np.ones_like(squares.array))), squares)
    return e.divide(e.multiply(x, longest), e.maximum(length, longest))


def global_norm(t_list: Any, name: Name = None) -> Tensor:
    """The Euclidean norm of all entries of a list of tensors together; None among them counts nothing.

    >>> ad.linalg.global_norm([[3.0], [0.0, 4.0]]).numpy().item()
    5.0
    """
    if not isinstance(t_list, list | tuple):
        raise TypeError(f"global_norm takes a list of tensors; got {type(t_list).__name__}")
    given = [floating(t, "global_norm") for t in t_list if t is not None]
    if not given:
        return convert_to_tensor(0.0)
    return e.sqrt(e.add_n([reduce_sum(e.square(t)) for t in given]))


def clip_by_global_norm(
    t_list: Any, clip_norm: TensorLike, use_norm: TensorLike = None, name: Name = None
) -> tuple[list[Any], Tensor]:
    """A list of tensors, all made shorter by one factor where their global norm is above `clip_norm`; and
    that norm.

    >>> (g,), length = ad.clip_by_global_norm([[3.0, 4.0]], 1.0)
    >>> g.numpy().round(2).tolist(), float(length)
    ([0.6, 0.8], 5.0)
    """
    length = global_norm(t_list) if use_norm is None else floating(use_norm, "clip_by_global_norm")
    longest = like(clip_norm, length)
    factor = e.multiply(longest, e.minimum(e.reciprocal(length), e.reciprocal(longest)))
    factor = e.add(factor, e.subtract(length, length))  # not a number, where the norm is none or infinite
    return [None if t is None else e.multiply(convert_to_tensor(t), factor) for t in t_list], length


def l2_normalize(x: TensorLike, axis: Axis = None, epsilon: float = 1e-12, name: Name = None) -> Tensor:
    """`x` divided by its Euclidean norm along `axis`; the squared norm is taken as at least `epsilon`.

    >>> ad.math.l2_normalize([3.0, 4.0]).numpy().round(2).tolist()
    [0.6, 0.8]
    """
    tensor = floating(x, "l2_normalize")
    squares = reduce_sum(e.square(tensor), axis, keepdims=True)
    return e.multiply(tensor, e.rsqrt(e.maximum(squares, epsilon)))
