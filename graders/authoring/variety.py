"""Whether each student's numbers are as fair as the common ones: mistakes apart, and the work alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from graders.authoring.linting import lint

if TYPE_CHECKING:
    from graders.questions.question import Question

MOST = 40
"""So many variants of a question are looked at."""
DRAWS = 400
FEW = 8
"""Fewer variants than this, and neighbours often have the same numbers."""


@dataclass
class Variety:
    """What was found of a question's variants. `wrong` would give wrong points, `uneven` is not as fair."""

    question: str
    looked_at: int = 0
    wrong: list[str] = field(default_factory=list)
    uneven: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """It as lines of text, for a teacher."""
        found = [f"{self.question}: {line}" for line in (*self.wrong, *self.uneven)]
        alike = "" if found else "; all are as hard and tell mistakes apart as the common one does"
        return [*found, f"{self.question}: {self.looked_at} variants were looked at{alike}."]


def look_at_variants(question: Question, seed: int = 0) -> Variety:
    """Look at up to `MOST` variants that the question draws, each beside the common one."""
    found = Variety(question.id)
    variants = question.variants
    if variants is None:
        return found
    usual = _load_of(question)
    collisions = _collisions(question)
    drawn = distinct(question, MOST, seed)
    found.looked_at = len(drawn)
    if len(drawn) < FEW:
        found.uneven.append(
            f"it has {len(drawn)} variants only; neighbours will have the same. Let it draw from more"
        )
    for values in drawn:
        shown = ", ".join(f"{name} = {values[name]}" for name in variants.varying())
        _look_at(question.with_values(values), shown, usual, collisions, found)
    return found


def _look_at(
    question: Question, shown: str, usual: _Load, collisions: set[tuple[str, str]], found: Variety
) -> None:
    if question.of is None:
        return  # what is no function has nothing to be computed from
    try:
        right = (
            np.asarray(question.gradient(), dtype=float).ravel() if isinstance(question.wrt, str) else None
        )
        finding = lint(question)
        load = _load_of(question)
    except Exception as problem:  # whatever a drawn number leads to, the teacher reads which one it was
        found.wrong.append(f"with {shown} the answer cannot be computed: {type(problem).__name__}: {problem}")
        return
    if right is not None and not np.isfinite(right).all():
        found.wrong.append(f"with {shown} the right answer is {right.tolist()}")
        return
    if finding is not None and finding.scores:
        found.wrong.append(f"with {shown} a mistake would give the right answer: {', '.join(finding.scores)}")
    if finding is not None and (more := set(finding.collisions) - collisions):
        pairs = "; ".join(f"{one} = {other}" for one, other in sorted(more))
        found.uneven.append(f"with {shown} different mistakes give one answer: {pairs}")
    if words := load.beside(usual):
        found.uneven.append(f"with {shown} it is not as hard as the common one: {words}")


def distinct(question: Question, most: int, seed: int = 0) -> list[dict[str, Any]]:
    """Different sets of values that a question draws, at most so many; the common one is not among them."""
    variants = question.variants
    if variants is None:
        return []
    random = np.random.default_rng(seed)
    found: dict[str, dict[str, Any]] = {}
    usual = repr(variants.common())
    for _ in range(DRAWS):
        values = variants.draw(random)
        if repr(values) != usual:
            found.setdefault(repr(values), values)
        if len(found) == most:
            break
    return list(found.values())


def _collisions(question: Question) -> set[tuple[str, str]]:
    finding = lint(question) if question.of is not None else None
    return set(finding.collisions) if finding is not None else set()


@dataclass(frozen=True)
class _Load:
    """What makes a variant hard: its operations, its negative numbers, the digits to carry along."""

    operations: Mapping[str, int]
    negative: int
    digits: int

    def beside(self, usual: _Load) -> str:
        """What sets it apart from another; empty where they are alike."""
        words = []
        if self.operations != usual.operations:
            words.append(
                f"{sum(self.operations.values())} operations, not {sum(usual.operations.values())}, or others"
            )
        if self.negative != usual.negative:
            words.append(f"{self.negative} negative numbers, not {usual.negative}")
        if self.digits > usual.digits + 1:
            words.append(f"numbers of {self.digits} digits, not {usual.digits}")
        return "; ".join(words)


def _load_of(question: Question) -> _Load:
    numbers = [float(x) for value in question.own.values() for x in _numbers(value)]
    digits = max((len(f"{abs(x):.6g}".replace(".", "").strip("0")) for x in numbers), default=0)
    return _Load(_operations(question.of, question.at), sum(x < 0 for x in numbers), digits)


def _numbers(value: Any) -> list[float]:
    try:
        return [float(x) for x in np.asarray(value, dtype=float).ravel()]
    except (TypeError, ValueError):
        return []  # a text, such as the name of an operation


def _operations(function: Callable[..., Any] | None, at: Mapping[str, Any]) -> Counter[str]:
    if function is None:
        return Counter()
    import autodiff_lite as ad

    variables = {name: ad.Variable(value, dtype="float64") for name, value in at.items()}
    with ad.GradientTape() as tape:
        target = function(**variables)
    return Counter(node.operation for node in ad.graph(tape, target).nodes if node.operation)
