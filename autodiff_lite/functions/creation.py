"""New tensors: filled, counted, spaced, or like another."""

from __future__ import annotations

import builtins
from typing import Any

import numpy as np

from autodiff_lite.core.convert import Name, as_shape, convert_to_tensor
from autodiff_lite.core.tensor import Operand, Tensor, TensorLike
from autodiff_lite.errors import WrongDtypeError, unfit
from autodiff_lite.functions.arguments import decisive, one_axis
from autodiff_lite.functions.elementwise import add, cast, divide
from autodiff_lite.functions.made import multiply, subtract
from autodiff_lite.functions.operands import alike
from autodiff_lite.functions.shapes import broadcast_to, expand_dims, reshape
from autodiff_lite.values.dtypes import DTypeLike, as_numpy, float32


def fill(dims: Any, value: TensorLike, name: Name = None) -> Tensor:
    """A tensor of shape `dims` with one value everywhere; the gradient of `value` is the sum over it.

    >>> ad.fill((2, 2), 7.0).numpy().tolist()
    [[7.0, 7.0], [7.0, 7.0]]
    """
    single = convert_to_tensor(value)
    if single.array.ndim:
        raise unfit("fill", "a single value", single)
    return broadcast_to(single, dims)


def _lengths(shape: Any) -> tuple[int, ...]:
    lengths = as_shape(shape)
    if min(lengths, default=0) < 0:
        raise unfit("a shape", "lengths that are not below 0", lengths)
    return lengths


def zeros(shape: Any, dtype: DTypeLike = float32, name: Name = None) -> Tensor:
    """A tensor of zeros.

    >>> ad.zeros((2,)).numpy().tolist()
    [0.0, 0.0]
    """
    return Tensor(np.zeros(_lengths(shape), as_numpy(dtype)))


def ones(shape: Any, dtype: DTypeLike = float32, name: Name = None) -> Tensor:
    """A tensor of ones.

    >>> ad.ones((2,)).numpy().tolist()
    [1.0, 1.0]
    """
    return Tensor(np.ones(_lengths(shape), as_numpy(dtype)))


def zeros_like(input: TensorLike, dtype: DTypeLike = None, name: Name = None) -> Tensor:
    """Zeros in the shape and dtype of another tensor.

    >>> ad.zeros_like([1, 2]).numpy().tolist()
    [0, 0]
    """
    like = convert_to_tensor(input).array
    return zeros(like.shape, like.dtype if dtype is None else dtype)


def ones_like(input: TensorLike, dtype: DTypeLike = None, name: Name = None) -> Tensor:
    """Ones in the shape and dtype of another tensor.

    >>> ad.ones_like([1.0, 2.0]).numpy().tolist()
    [1.0, 1.0]
    """
    like = convert_to_tensor(input).array
    return ones(like.shape, like.dtype if dtype is None else dtype)


def eye(
    num_rows: int,
    num_columns: int | None = None,
    batch_shape: Any = (),
    dtype: DTypeLike = float32,
    name: Name = None,
) -> Tensor:
    """Ones on the diagonal, zeros elsewhere; repeated for each of `batch_shape`.

    >>> ad.eye(2).numpy().tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    columns = num_rows if num_columns is None else num_columns
    batch = () if batch_shape is None else as_shape(batch_shape)
    blank = zeros((*batch, num_rows, columns), dtype).array
    return Tensor(blank + np.eye(num_rows, columns, dtype=blank.dtype))


def range(
    start: TensorLike, limit: TensorLike = None, delta: TensorLike = 1, dtype: Any = None, name: Name = None
) -> Tensor:
    """Numbers from `start` (0 if only one is given) up to but without `limit`, in steps of `delta`.

    >>> ad.range(3).numpy().tolist()
    [0, 1, 2]
    """
    if limit is None:
        start, limit = 0, start
    if dtype is None:
        numbers = [convert_to_tensor(x).array for x in (start, limit, delta)]
        wanted = np.result_type(*(x.dtype for x in numbers))
        if wanted == np.float64 and not any(x.dtype == np.float64 for x in numbers):
            wanted = np.dtype(np.float32)  # NumPy goes from int32 and float32 to float64
    else:
        wanted = as_numpy(dtype)
        given = [x if isinstance(x, Operand) else convert_to_tensor(x, wanted) for x in (start, limit, delta)]
        numbers = [cast(x, wanted).array for x in given]
    for value in (start, limit, delta):
        decisive(value, "range")
    if any(x.size != 1 for x in numbers):
        raise unfit("range", "single numbers", *numbers)
    first, last, step = (wanted.type(x.item()) for x in numbers)
    if not step or (last - first) * step < 0:
        raise unfit("range", "a limit that is reached from the start in steps of delta", first, last, step)
    if wanted.kind != "f":
        return Tensor(np.arange(first, last, step, dtype=wanted))
    # The number of steps, and each of them, in the precision that the numbers have.
    count = int(np.ceil(np.abs((last - first) / step)))
    return Tensor(first + np.arange(count).astype(wanted) * step)


def linspace(start: TensorLike, stop: TensorLike, num: int, name: Name = None, axis: int = 0) -> Tensor:
    """`num` numbers from `start` to `stop`, evenly spaced along `axis`, both ends included. Integers give
    float64.

    >>> ad.linspace(0.0, 1.0, 5).numpy().tolist()
    [0.0, 0.25, 0.5, 0.75, 1.0]
    """
    (count,) = _lengths(num)
    first, last = alike(convert_to_tensor(start), stop, "linspace")
    if first.array.dtype.kind != "f":
        first, last = cast(first, np.float64), cast(last, np.float64)
    place = one_axis(axis, first.array.ndim + 1, "linspace")
    first, last = expand_dims(first, place), expand_dims(last, place)
    counted = np.arange(count, dtype=first.array.dtype)  # the steps, along their axis
    steps = Tensor(counted.reshape((-1,) + (1,) * (first.array.ndim - 1 - place)))
    return add(first, multiply(divide(subtract(last, first), float(max(count - 1, 1))), steps))


def meshgrid(*args: TensorLike, indexing: str = "xy", name: Name = None) -> list[Tensor]:
    """Coordinates of a grid: for each vector a tensor of the grid's shape, repeated along all other axes.

    With "xy" the first vector runs along columns, with "ij" along rows; the next the other way round.

    >>> x, y = ad.meshgrid([1.0, 2.0], [3.0, 4.0])
    >>> x.numpy().tolist(), y.numpy().tolist()
    ([[1.0, 2.0], [1.0, 2.0]], [[3.0, 3.0], [4.0, 4.0]])
    """
    if indexing not in ("xy", "ij"):
        raise unfit("meshgrid", "'xy' or 'ij' as indexing", indexing)
    vectors = [reshape(x, (-1,)) for x in args]
    if len({x.array.dtype for x in vectors}) > 1:
        raise WrongDtypeError(
            f"meshgrid takes vectors of one dtype; got {[x.array.dtype.name for x in vectors]}"
        )
    axes = list(builtins.range(len(vectors)))
    if indexing == "xy" and len(axes) > 1:
        axes[:2] = 1, 0
    lengths = [0] * len(axes)
    for axis, x in zip(axes, vectors, strict=True):
        lengths[axis] = x.array.size
    return [
        broadcast_to(reshape(x, [-1 if place == axis else 1 for place in builtins.range(len(axes))]), lengths)
        for axis, x in zip(axes, vectors, strict=True)
    ]
