"""Element types under TensorFlow's names: ``float32``, ``int32``, ``bool`` and their kin.

Knows NumPy's dtypes and nothing of tensors.
"""

from __future__ import annotations

from typing import Any

import numpy as np

DTypeLike = object
"""What a dtype may be given as: a `DType`, a NumPy dtype or scalar type, `float`, `bool`, or a name."""


class DType:
    """One element type. Compares equal to NumPy's dtype of the same name and to that name.

    `kind` is NumPy's letter: "f" for floating, the types that have derivatives, "i" and "u" for integers, "b"
    for truth values. `size` is the bytes that an element takes, `as_numpy_dtype` NumPy's scalar type.

    >>> ad.float32 == np.float32, ad.float32 == "float32", ad.float32.is_floating
    (True, True, True)
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.dtype = np.dtype(name)
        self.as_numpy_dtype: type = self.dtype.type
        self.base_dtype = self  # TensorFlow has reference types beside it, this package has none
        self.size = self.dtype.itemsize
        self.kind = self.dtype.kind
        self.is_floating = self.kind == "f"
        self.is_integer = self.kind in "iu"
        self.is_bool = self.kind == "b"

    @property
    def min(self) -> float | int:
        """The smallest finite value."""
        return np.finfo(self.dtype).min.item() if self.is_floating else int(np.iinfo(self.dtype).min)

    @property
    def max(self) -> float | int:
        """The largest finite value."""
        return np.finfo(self.dtype).max.item() if self.is_floating else int(np.iinfo(self.dtype).max)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, DType):
            return self is other
        try:
            return other is not None and as_numpy(other) == self.dtype
        except TypeError:
            return False

    def __hash__(self) -> int:
        return hash(self.dtype)

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return as_dtype, (self.name,)

    def __repr__(self) -> str:
        return f"ad.{self.name}"

    def __str__(self) -> str:
        return f"<dtype: '{self.name}'>"


_NAMES = "float16 float32 float64 int8 int16 int32 int64 uint8 uint16 uint32 uint64 bool"
_ALL = {name: DType(name) for name in _NAMES.split()}
_BY_DTYPE = {known.dtype: known for known in _ALL.values()}

float16, float32, float64, int8, int16, int32, int64, uint8, uint16, uint32, uint64, bool_ = _ALL.values()
half, double = float16, float64


def as_numpy(dtype: DTypeLike) -> np.dtype[Any]:
    """NumPy's dtype for `dtype`. Python's `float` means float32, as in TensorFlow.

    Raises `TypeError` for what is no dtype, or one that tensors here cannot have; for Python's `int` too, of
    which TensorFlow does not say how many bits it means.
    """
    if isinstance(dtype, DType):
        return dtype.dtype
    if isinstance(dtype, np.dtype) and dtype in _BY_DTYPE:
        return dtype
    if dtype is int:
        raise TypeError(f"{dtype!r} is not a dtype. Say how many bits: dtype=ad.int32 or dtype=ad.int64.")
    try:
        found: np.dtype[Any] | None = np.dtype(np.float32 if dtype is float else dtype)  # type: ignore[call-overload]
    except TypeError:
        found = None
    if dtype is None or found is None or found.name not in _ALL:
        raise TypeError(f"{dtype!r} is not a dtype. Use one of {', '.join(_ALL)}, as in dtype=ad.float32.")
    return found


def as_dtype(dtype: DTypeLike) -> DType:
    """The `DType` for `dtype`.

    >>> ad.as_dtype(float)
    ad.float32
    """
    return _BY_DTYPE[as_numpy(dtype)]
