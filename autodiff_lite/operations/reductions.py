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
from autodiff_lite.operations import elementwise as e
from autodiff_lite.operations.elementwise import Function, described, floating, numeric, square, truths
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


def _reduction(primitive: Primitive, about: str, example: str, prepare: Any = numeric) -> Function:
    label = primitive.name

    def function(
        input_tensor: TensorLike, axis: Axis = None, keepdims: bool = False, name: str | None = None
    ) -> Tensor:
        x = prepare(input_tensor, label)
        axes = None if axis is None else axes_of(axis, x.array.ndim, label)
        return apply(primitive, (x,), {"axis": axes, "keepdims": bool(keepdims)})

    return described(function, label, about, example)


def _place(primitive: Primitive, about: str, example: str) -> Function:
    def function(
        input: TensorLike, axis: Axis = None, output_type: DTypeLike = np.int64, name: str | None = None
    ) -> Tensor:
        x = convert_to_tensor(input)
        number = one_axis(0 if axis is None else axis, x.array.ndim, primitive.name)
        return apply(primitive, (x,), {"axis": number, "dtype": as_numpy(output_type)})

    return described(function, primitive.name, about, example)


def _along(primitive: Primitive, about: str, example: str) -> Function:
    def function(logits: TensorLike, axis: Axis = -1, name: str | None = None) -> Tensor:
        x = floating(logits, primitive.name)
        number = one_axis(-1 if axis is None else axis, x.array.ndim, primitive.name)
        return apply(primitive, (x,), {"axis": number})

    return described(function, primitive.name, about, example)


def _truths(x: TensorLike, operation: str) -> Tensor:
    if isinstance(x, list) and not convert_to_tensor(x).array.size:
        x = convert_to_tensor(x, np.bool_)  # an empty list is also one of truth values
    return truths(x, operation)


# A row: what the function is; its derivative by each entry, if it has one. An example and its result.
# fmt: off
reduce_sum = _reduction(p.reduce_sum, "The sum of entries; 1", "reduce_sum([[1.0], [3.0]], 0) = [4.0]")
reduce_mean = _reduction(
    p.reduce_mean, "The mean, of integers rounded towards 0; 1 / n", "reduce_mean([1.0, 2.0]) = 1.5")
reduce_max = _reduction(
    p.reduce_max, "The largest entry; 1 or 0, ties share the 1", "reduce_max([1.0, 5.0]) = 5.0")
reduce_min = _reduction(
    p.reduce_min, "The smallest entry; 1 or 0, ties share the 1", "reduce_min([1.0, 5.0]) = 1.0")
reduce_prod = _reduction(
    p.reduce_prod, "The product; the product of the others", "reduce_prod([2.0, 3.0]) = 6.0")
reduce_logsumexp = _reduction(
    p.reduce_logsumexp, "ln(sum of e^x), exactly; softmax(x)", "reduce_logsumexp([1e3]) = 1000.0", floating)
reduce_euclidean_norm = _reduction(
    p.reduce_euclidean_norm, "sqrt(sum of x²); x / norm", "math.reduce_euclidean_norm([3.0, 4.0]) = 5.0")
reduce_any = _reduction(p.reduce_any, "Whether any is true", "reduce_any([False, True]) = True", _truths)
reduce_all = _reduction(p.reduce_all, "Whether all are true", "reduce_all([False, True]) = False", _truths)
argmax = _place(p.argmax, "Place of the largest along `axis`. Has no derivative", "argmax([1, 5, 2]) = 1")
argmin = _place(p.argmin, "Place of the smallest along `axis`. Has no derivative", "argmin([1, 5, 2]) = 0")
softmax = _along(p.softmax, "e^x / sum of e^x, without overflow", "nn.softmax([0.0, 0.0]) = [0.5, 0.5]")
log_softmax = _along(p.log_softmax, "ln(softmax(x)), exactly", "nn.log_softmax([1e3, 0.0]) = [0.0, -1000.0]")
# fmt: on


def reduce_variance(
    input_tensor: TensorLike, axis: Axis = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """The mean of squared differences from the mean (divided by n, not n - 1).

    >>> ad.math.reduce_variance([1.0, 3.0]).numpy().item()
    1.0
    """
    x = floating(input_tensor, "reduce_variance")
    return reduce_mean(square(e.subtract(x, reduce_mean(x, axis, keepdims=True))), axis, keepdims)


def reduce_std(
    input_tensor: TensorLike, axis: Axis = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """The square root of the variance.

    >>> ad.math.reduce_std([1.0, 3.0]).numpy().item()
    1.0
    """
    return e.sqrt(reduce_variance(input_tensor, axis, keepdims))


def cumsum(
    x: TensorLike, axis: Axis = 0, exclusive: bool = False, reverse: bool = False, name: str | None = None
) -> Tensor:
    """Running sums along `axis`; without the entry itself if `exclusive`, from the end if `reverse`.

    >>> ad.cumsum([1.0, 2.0, 3.0]).numpy().tolist()
    [1.0, 3.0, 6.0]
    """
    tensor = numeric(x, "cumsum")
    flags = {"exclusive": bool(exclusive), "reverse": bool(reverse)}
    return apply(cumulative_sum, (tensor,), {"axis": one_axis(axis, tensor.array.ndim, "cumsum"), **flags})


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
    x, keep = floating(tensor, "norm"), bool(keepdims)
    of_matrix = isinstance(axis, list | tuple)
    axes = axes_of(axis, x.array.ndim, "norm")
    if of_matrix and (axes is None or len(axes) != 2):
        raise ValueError(f"norm: axis is None, an int for vectors or two for matrices; got {axis!r}")
    if ord == "euclidean" or (ord == "fro" and of_matrix) or (ord == 2 and not of_matrix):
        return e.sqrt(reduce_sum(e.multiply(x, x), axis, keep))
    sizes = e.abs(x)
    if axes is not None and of_matrix:
        if ord not in (1, np.inf):
            raise ValueError(
                f"of matrices there are the norms 'euclidean', 'fro', 1 and np.inf; got ord={ord!r}"
            )
        # The largest sum of absolute values in a column (1) or in a row (infinity).
        summed, compared = axes if ord == 1 else axes[::-1]
        largest = reduce_max(reduce_sum(sizes, summed, keepdims=True), compared, keepdims=True)
        return largest if keep else reduce_sum(largest, axes)
    if ord == np.inf:
        return reduce_max(sizes, axis, keep)
    if not isinstance(ord, int | float) or ord <= 0:
        raise ValueError(f"ord is 'euclidean', a number above 0, or np.inf ('fro' for matrices); got {ord!r}")
    if ord == 1:
        return reduce_sum(sizes, axis, keep)
    return e.pow(reduce_sum(e.pow(sizes, float(ord)), axis, keep), 1.0 / ord)


def clip_by_norm(t: TensorLike, clip_norm: TensorLike, axes: Axis = None, name: str | None = None) -> Tensor:
    """`t`, made shorter where its Euclidean norm is above `clip_norm`.

    >>> ad.clip_by_norm([3.0, 4.0], 1.0).numpy().round(2).tolist()
    [0.6, 0.8]
    """
    x = floating(t, "clip_by_norm")
    longest = e.maximum(like(clip_norm, x), 0.0)
    squares = reduce_sum(e.multiply(x, x), axes, keepdims=True)
    nonzero = e.greater(squares, 0.0)
    safe = e.where(nonzero, squares, np.ones_like(squares.array))
    length = e.where(nonzero, e.sqrt(safe), squares)
    return e.divide(e.multiply(x, longest), e.maximum(length, longest))


def l2_normalize(x: TensorLike, axis: Axis = None, epsilon: float = 1e-12, name: str | None = None) -> Tensor:
    """`x` divided by its Euclidean norm along `axis`; the squared norm is taken as at least `epsilon`.

    >>> ad.math.l2_normalize([3.0, 4.0]).numpy().round(2).tolist()
    [0.6, 0.8]
    """
    tensor = floating(x, "l2_normalize")
    squares = reduce_sum(square(tensor), axis, keepdims=True)
    return e.multiply(tensor, e.rsqrt(e.maximum(squares, epsilon)))
