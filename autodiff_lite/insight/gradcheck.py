"""Gradients held against central differences, entry by entry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autodiff_lite.core.convert import convert_to_tensor
from autodiff_lite.core.tape import GradientTape
from autodiff_lite.core.tensor import Operand, Tensor, TensorLike
from autodiff_lite.functions.made import reduce_sum


@dataclass(frozen=True)
class Difference:
    """One entry of one input, where the tape and the central difference disagree most."""

    argument: int
    index: tuple[int, ...]
    tape: float
    difference: float

    @property
    def error(self) -> float:
        """The difference of the two, relative to the larger (absolute below 1)."""
        return _error(self.tape, self.difference)


@dataclass(frozen=True)
class GradientReport:
    """The outcome of `gradcheck`: true if every entry agrees; prints the entry that is off most."""

    worst: Difference | None
    entries: int
    tolerance: float

    @property
    def ok(self) -> bool:
        """Whether all entries agree within the tolerance."""
        return self.worst is None or self.worst.error <= self.tolerance

    def __bool__(self) -> bool:
        return self.ok

    def __str__(self) -> str:
        if self.worst is None:
            return "No entries to compare."
        verdict = "agree" if self.ok else "DISAGREE"
        w = self.worst
        place = f"argument {w.argument}" + (f", entry {list(w.index)}" if w.index else "")
        count = "1 entry" if self.entries == 1 else f"{self.entries} entries"
        return (
            f"Tape and central differences {verdict} on {count} (tolerance "
            f"{self.tolerance:g}). Furthest apart: {place}: tape {w.tape:.8g}, difference "
            f"{w.difference:.8g}, error {w.error:.2g}."
        )


def gradcheck(
    function: Callable[..., Any],
    inputs: TensorLike | Sequence[TensorLike],
    step: float = 1e-6,
    tolerance: float = 1e-5,
) -> GradientReport:
    """Compare the tape's gradient of ``sum(function(*inputs))`` with (f(x + h) - f(x - h)) / 2h, in float64.

    Args:
        function: from tensors to a tensor; called about twice for each entry of the inputs.
        inputs: one argument, or a list of them; converted to float64.
        step: h, relative to the size of the entry (absolute below 1).
        tolerance: how far the two may be apart, relative to the larger (absolute below 1).

    >>> print(bool(ad.gradcheck(lambda x: x**3, [2.0])))
    True
    """
    arguments = list(inputs) if isinstance(inputs, list | tuple) else [inputs]
    arrays = [
        np.asarray(x.array if isinstance(x, Operand) else x, dtype=np.float64).copy() for x in arguments
    ]
    tensors = [Tensor(a.copy() if a.ndim else a[()]) for a in arrays]
    with GradientTape() as tape:
        tape.watch(tensors)
        total = reduce_sum(convert_to_tensor(function(*tensors)))
    gradients = tape.gradient(total, tensors, unconnected_gradients="zero")

    def value(place: int, index: tuple[int, ...], moved: float) -> float:
        changed = [a.copy() for a in arrays]
        changed[place][index] = moved
        return float(
            reduce_sum(convert_to_tensor(function(*(Tensor(a if a.ndim else a[()]) for a in changed))))
        )

    worst: Difference | None = None
    entries = 0
    for place, array in enumerate(arrays):
        found = np.asarray(gradients[place].array)
        for index in np.ndindex(array.shape):
            h = step * max(1.0, abs(float(array[index])))
            high, low = (
                value(place, index, float(array[index]) + h),
                value(place, index, float(array[index]) - h),
            )
            candidate = Difference(place, index, float(found[index]), (high - low) / (2 * h))
            entries += 1
            if worst is None or not candidate.error <= worst.error:
                worst = candidate
    return GradientReport(worst, entries, tolerance)


def _error(a: float, b: float) -> float:
    return abs(a - b) / max(1.0, abs(a), abs(b))
