"""What the functions that users call make of their arguments: axes, matrices and whole numbers, checked.

Floats, truth values and operands of one dtype are prepared beside the elementwise functions.
"""

from __future__ import annotations

from operator import index
from typing import Any

import numpy as np

from autodiff_lite.core.convert import convert_to_tensor
from autodiff_lite.core.tensor import Operand, Tensor, TensorLike
from autodiff_lite.core.writing import value_used
from autodiff_lite.errors import InvalidArgumentError, WrongDtypeError, unfit
from autodiff_lite.functions.operands import floating, numeric

Axis = Any
"""An int, a list of them, or an integer tensor."""


def decisive(value: Any, by: str) -> Any:
    """A value that decides what is computed, out of the tensor that it may be: those who listen are told."""
    if not isinstance(value, Operand):
        return value
    value_used(value.read(), by)
    return value.array


def one_axis(axis: Axis, rank: int, operation: str) -> int:
    """`axis` as a non-negative int; raises `InvalidArgumentError` beyond the tensor's axes."""
    try:
        number = index(axis)
    except TypeError:
        raise WrongDtypeError(f"{operation}: an axis is a whole number; got {axis!r}") from None
    if -rank <= number < rank:
        return number % rank
    has = f"a tensor with {rank} axes has axes {-rank} to {rank - 1}"
    raise InvalidArgumentError(f"{operation}: axis {number} does not exist; {has}")


def axes_of(axis: Axis, rank: int, operation: str) -> tuple[int, ...] | None:
    """`axis` as a tuple of non-negative ints, or None for all."""
    if axis is None:
        return None
    axis = decisive(axis, "an axis")
    given = axis if isinstance(axis, list | tuple | range) else np.atleast_1d(axis).tolist()
    found = tuple([one_axis(a, rank, operation) for a in given])
    if len(set(found)) < len(found):
        raise InvalidArgumentError(f"{operation}: an axis is named twice in {given}")
    return found


def along(
    value: TensorLike, axis: Axis, operation: str, prepare: Any = None, new: bool = False
) -> tuple[Tensor, int]:
    """A tensor, and one of its axes (or of the places for a new one) as a non-negative int."""
    x = convert_to_tensor(value) if prepare is None else prepare(value, operation)
    return x, one_axis(axis, x.array.ndim + new, operation)


def matrices(value: TensorLike, operation: str, square: bool = True) -> Tensor:
    """Matrices: square ones of floats, or of any shape and numbers."""
    x = floating(value, operation) if square else numeric(value, operation)
    shape = x.array.shape
    if len(shape) < 2 or (square and shape[-1] != shape[-2]):
        raise unfit(operation, "square matrices, (..., n, n)" if square else "matrices, (..., n, m)", x)
    return x


def whole(value: Any) -> Any:
    """Integers given as a tensor or in any nesting, as a NumPy array."""
    tensor = convert_to_tensor(value)
    value_used(tensor, "an operation that is given its places as tensors")
    array = np.asarray(tensor.array)
    if array.dtype.kind not in "iu" and array.size:
        raise WrongDtypeError(f"whole numbers are needed here; got {array.dtype.name} values: {value!r}")
    return array
