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

from autodiff_lite.table import rows

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


def _of_the_table(name: str) -> tuple[Function, Slope]:
    row = rows()[name]
    (rule,) = row.rules
    assert rule is not None
    return row.forward, lambda x, y: rule(1.0, y, x)


_NAMES = "exp expm1 log log1p sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh"

# The rules are those of the table. It is written for real numbers: what compares numbers stands here again.
FUNCTIONS: dict[str, tuple[Function, Slope]] = {
    **{name: _of_the_table(name) for name in _NAMES.split()},
    "sigmoid": (sigmoid, _of_the_table("sigmoid")[1]),
    "softplus": (lambda x: np.log(1 + np.exp(x)), lambda x, y: sigmoid(x)),
    "relu": (lambda x: x * _step(x), lambda x, y: _step(x)),
    "abs": (lambda x: x * _sign(x), lambda x, y: _sign(x)),
}
