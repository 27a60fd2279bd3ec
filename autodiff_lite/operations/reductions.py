"""Functions that reduce axes, and those that run along them, under TensorFlow's names.

`axis` is an int, several ints, or None for all axes; negative axes count from the end.
"""

from __future__ import annotations

from operator import index
from typing import Any

import numpy as np

from autodiff_lite.convert import convert_to_tensor, like
from autodiff_lite.dtypes import DTypeLike, as_numpy
from autodiff_lite.errors import InvalidArgumentError, WrongDtypeError
from autodiff_lite.operations.elementwise import abs as absolute
from autodiff_lite.operations.elementwise import (
    divide,
    floating,
    greater,
    maximum,
    multiply,
    numeric,
    pow,
    rsqrt,
    sqrt,
    square,
    subtract,
    where,
)
from autodiff_lite.primitive import Primitive, apply
from autodiff_lite.primitives import reductions as p
from autodiff_lite.primitives.shaping import cumulative_sum, take_along
from autodiff_lite.primitives.shaping import reverse as reverse_primitive
from autodiff_lite.tensor import Operand, Tensor, TensorLike

# What `ad.math` has of these.
# fmt: off
__all__ = [
    "argmax", "argmin", "cumsum", "l2_normalize", "reduce_all", "reduce_any", "reduce_euclidean_norm",
    "reduce_logsumexp", "reduce_max", "reduce_mean", "reduce_min", "reduce_prod", "reduce_std", "reduce_sum",
    "reduce_variance",
]
# fmt: on

Axis = Any


def one_axis(axis: Any, rank: int, operation: str) -> int:
    """`axis` as a non-negative int; raises `InvalidArgumentError` beyond the tensor's axes."""
    try:
        number = index(axis)
    except TypeError:
        raise WrongDtypeError(f"{operation}: an axis is a whole number; got {axis!r}") from None
    if not -rank <= number < rank:
        raise InvalidArgumentError(
            f"{operation}: axis {number} does not exist; a tensor with {rank} axes has axes {-rank} to "
            f"{rank - 1}"
        )
    return number % rank


def axes_of(axis: Axis, rank: int, operation: str) -> tuple[int, ...] | None:
    """`axis` as a tuple of non-negative ints, or None for all."""
    if axis is None:
        return None
    given = np.atleast_1d(axis.held if isinstance(axis, Operand) else axis).tolist()
    found = tuple(one_axis(a, rank, operation) for a in given)
    if len(set(found)) < len(found):
        raise InvalidArgumentError(f"{operation}: an axis is named twice in {given}")
    return found


def _reduce(primitive: Primitive, x: Tensor, axis: Axis, keepdims: bool) -> Tensor:
    axes = None if axis is None else axes_of(axis, x.array.ndim, primitive.name)
    return apply(primitive, (x,), {"axis": axes, "keepdims": bool(keepdims)})


def reduce_sum(
    input_tensor: TensorLike, axis: Axis = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """The sum of entries; the gradient goes to each entry.

    >>> ad.reduce_sum([[1.0, 2.0], [3.0, 4.0]], axis=0).numpy().tolist()
    [4.0, 6.0]
    """
    return _reduce(p.reduce_sum, numeric(input_tensor, "reduce_sum"), axis, keepdims)


def reduce_mean(
    input_tensor: TensorLike, axis: Axis = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """The mean of entries; each receives 1/n of the gradient. Integers give integers, rounded, as in
    TensorFlow.

    >>> ad.reduce_mean([1.0, 2.0, 6.0]).numpy().item()
    3.0
    """
    return _reduce(p.reduce_mean, numeric(input_tensor, "reduce_mean"), axis, keepdims)


def reduce_max(
    input_tensor: TensorLike, axis: Axis = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """The largest entry; entries that tie share the gradient equally.

    >>> ad.reduce_max([1.0, 5.0, 2.0]).numpy().item()
    5.0
    """
    return _reduce(p.reduce_max, numeric(input_tensor, "reduce_max"), axis, keepdims)


def reduce_min(
    input_tensor: TensorLike, axis: Axis = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """The smallest entry; entries that tie share the gradient equally.

    >>> ad.reduce_min([1.0, 5.0, 2.0]).numpy().item()
    1.0
    """
    return _reduce(p.reduce_min, numeric(input_tensor, "reduce_min"), axis, keepdims)


def reduce_prod(
    input_tensor: TensorLike, axis: Axis = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """The product of entries; each one's derivative is the product of the others, exact where some are zero.

    >>> ad.reduce_prod([2.0, 3.0, 4.0]).numpy().item()
    24.0
    """
    return _reduce(p.reduce_prod, numeric(input_tensor, "reduce_prod"), axis, keepdims)


def reduce_logsumexp(
    input_tensor: TensorLike, axis: Axis = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """ln of the sum of e^x, without overflow; the derivative is softmax(x).

    >>> float(ad.reduce_logsumexp([1000.0]))
    1000.0
    """
    return _reduce(p.reduce_logsumexp, floating(input_tensor, "reduce_logsumexp"), axis, keepdims)


def reduce_euclidean_norm(
    input_tensor: TensorLike, axis: Axis = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """The square root of the sum of squares; the derivative is x / norm.

    >>> ad.math.reduce_euclidean_norm([3.0, 4.0]).numpy().item()
    5.0
    """
    return _reduce(p.reduce_euclidean_norm, numeric(input_tensor, "reduce_euclidean_norm"), axis, keepdims)


def reduce_variance(
    input_tensor: TensorLike, axis: Axis = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """The mean of squared differences from the mean (divided by n, not n - 1).

    >>> ad.math.reduce_variance([1.0, 3.0]).numpy().item()
    1.0
    """
    x = floating(input_tensor, "reduce_variance")
    return reduce_mean(square(subtract(x, reduce_mean(x, axis, keepdims=True))), axis, keepdims)


def reduce_std(
    input_tensor: TensorLike, axis: Axis = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """The square root of the variance.

    >>> ad.math.reduce_std([1.0, 3.0]).numpy().item()
    1.0
    """
    return sqrt(reduce_variance(input_tensor, axis, keepdims))


def _truths(x: TensorLike, operation: str) -> Tensor:
    tensor = convert_to_tensor(x)
    if tensor.array.dtype.kind != "b" and isinstance(x, list) and not tensor.array.size:
        return convert_to_tensor(x, np.bool_)
    if tensor.array.dtype.kind != "b":
        raise WrongDtypeError(f"{operation} takes truth values, as from x > 0; got {tensor.array.dtype.name}")
    return tensor


def reduce_any(
    input_tensor: TensorLike, axis: Axis = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """Whether any entry is true.

    >>> bool(ad.reduce_any([False, True]))
    True
    """
    return _reduce(p.reduce_any, _truths(input_tensor, "reduce_any"), axis, keepdims)


def reduce_all(
    input_tensor: TensorLike, axis: Axis = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """Whether all entries are true.

    >>> bool(ad.reduce_all([False, True]))
    False
    """
    return _reduce(p.reduce_all, _truths(input_tensor, "reduce_all"), axis, keepdims)


def argmax(
    input: TensorLike, axis: Axis = None, output_type: DTypeLike = np.int64, name: str | None = None
) -> Tensor:
    """Where the largest entry along `axis` (by default the first) stands. Has no derivative.

    >>> ad.argmax([1.0, 5.0, 2.0]).numpy().item()
    1
    """
    return _place(p.argmax, input, axis, output_type)


def argmin(
    input: TensorLike, axis: Axis = None, output_type: DTypeLike = np.int64, name: str | None = None
) -> Tensor:
    """Where the smallest entry along `axis` (by default the first) stands. Has no derivative.

    >>> ad.argmin([1.0, 5.0, 2.0]).numpy().item()
    0
    """
    return _place(p.argmin, input, axis, output_type)


def _place(primitive: Primitive, input: TensorLike, axis: Axis, dtype: DTypeLike) -> Tensor:
    x = convert_to_tensor(input)
    number = one_axis(0 if axis is None else axis, x.array.ndim, primitive.name)
    return apply(primitive, (x,), {"axis": number, "dtype": as_numpy(dtype)})


def cumsum(
    x: TensorLike, axis: Axis = 0, exclusive: bool = False, reverse: bool = False, name: str | None = None
) -> Tensor:
    """Running sums along `axis`; without the entry itself if `exclusive`, from the end if `reverse`.

    >>> ad.cumsum([1.0, 2.0, 3.0]).numpy().tolist()
    [1.0, 3.0, 6.0]
    """
    tensor = numeric(x, "cumsum")
    number = one_axis(axis, tensor.array.ndim, "cumsum")
    return apply(
        cumulative_sum, (tensor,), {"axis": number, "exclusive": bool(exclusive), "reverse": bool(reverse)}
    )


def sort(
    values: TensorLike, axis: Axis = -1, direction: str = "ASCENDING", name: str | None = None
) -> Tensor:
    """Entries in order along `axis`; the gradient goes back to where each came from.

    >>> ad.sort([3.0, 1.0, 2.0], direction="DESCENDING").numpy().tolist()
    [3.0, 2.0, 1.0]
    """
    if direction not in ("ASCENDING", "DESCENDING"):
        raise ValueError(f"direction is 'ASCENDING' or 'DESCENDING'; got {direction!r}")
    x = numeric(values, "sort")
    number = one_axis(axis, x.array.ndim, "sort")
    order = np.argsort(x.array, axis=number, kind="stable")
    ordered = apply(take_along, (x,), {"indices": order, "axis": number})
    return ordered if direction == "ASCENDING" else apply(reverse_primitive, (ordered,), {"axis": (number,)})


def argsort(
    values: TensorLike, axis: Axis = -1, direction: str = "ASCENDING", stable: bool = False
) -> Tensor:
    """The indices that would sort `values` along `axis`, int32.

    >>> ad.argsort([3.0, 1.0, 2.0]).numpy().tolist()
    [1, 2, 0]
    """
    x = numeric(values, "argsort")
    number = one_axis(axis, x.array.ndim, "argsort")
    keys = x.array if direction == "ASCENDING" else -x.array
    return Tensor(np.argsort(keys, axis=number, kind="stable").astype(np.int32))


def norm(
    tensor: TensorLike,
    ord: Any = "euclidean",
    axis: Axis = None,
    keepdims: bool | None = None,
    name: str | None = None,
) -> Tensor:
    """The norm of a vector, or of all entries: "euclidean", 1, 2, any p > 0, or ``np.inf``.

    Two axes make it the norm of matrices: "euclidean" (also called "fro"), 1 or ``np.inf``. Raises
    `ValueError` for others.

    >>> ad.norm([3.0, 4.0]).numpy().item()
    5.0
    """
    x = floating(tensor, "norm")
    keep = bool(keepdims)
    of_matrix = isinstance(axis, list | tuple)
    if of_matrix and (len(axis) != 2 or len(set(axes_of(axis, x.array.ndim, "norm") or ())) != 2):
        raise ValueError(
            f"norm: axis is None, one int for vectors, or two different ones for matrices; got {axis!r}"
        )
    if ord == "euclidean" or (ord == "fro" and of_matrix):
        return sqrt(reduce_sum(multiply(x, x), axis, keep))
    if of_matrix:
        return _matrix_norm(x, ord, axes_of(axis, x.array.ndim, "norm") or (), keep)
    if ord == np.inf:
        return reduce_max(absolute(x), axis, keep)
    if not isinstance(ord, int | float) or ord <= 0:
        raise ValueError(
            f"ord is 'euclidean', a number above 0, or np.inf ('fro' for matrices alone); got {ord!r}"
        )
    if ord == 1:
        return reduce_sum(absolute(x), axis, keep)
    if ord == 2:
        return sqrt(reduce_sum(multiply(x, x), axis, keep))
    return pow(reduce_sum(pow(absolute(x), float(ord)), axis, keep), 1.0 / ord)


def _matrix_norm(x: Tensor, ord: Any, axes: tuple[int, ...], keep: bool) -> Tensor:
    """The largest sum of absolute values in a column (1) or in a row (infinity)."""
    if ord not in (1, np.inf):
        raise ValueError(
            f"of matrices there are the norms 'euclidean', 'fro', 1 and np.inf here; got ord={ord!r}"
        )
    summed, compared = axes if ord == 1 else axes[::-1]
    largest = reduce_max(reduce_sum(absolute(x), summed, keepdims=True), compared, keepdims=True)
    return largest if keep else reduce_sum(largest, axes)


def clip_by_norm(t: TensorLike, clip_norm: TensorLike, axes: Axis = None, name: str | None = None) -> Tensor:
    """`t`, made shorter where its Euclidean norm is above `clip_norm`.

    >>> ad.clip_by_norm([3.0, 4.0], 1.0).numpy().round(2).tolist()
    [0.6, 0.8]
    """
    x = floating(t, "clip_by_norm")
    clip_norm = maximum(like(clip_norm, x) if not isinstance(clip_norm, Operand) else clip_norm, 0.0)
    squares = reduce_sum(multiply(x, x), axes, keepdims=True)
    nonzero = greater(squares, 0.0)
    safe = where(nonzero, squares, np.ones_like(squares.array))
    length = where(nonzero, sqrt(safe), squares)
    return divide(multiply(x, clip_norm), maximum(length, clip_norm))


def l2_normalize(x: TensorLike, axis: Axis = None, epsilon: float = 1e-12, name: str | None = None) -> Tensor:
    """`x` divided by its Euclidean norm along `axis`; the squared norm is taken as at least `epsilon`.

    >>> ad.math.l2_normalize([3.0, 4.0]).numpy().round(2).tolist()
    [0.6, 0.8]
    """
    tensor = floating(x, "l2_normalize")
    squares = reduce_sum(square(tensor), axis, keepdims=True)
    return multiply(tensor, rsqrt(maximum(squares, epsilon)))


def softmax(logits: TensorLike, axis: Axis = -1, name: str | None = None) -> Tensor:
    """e^x divided by its sum along `axis`, without overflow.

    >>> ad.nn.softmax([0.0, 0.0]).numpy().tolist()
    [0.5, 0.5]
    """
    x = floating(logits, "softmax")
    return apply(p.softmax, (x,), {"axis": one_axis(-1 if axis is None else axis, x.array.ndim, "softmax")})


def log_softmax(logits: TensorLike, axis: Axis = -1, name: str | None = None) -> Tensor:
    """ln(softmax(x)) along `axis`, without overflow or underflow.

    >>> ad.nn.log_softmax([1000.0, 0.0]).numpy().tolist()
    [0.0, -1000.0]
    """
    x = floating(logits, "log_softmax")
    return apply(
        p.log_softmax, (x,), {"axis": one_axis(-1 if axis is None else axis, x.array.ndim, "log_softmax")}
    )
