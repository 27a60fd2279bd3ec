"""``ad.TensorSpec``: what is known of a tensor before it is there."""

from __future__ import annotations

from typing import Any

from autodiff_lite.core.convert import convert_to_tensor
from autodiff_lite.core.tensor import Operand
from autodiff_lite.values.dtypes import DTypeLike, as_dtype, float32


class TensorSpec:
    """A shape, in which None stands for any length, and a dtype; for `function`'s `input_signature`.

    >>> spec = ad.TensorSpec([None, 2], ad.float32)
    >>> spec
    TensorSpec(shape=(None, 2), dtype=float32)
    >>> spec.is_compatible_with(ad.ones((7, 2))), spec.is_compatible_with(ad.ones((2, 7)))
    (True, False)
    """

    def __init__(self, shape: Any, dtype: DTypeLike = float32, name: str | None = None) -> None:
        lengths = None if shape is None else [shape] if isinstance(shape, int) else list(shape)
        self.shape = None if lengths is None else tuple([None if n is None else int(n) for n in lengths])
        """The lengths of the axes, None for any; or None for any number of axes."""
        self.dtype = as_dtype(dtype)
        """The type of the elements."""
        self.name = name
        """TensorFlow's; without effect."""

    @classmethod
    def from_tensor(cls, tensor: Any, name: str | None = None) -> TensorSpec:
        """The shape and dtype of a tensor."""
        given = tensor if isinstance(tensor, Operand) else convert_to_tensor(tensor)
        return cls(tuple(given.array.shape), given.dtype, name)

    def is_compatible_with(self, value: Any) -> bool:
        """Whether a tensor (or a further `TensorSpec`) fits."""
        if isinstance(value, TensorSpec):
            shape, dtype = value.shape, value.dtype
        else:
            given = value if isinstance(value, Operand) else convert_to_tensor(value)
            shape, dtype = tuple(given.array.shape), given.dtype
        if dtype != self.dtype:
            return False
        if self.shape is None or shape is None:
            return True
        pairs = zip(self.shape, shape, strict=False)
        return len(shape) == len(self.shape) and all(n is None or m is None or n == m for n, m in pairs)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TensorSpec) and (self.shape, self.dtype) == (other.shape, other.dtype)

    def __hash__(self) -> int:
        return hash((self.shape, self.dtype.name))

    def __repr__(self) -> str:
        return f"TensorSpec(shape={self.shape}, dtype={self.dtype.name})"
