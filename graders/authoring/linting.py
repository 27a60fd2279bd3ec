"""What a question's numbers hide: mistakes that give one answer, and mistakes that give the right one.

A point is proposed at which they part. What coincides at every point tried belongs to the function and is not
reported: no number can tell it apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from graders.diagnosis.candidates import Candidate
    from graders.diagnosis.problem import AnyProblem
    from graders.questions.question import Question

Array = NDArray[Any]
Key = tuple[Any, ...]

NEEDS_A_SIGN = "power-of-negative-number"
"""Cannot be made with positive numbers; that it changes nothing there is no fault of theirs."""

COMMON = 0.5
"""Mistakes rarer than this (weights are about 1) are left out."""

ALIKE = 1e-4
DIGITS = 3
TRIED = 24


@dataclass(frozen=True)
class Finding:
    """What is wrong with a question's numbers.

    `scores` are misconceptions that would give the right answer, `collisions` pairs with one wrong answer.
    `proposal` is a point where fewer do either (`left` says how many), or None if no point tried is better.
    """

    question: str
    scores: tuple[str, ...]
    collisions: tuple[tuple[str, str], ...]
    proposal: dict[str, Any] | None
    left: int


def lint(question: Question, seed: int = 0) -> Finding | None:
    """What to change about a question's point; None if all is well or the question declares no function.

    Raises ValueError or TypeError where the question makes no sense.
    """
    from graders.diagnosis.diagnose import chosen_misconceptions
    from graders.diagnosis.problem import problem_of

    if question.of is None or question.wrt is None:
        return None
    asked = problem_of(
        question.of, question.at, question.wrt, question.order, question.jacobian, question.descent
    )
    misconceptions = chosen_misconceptions(question.silence)
    here = _known(asked.candidates(misconceptions)[0])
    tried: list[tuple[dict[str, Array], AnyProblem, dict[Key, Candidate]]] = []
    for at in points(asked.at, seed):
        try:
            there = asked.elsewhere(at)
            if there.makes_sense:
                tried.append((at, there, _known(there.candidates(misconceptions)[0])))
        except (ValueError, TypeError, ArithmeticError):
            continue
    own = _faults(asked.right, here)
    everywhere = set(own)
    for _, there, known in tried:
        everywhere &= _faults(there.right, known)
    own -= everywhere
    if not own:
        return None
    counts = [
        (len(_faults(there.right, known) - everywhere), number)
        for number, (_, there, known) in enumerate(tried)
    ]
    best = min(counts, default=None)
    proposal, left = None, len(own)
    if best is not None and best[0] < len(own):
        left, proposal = best[0], {name: value.tolist() for name, value in tried[best[1]][0].items()}
    scores = tuple(sorted({fault[0][0] for fault in own if len(fault) == 1}))
    collisions = {tuple(sorted((fault[0][0], fault[1][0]))) for fault in own if len(fault) == 2}
    pairs = tuple((first, second) for first, second in sorted(collisions) if first != second)
    return Finding(question.id, scores, pairs, proposal, left) if scores or pairs else None


Fault = tuple[Key, ...]


def _known(candidates: Sequence[Candidate]) -> dict[Key, Candidate]:
    """The common mistakes by what makes them the same at every point."""
    counts: dict[Key, int] = {}
    found: dict[Key, Candidate] = {}
    for candidate in candidates:
        key = (candidate.ids[0], candidate.node, candidate.part, candidate.everywhere)
        counts[key] = counts.get(key, 0) + 1
        if candidate.weight >= COMMON:
            found[(*key, counts[key])] = candidate
    return found


def _faults(right: Array, known: Mapping[Key, Candidate]) -> set[Fault]:
    """Mistakes that give the right answer (alone), and pairs of mistakes with one wrong answer."""
    found: set[Fault] = set()
    wrong: list[tuple[Key, Array]] = []
    for key, candidate in known.items():
        answer = candidate.answer.ravel()
        if not np.isfinite(answer).all():
            continue
        if answer.size == right.size and _rounds_alike(answer, right.ravel()):
            if key[0] != NEEDS_A_SIGN:
                found.add((key,))
        else:
            wrong.append((key, answer))
    for (one, a), (other, b) in combinations(wrong, 2):
        if one[0] != other[0] and a.size == b.size and _alike(a, b):
            found.add((one, other))
    return found


def _rounds_alike(a: Array, b: Array) -> bool:
    """Whether two answers are one when they are rounded to three digits, as students may do."""
    return _alike(a, b) or all(f"{x:.{DIGITS}g}" == f"{y:.{DIGITS}g}" for x, y in zip(a, b, strict=True))


def _alike(a: Array, b: Array) -> bool:
    if a.size == 1:  # the usual case, and there are many
        return abs(float(a[0]) - float(b[0])) <= ALIKE * abs(float(b[0])) + 1e-9
    scale = float(np.max(np.abs(b), initial=0.0)) or 1.0
    return bool((np.abs(a - b) <= ALIKE * np.abs(b) + 1e-9 * scale).all())


def points(at: Mapping[str, Array], seed: int) -> Iterator[dict[str, Array]]:
    """Other points to try: numbers with one decimal, of the same size, and first of the same sign."""
    random = np.random.default_rng(seed)
    for number in range(TRIED):
        point = {}
        for name, value in at.items():
            scale = np.maximum(np.abs(value), 1.0)
            drawn = np.round(random.uniform(0.3, 2.0, value.shape) * scale, 1)
            sign = (
                np.where(value < 0, -1.0, 1.0)
                if number < TRIED // 2
                else random.choice([-1.0, 1.0], value.shape)
            )
            point[name] = drawn * sign
        yield point
