"""What misconceptions about the whole answer are given: the right slopes, and all right work around them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graders.steps.goal import TINY, Goal, descended, gradients_at, slopes_of, values_of
from graders.steps.passes import Backwards, Pass, backwards, run
from graders.steps.record import Recorded
from graders.steps.scalars import Graph
from graders.steps.updates import RIGHT, Slips

Array = NDArray[Any]


@dataclass
class Slopes:
    """The right slopes at one point: `value` (results), `jacobian` (results, columns), and the goal."""

    goal: Goal
    value: Array
    jacobian: Array

    @property
    def right(self) -> Array:
        """The right gradient, flat."""
        return np.asarray(self.goal.gradients(self.jacobian[None])[0])

    def of(self, jacobian: Array) -> Array:
        """A gradient, flat, from another Jacobian of the same shape."""
        return np.asarray(self.goal.gradients(jacobian[None])[0])

    @property
    def others(self) -> list[list[int]]:
        """For each variable that is not differentiated by, its columns."""
        return [self.goal.columns_of(name) for name in self.goal.elements if name not in self.goal.wrt]


@dataclass
class Work:
    """The right work for a question.

    `graph` is the function that was asked about: of a second derivative, the first one. `function` is the
    function itself. `recorded` is None where there is none.
    """

    goal: Goal
    graph: Graph
    function: Graph
    recorded: Recorded | None
    right: Array
    call: Callable[..., Any] | None = None
    lower: list[Array] = field(default_factory=list)
    """Of a higher derivative the lower ones, the last one first, each flat."""

    mixed: tuple[str, ...] = ()
    """Of a mixed derivative the variables in turn."""

    @cached_property
    def done(self) -> Pass:
        return run(self.graph, [()], self.goal.columns)

    @cached_property
    def slopes(self) -> Slopes:
        return Slopes(
            self.goal, values_of(self.graph, self.done, 1)[0], slopes_of(self.graph, self.done, 1)[0]
        )

    @cached_property
    def backwards(self) -> Backwards:
        """How the sum of the results changes with each step, and through which use of it."""
        return backwards(self.graph, self.done)

    @cached_property
    def value(self) -> Array:
        """The function's value, in its own shape."""
        found = values_of(self.function, run(self.function, [()], self.goal.columns), 1)[0]
        return np.asarray(found.reshape(self.function.out_shape))

    def value_at(self, points: Array) -> Array:
        """The sum of the function's results at points (rows, wanted columns): one number a row."""
        numbers = {column: number for number, column in self.goal.columns.items()}
        start = {numbers[column]: points[:, i : i + 1] for i, column in enumerate(self.goal.wanted)}
        done = run(self.function, [()] * len(points), self.goal.columns, start)
        return np.asarray(values_of(self.function, done, len(points)).sum(axis=1))

    def next_derivative(self, graph: Graph | None = None) -> Array:
        """The next derivative of what `graph` gives, differentiated once more by the same variable: flat."""
        graph = graph or self.graph
        wanted = self.goal.wanted
        numbers = {column: number for number, column in self.goal.columns.items()}
        if self.goal.single:
            start = {numbers[c]: np.array([[graph.nodes[numbers[c]].value + 1j * TINY]]) for c in wanted}
            slopes = slopes_of(graph, run(graph, [()], self.goal.columns, start), 1)
            return np.asarray(np.imag(self.goal.gradients(slopes)[0]) / TINY)
        found = []
        for place, column in enumerate(wanted):
            start = {numbers[column]: np.array([[graph.nodes[numbers[column]].value + 1j * TINY]])}
            slopes = slopes_of(graph, run(graph, [()], self.goal.columns, start), 1)
            found.append(np.imag(slopes.sum(axis=1)[0, wanted][place]) / TINY)
        return np.array(found)

    def of_each(self) -> tuple[Array, Array]:
        """First and second derivatives of the function by each variable of a mixed derivative by itself."""
        numbers = {column: number for number, column in self.goal.columns.items()}
        first, second = [], []
        for column in (self.goal.columns_of(name)[0] for name in self.mixed):
            start = {numbers[column]: np.array([[self.function.nodes[numbers[column]].value + 1j * TINY]])}
            slopes = slopes_of(self.function, run(self.function, [()], self.goal.columns, start), 1)
            slope = slopes.sum(axis=1)[0, column]
            first.append(np.real(slope))
            second.append(np.imag(slope) / TINY)
        return np.array(first), np.array(second)

    def shaped(self, flat: Array) -> Array:
        """A flat answer in the shape of a right one."""
        return np.asarray(flat).reshape(self.goal.shape)

    def stepped(self, gradient: Any) -> Array | None:
        """The answer that a gradient of any shape leads to: itself, or the point after one step."""
        gradient = np.asarray(gradient)
        if self.goal.descent is None:
            return np.asarray(gradient)
        if self.goal.descent.steps != 1 or not self.goal.single:
            return None
        return np.asarray(np.asarray(self.goal.at[self.goal.wrt[0]]) - self.goal.descent.rate * gradient)

    @cached_property
    def unsummed(self) -> list[tuple[Array, tuple[int, ...]]]:
        """For a source that was broadcast: its gradient with one entry for each use, and the right shape."""
        from graders.steps.arrays import unsummed

        if self.recorded is None or not self.goal.single or self.goal.order != 1:
            return []
        name = self.goal.wrt[0]
        found = unsummed(self.recorded.tape, self.recorded.target, self.recorded.sources[name])
        return [] if found is None else [(found, self.goal.elements[name].shape)]

    @cached_property
    def rows(self) -> tuple[Array, Array] | None:
        """The gradients of the terms of a final sum or mean: as they count in it, and each by itself.

        None where the function ends in neither, or where more than one variable is asked about.
        """
        goal, (last, *more) = self.goal, self.graph.outs
        node, share = self.graph.nodes[last], 1.0
        if node.tag == "mean":
            node, share = self.graph.nodes[node.args[0]], self.graph.nodes[node.args[1]].value
        if more or node.tag != "reduced" or not goal.single or goal.jacobian or goal.order > 1:
            return None
        alone = np.stack([np.real(self.done.slopes[arg][0])[goal.wanted] for arg in node.args])
        alone = alone.reshape(len(node.args), *goal.shape)
        return share * alone, alone

    def descended(self, slips: Slips = RIGHT, **changed: Any) -> Array:
        """Where the descent leads with something done wrong, or with another rate, rule or count of steps."""
        assert self.goal.descent is not None
        goal = replace(self.goal, descent=replace(self.goal.descent, **changed))
        return self.shaped(descended(self.graph, goal, [()], slips)[0])

    def descended_to_a_root(self) -> Array:
        """Where Newton's rule leads that looks for a zero of the function, and not of its slope: flat."""
        assert self.goal.descent is not None
        point = self.goal.point[None, :]
        for _ in range(self.goal.descent.steps):
            slope = gradients_at(self.graph, self.goal, [()], point)
            point = point - self.goal.descent.rate * self.value_at(point)[:, None] / slope
        return np.asarray(point[0])
