"""``ad.optimizers.schedules``: learning rates that change with the number of steps, by Keras's formulas.

A schedule is given to an optimizer as its `learning_rate`, and is called with the number of steps taken.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from autodiff_lite.core.tensor import Operand, Tensor
from autodiff_lite.errors import unfit

__all__ = [
    "CosineDecay",
    "ExponentialDecay",
    "InverseTimeDecay",
    "LearningRateSchedule",
    "PiecewiseConstantDecay",
    "PolynomialDecay",
]


def __dir__() -> list[str]:
    return __all__


class LearningRateSchedule:
    """A learning rate for each step. One of your own inherits from this and has ``__call__(self, step)``.

    >>> class Halved(ad.optimizers.schedules.LearningRateSchedule):
    ...     def __call__(self, step):
    ...         return 0.1 / 2.0 ** int(step)
    >>> float(ad.optimizers.SGD(Halved()).learning_rate)
    0.1
    """

    def __call__(self, step: Any) -> Any:
        """The rate after `step` steps, as a float32 tensor."""
        number = float(np.asarray(step.array if isinstance(step, Operand) else step))
        return Tensor(np.float32(self._rate(number)))

    def _rate(self, step: float) -> float:
        raise NotImplementedError(f"{type(self).__name__} needs a method __call__(self, step)")


def _checked_steps(decay_steps: float) -> float:
    if not decay_steps > 0:
        raise unfit("a schedule", "decay_steps above 0", decay_steps)
    return float(decay_steps)


class ExponentialDecay(LearningRateSchedule):
    """initial * decay_rate ** (step / decay_steps); in whole steps of the quotient if `staircase`.

    >>> round(float(ad.optimizers.schedules.ExponentialDecay(0.1, 10, 0.5)(20)), 6)
    0.025
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: float,
        decay_rate: float,
        staircase: bool = False,
        name: str = "ExponentialDecay",
    ) -> None:
        self.initial_learning_rate, self.decay_rate = float(initial_learning_rate), float(decay_rate)
        self.decay_steps, self.staircase = _checked_steps(decay_steps), bool(staircase)

    def _rate(self, step: float) -> float:
        part = step / self.decay_steps
        return self.initial_learning_rate * self.decay_rate ** (math.floor(part) if self.staircase else part)


class InverseTimeDecay(LearningRateSchedule):
    """initial / (1 + decay_rate * step / decay_steps); in whole steps of the quotient if `staircase`.

    >>> round(float(ad.optimizers.schedules.InverseTimeDecay(0.1, 10, 1.0)(10)), 6)
    0.05
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: float,
        decay_rate: float,
        staircase: bool = False,
        name: str = "InverseTimeDecay",
    ) -> None:
        self.initial_learning_rate, self.decay_rate = float(initial_learning_rate), float(decay_rate)
        self.decay_steps, self.staircase = _checked_steps(decay_steps), bool(staircase)

    def _rate(self, step: float) -> float:
        part = step / self.decay_steps
        return self.initial_learning_rate / (
            1.0 + self.decay_rate * (math.floor(part) if self.staircase else part)
        )


class PolynomialDecay(LearningRateSchedule):
    """From initial to end in decay_steps: (initial - end) * (1 - step / decay_steps) ** power + end.

    After that it stays, or with `cycle` starts over with as many times the steps as are needed.

    >>> round(float(ad.optimizers.schedules.PolynomialDecay(0.1, 10, 0.0)(5)), 6)
    0.05
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: float,
        end_learning_rate: float = 0.0001,
        power: float = 1.0,
        cycle: bool = False,
        name: str = "PolynomialDecay",
    ) -> None:
        self.initial_learning_rate, self.end_learning_rate = float(initial_learning_rate), end_learning_rate
        self.decay_steps, self.power, self.cycle = _checked_steps(decay_steps), float(power), bool(cycle)

    def _rate(self, step: float) -> float:
        steps = self.decay_steps * (max(1, math.ceil(step / self.decay_steps)) if self.cycle else 1)
        left = 1.0 - min(step, steps) / steps
        span = self.initial_learning_rate - self.end_learning_rate
        return float(span * left**self.power + self.end_learning_rate)


class PiecewiseConstantDecay(LearningRateSchedule):
    """values[0] up to and with step boundaries[0], then values[1] up to and with boundaries[1], and so on.

    >>> rate = ad.optimizers.schedules.PiecewiseConstantDecay([5, 10], [1.0, 0.5, 0.25])
    >>> float(rate(5)), float(rate(6)), float(rate(11))
    (1.0, 0.5, 0.25)
    """

    def __init__(
        self, boundaries: Sequence[float], values: Sequence[float], name: str = "PiecewiseConstant"
    ) -> None:
        if len(boundaries) != len(values) - 1:
            raise unfit("PiecewiseConstantDecay", "one value more than boundaries", boundaries, values)
        self.boundaries, self.values = list(boundaries), list(values)

    def _rate(self, step: float) -> float:
        return float(self.values[sum(step > boundary for boundary in self.boundaries)])


class CosineDecay(LearningRateSchedule):
    """Half a wave of a cosine from the initial rate down to `alpha` times it, in decay_steps.

    With `warmup_target`, before that a line from the initial rate to it, in `warmup_steps`. (Loshchilov and
    Hutter 2017.)

    >>> round(float(ad.optimizers.schedules.CosineDecay(0.1, 10)(5)), 6)
    0.05
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: float,
        alpha: float = 0.0,
        name: str = "CosineDecay",
        warmup_target: float | None = None,
        warmup_steps: float = 0,
    ) -> None:
        self.initial_learning_rate, self.alpha = float(initial_learning_rate), float(alpha)
        self.decay_steps = _checked_steps(decay_steps)
        self.warmup_target, self.warmup_steps = warmup_target, float(warmup_steps)

    def _rate(self, step: float) -> float:
        top = self.initial_learning_rate
        if self.warmup_target is not None:
            if step < self.warmup_steps:
                return top + (self.warmup_target - top) * step / self.warmup_steps
            top, step = self.warmup_target, step - self.warmup_steps
        wave = 0.5 * (1.0 + math.cos(math.pi * min(step, self.decay_steps) / self.decay_steps))
        return top * ((1.0 - self.alpha) * wave + self.alpha)
