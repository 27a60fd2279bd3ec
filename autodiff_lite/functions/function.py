"""``ad.function``: TensorFlow's ``@tf.function``, which compiles.

There is nothing to compile here: the function runs as it is, between tensors.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from autodiff_lite.core.convert import convert_to_tensor
from autodiff_lite.core.tensor import Operand, TensorShape
from autodiff_lite.values.nested import flatten, pack_like


def function(
    func: Callable[..., Any] | None = None,
    input_signature: Any = None,
    autograph: bool = True,
    jit_compile: bool | None = None,
    reduce_retracing: bool = False,
    **experimental: Any,
) -> Any:
    """The function; it is given tensors for NumPy's arrays, and returns tensors for numbers, arrays and
    variables.

    Everything else goes through unchanged, None and text too. The settings are TensorFlow's and have no
    effect. `python_function` is the function itself. Raises `TypeError` for what cannot be called.

    >>> @ad.function
    ... def double(x):
    ...     return 2 * x
    >>> double(3)
    <Tensor: shape=(), dtype=int32, numpy=6>
    """
    if unknown := [name for name in experimental if not name.startswith("experimental_")]:
        raise TypeError(f"function() has no argument {unknown[0]!r}")
    if func is None:
        return lambda wrapped: function(wrapped)
    if not callable(func):
        raise TypeError(f"function() takes a function; got {func!r}")
    wrapped = func

    @functools.wraps(wrapped)
    def called(*args: Any, **kwargs: Any) -> Any:
        given = [_tensor(x, np.ndarray | np.generic) for x in flatten(list(args))]
        named = {key: _tensor(x, np.ndarray | np.generic) for key, x in kwargs.items()}
        result = wrapped(*pack_like(list(args), given), **named)
        if isinstance(result, TensorShape):
            return convert_to_tensor(list(result))
        leaves = [_tensor(x, np.ndarray | np.generic | int | float | Operand) for x in flatten(result)]
        return pack_like(result, leaves)

    called.python_function = wrapped  # type: ignore[attr-defined]
    return called


def _tensor(value: Any, kinds: Any) -> Any:
    return convert_to_tensor(value) if isinstance(value, kinds) else value
