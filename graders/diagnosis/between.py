"""The derivative of a value by another one on the way: dy/dp where p = a(x), q = b(p), y = c(q)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from graders.diagnosis.candidates import Candidate, Step
from graders.diagnosis.diagnose import chosen_misconceptions, diagnose_value
from graders.diagnosis.problem import Problem
from graders.diagnosis.result import Diagnosis
from graders.misconceptions.catalogue import Misconception
from graders.steps.record import Recorded, record_named


class Between(Problem):
    """A question about two named values of a function that returns all of them by name."""

    def __init__(self, function: Callable[..., Any], at: Mapping[str, Any], of: str, by: str) -> None:
        self.start = {name: np.asarray(value, dtype=np.float64) for name, value in at.items()}
        self.of, self.by = of, by
        self.named = record_named(function, self.start, of, by)
        there = self.start[by] if by in self.start else self.named.values[by].array
        super().__init__(function, {**self.start, by: there}, by)

    def record(self) -> Recorded:
        return self.named

    def elsewhere(self, at: Mapping[str, Any]) -> Problem:
        return Between(self.function, {name: at[name] for name in self.start}, self.of, self.by)

    def candidates(self, misconceptions: Sequence[Misconception]) -> tuple[list[Candidate], list[Step]]:
        """The wrong answers of the function itself, and the derivatives of other values by other ones."""
        found, own = super().candidates(misconceptions)
        weights = {misconception.id: misconception.weight for misconception in misconceptions}
        for id_, answer, weight in self.others():
            if id_ in weights and answer.shape == self.right.shape:
                found.append(Candidate((id_,), weights[id_] * weight, answer))
        return found, own

    def others(self) -> Iterator[tuple[str, Any, float]]:
        """Other derivatives between the named values, and products of neighbouring ones taken too far."""
        values = {**self.recorded.sources, **self.recorded.values}
        for name in values:
            if name not in (self.by, self.of):
                yield from self._slope(self.of, name, "with-respect-to-other-variable", 1.0)
            if name not in (self.by, self.of, *self.start):
                yield from self._slope(name, self.by, "gradient-of-intermediate", 1.5)
        for one, other in combinations(values, 2):
            if {one, other} != {self.of, self.by} and other not in self.start:
                yield from self._slope(other, one, "gradient-of-intermediate", 0.4)
        yield from self._slope(self.by, self.of, "target-and-source-exchanged", 0.5, inverse=True)

    def _slope(
        self, of: str, by: str, id_: str, weight: float, inverse: bool = False
    ) -> Iterator[tuple[str, Any, float]]:
        """The derivative of one named value by another, where there is one."""
        if inverse:
            if self.right.size == 1 and np.all(self.right):
                yield id_, 1 / self.right, weight
            return
        values = {**self.recorded.sources, **self.recorded.values}
        found = self.recorded.tape.gradient(values[of], values[by])
        if found is not None:
            yield id_, np.asarray(found.numpy(), dtype=np.float64), weight


def diagnose_between(
    function: Callable[..., Any],
    at: Mapping[str, Any],
    answer: Any,
    of: str,
    by: str,
    *,
    silence: Sequence[str] = (),
) -> Diagnosis:
    """Diagnose an answer to "what is the derivative of the value `of` by the value `by`?".

    `function` returns its values by name; `of` is among them, and so is `by`, if it is no argument. A None
    is right where `of` does not depend on `by`. Raises ValueError or TypeError for a question that
    makes no sense.

    >>> import autodiff_lite as ad
    >>> def steps(x):
    ...     p = ad.square(x)
    ...     return {"p": p, "y": ad.sin(3.0 * p)}
    >>> found = diagnose_between(steps, {"x": 0.4}, 0.88699, of="y", by="p")
    >>> found.best.misconception
    'inner-derivative-dropped'
    """
    problem = Between(function, at, of, by)
    return diagnose_value(problem, answer, chosen_misconceptions(silence))
