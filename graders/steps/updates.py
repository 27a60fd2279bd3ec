"""Update rules: where some steps lead from a point, done rightly or with one thing wrong.

All points are walked at once, one a row, so that many wrong gradients take no longer than one. The
engine's optimizers move one point; the tests hold these formulas equal to them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Gradient = Callable[[Array], Array]
"""From points (rows, numbers) to the gradients there."""

RULES = ("plain", "momentum", "nesterov", "adam", "newton")
MOST_STEPS = 1000
KEYS = {"rate", "steps", "rule", "momentum", "nesterov", "beta_1", "beta_2", "epsilon"}


@dataclass(frozen=True)
class Descent:
    """So many steps of an update rule, with this learning rate."""

    rate: float
    steps: int = 1
    rule: str = "plain"
    momentum: float = 0.0
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7


@dataclass(frozen=True)
class Slips:
    """What is done wrong: the sign, a gradient that stays the first one, variables moved one after the other.

    `blocks` are the columns that are moved together, in turn. `last_step` gives the last step and not the
    place. `bias`, `root` and `inverse` are parts of Adam's and of Newton's rule, there or left out. With
    `share` the velocity is a running mean: it takes in the rest that the momentum leaves of the gradient.
    """

    sign: float = -1.0
    stale: bool = False
    blocks: tuple[tuple[int, ...], ...] = ()
    last_step: bool = False
    bias: bool = True
    root: bool = True
    inverse: str = "inverse"
    share: bool = False


RIGHT = Slips()


def walk(
    descent: Descent,
    start: Array,
    gradient: Gradient,
    hessian: Callable[[Array], Array] | None = None,
    slips: Slips = RIGHT,
) -> Array:
    """The points (rows, numbers) after the steps. `hessian` is needed for Newton's rule alone."""
    points = np.array(start, dtype=np.float64)
    state = [np.zeros_like(points), np.zeros_like(points)]
    first = gradient(points) if slips.stale else None
    step = np.zeros_like(points)
    for count in range(1, descent.steps + 1):
        if slips.blocks:
            points = points.copy()
            for block in slips.blocks:
                columns = list(block)
                moved, _ = _step(descent, gradient(points), state, count, slips, hessian, points)
                points[:, columns] += moved[:, columns]
            continue
        now = gradient(points) if first is None else first
        step, state = _step(descent, now, state, count, slips, hessian, points)
        points = points + step
    return step if slips.last_step else points


def _step(
    descent: Descent,
    gradient: Array,
    state: list[Array],
    count: int,
    slips: Slips,
    hessian: Callable[[Array], Array] | None,
    points: Array,
) -> tuple[Array, list[Array]]:
    rate, sign = descent.rate, slips.sign
    if descent.rule in ("momentum", "nesterov"):
        taken = rate * (1 - descent.momentum) if slips.share else rate
        velocity = descent.momentum * state[0] + sign * taken * gradient
        ahead = descent.momentum * velocity + sign * taken * gradient
        return (velocity if descent.rule == "momentum" else ahead), [velocity, state[1]]
    if descent.rule == "adam":
        mean = descent.beta_1 * state[0] + (1 - descent.beta_1) * gradient
        square = descent.beta_2 * state[1] + (1 - descent.beta_2) * gradient**2
        lifted, spread = mean, square
        if slips.bias:
            lifted, spread = mean / (1 - descent.beta_1**count), square / (1 - descent.beta_2**count)
        below = np.sqrt(spread) if slips.root else spread
        return sign * rate * lifted / (below + descent.epsilon), [mean, square]
    if descent.rule == "newton":
        return sign * rate * _newton(gradient, points, hessian, slips.inverse), state
    return sign * rate * gradient, state


def _newton(gradient: Array, points: Array, hessian: Callable[[Array], Array] | None, how: str) -> Array:
    if how == "none" or hessian is None:
        return gradient
    matrices = hessian(points)
    if how == "times":
        return np.asarray((matrices @ gradient[:, :, None])[:, :, 0])
    if how == "swapped" and gradient.shape[1] == 1:
        return np.asarray(matrices[:, :, 0] / gradient)
    if how == "diagonal":
        return np.asarray(gradient / np.diagonal(matrices, axis1=1, axis2=2))
    found = np.full_like(gradient, np.nan)
    for row, (matrix, slope) in enumerate(zip(matrices, gradient, strict=True)):
        if np.isfinite(matrix).all() and np.linalg.matrix_rank(matrix) == len(matrix):
            found[row] = np.linalg.solve(matrix, slope)
    return found


def check_descent(descent: Descent | Mapping[str, Any]) -> Descent:
    """A descent as a teacher writes it. Raises ValueError that says what to try."""
    if isinstance(descent, Descent):
        return descent
    known = isinstance(descent, Mapping) and not set(descent) - KEYS
    rule = str(descent.get("rule", "")) if known else ""
    if not known or ("rate" not in descent and rule != "newton"):
        raise ValueError(
            '`descent` is {"rate": 0.1, "steps": 3}, with "momentum": 0.9 (and "nesterov": True) or '
            f'"rule": "adam" or "newton" where that was asked for; got {descent!r}'
        )
    steps = descent.get("steps", 1)
    if not isinstance(steps, int) or not 1 <= steps <= MOST_STEPS:
        raise ValueError(f"`steps` of a descent is a whole number from 1 to {MOST_STEPS}; got {steps!r}")
    momentum = float(descent.get("momentum", 0.0))
    if not rule:
        rule = "nesterov" if descent.get("nesterov") else "momentum" if momentum else "plain"
    if rule not in RULES:
        raise ValueError(f"`rule` of a descent is one of {', '.join(RULES)}; got {rule!r}")
    betas = [float(descent.get(key, usual)) for key, usual in (("beta_1", 0.9), ("beta_2", 0.999))]
    epsilon = float(descent.get("epsilon", 1e-7))
    return Descent(float(descent.get("rate", 1.0)), steps, rule, momentum, betas[0], betas[1], epsilon)


def one_after_another(sizes: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """The columns of variables with these many numbers each, as blocks to be moved in turn."""
    ends = np.cumsum(sizes)
    return tuple(tuple(range(end - size, end)) for end, size in zip(ends.tolist(), sizes, strict=True))
