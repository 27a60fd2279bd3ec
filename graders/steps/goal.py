"""What is asked for: a slope, a list of them, a Jacobian, a second derivative, or the point after some
descent.

Turns the slopes of a pass into answers in the form that a student gives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graders.steps.passes import Change, Pass, run
from graders.steps.scalars import Graph
from graders.steps.updates import RIGHT, Descent, Slips, check_descent, walk

Array = NDArray[Any]


@dataclass
class Goal:
    """What is asked of a function: `wrt` names the variables, `single` says that it was no list."""

    wrt: tuple[str, ...]
    single: bool
    order: int
    jacobian: bool
    descent: Descent | None
    at: Mapping[str, Array]
    elements: Mapping[str, NDArray[np.int64]]
    out_shape: tuple[int, ...]
    columns: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        numbers = [int(i) for name in self.elements for i in self.elements[name].ravel()]
        self.columns = {number: column for column, number in enumerate(numbers)}

    def columns_of(self, name: str) -> list[int]:
        """The columns of a variable's elements."""
        return [self.columns[int(i)] for i in self.elements[name].ravel()]

    @property
    def wanted(self) -> list[int]:
        """The columns of all that is differentiated by, in the order of the answer."""
        return [column for name in self.wrt for column in self.columns_of(name)]

    def starting(self, points: Array) -> dict[int, Array]:
        """Points (rows, wanted columns) as starting values of the variables' nodes."""
        numbers = {column: number for number, column in self.columns.items()}
        return {numbers[column]: points[:, i : i + 1] for i, column in enumerate(self.wanted)}

    @property
    def point(self) -> Array:
        """Where: the values of what is differentiated by, in the order of `wanted`."""
        return np.concatenate([np.asarray(self.at[name], dtype=np.float64).ravel() for name in self.wrt])

    @property
    def hessian(self) -> bool:
        """Whether all second derivatives are asked for: by an array, or by several variables."""
        return self.order == 2 and not (self.single and not self.elements[self.wrt[0]].shape)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of a right answer; flat where a list has parts of different shapes."""
        shapes = [self.elements[name].shape for name in self.wrt]
        if self.hessian:
            return (*shapes[0], *shapes[0]) if self.single else (len(self.wanted), len(self.wanted))
        lead = self.out_shape if self.jacobian else ()
        if self.single:
            return (*lead, *shapes[0])
        if len(set(shapes)) == 1:
            return (len(shapes), *lead, *shapes[0])
        return (int(np.prod(lead, dtype=int)) * len(self.wanted),)

    def gradients(self, slopes: Array) -> Array:
        """From the slopes of the results (rows, results, columns) the answers (rows, numbers), flat."""
        if self.hessian:
            return np.asarray(slopes[:, :, self.wanted].reshape(len(slopes), -1))
        if not self.jacobian:
            return np.asarray(slopes.sum(axis=1)[:, self.wanted])
        rows, results = slopes.shape[:2]
        parts = [
            slopes[:, :, self.columns_of(name)].reshape(rows, results * len(self.columns_of(name)))
            for name in self.wrt
        ]
        return np.concatenate(parts, axis=1)


def slopes_of(graph: Graph, done: Pass, count: int) -> Array:
    """The slopes of the results, (rows, results, columns)."""
    return np.stack([_full(done.slopes[out], count) for out in graph.outs], axis=1)


def values_of(graph: Graph, done: Pass, count: int) -> Array:
    """The values of the results, (rows, results)."""
    return np.stack([_full(done.values[out], count)[:, 0] for out in graph.outs], axis=1)


def _full(array: Array, count: int) -> Array:
    return np.broadcast_to(array, (count, array.shape[1]))


def check_goal(
    at: Mapping[str, Any],
    wrt: str | Sequence[str],
    order: int,
    jacobian: bool,
    descent: Descent | Mapping[str, Any] | None,
    mixed: bool = False,
) -> tuple[tuple[str, ...], bool, Descent | None]:
    """What a teacher asked for, checked. Raises ValueError or TypeError that say what to try."""
    if not isinstance(at, Mapping) or not at:
        raise TypeError(f'`at` is a dict from each argument to its value, as in {{"x": -2.0}}; got {at!r}')
    single = isinstance(wrt, str)
    names = (wrt,) if isinstance(wrt, str) else tuple(wrt)
    unknown = [name for name in names if name not in at]
    if unknown or not names:
        raise ValueError(f"`wrt` names arguments of the function: {', '.join(at)}; got {wrt!r}")
    if order not in (1, 2, 3):
        raise ValueError(f"`order` is 1 for a slope, 2 or 3 for a higher derivative; got {order!r}")
    if (order > 1 or mixed) and (jacobian or descent):
        raise ValueError("a second derivative (or a mixed one) is asked for without `jacobian` or `descent`")
    numbers = all(np.ndim(at[name]) == 0 for name in names)
    if mixed and (single or not 2 <= len(names) <= 3 or not numbers):
        raise ValueError("a mixed derivative is by two or three numbers in turn, as in `wrt=['x', 'y']`")
    if order == 3 and (not single or not numbers):
        raise ValueError("a third derivative is by one number; give `wrt` one name")
    if descent is None:
        return names, single, None
    if jacobian:
        raise ValueError("a descent follows a gradient; leave `jacobian` out")
    return names, single, check_descent(descent)


TINY = 1e-30


def gradients_at(graph: Graph, goal: Goal, rows: Sequence[Sequence[Change]], points: Array) -> Array:
    """The flat gradients at points, one a row, each under its row's changes."""
    done = run(graph, rows, goal.columns, goal.starting(points))
    return goal.gradients(slopes_of(graph, done, len(points)))


def hessians_at(graph: Graph, goal: Goal, rows: Sequence[Sequence[Change]], points: Array) -> Array:
    """The second derivatives at points, (rows, numbers, numbers), by the complex step."""
    found = []
    for place in range(points.shape[1]):
        moved = points.astype(np.complex128)
        moved[:, place] += 1j * TINY
        found.append(np.imag(gradients_at(graph, goal, rows, moved)) / TINY)
    return np.stack(found, axis=-1)


def descended(graph: Graph, goal: Goal, rows: Sequence[Sequence[Change]], slips: Slips = RIGHT) -> Array:
    """The flat points after the descent, each row's gradients under its changes."""
    assert goal.descent is not None
    start = np.broadcast_to(goal.point, (max(len(rows), 1), len(goal.wanted)))
    return walk(
        goal.descent,
        start,
        lambda points: gradients_at(graph, goal, rows, points),
        lambda points: hessians_at(graph, goal, rows, points),
        slips,
    )
