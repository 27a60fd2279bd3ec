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


def summary(array: Any, most: int = 4) -> str:
    """A number, the entries of an array of at most `most`, or the shape of a larger one.

    >>> import numpy as np
    >>> summary(np.float32(0.1)), summary(np.array([1.0, 2.5])), summary(np.zeros((784, 256)))
    ('0.1', '[1, 2.5]', 'array 784×256')
    """
    if not array.ndim:
        return short(array.item())
    if 0 < array.size <= most and array.ndim <= 2:
        return _listed(array.tolist())
    return f"array {'×'.join(map(str, array.shape))}"


def _listed(values: Any) -> str:
    if isinstance(values, list):
        return f"[{', '.join(map(_listed, values))}]"
    return short(values, 3)
