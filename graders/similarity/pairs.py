"""Pairs of answers that share more than the lesson and the class explain.

A fingerprint that many have says little, one that two have says much: it weighs log2 of the class by those
who have it (the inverse document frequency of K. Spärck Jones, 1972). What the lesson itself explains, and
what a larger part of the class wrote, weighs nothing.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from graders.similarity.answers import Answer, Asked, Written
from graders.similarity.fingerprints import RUN
from graders.similarity.tokens import Piece

SHORTEST = 25
"""Tokens below which an answer is not compared: too many people write the same few."""
COMMON = 0.3
"""The part of the class from which on what it shares is no sign of anything."""
SHARE = 0.6
"""The shared part, of what of the smaller answer is not explained, from which on a pair is shown."""
WEIGHT = 8.0
"""The least weight of what is shared, in bits."""
FEW = 2
"""However small a class is, what only so many share counts."""

Span = tuple[int, int]


@dataclass(frozen=True)
class Pair:
    """Two answers to one question. `share` is from 0 to 1, `weight` in bits; `others` have part of it too.

    `one_marked` and `other_marked` are the places, in characters, of what is shared.
    """

    question: str
    title: str
    one: Answer
    other: Answer
    share: float
    weight: float
    longest: int
    others: int
    one_marked: tuple[Span, ...]
    other_marked: tuple[Span, ...]


@dataclass(frozen=True)
class Alike:
    """What was found in a lesson: pairs, those that share most first, and how many answers were too short."""

    lesson: str
    pairs: tuple[Pair, ...]
    compared: int
    too_short: int
    unread: tuple[str, ...]

    @property
    def students(self) -> list[str]:
        """Those of the pairs, in the order in which they are met."""
        return list(
            dict.fromkeys(name for pair in self.pairs for name in (pair.one.student, pair.other.student))
        )


def alike(written: Written, share: float = SHARE, weight: float = WEIGHT) -> Alike:
    """The pairs of a class that share at least this part, and this much."""
    pairs: list[Pair] = []
    compared = short = 0
    for asked in written.asked:
        long_enough = [each for each in asked.answers if len(each.pieces) >= SHORTEST]
        compared += len(long_enough)
        short += len(asked.answers) - len(long_enough)
        pairs += _pairs(asked, long_enough, share, weight)
    pairs.sort(key=lambda pair: (-pair.weight, pair.question, pair.one.student, pair.other.student))
    return Alike(written.lesson, tuple(pairs), compared, short, written.unread)


def _pairs(asked: Asked, answers: Sequence[Answer], share: float, least: float) -> Iterator[Pair]:
    having: dict[int, list[int]] = defaultdict(list)
    for number, answer in enumerate(answers):
        for value in answer.prints:
            if value not in asked.explained:
                having[value].append(number)
    most = max(COMMON * len(answers), FEW)
    weights = {
        value: math.log2((len(answers) + 1) / len(owners))
        for value, owners in having.items()
        if len(owners) <= most
    }
    own = [sum(weights.get(value, 0.0) for value in answer.prints) for answer in answers]
    shared: dict[tuple[int, int], float] = defaultdict(float)
    for value, owners in having.items():
        if value in weights:
            for pair in combinations(owners, 2):
                shared[pair] += weights[value]
    for (first, second), weight in shared.items():
        part = weight / min(own[first], own[second])
        if part >= share and weight >= least:
            yield _pair(asked, answers[first], answers[second], part, weight, having, weights)


def _pair(
    asked: Asked,
    one: Answer,
    other: Answer,
    share: float,
    weight: float,
    having: dict[int, list[int]],
    weights: dict[int, float],
) -> Pair:
    values = one.prints.keys() & other.prints.keys() & weights.keys()
    others = {owner for value in values for owner in having[value]}
    one_runs, other_runs = _runs(one, values), _runs(other, values)
    return Pair(
        asked.name,
        asked.title,
        one,
        other,
        share,
        weight,
        max((end - start for start, end in one_runs), default=0),
        len(others) - 2,
        _spans(one.pieces, one_runs),
        _spans(other.pieces, other_runs),
    )


def _runs(answer: Answer, values: set[int]) -> list[Span]:
    """The runs of tokens that these fingerprints cover, those that meet joined."""
    runs: list[Span] = []
    for start in sorted(start for value in values for start in answer.prints[value]):
        if runs and start <= runs[-1][1]:
            runs[-1] = (runs[-1][0], start + RUN)
        else:
            runs.append((start, start + RUN))
    return runs


def _spans(pieces: Sequence[Piece], runs: Sequence[Span]) -> tuple[Span, ...]:
    return tuple((pieces[start].start, pieces[min(end, len(pieces)) - 1].end) for start, end in runs)
