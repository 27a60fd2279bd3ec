"""What operations are given, as tensors of the dtypes that they take; a sentence for what does not fit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autodiff_lite.core.convert import convert_to_tensor, tensors_of_one_dtype
from autodiff_lite.core.tensor import Tensor, TensorLike
from autodiff_lite.errors import WrongDtypeError


def _of_kinds(kinds: str, called: str, remedy: str) -> Callable[[TensorLike, str], Tensor]:
    def prepare(x: TensorLike, operation: str) -> Tensor:
        tensor = x if type(x) is Tensor else convert_to_tensor(x)
        if tensor.array.dtype.kind not in kinds:
            if isinstance(x, list) and not tensor.array.size:
                return convert_to_tensor(x, np.bool_)  # an empty list is also one of truth values
            given = f"{tensor.array.dtype.name} {tensor.array.shape}"
            raise WrongDtypeError(f"{operation} needs {called}; got {given}. {remedy}")
        return tensor

    return prepare


# Each makes a tensor of what an operation is given, and raises `WrongDtypeError` for other elements.
floating = _of_kinds("f", "floats", "Write 2.0 for 2, or cast(x, 'float32').")
numeric = _of_kinds("fiu", "numbers", "Cast truth values: cast(x, 'float32').")
truths = _of_kinds("b", "truth values", "A comparison such as x > 0 makes them.")
bits = _of_kinds("biu", "truth values or whole numbers", "A comparison such as x > 0 makes truth values.")

PREPARE = {"f": floating, "fiu": numeric, "fiub": _of_kinds("fiub", "", ""), "b": truths, "biu": bits}
"""By the kinds of elements that a row takes."""


def refuse_unlike(x: Tensor, y: Tensor, operation: str, kinds: str) -> None:
    """Raise `WrongDtypeError` for two tensors of two dtypes, or of one that the operation does not take."""
    alike(x, y, operation)
    dtype = x.array.dtype
    if dtype.kind not in kinds:
        raise WrongDtypeError(f"{operation} does not take dtype {dtype.name}; cast the operands first")


def alike(x: TensorLike, y: TensorLike, operation: str) -> tuple[Tensor, Tensor]:
    """Two operands as tensors of one dtype; raises `InvalidArgumentError` if they differ."""
    if type(x) is not Tensor or type(y) is not Tensor:
        x, y = tensors_of_one_dtype(x, y)
    a, b = x.array.dtype, y.array.dtype
    if a is not b and a != b:
        raise WrongDtypeError(
            f"{operation} needs operands of one dtype; got {a.name} {x.array.shape} and {b.name} "
            f"{y.array.shape}. Dtypes are not mixed silently: cast one of them, as in {_advised(a, b)}."
        )
    return x, y


def _advised(a: Any, b: Any) -> str:
    """The cast that keeps most: to a float rather than a whole number, which has no gradient."""
    wide = (
        a if (a.kind == "f") >= (b.kind == "f") and not (a.kind == b.kind and b.itemsize > a.itemsize) else b
    )
    return f"cast({'y' if wide is a else 'x'}, {wide.name!r})"
