"""A question to be diagnosed: its function in scalar steps, the right answer, and every single wrong one."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graders.diagnosis.candidates import Candidate, Step, global_candidates, local_candidates, steps
from graders.diagnosis.networks import ArrayProblem, array_candidates
from graders.diagnosis.stages import Stage, stages_of, twice_wrong
from graders.misconceptions.catalogue import Misconception
from graders.steps.flatten import tidy
from graders.steps.goal import Goal, check_goal
from graders.steps.record import Recorded, record
from graders.steps.scalars import Graph, TooLarge
from graders.steps.work import Work

Array = NDArray[Any]

MOST_WORK = 2_000_000
"""Steps squared times numbers to differentiate by: from here on whole arrays are the steps."""


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
        mixed: bool = False,
    ) -> None:
        if not callable(function):
            raise TypeError(f"`function` is a function of {', '.join(map(str, at))}; got {function!r}")
        names, single, fall = check_goal(at, wrt, order, jacobian, descent, mixed)
        self.whole_arrays = order == 1 and not (jacobian or mixed or fall)
        self.function = function
        self.mixed = mixed
        self.at = {name: np.asarray(value, dtype=np.float64) for name, value in at.items()}
        self.recorded: Recorded = self.record()
        self.graph, elements = tidy(self.recorded)
        if (
            self.whole_arrays
            and len(self.graph.nodes) ** 2 * sum(ids.size for ids in elements.values()) > MOST_WORK
        ):
            raise TooLarge("the function has too many numbers to look at one by one")
        self.goal = Goal(names, single, order, jacobian, fall, self.at, elements, self.graph.out_shape)
        self.stages: list[Stage] = stages_of(self.graph, self.goal, mixed)
        last = self.stages[-1]
        self.work = Work(last.goal, last.graph, self.graph, self.recorded, np.zeros(()), function)
        self.work.lower = [stage.value for stage in reversed(self.stages[1:])]
        self.work.mixed = names if mixed else ()
        with np.errstate(all="ignore"):
            right = self.work.descended() if fall else self.work.shaped(self.work.slopes.right)
        self.work.right = right
        self.right: Array = right

    def record(self) -> Recorded:
        """The function as the tape saw it."""
        return record(self.function, self.at)

    @property
    def derived(self) -> Graph | None:
        """Of a higher derivative the last one but one, which no question shows; else None."""
        return self.stages[-1].graph if len(self.stages) > 1 else None

    def depends_on(self, name: str) -> bool:
        """Whether the function depends on an argument at all."""
        depends = self.graph.depends()
        reached = frozenset().union(*(depends[out] for out in self.graph.outs))
        return any(int(i) in reached for i in self.goal.elements[name].ravel())

    @property
    def makes_sense(self) -> bool:
        """Whether the function has a value and a derivative there."""
        return bool(np.isfinite(self.right).all() and np.isfinite(self.work.value).all())

    def elsewhere(self, at: Mapping[str, Any]) -> Problem:
        """The same question at another point."""
        goal = self.goal
        wrt = goal.wrt[0] if goal.single else goal.wrt
        return Problem(self.function, at, wrt, goal.order, goal.jacobian, goal.descent, self.mixed)

    def candidates(self, misconceptions: Sequence[Misconception]) -> tuple[list[Candidate], list[Step]]:
        """All wrong answers by one misconception, and the wrong steps to make pairs of."""
        work = self.work
        own = steps(work.graph, misconceptions)
        found = local_candidates(work.graph, work.goal, own)
        for stage in self.stages[:-1]:
            wrong = steps(stage.graph, misconceptions)
            found += local_candidates(stage.graph, stage.goal, wrong, stage.further)
        if len(self.stages) > 1:
            found += twice_wrong(self.graph, self.goal, self.mixed, work.goal.shape, misconceptions)
        found += global_candidates(work, misconceptions)
        if work.goal.hessian:
            found += [alike for each in found for alike in _symmetric(each)]
        if self.whole_arrays and any(entry[0].name == "matmul" for entry in self.recorded.tape.entries):
            found += array_candidates(self.recorded, self.goal, misconceptions, elementwise=False)
        return found, own


def _symmetric(candidate: Candidate) -> Iterator[Candidate]:
    """A wrong Hessian as somebody writes it who works out one half and copies it to the other."""
    size = math.isqrt(candidate.answer.size)
    if candidate.graph is None or size * size != candidate.answer.size:
        return
    matrix = candidate.answer.reshape(size, size)
    if np.isfinite(matrix).all() and not np.allclose(matrix, matrix.T, rtol=1e-9):
        for half in (np.triu(matrix), np.tril(matrix)):
            whole = half + half.T - np.diag(np.diag(half))
            yield replace(
                candidate, weight=0.6 * candidate.weight, answer=whole.reshape(candidate.answer.shape)
            )


AnyProblem = Problem | ArrayProblem


def problem_of(
    function: Callable[..., Any],
    at: Mapping[str, Any],
    wrt: str | Sequence[str],
    order: int = 1,
    jacobian: bool = False,
    descent: Any = None,
    mixed: bool = False,
) -> AnyProblem:
    """The question in scalar steps, or in whole arrays where it is too large for that."""
    try:
        return Problem(function, at, wrt, order, jacobian, descent, mixed)
    except TooLarge:
        names, single, fall = check_goal(at, wrt, order, jacobian, descent, mixed)
        if order > 1 or jacobian or mixed or fall:
            raise
        return ArrayProblem(function, at, names, single)
