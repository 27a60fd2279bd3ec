"""Where a NaN comes from, in words: the first operation, forward or back, that made one out of numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from autodiff_lite.core.tape import GradientTape
from autodiff_lite.core.tensor import Operand
from autodiff_lite.insight.graph import Edge, Graph, Node
from autodiff_lite.insight.graph_from_tape import graph
from autodiff_lite.insight.numbers import short
from autodiff_lite.insight.reasons import Reason

_SAFE = (
    "Keep the operand away from where the slope is infinite: choose before computing, as in "
    "where(x > 0.0, sqrt(where(x > 0.0, x, 1.0)), 0.0), or add a little, sqrt(x + 1e-12)."
)


def explain_nan(tape: GradientTape, target: Operand, source: Any = None) -> Reason:
    """Say which operation made the first NaN (not a number) in `target` or in its gradient by `source`.

    The `kind` of the answer is "NaN input", "NaN value" (an operation gave one), "NaN gradient" (one came up
    on the way back), "infinite gradient" or "no NaN". Works on a tape that was not used up; `source` is what
    `GradientTape.gradient` takes, by default all that is watched. Raises `RuntimeError` for a tape that was
    used up, `TypeError` and `ValueError` as `graph` does.

    >>> x = ad.Variable(0.0)
    >>> with ad.GradientTape(persistent=True) as tape:
    ...     y = ad.sqrt(x * x)
    >>> print(ad.explain_nan(tape, y, x))
    `sqrt` has an infinite slope where its operand is 0, and on the way back `multiply` multiplies that...
    """
    if isinstance(tape, GradientTape) and tape.is_used_up:
        raise RuntimeError(
            "this tape was used by gradient() and its record is gone. Open it with "
            "GradientTape(persistent=True), compute again and ask then."
        )
    read = graph(tape, target, source)
    return _forward(read) or _backward(read) or Reason("no NaN", "There is no NaN and no infinity here.", "")


def _forward(read: Graph) -> Reason | None:
    for node in read.inputs:
        if _has_nan(node.value):
            return Reason(
                "NaN input",
                f"{node.name} holds NaN from the start{_at(np.isnan(node.value))}.",
                "Look at where its values come from: too large a step, a division by 0, missing data.",
            )
    for node in read.operations:
        if _has_nan(node.value):
            bad = np.isnan(node.value)
            given = " and ".join(_told(edge, bad) for edge in read.into(node))
            return Reason(
                "NaN value",
                f"`{node.operation}` gave the first NaN{_at(bad)}, from {given}.",
                "Keep its operands where it is defined: a logarithm or a root of numbers below 0, 0 / 0 and "
                "infinity - infinity are no numbers.",
            )
    return None


def _backward(read: Graph) -> Reason | None:
    infinite: Edge | None = None
    for edge in reversed(read.edges):
        if edge.contribution is None or np.isfinite(edge.contribution).all():
            continue
        if not _has_nan(edge.contribution):
            infinite = edge if infinite is None else infinite
            continue
        name = edge.end.operation
        if infinite is None:
            given = _told(edge, np.isnan(edge.contribution))
            return Reason("NaN gradient", f"the derivative of `{name}` is no number for {given}.", _SAFE)
        start = f"{_slope(infinite)}, and on the way back"
        if infinite.end is edge.end:
            return Reason("NaN gradient", f"{start} that is multiplied by 0: NaN.", _SAFE)
        return Reason("NaN gradient", f"{start} `{name}` multiplies that by 0: NaN.", _SAFE)
    for node in read.nodes:
        if node.gradient is not None and _has_nan(node.gradient):
            meeting = f"two infinite gradients of opposite sign meet at {node.name}"
            return Reason("NaN gradient", f"{meeting}: infinity - infinity is NaN.", _SAFE)
    if infinite is not None:
        return Reason(
            "infinite gradient", f"{_slope(infinite)}: the gradient is infinite, and not NaN.", _SAFE
        )
    return None


def _slope(edge: Edge) -> str:
    infinite = ~np.isfinite(edge.contribution)
    where = _entry(edge.start, infinite)
    at = "" if where is None else f" where its operand is {where}"
    return f"`{edge.end.operation}` has an infinite slope{at}"


def _has_nan(array: Any) -> bool:
    return bool(array.dtype.kind == "f" and np.isnan(array).any())


def _at(bad: Any) -> str:
    return f" at entry {[int(i) for i in np.argwhere(bad)[0]]}" if np.ndim(bad) else ""


def _told(edge: Edge, bad: Any) -> str:
    entry = _entry(edge.start, bad)
    return f"{edge.name} of shape {edge.shape}" if entry is None else f"{edge.name} = {entry}"


def _entry(node: Node, bad: Any) -> str | None:
    """The entry of a node's value at the first bad place, if it has that place."""
    value = np.asarray(node.value)
    if not value.ndim:
        return short(value.item())
    return short(value[tuple(np.argwhere(bad)[0])].item()) if value.shape == np.shape(bad) else None
