"""Times two ways of doing one thing in turn, so that what else the machine does weighs on both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Work = Callable[[], object]


@dataclass(frozen=True)
class Ratio:
    """How long `ours` takes by `theirs`: the median over rounds, and the quartiles."""

    median: float
    low: float
    high: float
    ours_seconds: float
    theirs_seconds: float

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.low:.2f} to {self.high:.2f})"


def ratio(ours: Work, theirs: Work, rounds: int = 25, seconds_a_round: float = 0.02) -> Ratio:
    """The ratio of the times of two pieces of work.

    In each round both run in turn, several times over; the best time of each counts, since a shared machine
    only ever adds. The ratio of the round is that of the two bests.
    """
    ours(), theirs()
    repeat_ours, repeat_theirs = _repeats(ours, seconds_a_round), _repeats(theirs, seconds_a_round)
    pairs = [(_best(ours, repeat_ours), _best(theirs, repeat_theirs)) for _ in range(rounds)]
    ratios = sorted(a / b for a, b in pairs)
    quartiles = statistics.quantiles(ratios, n=4)
    return Ratio(
        statistics.median(ratios),
        quartiles[0],
        quartiles[2],
        min(a for a, _ in pairs),
        min(b for _, b in pairs),
    )


def best_time(work: Work, rounds: int = 7) -> float:
    """The least time of several runs, in seconds."""
    return min(_once(work) for _ in range(rounds))


def _repeats(work: Work, seconds: float) -> int:
    once = max(min(_once(work) for _ in range(3)), 1e-9)
    return max(1, min(2000, int(seconds / 5 / once)))


def _best(work: Work, repeat: int) -> float:
    best = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(repeat):
            work()
        best = min(best, (time.perf_counter() - start) / repeat)
    return best


def _once(work: Work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
