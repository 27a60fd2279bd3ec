"""Shorter calls for a few rows, where shapes and dtypes are known: what their forwards would find out first.

Each computes what the row's own forward computes, bit for bit.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autodiff_lite.programs.trace import Node

Constant = Callable[[Any], str]
"""The name of a constant."""


def shorter(node: Node, names: Sequence[str], constant: Constant) -> str:
    """The operation as an expression of its inputs' names; empty where its row is called."""
    write = _SHORTER.get(node.primitive.name)
    return write(node, names, constant) if write is not None else ""


def _matmul(node: Node, names: Sequence[str], constant: Constant) -> str:
    a, b = (x.array for x in node.inputs)
    return f"{names[0]}.dot({names[1]})" if a.ndim == b.ndim == 2 else ""


def _cast(node: Node, names: Sequence[str], constant: Constant) -> str:
    return f"{names[0]}.astype({node.output.array.dtype.name!r})"


def _transpose(node: Node, names: Sequence[str], constant: Constant) -> str:
    return f"{names[0]}.mT"


def _reshape(node: Node, names: Sequence[str], constant: Constant) -> str:
    return f"{names[0]}.reshape({tuple(node.output.array.shape)})"


def _reduced(x: str, axes: Any, keepdims: bool) -> str:
    return f"np.add.reduce({x}, {axes}, None, None, True)" if keepdims else f"np.add.reduce({x}, {axes})"


def _sum(node: Node, names: Sequence[str], constant: Constant) -> str:
    if node.inputs[0].array.dtype.kind != "f":
        return ""
    return _reduced(names[0], node.attributes["axis"], node.attributes["keepdims"])


def _mean(node: Node, names: Sequence[str], constant: Constant) -> str:
    array, axes = node.inputs[0].array, node.attributes["axis"]
    if array.dtype.kind != "f":
        return ""
    count = math.prod(array.shape if axes is None else [array.shape[axis] for axis in axes])
    return f"{_reduced(names[0], axes, node.attributes['keepdims'])} / {constant(array.dtype.type(count))}"


def _sum_to(node: Node, names: Sequence[str], constant: Constant) -> str:
    array, shape = node.inputs[0].array, tuple(node.attributes["shape"])
    lead = array.ndim - len(shape)
    if array.shape[lead:] == shape:
        if array.ndim == 2 and lead == 1 and len(array) <= 4096:
            return f"{constant(np.ones(len(array), array.dtype))}.dot({names[0]})"
        return _reduced(names[0], tuple(range(lead)) if shape else None, False)
    lengths = enumerate(shape)
    axes = (*range(lead), *(i + lead for i, n in lengths if n == 1 != array.shape[i + lead]))
    return f"{_reduced(names[0], axes, True)}.reshape({shape})"


_SHORTER: dict[str, Callable[[Node, Sequence[str], Constant], str]] = {
    "cast": _cast,
    "matmul": _matmul,
    "matrix_transpose": _transpose,
    "reshape": _reshape,
    "reduce_sum": _sum,
    "reduce_mean": _mean,
    "sum_to": _sum_to,
}
