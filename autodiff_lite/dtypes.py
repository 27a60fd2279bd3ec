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

    >>> ad.float32 == np.float32, ad.float32 == "float32", ad.float32.is_floating
    (True, True, True)
    """

    __slots__ = ("dtype", "name")

    def __init__(self, name: str) -> None:
        self.name = name
        self.dtype = np.dtype(name)

    @property
    def as_numpy_dtype(self) -> type:
        """NumPy's scalar type: ``np.float32`` for ``float32``."""
        return self.dtype.type

    @property
    def kind(self) -> str:
        """NumPy's letter for the kind: "f" for floating, "i" and "u" for integers, "b" for bool."""
        return self.dtype.kind

    @property
    def is_floating(self) -> bool:
        """True for the types that have derivatives."""
        return self.dtype.kind == "f"

    @property
    def is_integer(self) -> bool:
        """True for whole numbers, signed or not; `bool` is none."""
        return self.dtype.kind in "iu"

    @property
    def is_bool(self) -> bool:
        """True for truth values."""
        return self.dtype.kind == "b"

    @property
    def size(self) -> int:
        """Bytes an element takes."""
        return self.dtype.itemsize

    @property
    def base_dtype(self) -> DType:
        """The dtype itself; TensorFlow has reference types beside it, this package has none."""
        return self

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
_PYTHON = {float: np.dtype("float32"), bool: np.dtype("bool")}

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
    if isinstance(dtype, type) and dtype in _PYTHON:
        return _PYTHON[dtype]
    given = f"{dtype!r} is not a dtype. "
    if dtype is int:
        raise TypeError(given + "Say how many bits: dtype=ad.int32 or dtype=ad.int64.")
    try:
        found: np.dtype[Any] = np.dtype(dtype)  # type: ignore[call-overload]
    except TypeError:
        raise TypeError(given + f"Use one of {', '.join(_ALL)}, as in dtype=ad.float32.") from None
    if found.name not in _ALL or dtype is None:
        raise TypeError(given + f"Tensors hold one of {', '.join(_ALL)}.")
    return found


def as_dtype(dtype: DTypeLike) -> DType:
    """The `DType` for `dtype`.

    >>> ad.as_dtype(float)
    ad.float32
    """
    return _BY_DTYPE[as_numpy(dtype)]
