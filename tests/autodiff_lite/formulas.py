"""Functions to be written as programs, and what their results must have in common with the tape's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import autodiff_lite as ad


def bits(value: Any) -> Any:
    """What two results must have in common."""
    if value is None:
        return None
    array = value.numpy()
    return array.dtype, array.shape, np.asarray(array).tobytes()


def gradients(f: Callable[..., Any], *arguments: Any) -> list[Any]:
    """The value, and the gradients by each argument, bit for bit."""
    with ad.GradientTape() as tape:
        for x in arguments:
            tape.watch(x)
        y = f(*arguments)
    return [bits(y), *map(bits, tape.gradient(y, list(arguments)))]


def net(x: Any, w: Any, b: Any) -> Any:
    hidden = ad.tanh(x @ w + b)
    return ad.reduce_mean(ad.square(ad.reduce_sum(hidden, axis=1) - 0.5)) + ad.reduce_max(hidden) / 3.0


CASES: dict[str, tuple[Callable[..., Any], tuple[Any, ...]]] = {
    "cubic": (lambda x: 3.0 * x**3.0 + 5.0 * ad.square(x) - 3.0 * x + 10.0, (-2.0,)),
    "net": (net, (np.linspace(-1, 1, 12).reshape(4, 3), np.linspace(-2, 1, 6).reshape(3, 2), [0.5, -0.25])),
    "an input twice": (lambda x, y: x * x / (y + x), ([1.5, 2.0], [3.0, -1.0])),
    "broadcasting": (lambda x, y: x * y - ad.exp(y), ([[1.0], [2.0]], [3.0, 4.0, 5.0])),
    "many": (lambda x: ad.reduce_sum(ad.concat([x, ad.stack([x[0], x[1]]), x * 2.0], 0)), ([1.0, 2.0],)),
    "choosing": (lambda x: ad.reduce_sum(ad.where(x > 0.0, ad.sqrt(ad.abs(x)), x)), ([4.0, -1.0, 0.25],)),
    "stopped": (lambda x: x * ad.stop_gradient(x), (3.0,)),
    "an input as it is": (lambda x: x, (3.0,)),
    "not used": (lambda x, y: x * 2.0, (3.0, 4.0)),
    "large": (lambda x: ad.reduce_sum(ad.sin(x * 2.0 + 1.0) * x - x / 3.0), (np.linspace(0, 1, 9000),)),
}  # fmt: skip
