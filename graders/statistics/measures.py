"""The formulas of item analysis, each with its source. They work on arrays of points and know no student."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Points: TypeAlias = NDArray[np.float64]
"""Shape (students, questions); NaN where there is no score."""

FEWEST = 10
"""With fewer students a correlation says nothing that a teacher should act on."""
GROUPS = 5


@dataclass(frozen=True)
class Correlation:
    """A correlation with its standard error; both None where it cannot be told, for the reason in `why`."""

    value: float | None
    error: float | None
    students: int
    why: str = ""


def shares(points: Points, possible: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each student's part of the points that there were for the questions that have a score, from 0 to 1.

    A student with no score at all has NaN.

    >>> shares(np.array([[1.0, 2.0], [1.0, np.nan]]), np.array([2.0, 2.0]))
    array([0.75, 0.5 ])
    """
    scored = ~np.isnan(points)
    reached = np.where(scored, points, 0.0).sum(axis=1)
    there = (scored * possible).sum(axis=1)
    return np.where(there > 0, reached / np.where(there > 0, there, 1.0), np.nan)


def discrimination(points: Points, possible: NDArray[np.float64], question: int) -> Correlation:
    """How well a question tells strong students from weak ones: the corrected item-total correlation.

    It is Pearson's correlation, over students, of the points for the question with the share reached in all
    *other* questions, so that the question does not correlate with itself (S. Henrysson: Correction of
    item-total correlations in item analysis, Psychometrika 28, 1963). The standard error is
    (1 - r^2) / sqrt(n - 1) (K. Pearson and L. Filon: On the probable errors of frequency constants,
    Philosophical Transactions A 191, 1898).

    >>> some = np.array([[0.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 1.0, 1.0], [1.0, 1.0, 2.0]] * 3)
    >>> found = discrimination(some, np.array([1.0, 1.0, 2.0]), 0)
    >>> round(found.value, 3), found.students
    (0.905, 12)
    """
    others = np.delete(np.arange(points.shape[1]), question)
    rest = shares(points[:, others], possible[others])
    here = points[:, question]
    both = ~np.isnan(here) & ~np.isnan(rest)
    count = int(both.sum())
    if count < FEWEST:
        return Correlation(None, None, count, f"fewer than {FEWEST} students have a score")
    here, rest = here[both], rest[both]
    if np.ptp(here) == 0:
        return Correlation(None, None, count, "everybody has the same points")
    if np.ptp(rest) == 0:
        return Correlation(None, None, count, "everybody has the same points in the other questions")
    value = float(np.corrcoef(here, rest)[0, 1])
    return Correlation(value, float((1.0 - value**2) / np.sqrt(count - 1)), count)


def by_quintile(points: Points, possible: NDArray[np.float64], question: int) -> list[float]:
    """The mean share reached in a question by each fifth of the class, the weakest fifth first.

    Fifths are by the share reached in the whole lesson; students who are equal stay in their order. Empty
    where there are too few students.

    >>> ladder = np.arange(10.0).reshape(10, 1)
    >>> by_quintile(ladder, np.array([9.0]), 0)
    [0.0556, 0.2778, 0.5, 0.7222, 0.9444]
    """
    whole = shares(points, possible)
    there = ~np.isnan(points[:, question]) & ~np.isnan(whole)
    if there.sum() < FEWEST:
        return []
    order = np.argsort(whole[there], kind="stable")
    groups = np.array_split(points[there, question][order], GROUPS)
    return [float(group.mean() / possible[question]) for group in groups]


def standard_error(values: NDArray[np.float64]) -> float | None:
    """The standard error of a mean, s / sqrt(n) with the n - 1 formula for s; None for fewer than two.

    >>> round(standard_error(np.array([1.0, 2.0, 3.0])), 4)
    0.5774
    """
    return None if len(values) < 2 else float(values.std(ddof=1) / np.sqrt(len(values)))
