"""A question to be diagnosed: its function in scalar steps, the right answer, and every single wrong one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graders.diagnosis.candidates import Candidate, Step, global_candidates, local_candidates, steps
from graders.misconceptions.catalogue import Misconception
from graders.steps.flatten import flatten
from graders.steps.goal import Goal, check_goal
from graders.steps.record import Recorded, record
from graders.steps.scalars import Graph
from graders.steps.symbolic import derivative
from graders.steps.work import Work

Array = NDArray[Any]


class Problem:
    """A question in scalar steps, with its answer. Raises ValueError or TypeError where it makes no sense."""

    def __init__(
        self,
        function: Callable[..., Any],
        at: Mapping[str, Any],
        wrt: str | Sequence[str],
        order: int = 1,
        jacobian: bool = False,
        descent: Any = None,
    ) -> None:
        if not callable(function):
            raise TypeError(f"`function` is a function of {', '.join(map(str, at))}; got {function!r}")
        names, single, fall = check_goal(at, wrt, order, jacobian, descent)
        self.function = function
        self.at = {name: np.asarray(value, dtype=np.float64) for name, value in at.items()}
        self.recorded: Recorded = record(function, self.at)
        self.graph, elements = tidy(self.recorded)
        self.goal = Goal(names, single, order, jacobian, fall, self.at, elements, self.graph.out_shape)
        self.second: Graph | None = None
        asked = self.graph
        if order == 2:
            variables = [int(i) for i in elements[names[0]].ravel()]
            self.second, _ = flatten(derivative(self.graph, variables, elements[names[0]].shape))
            self.second, _ = self.second.pruned()
            asked = self.second
            renumbered = asked.variables()
            self.second_goal = Goal(
                names, single, order, jacobian, fall, self.at,
                _renumbered(elements, self.graph.variables(), renumbered), asked.out_shape,
            )  # fmt: skip
        goal = self.second_goal if order == 2 else self.goal
        self.work = Work(goal, asked, self.graph, self.recorded, np.zeros(()), function)
        with np.errstate(all="ignore"):
            right = self.work.descended() if fall else self.work.shaped(self.work.slopes.right)
        self.work.right = right
        self.right: Array = right

    @property
    def makes_sense(self) -> bool:
        """Whether the function has a value and a derivative there."""
        return bool(np.isfinite(self.right).all() and np.isfinite(self.work.value).all())

    def elsewhere(self, at: Mapping[str, Any]) -> Problem:
        """The same question at another point."""
        goal = self.goal
        wrt = goal.wrt[0] if goal.single else goal.wrt
        return Problem(self.function, at, wrt, goal.order, goal.jacobian, goal.descent)

    def candidates(self, misconceptions: Sequence[Misconception]) -> tuple[list[Candidate], list[Step]]:
        """All wrong answers by one misconception, and the wrong steps to make pairs of."""
        work = self.work
        own = steps(work.graph, misconceptions)
        found = local_candidates(work.graph, work.goal, own)
        if self.second is not None:
            found += local_candidates(self.graph, self.goal, steps(self.graph, misconceptions), second=True)
        found += global_candidates(work, misconceptions)
        return found, own


def _renumbered(elements: Mapping[str, Any], before: list[int], after: list[int]) -> dict[str, Any]:
    new = dict(zip(before, after, strict=True))
    return {name: np.vectorize(new.get, otypes=[np.int64])(ids) for name, ids in elements.items()}


def tidy(recorded: Recorded) -> tuple[Graph, dict[str, Any]]:
    """The recorded steps as a person groups them, and the variables' elements among them."""
    graph, moved = flatten(recorded.graph)
    graph, kept = graph.pruned()
    elements = {
        name: np.array([kept[moved[int(i)]] for i in ids.ravel()], dtype=np.int64).reshape(ids.shape)
        for name, ids in recorded.elements.items()
    }
    return graph, elements
