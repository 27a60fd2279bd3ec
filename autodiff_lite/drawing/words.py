"""Names for operations, their attributes and kinds of nodes, as a reader knows them."""

from __future__ import annotations

from typing import Any

import numpy as np

from autodiff_lite.graph import Node

_SIGNS = {"add": "+", "subtract": "−", "multiply": "×", "divide": "÷", "matmul": "@", "negative": "−( )"}

_KINDS = {
    "variable": "variable",
    "watched": "watched constant",
    "intermediate": "intermediate result",
    "fixed": "result held fixed",
    "constant": "constant",
}


def symbol(operation: str) -> str:
    """An operation's sign beside its name, where it has one.

    >>> symbol("multiply"), symbol("tanh")
    ('× multiply', 'tanh')
    """
    return f"{_SIGNS[operation]} {operation}" if operation in _SIGNS else operation


def kind_in_words(kind: str) -> str:
    """What a node that is no operation is called."""
    return _KINDS[kind]


def attributes_in_words(node: Node) -> str:
    """An operation's attributes that say something: not None, not False, not long."""
    said = [
        f"{key}={_brief(value)}"
        for key, value in node.attributes.items()
        if value is not None and value is not False
    ]
    return ", ".join(said)


def _brief(value: Any) -> str:
    if isinstance(value, np.ndarray | np.generic) and value.ndim:
        return f"array {'×'.join(map(str, value.shape))}"
    if isinstance(value, slice):
        ends = ["" if end is None else str(end) for end in (value.start, value.stop, value.step)]
        return ":".join(ends if value.step is not None else ends[:2])
    if isinstance(value, tuple):
        return f"({', '.join(map(_brief, value))}{',' * (len(value) == 1)})" if len(value) < 7 else "(...)"
    if value is Ellipsis:
        return "..."
    text = str(value)
    return text if len(text) <= 20 else text[:17] + "..."
