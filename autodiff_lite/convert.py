"""From Python and NumPy values to tensors, with TensorFlow's choice of dtypes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from operator import index
from typing import Any

import numpy as np

from autodiff_lite.dtypes import DTypeLike, as_numpy
from autodiff_lite.errors import WrongDtypeError
from autodiff_lite.primitive import apply
from autodiff_lite.tensor import Operand, Tensor, TensorLike


def convert_to_tensor(
    value: TensorLike,
    dtype: DTypeLike | None = None,
    dtype_hint: DTypeLike | None = None,
    name: str | None = None,
) -> Tensor:
    """`value` as a tensor: numbers, arrays, nested lists (of tensors too), tensors and variables.

    Python floats become float32 and ints int32, unless `dtype` says otherwise; NumPy values keep their
    dtype. Raises `ValueError` for a tensor of another dtype or for ragged lists, `TypeError` for values that
    do not fit `dtype` (a float for an integer dtype) or are no numbers.

    >>> ad.convert_to_tensor([1, 2])
    <Tensor: shape=(2,), dtype=int32, numpy=array([1, 2], dtype=int32)>
    """
    wanted = None if dtype is None else as_numpy(dtype)
    if isinstance(value, Operand):
        tensor = value.value()
        if wanted is not None and tensor.array.dtype != wanted:
            raise WrongDtypeError(
                f"a tensor of dtype {wanted.name} was asked for, but this one is {tensor.array.dtype.name} "
                f"(shape {tensor.array.shape}). Dtypes are not changed silently: use cast(x, "
                f"{wanted.name!r})."
            )
        return tensor
    if isinstance(value, list | tuple) and any(True for _ in _operands(value)):
        return _pack(value, wanted)
    if wanted is None and dtype_hint is not None:
        with suppress(TypeError, ValueError):
            return Tensor(_array(value, as_numpy(dtype_hint)))
    return Tensor(_array(value, wanted))


def constant(
    value: TensorLike, dtype: DTypeLike | None = None, shape: Any = None, name: str | None = None
) -> Tensor:
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
    lengths = as_shape(shape)
    if tensor.array.size == 1:
        return Tensor(np.full(lengths, tensor.array.item(), tensor.array.dtype))
    if tensor.array.size != int(np.prod(lengths)):
        raise TypeError(
            f"{tensor.array.size} values do not fill shape {lengths}; give one value or as many as fit"
        )
    return Tensor(np.reshape(tensor.array, lengths))


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
    if isinstance(shape, int | np.integer):
        return (int(shape),)
    try:
        return tuple([index(n.held if isinstance(n, Operand) else n) for n in shape])
    except TypeError:
        raise WrongDtypeError(f"a shape is a sequence of ints, as in (2, 3); got {shape!r}") from None


def read_only_copy(array: Any) -> Any:
    """The values in memory of their own: NumPy scalars as they are, arrays copied."""
    return array.copy() if array.ndim else array[()]


def _pack(values: Any, wanted: Any) -> Tensor:
    """A tensor out of a list with tensors in it; the gradient flows back into each."""
    from autodiff_lite.primitives.shaping import stack

    wanted = next(_operands(values)).held.dtype if wanted is None else wanted
    parts = tuple(convert_to_tensor(v, wanted) for v in values)
    shapes = {p.array.shape for p in parts}
    if len(shapes) > 1:
        raise ValueError(f"a list of tensors needs equal shapes to become one tensor; got {sorted(shapes)}")
    return apply(stack, parts, {"axis": 0})


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
        raise ValueError(f"lists of unequal length do not make a tensor: {_shortened(value)}") from None
    if array.dtype.kind not in "fiub":
        raise (ValueError if from_numpy or array.dtype == object else WrongDtypeError)(
            f"{_shortened(value)} ({type(value).__name__}) is not made of numbers or truth values; "
            "tensors hold numbers, arrays of numbers, or nested lists of them."
        )
    if wanted is None:
        wanted = array.dtype if from_numpy or _starts_with_numpy_float(value) else _default_dtype(array)
    elif not from_numpy and not _fits(array, wanted):
        raise WrongDtypeError(
            f"{_shortened(value)} is {'a float' if array.dtype.kind == 'f' else array.dtype.name}, which "
            f"does not fit dtype {wanted.name}. Write a value of that kind, or cast the other operand: "
            "cast(x, 'float32')."
        )
    array = array.astype(wanted, copy=False)
    return array if array.ndim else array[()]


def _default_dtype(array: Any) -> Any:
    if array.dtype.kind == "i" and array.size and not _fits(array, np.dtype(np.int32)):
        return array.dtype
    return {"f": np.dtype(np.float32), "i": np.dtype(np.int32)}.get(array.dtype.kind, array.dtype)


def _starts_with_numpy_float(value: Any) -> bool:
    while isinstance(value, list | tuple) and value:
        value = value[0]
    return isinstance(value, np.ndarray | np.floating)


def _fits(array: Any, wanted: Any) -> bool:
    if not array.size:
        return True
    if array.dtype.kind == "f" or wanted.kind == "b":
        return bool(array.dtype.kind == wanted.kind)
    if wanted.kind not in "iu":
        return True
    limits = np.iinfo(wanted)
    return bool(limits.min <= array.min() and array.max() <= limits.max)


def _shortened(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
