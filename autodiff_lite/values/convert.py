"""From Python and NumPy values to tensors, with TensorFlow's choice of dtypes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import suppress
from operator import index
from typing import Any

import numpy as np

from autodiff_lite.core.primitive import apply
from autodiff_lite.core.tensor import Operand, Tensor, TensorLike
from autodiff_lite.errors import InvalidArgumentError, WrongDtypeError
from autodiff_lite.table.shaping import stack
from autodiff_lite.values.dtypes import DTypeLike, as_numpy

Name = str | None
"""TensorFlow's functions take a name for what they record; here it changes nothing."""


def convert_to_tensor(
    value: TensorLike, dtype: DTypeLike = None, dtype_hint: DTypeLike = None, name: Name = None
) -> Tensor:
    """`value` as a tensor: numbers, arrays, nested lists (of tensors too), tensors and variables.

    Python floats become float32 and ints int32, unless `dtype` says otherwise; NumPy values keep their
    dtype. Raises `ValueError` for a tensor of another dtype, for ragged lists or for floats beyond float32
    when no `dtype` is named, `TypeError` for values that do not fit `dtype` (a float for an integer dtype) or
    are no numbers.

    >>> ad.convert_to_tensor([1, 2])
    <Tensor: shape=(2,), dtype=int32, numpy=array([1, 2], dtype=int32)>
    """
    wanted = None if dtype is None else as_numpy(dtype)
    if isinstance(value, Operand):
        tensor = value.value()
        if wanted is not None and tensor.array.dtype != wanted:
            given = f"but this one is {tensor.array.dtype.name} (shape {tensor.array.shape})"
            advice = f"Dtypes are not changed silently: use cast(x, {wanted.name!r})."
            raise WrongDtypeError(f"a tensor of dtype {wanted.name} was asked for, {given}. {advice}")
        return tensor
    first = next(_operands(value), None) if isinstance(value, list | tuple) else None
    if first is not None:  # the gradient flows back into each
        wanted = first.held.dtype if wanted is None else wanted
        return apply(stack, tuple([convert_to_tensor(v, wanted) for v in value]), {"axis": 0})
    if wanted is None and dtype_hint is not None:
        with suppress(TypeError, ValueError):
            return Tensor(_array(value, as_numpy(dtype_hint)))
    return Tensor(_array(value, wanted))


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
    if shape is None:
        return tensor
    lengths, count = as_shape(shape), tensor.array.size
    if count not in (1, math.prod(lengths)):
        raise TypeError(f"{count} values do not fill shape {lengths}; give one value or as many as fit")
    return Tensor(np.resize(tensor.array, lengths))


def tensors_of_one_dtype(a: TensorLike, b: TensorLike) -> tuple[Tensor, Tensor]:
    """Two operands as tensors, where one that is no tensor yet takes the other's dtype."""
    if type(a) is Tensor:
        return a, like(b, a)
    if isinstance(b, Operand) and not isinstance(a, Operand):
        b = b.value()
        return like(a, b), b
    first = convert_to_tensor(a)
    return first, b if type(b) is Tensor else like(b, first)


def like(value: TensorLike, tensor: Tensor) -> Tensor:
    """`value` as a tensor; of the dtype of `tensor`, if it is none yet."""
    kind = type(value)
    if (kind is float or kind is int) and value:  # 0.0 and -0.0 would be one key
        array = tensor.array
        key = value, kind, array.dtype, type(array)
        number = _numbers.get(key)
        return _remembered(key) if number is None else number
    if isinstance(value, Operand):
        return value.value()
    return convert_to_tensor(value, tensor.array.dtype)


# Tensors do not change, so the 2 of `2 * x` can be one and the same each time round a loop.
_numbers: dict[tuple[Any, ...], Tensor] = {}


def _remembered(key: tuple[Any, ...]) -> Tensor:
    value, _, dtype, beside = key
    number = _array(value, dtype)
    # NumPy is quickest with arrays of no axes beside arrays, and with its scalars beside its scalars.
    tensor = Tensor(np.asarray(number) if beside is np.ndarray else number)
    if len(_numbers) >= 4096:
        _numbers.clear()
    _numbers[key] = tensor
    return tensor


def as_shape(shape: Any) -> tuple[int, ...]:
    """A shape given as an int, a sequence, or an integer tensor, as a tuple of ints."""
    if isinstance(shape, Operand):
        shape = np.atleast_1d(shape.held).tolist()
    try:
        return tuple(map(index, [shape] if isinstance(shape, int | np.integer) else shape))
    except TypeError:
        raise WrongDtypeError(f"a shape is a sequence of ints, as in (2, 3); got {shape!r}") from None


def read_only_copy(array: Any) -> Any:
    """The values in memory of their own: NumPy scalars as they are, arrays copied."""
    return array.copy() if array.ndim else array[()]


def _operands(values: Any) -> Iterator[Operand]:
    """The tensors and variables in a nested list."""
    for v in values:
        if isinstance(v, Operand):
            yield v
        elif isinstance(v, list | tuple):
            yield from _operands(v)


def _array(value: Any, wanted: Any) -> Any:
    """`value`, which holds no tensors, as a NumPy array or scalar in memory of its own."""
    if value is None:
        raise ValueError("None is not a number. A gradient that is None means that nothing connects the two.")
    from_numpy = isinstance(value, np.ndarray | np.generic)
    try:
        array = np.array(value)
    except ValueError:
        raise ValueError(f"lists of unequal length do not make a tensor: {_told(value)}") from None
    if array.dtype == object and not from_numpy and all(isinstance(n, int) for n in array.flat):
        if wanted is None or wanted.kind != "f":
            raise ValueError(f"{_told(value)} does not fit any integer dtype; ask for dtype='float64'")
        array = np.array([_wide(n) for n in array.flat]).reshape(array.shape)
    if array.dtype.kind not in "fiub":
        kind = ValueError if from_numpy or array.dtype == object else WrongDtypeError
        raise kind(f"{_told(value)} does not consist of numbers or truth values, in nested lists or arrays")
    if wanted is None:
        wanted = array.dtype if from_numpy or _starts_with_numpy_float(value) else _default_dtype(array)
    elif not from_numpy and not _fits(array, wanted):
        given = "a float" if array.dtype.kind == "f" else array.dtype.name
        advice = (
            "Write floats on both sides, 2.0 for 2: whole numbers have no gradient. Or cast(x, 'float32')."
            if array.dtype.kind == "f"
            else "Write a value of that kind, or cast the other operand: cast(x, 'float32')."
        )
        raise WrongDtypeError(f"{_told(value)} is {given} and does not fit dtype {wanted.name}. {advice}")
    array = array.astype(wanted, copy=False)
    return array if array.ndim else array[()]


_FIRST_BEYOND = 2.0**128 - 2.0**103
"""The smallest number that float32 rounds to an infinity."""


def _wide(number: int) -> float:
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def _default_dtype(array: Any) -> Any:
    wanted = {"f": np.dtype(np.float32), "i": np.dtype(np.int32)}.get(array.dtype.kind, array.dtype)
    if wanted.kind == "f" and _overflows(array):
        limit = f"outside of {wanted.name}, whose largest number is {np.finfo(wanted).max:.4g}"
        advice = "Ask for float64, with dtype='float64', or write float('inf') for an infinity."
        raise InvalidArgumentError(f"{_told(array.tolist())} is {limit}. {advice}")
    return wanted if _fits(array, wanted) else array.dtype


def _overflows(array: Any) -> bool:
    """Whether a finite number would be an infinity in float32."""
    if not array.ndim:
        return bool(_FIRST_BEYOND <= abs(array.item()) < math.inf)
    return bool((np.isfinite(array) & (np.abs(array) >= _FIRST_BEYOND)).any())


def _starts_with_numpy_float(value: Any) -> bool:
    while isinstance(value, list | tuple) and value:
        value = value[0]
    return isinstance(value, np.ndarray | np.floating)


def _fits(array: Any, wanted: Any) -> bool:
    """Whether `wanted` has all the values. Floats take any number, and lose some digits."""
    if not array.size or wanted.kind == "f":
        return True
    if array.dtype.kind == "f" or wanted.kind == "b":
        return bool(array.dtype.kind == wanted.kind)
    limits = np.iinfo(wanted)
    return bool(limits.min <= array.min() and array.max() <= limits.max)


def _told(value: Any) -> str:
    text = repr(value)
    return f"{text if len(text) <= 60 else text[:57] + '...'} ({type(value).__name__})"
