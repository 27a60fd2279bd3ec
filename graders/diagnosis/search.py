"""Which candidates fit an answer: singles first, pairs where none does."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graders.diagnosis.answer import SINGLE_PRECISION, Given, fit
from graders.diagnosis.candidates import Candidate, Step, answers
from graders.steps.goal import Goal
from graders.steps.passes import At, Change, Outcome
from graders.steps.scalars import Graph

Array = NDArray[Any]

OFFERED = 2
WORTH_OFFERING = 0.12
"""A second explanation is offered if it is at least so likely as a share of the first."""

COARSE = 0.3
"""A rounding that is this share of the gap between mistake and truth tells nothing of the two apart."""

PAIR_WORK = 60_000
"""Pairs times steps of the function: a bound that keeps a diagnosis quick, and the same on every machine."""

MOST_PAIRS = 3000
NEARLY = 0.9


@dataclass(frozen=True)
class Match:
    """A candidate that fits, and how well: its weight times how likely the answer would be written so."""

    candidate: Candidate
    score: float
    likely: float = 1.0


def matches(given: Given, right: Array, candidates: Sequence[Candidate]) -> list[Match]:
    """The candidates that fit and differ from what is right, best first, one for each misconception."""
    shape = np.squeeze(given.values).shape
    best: dict[tuple[str, ...], Match] = {}
    for candidate in candidates:
        answer = candidate.answer
        if answer.size != given.flat.size:
            continue
        flat = answer.ndim <= 1 and answer.size == right.size
        if np.squeeze(right if flat else answer).shape != shape:
            continue
        likely = fit(given, answer) or (candidate.entry is not None and _nearly(given, answer)) * NEARLY
        if not likely or same(answer, right) or _too_coarse(given, answer, right):
            continue
        score = candidate.weight * likely
        if candidate.ids not in best or score > best[candidate.ids].score:
            best[candidate.ids] = Match(candidate, score, likely)
    return sorted(best.values(), key=lambda match: -match.score)


def _nearly(given: Given, answer: Array) -> bool:
    """Whether an answer in all its digits is one that whole arrays in single precision gave."""
    scale = float(np.max(np.abs(answer), initial=0.0)) * SINGLE_PRECISION
    off = np.abs(answer.ravel() - given.flat)
    return given.decimals.count(None) > 0 and bool(
        (off <= 10 * SINGLE_PRECISION * np.abs(given.flat) + scale).all()
    )


def _too_coarse(given: Given, answer: Array, right: Array) -> bool:
    """Whether an answer is rounded so coarsely that it is hardly nearer to the mistake than to the truth."""
    if answer.size != 1 or right.size != 1 or given.decimals[0] is None:
        return False
    wrong, truth, shown = float(answer.ravel()[0]), float(np.ravel(right)[0]), float(given.flat[0])
    rounded = abs(shown - wrong) > 1e-9 * abs(wrong)
    return rounded and given.tolerance(0) > COARSE * abs(wrong - truth)


def same(answer: Array, right: Array) -> bool:
    """Whether a mistake changes nothing here."""
    if answer.size != right.size:
        return False
    a, b = answer.ravel(), np.asarray(right).ravel()
    scale = float(np.max(np.abs(b), initial=0.0)) or 1.0
    return bool((np.abs(a - b) <= 1e-9 * scale).all())


def pairs(
    graph: Graph, goal: Goal, given: Given, right: Array, steps: Sequence[Step]
) -> tuple[list[Match], float]:
    """Pairs of wrong steps that fit, and the weight of all pairs that were tried."""
    most = min(MOST_PAIRS, PAIR_WORK // max(len(graph.nodes), 1))
    chosen = sorted((s for s in steps if not s.everywhere), key=lambda s: -s.weight)[: math.isqrt(2 * most)]
    touched = [(step, frozenset(change.node for change in step.changes)) for step in chosen]
    combined = [
        (one, other, together)
        for (one, here), (other, there) in combinations(touched, 2)
        if (together := _together(graph, one, here, other, there)) is not None
    ]
    if not combined:
        return [], 1.0
    rows = answers(graph, goal, [together for _, _, together in combined])
    room = np.array([given.tolerance(i) for i in range(given.flat.size)]) + 1e-9
    found: list[Match] = []
    for row in np.flatnonzero((np.abs(rows - given.flat) <= room).all(axis=1)):
        one, other, _ = combined[row]
        likely, weight = fit(given, rows[row]), one.weight * other.weight
        if likely and not same(rows[row], right):
            ids = tuple(dict.fromkeys((one.id, other.id)))
            found.append(Match(Candidate(ids, weight, rows[row], graph, one.node), weight * likely, likely))
    found.sort(key=lambda match: -match.score)
    distinct: dict[tuple[str, ...], Match] = {}
    for match in found:
        distinct.setdefault(tuple(sorted(match.candidate.ids)), match)
    return list(distinct.values()), sum(one.weight * other.weight for one, other, _ in combined)


def _together(
    graph: Graph, one: Step, here: frozenset[int], other: Step, there: frozenset[int]
) -> tuple[Change, ...] | None:
    """The changes of two wrong steps, at different places or at one; None where they do not go together.

    `here` and `there` are the numbers of the nodes that the one and the other change.
    """
    if here.isdisjoint(there):
        return (*one.changes, *other.changes)
    if here != there or len(here) > 1 or one.id == other.id:
        return None
    (first,), (second,) = one.changes, other.changes
    adds = graph.nodes[first.node].kind == "sum"
    return (Change(first.node, partial(_both, first=first.wrong, second=second.wrong, adds=adds)),)


def _both(at: At, first: Callable[[At], Outcome], second: Callable[[At], Outcome], adds: bool) -> Array:
    """Two wrong slopes at one operation: in a sum both differences count, elsewhere both factors."""
    a, b = first(at), second(at)
    if isinstance(a, tuple) or isinstance(b, tuple):
        return np.full_like(at.slope, np.nan)
    return np.asarray(a + b - at.slope if adds else a * b / at.slope)


def offered(found: Sequence[Match], most: int = OFFERED) -> list[Match]:
    """The best, and those beside it that fit about as well."""
    if not found:
        return []
    return [match for match in found[:most] if match.score >= WORTH_OFFERING * found[0].score]
