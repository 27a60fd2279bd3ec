"""From Python and NumPy values to tensors, with TensorFlow's choice of dtypes."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from operator import index
from typing import Any

import numpy as np

from autodiff_lite.core.primitive import apply
from autodiff_lite.core.shaping import stack
from autodiff_lite.core.tensor import Operand, Tensor, TensorLike
from autodiff_lite.core.writing import value_used
from autodiff_lite.errors import WrongDtypeError
from autodiff_lite.values.arrays import as_array
from autodiff_lite.values.dtypes import DTypeLike, as_numpy

Name = str | None
"""TensorFlow's functions take a name for what they record; here it changes nothing."""


def convert_to_tensor(
    value: TensorLike, dtype: DTypeLike = None, dtype_hint: DTypeLike = None, name: Name = None
) -> Tensor:
    """`value` as a tensor for an operation to use; of a variable, what it holds.

    Arguments and errors are those of `convert_to_tensor` that programs call (in `functions.elementwise`).
    """
    wanted = None if dtype is None else as_numpy(dtype)
    if isinstance(value, Operand):
        tensor = value.read()
        if wanted is not None and tensor.array.dtype != wanted:
            given = f"but this one is {tensor.array.dtype.name} (shape {tensor.array.shape})"
            advice = f"Dtypes are not changed silently: use cast(x, {wanted.name!r})."
            raise WrongDtypeError(f"a tensor of dtype {wanted.name} was asked for, {given}. {advice}")
        return tensor
    first = next(_operands(value), None) if isinstance(value, list | tuple) else None
    if first is not None:  # the gradient flows back into each
        wanted = first.array.dtype if wanted is None else wanted
        return apply(stack, tuple([convert_to_tensor(v, wanted) for v in value]), {"axis": 0})
    if wanted is None and dtype_hint is not None:
        with suppress(TypeError, ValueError):
            return Tensor(as_array(value, as_numpy(dtype_hint)))
    return Tensor(as_array(value, wanted))


def constant(value: TensorLike, dtype: DTypeLike = None, shape: Any = None, name: Name = None) -> Tensor:
    """A tensor with the given values. A single value fills `shape`; otherwise the values are laid out in it.

    Tapes do not watch constants by themselves: call ``tape.watch(c)``. Raises as `convert_to_tensor` does,
    and `TypeError` when the number of values does not fit `shape`.

    >>> ad.constant(7.0, shape=(2, 2)).numpy().tolist()
    [[7.0, 7.0], [7.0, 7.0]]
    """
    if isinstance(value, Operand) and type(value) is not Tensor:
        value = value.numpy()  # a constant is a copy of what a variable holds now
    tensor = convert_to_tensor(value, dtype)
    if shape is None or tensor.array.shape == (lengths := as_shape(shape)):
        return tensor
    count = tensor.array.size
    if count not in (1, math.prod(lengths)):
        raise TypeError(f"{count} values do not fill shape {lengths}; give one value or as many as fit")
    return Tensor(np.resize(tensor.array, lengths))


def tensors_of_one_dtype(a: TensorLike, b: TensorLike) -> tuple[Tensor, Tensor]:
    """Two operands as tensors, where one that is no tensor yet takes the other's dtype."""
    if type(a) is Tensor:
        return a, like(b, a)
    if isinstance(a, Operand):
        first = a.read()
        return first, like(b, first)
    if isinstance(b, Operand):
        second = b.read()
        return like(a, second), second
    first = convert_to_tensor(a)
    return first, like(b, first)


def like(value: TensorLike, tensor: Tensor) -> Tensor:
    """`value` as a tensor; of the dtype of `tensor`, if it is none yet."""
    kind = type(value)
    if (kind is float or kind is int) and value:  # 0.0 and -0.0 would be one key
        array = tensor.array
        try:
            known = _beside_arrays[array.dtype] if type(array) is _ARRAY else _beside_scalars[type(array)]
            return known[value]
        except KeyError:
            return _remembered(value, array)
    if type(value) is Tensor:
        return value
    if isinstance(value, Operand):
        return value.read()
    return convert_to_tensor(value, tensor.array.dtype)


def _remembered(value: float, beside: Any) -> Tensor:
    is_array = type(beside) is _ARRAY
    number = as_array(value, beside.dtype)
    tensor = Tensor(np.asarray(number) if is_array else number)
    if beside.dtype.kind == "f":  # a whole number and a float are one key, and only floats take both
        known = _beside_arrays[beside.dtype] if is_array else _beside_scalars[type(beside)]
        if len(known) >= 4096:
            known.clear()
        known[value] = tensor
    return tensor


# Tensors do not change, so the 2 of `2 * x` can be one and the same each time round a loop. NumPy is quickest
# with arrays of no axes beside arrays, and with its scalars beside its scalars.
_beside_arrays: dict[Any, dict[float, Tensor]] = defaultdict(dict)
_beside_scalars: dict[type, dict[float, Tensor]] = defaultdict(dict)
_ARRAY = np.ndarray


def as_shape(shape: Any) -> tuple[int, ...]:
    """A shape given as an int, a sequence, or an integer tensor, as a tuple of ints."""
    if isinstance(shape, Operand):
        value_used(shape.read(), "a shape")
        shape = np.atleast_1d(shape.array).tolist()
    try:
        return tuple(map(index, [shape] if isinstance(shape, int | np.integer) else shape))
    except TypeError:
        raise WrongDtypeError(f"a shape is a sequence of ints, as in (2, 3); got {shape!r}") from None


def _operands(values: Any) -> Iterator[Operand]:
    """The tensors and variables in a nested list."""
    for v in values:
        if isinstance(v, Operand):
            yield v
        elif isinstance(v, list | tuple):
            yield from _operands(v)
