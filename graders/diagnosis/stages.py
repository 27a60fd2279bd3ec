"""A higher derivative step by step: each derivative again as scalar steps, the last of which is asked about.

A mistake may be made in any of the steps; what comes after it is done rightly, or the same mistake is made in
each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graders.diagnosis.candidates import Candidate
from graders.misconceptions.catalogue import Misconception
from graders.steps.flatten import flatten
from graders.steps.goal import TINY, Goal, slopes_of, values_of
from graders.steps.passes import Change, run
from graders.steps.scalars import Graph
from graders.steps.symbolic import InSymbols, NoFormula, derivative

Array = NDArray[Any]
FAR = 1e-4
"""The distance of a central difference, for a derivative after the complex step's."""


@dataclass
class Stage:
    """A function on the way to a higher derivative, and what is asked of it in this step.

    `then` are the columns to differentiate by afterwards, one list a step.
    """

    graph: Graph
    goal: Goal
    then: list[list[int]]

    @property
    def value(self) -> Array:
        """What the function gives here, flat."""
        return np.asarray(values_of(self.graph, run(self.graph, [()], self.goal.columns), 1)[0])

    def further(self, rows: Sequence[Sequence[Change]]) -> Array:
        """The flat answers where this step is done under each row's changes, and the next ones rightly."""
        if len(self.then) == 1:
            return self._once(rows, {})
        second = self.then[1][0]
        up, down = (self._once(rows, {second: sign * FAR}) for sign in (1, -1))
        return (up - down) / (2 * FAR)

    def _once(self, rows: Sequence[Sequence[Change]], moved: Mapping[int, float]) -> Array:
        """The slopes of this step's slopes, by the complex step, with some columns' values moved."""
        numbers = {column: number for number, column in self.goal.columns.items()}
        found = []
        for column in self.then[0]:
            start = {}
            for each in {column, *moved}:
                value = self.graph.nodes[numbers[each]].value + moved.get(each, 0.0)
                start[numbers[each]] = np.array([[value + (1j * TINY if each == column else 0.0)]])
            slopes = slopes_of(self.graph, run(self.graph, rows, self.goal.columns, start), max(len(rows), 1))
            found.append(np.imag(self.goal.gradients(slopes)) / TINY)
        together = np.stack(found, axis=-1)
        return together.reshape(len(together), -1)


def stages_of(graph: Graph, goal: Goal, mixed: bool) -> list[Stage]:
    """The steps of a derivative of any order; one for a first derivative.

    Raises NoFormula (a ValueError) where a derivative cannot be written down.
    """
    if goal.order == 1 and not mixed:
        return [Stage(graph, goal, [])]
    if goal.hessian:
        first = Goal(goal.wrt, goal.single, 1, False, None, goal.at, goal.elements, graph.out_shape)
        slopes, elements = derived(graph, goal.elements, goal.wrt)
        last = Goal(goal.wrt, goal.single, 2, True, None, goal.at, elements, slopes.out_shape)
        return [Stage(graph, first, [goal.wanted]), Stage(slopes, last, [])]
    names = list(goal.wrt) if mixed else list(goal.wrt) * goal.order
    found, elements = [], dict(goal.elements)
    for place, name in enumerate(names):
        own = Goal((name,), True, 1, False, None, goal.at, elements, graph.out_shape)
        then = [own.columns_of(later) for later in names[place + 1 :]]
        if place == len(names) - 1:
            own.order = len(names)
        found.append(Stage(graph, own, then))
        if then:
            graph, elements = derived(graph, elements, (name,))
    return found


def derived(
    graph: Graph, elements: Mapping[str, Any], names: Sequence[str], wrong: InSymbols | None = None
) -> tuple[Graph, dict[str, Any]]:
    """The graph's derivative by the elements of some variables, and the elements of all in it."""
    numbers = [int(i) for name in names for i in elements[name].ravel()]
    shape = elements[names[0]].shape if len(names) == 1 else (len(numbers),)
    before = graph.variables()
    written, _ = derivative(graph, numbers, shape, wrong).pruned()
    new, _ = flatten(written)[0].pruned()
    moved = dict(zip(before, new.variables(), strict=True))
    return new, {name: np.vectorize(moved.get, otypes=[np.int64])(ids) for name, ids in elements.items()}


def twice_wrong(
    graph: Graph, goal: Goal, mixed: bool, shape: tuple[int, ...], misconceptions: Sequence[Misconception]
) -> Iterator[Candidate]:
    """The answers where the same mistake was made in every step."""
    for misconception in misconceptions:
        for wrong, weight in misconception.in_formulas:
            answer = _all_wrong(graph, goal, mixed, wrong)
            if answer is not None:
                shaped = answer.reshape(shape)
                yield Candidate((misconception.id,), misconception.weight * weight, shaped, everywhere=True)


def _all_wrong(graph: Graph, goal: Goal, mixed: bool, wrong: Callable[..., Any]) -> Array | None:
    elements: Mapping[str, Any] = goal.elements
    if goal.hessian:
        return None
    try:
        for name in list(goal.wrt) if mixed else list(goal.wrt) * goal.order:
            graph, elements = derived(graph, elements, (name,), wrong)
    except NoFormula:
        return None
    columns = {
        int(i): place for place, i in enumerate(np.concatenate([e.ravel() for e in elements.values()]))
    }
    return np.asarray(np.real(values_of(graph, run(graph, [()], columns), 1)[0]))
