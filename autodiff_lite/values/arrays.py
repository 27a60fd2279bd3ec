"""From Python and NumPy values to arrays, with TensorFlow's choice of dtypes. Knows nothing of tensors."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autodiff_lite.errors import InvalidArgumentError, WrongDtypeError


def read_only_copy(array: Any) -> Any:
    """The values in memory of their own: NumPy scalars as they are, arrays copied."""
    return array.copy() if array.ndim else array[()]


def as_array(value: Any, wanted: Any) -> Any:
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
