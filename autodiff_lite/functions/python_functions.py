"""Functions of Python's in the middle of a computation: `py_function`, `numpy_function`.

In a function with `ad.function` they run each time, and so does the function around them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autodiff_lite.core.convert import Name
from autodiff_lite.core.writing import value_used
from autodiff_lite.functions.elementwise import convert_to_tensor


def py_function(
    func: Callable[..., Any] | None = None, inp: Any = None, Tout: Any = None, name: Name = None
) -> Any:
    """What `func` returns, given the tensors of the list `inp`. Gradients go through what it computes.

    `Tout` is the dtype of the result, or a list of those of several. Without `func`, what is returned is a
    decorator. Raises `InvalidArgumentError` for a result of another dtype.

    >>> ad.py_function(lambda x: x * x, [3.0], ad.float32)
    <Tensor: shape=(), dtype=float32, numpy=9.0>
    """
    if func is None:
        return lambda wrapped: lambda *args: py_function(wrapped, list(args), Tout)
    return _called("py_function", func, [convert_to_tensor(x) for x in inp], Tout)


def numpy_function(
    func: Callable[..., Any] | None = None,
    inp: Any = None,
    Tout: Any = None,
    stateful: bool = True,
    name: Name = None,
) -> Any:
    """What `func` returns, given the NumPy arrays of the list `inp`. No gradient goes through it.

    >>> ad.numpy_function(lambda x: x.max(), [[3.0, 5.0]], ad.float32)
    <Tensor: shape=(), dtype=float32, numpy=5.0>
    """
    if func is None:
        return lambda wrapped: lambda *args: numpy_function(wrapped, list(args), Tout)
    value_used(None, "numpy_function")
    arrays = [convert_to_tensor(x).numpy() for x in inp]
    return _called("numpy_function", func, arrays, Tout)


def _called(operation: str, func: Callable[..., Any], given: list[Any], kinds: Any) -> Any:
    value_used(None, operation)
    result = func(*given)
    if not isinstance(kinds, list | tuple):
        return convert_to_tensor(result, kinds)
    parts = [] if result is None else list(result) if isinstance(result, list | tuple) else [result]
    if len(parts) != len(kinds):
        raise ValueError(f"{operation}: {len(kinds)} results were announced in Tout, and {len(parts)} came")
    return [convert_to_tensor(part, kind) for part, kind in zip(parts, kinds, strict=True)]
