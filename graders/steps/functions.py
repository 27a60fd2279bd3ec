"""Functions of one number with their derivatives, on arrays of candidates (and on numbers off the real line).

Diagnosis evaluates one function under hundreds of mistakes at once, so these work on whole arrays. A complex
array carries a second derivative in its imaginary part (the complex-step method), so each must be exact
there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Function = Callable[[Array], Array]
Slope = Callable[[Array, Array], Array]


def power(base: Any, exponent: Any) -> Array:
    """base**exponent; a negative base with a whole exponent keeps a tiny imaginary part exact."""
    if not (np.iscomplexobj(base) or np.iscomplexobj(exponent)):
        return np.asarray(np.power(base, exponent))
    a, n = np.real(base), np.real(exponent)
    value = np.power(a, n)
    along = n * np.power(a, n - 1) * np.imag(base)
    if np.any(np.imag(exponent)):
        along = along + value * np.log(a) * np.imag(exponent)
    return np.asarray(value + 1j * along)


def sigmoid(x: Any) -> Array:
    return np.asarray(1 / (1 + np.exp(-x)))


def _sign(x: Any) -> Any:
    return np.sign(np.real(x))


def _step(x: Any) -> Any:
    return (np.real(x) > 0) * 1.0


FUNCTIONS: dict[str, tuple[Function, Slope]] = {
    "exp": (np.exp, lambda x, y: y),
    "expm1": (lambda x: np.exp(x) - 1, lambda x, y: y + 1),
    "log": (np.log, lambda x, y: 1 / x),
    "log1p": (lambda x: np.log(1 + x), lambda x, y: 1 / (1 + x)),
    "sin": (np.sin, lambda x, y: np.cos(x)),
    "cos": (np.cos, lambda x, y: -np.sin(x)),
    "tan": (np.tan, lambda x, y: 1 + y * y),
    "asin": (np.arcsin, lambda x, y: 1 / np.sqrt(1 - x * x)),
    "acos": (np.arccos, lambda x, y: -1 / np.sqrt(1 - x * x)),
    "atan": (np.arctan, lambda x, y: 1 / (1 + x * x)),
    "sinh": (np.sinh, lambda x, y: np.cosh(x)),
    "cosh": (np.cosh, lambda x, y: np.sinh(x)),
    "tanh": (np.tanh, lambda x, y: 1 - y * y),
    "asinh": (np.arcsinh, lambda x, y: 1 / np.sqrt(x * x + 1)),
    "acosh": (np.arccosh, lambda x, y: 1 / np.sqrt(x * x - 1)),
    "atanh": (np.arctanh, lambda x, y: 1 / (1 - x * x)),
    "sigmoid": (sigmoid, lambda x, y: y * (1 - y)),
    "softplus": (lambda x: np.log(1 + np.exp(x)), lambda x, y: sigmoid(x)),
    "relu": (lambda x: x * _step(x), lambda x, y: _step(x)),
    "abs": (lambda x: x * _sign(x), lambda x, y: _sign(x)),
}
