"""A gradient of whole arrays that is right but for a few entries: the same mistakes, made there alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graders.diagnosis.answer import COARSEST, Given
from graders.diagnosis.candidates import ONE_ENTRY, Candidate

Array = NDArray[Any]

FEW = 4
"""So many entries may be wrong for it to be a slip in single ones."""

OF_THE_WHOLE = frozenset(["other-variable-not-held-fixed", "mean-sum-confused", "value-instead-of-slope"])
"""Mistakes that nobody makes in a single entry."""

SHARE = 0.5
"""And at most this share of all."""


def in_few_entries(candidates: Sequence[Candidate], given: Given, right: Array) -> list[Candidate]:
    """The candidates with their wrong entries where the answer is wrong, and right ones everywhere else.

    A row or two entries that were exchanged are candidates too. Empty where too much is wrong, or nothing.
    """
    flat = np.asarray(right, dtype=np.float64).ravel()
    if flat.size != given.flat.size:
        return []
    off = np.abs(given.flat - flat)
    wrong = [i for i in range(flat.size) if off[i] > min(given.tolerance(i), COARSEST * abs(flat[i]) + 1e-9)]
    found = list(_exchanged(right))
    if wrong and len(wrong) <= min(FEW, SHARE * flat.size):
        for candidate in candidates:
            made = candidate.answer.ravel()
            if OF_THE_WHOLE.intersection(candidate.ids):
                continue
            if made.size == flat.size and not np.isclose(made[wrong], flat[wrong], rtol=1e-9, atol=0).any():
                answer = flat.copy()
                answer[wrong] = made[wrong]
                found.append(replace(candidate, answer=answer, weight=candidate.weight * ONE_ENTRY))
        nothing = flat.copy()
        nothing[wrong] = 0.0
        found.append(Candidate(("one-path-only",), ONE_ENTRY, nothing))
        if len(wrong) == 2:
            swapped = flat.copy()
            swapped[wrong] = flat[wrong[::-1]]
            found.append(Candidate(("partials-swapped",), 1.0, swapped))
    return found


def _exchanged(right: Array) -> Iterator[Candidate]:
    """The answer with two rows or two columns in each other's place, or with the sign of one lost."""
    for axis in range(right.ndim if right.ndim > 1 else 0):
        for one in range(right.shape[axis] if right.shape[axis] <= 2 * FEW else 0):
            turned = np.moveaxis(np.array(right, dtype=np.float64), axis, 0)
            turned[one] = -turned[one]
            yield Candidate(("minus-lost",), 0.5, np.moveaxis(turned, 0, axis).ravel(), wording="entries")
        for one, other in combinations(range(right.shape[axis]), 2):
            order = list(range(right.shape[axis]))
            order[one], order[other] = other, one
            yield Candidate(("partials-swapped",), 0.5, np.take(right, order, axis=axis).ravel())
