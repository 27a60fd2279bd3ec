"""Numbers and arrays in few characters, for drawings and sentences."""

from __future__ import annotations

import math
from typing import Any

_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def short(number: Any, digits: int = 4) -> str:
    """A number with at most `digits` significant digits.

    >>> short(-8.0), short(2 / 3), short(1234567.0), short(float("-inf")), short(True)
    ('−8', '0.6667', '1.235×10⁶', '−∞', 'True')
    """
    if isinstance(number, bool | str):
        return str(number)
    if isinstance(number, int) and abs(number) < 10**digits:
        return str(number).replace("-", "−")
    value = float(number)
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    mantissa, _, exponent = f"{value:.{digits}g}".partition("e")
    if abs(value) < 10**6 and exponent.startswith("+"):
        mantissa, exponent = f"{value:.0f}", ""
    power = f"×10{str(int(exponent)).translate(_RAISED)}" if exponent else ""
    text = (mantissa + power).replace("-", "−")
    return "0" if text == "−0" else text


def summary(array: Any) -> str:
    """A number, the entries of a small array (four in a row, or 2×2), or the shape of a larger one.

    >>> import numpy as np
    >>> summary(np.float32(0.1)), summary(np.array([1.0, 2.5])), summary(np.zeros((784, 256)))
    ('0.1', '[1, 2.5]', '784×256')
    """
    if not array.ndim:
        return short(array.item())
    return _listed(array.tolist()) if has_few(array) else f"{'×'.join(map(str, array.shape))}"


def has_few(array: Any) -> bool:
    """Whether `summary` gives the entries of an array, or of a number, and not its shape."""
    return (
        array.ndim == 0
        or (array.ndim == 1 and 0 < array.size <= 4)
        or array.shape in ((1, 1), (1, 2), (2, 2))
    )


def equation(name: str, array: Any) -> str:
    """A tensor's name with what `summary` says.

    >>> import numpy as np
    >>> equation("x", np.float32(2)), equation("W", np.zeros((3, 2))), equation("", np.zeros(7))
    ('x = 2', 'W: shape 3×2', 'shape 7')
    """
    sign = "= " if has_few(array) else "shape "
    between = ("" if not name else " ") if has_few(array) else (": " if name else "")
    return f"{name}{between}{sign}{summary(array)}"


def _listed(values: Any) -> str:
    if isinstance(values, list):
        return f"[{', '.join(map(_listed, values))}]"
    return short(values, 3)
