"""A question with whole arrays as steps: for functions with too many numbers to look at one by one.

Offers what `Problem` offers. Mistakes in single entries are looked for in `few`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graders.diagnosis.candidates import Candidate, Step, steps
from graders.misconceptions.catalogue import Misconception, WrongRules
from graders.steps.arrays import on_the_way, unsummed
from graders.steps.goal import Goal
from graders.steps.record import Recorded, record
from graders.steps.whole import (
    ArrayOperation,
    Replace,
    as_rules,
    gradients,
    local_slopes,
    one_step,
    operations,
)

Array = NDArray[Any]
SMALL_ROWS = 4


class ArrayProblem:
    """A question whose function is differentiated on whole arrays."""

    derived = None
    mixed = False

    def __init__(
        self,
        function: Callable[..., Any],
        at: Mapping[str, Any],
        names: tuple[str, ...],
        single: bool,
    ) -> None:
        self.function = function
        self.at = {name: np.asarray(value, dtype=np.float64) for name, value in at.items()}
        self.recorded: Recorded = record(function, self.at, whole_arrays=True)
        elements, taken = {}, 0
        for name, value in self.at.items():
            elements[name] = np.arange(taken, taken + value.size).reshape(value.shape)
            taken += value.size
        shape = self.recorded.target.shape
        self.goal = Goal(names, single, 1, False, None, self.at, elements, tuple(shape))
        self.parts = gradients(self.recorded, names)
        self.right: Array = together(self.goal, self.parts)

    def depends_on(self, name: str) -> bool:
        """Whether the result depends on an argument at all."""
        return gradients(self.recorded, [name])[0] is not None

    @property
    def makes_sense(self) -> bool:
        return bool(np.isfinite(self.right).all())

    def elsewhere(self, at: Mapping[str, Any]) -> ArrayProblem:
        """The same question at another point."""
        return ArrayProblem(self.function, at, self.goal.wrt, self.goal.single)

    def candidates(self, misconceptions: Sequence[Misconception]) -> tuple[list[Candidate], list[Step]]:
        """All wrong answers by one misconception at one operation, and of the answer as a whole."""
        found = array_candidates(self.recorded, self.goal, misconceptions)
        allowed = {misconception.id: misconception.weight for misconception in misconceptions}
        found += [
            Candidate((name,), allowed[name] * weight, answer, wording=wording)
            for name, weight, answer, wording in self._whole()
            if name in allowed
        ]
        return found, []

    def _whole(self) -> Iterator[tuple[str, float, Array, str]]:
        """Wrong answers that are made from the right one."""
        yield "minus-lost", 0.5, -self.right, "entries"
        target = np.asarray(self.recorded.target.array, dtype=np.float64)
        yield "value-instead-of-slope", 1.0, target, ""
        if len(self.goal.wrt) > 1:
            reversed_parts = [None if p is None else np.asarray(p) for p in reversed(self.parts)]
            if all(p is not None for p in reversed_parts):
                flat = np.concatenate([p.ravel() for p in reversed_parts if p is not None])
                yield "partials-swapped", 1.0, flat.reshape(self.goal.shape), ""
        if self.goal.single:
            yield from self._single(self.goal.wrt[0])

    def _single(self, name: str) -> Iterator[tuple[str, float, Array, str]]:
        if self.right.ndim == 2:
            yield "jacobian-transposed", 0.5, self.right.T, ""
        source = self.recorded.sources[name]
        spread = unsummed(self.recorded.tape, self.recorded.target, source)
        if spread is not None:
            yield "broadcast-not-summed", 1.0, spread, ""
            lead = spread.ndim - self.right.ndim
            if lead == 1:
                yield "mean-sum-confused", 0.9, spread.mean(axis=0), ""
                for row in spread[:SMALL_ROWS]:
                    yield "one-path-only", 0.2, row, "results"
                    yield "one-path-only", 0.1, row * len(spread), "results"
        for found in on_the_way(self.recorded, self.right.shape):
            yield "gradient-in-result-shape", 0.6, found, "between"
        for other in self.at:
            if other != name:
                (by_other,) = gradients(self.recorded, [other])
                if by_other is not None:
                    yield "with-respect-to-other-variable", 1.0, by_other, ""


def together(goal: Goal, parts: Sequence[Array | None]) -> Array:
    """Gradients by the sources as one answer; zeros where there is none."""
    full = [
        np.broadcast_to(0.0 if part is None else part, goal.elements[name].shape).ravel()
        for name, part in zip(goal.wrt, parts, strict=True)
    ]
    return np.concatenate(full).reshape(goal.shape)


def array_candidates(
    recorded: Recorded, goal: Goal, misconceptions: Sequence[Misconception], elementwise: bool = True
) -> list[Candidate]:
    """The wrong answers of wrong rules at whole arrays; `elementwise` says whether at each element, too."""
    found = []
    for operation in operations(recorded):
        for name, weight, wording, replace in _wrongs(operation, misconceptions, elementwise):
            try:
                answer = together(goal, gradients(recorded, goal.wrt, operation.entry, replace))
            except (ValueError, TypeError, IndexError):  # a wrong rule whose shapes do not fit further back
                continue
            found.append(Candidate((name,), weight, answer, wording=wording, entry=operation.entry, places=2))
    return found


def _wrongs(
    operation: ArrayOperation, misconceptions: Sequence[Misconception], elementwise: bool
) -> Iterator[tuple[str, float, str, Replace]]:
    """The wrong rules at an operation: of each element by itself, and of the arrays."""
    graph = one_step(operation) if elementwise else None
    if graph is not None:
        right = local_slopes(operation, graph)
        assert right is not None
        seen: set[tuple[str, bytes]] = set()
        for step in steps(graph, misconceptions):
            if len(step.changes) != 1 or graph.nodes[step.changes[0].node].kind in ("variable", "constant"):
                continue
            slopes = local_slopes(operation, graph, step.changes[0])
            if slopes is None or not np.isfinite(slopes).all() or np.allclose(slopes, right, rtol=1e-9):
                continue
            key = (step.id, np.ascontiguousarray(slopes).tobytes())
            if key not in seen:
                seen.add(key)
                yield step.id, step.weight, step.wording, _given(as_rules(operation, graph, slopes))
    for misconception in misconceptions:
        for maker in misconception.at_arrays:
            for wrong in maker(operation):
                yield misconception.id, misconception.weight * wrong.weight, wrong.wording, _replaced(wrong)


def _given(rules: Mapping[int, Callable[..., Any]]) -> Replace:
    return lambda own: [rules.get(place, rule) for place, rule in enumerate(own)]


def _replaced(wrong: WrongRules) -> Replace:
    def replace(own: list[Any]) -> list[Any]:
        return [wrong.rules[i] if i in wrong.rules else _changed(rule, wrong) for i, rule in enumerate(own)]

    return replace


def _changed(rule: Any, wrong: WrongRules) -> Any:
    if rule is None or (wrong.factor == 1.0 and not wrong.upstream):
        return rule

    def changed(upstream: Any, *rest: Any, **attributes: Any) -> Any:
        arriving = np.ones_like(upstream) if wrong.upstream else upstream
        return wrong.factor * rule(arriving, *rest, **attributes)

    return changed
