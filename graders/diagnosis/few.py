"""An answer of several numbers that is wrong in some of them: the same mistakes, made there alone.

The mistake may sit in single entries, in a row, or in one of several gradients.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graders.diagnosis.answer import COARSEST, Given
from graders.diagnosis.candidates import ONE_ENTRY, Candidate
from graders.steps.goal import Goal

Array = NDArray[Any]

OF_THE_WHOLE = frozenset(["other-variable-not-held-fixed", "value-instead-of-slope"])
"""Mistakes that nobody makes in a single entry."""

MOST_LINES = 64
"""So many rows or columns may an array have for two of them to be exchanged."""


def in_few_entries(
    candidates: Sequence[Candidate], given: Given, right: Array, goal: Goal
) -> list[Candidate]:
    """The candidates with their wrong entries where the answer is wrong, and right ones everywhere else.

    Two rows, columns or entries that were exchanged are candidates too, and a row whose sign was lost. Empty
    where all of the answer is wrong, or nothing.
    """
    flat = np.asarray(right, dtype=np.float64).ravel()
    if flat.size != given.flat.size or flat.size < 2:
        return []
    off = np.abs(given.flat - flat)
    wrong = [i for i in range(flat.size) if off[i] > min(given.tolerance(i), COARSEST * abs(flat[i]) + 1e-9)]
    if not wrong:
        return []
    found = [
        Candidate((name,), weight, _put(flat, part, moved), wording=wording)
        for part, shape in _parts(right, goal)
        if part[0] <= wrong[0] and wrong[-1] < part[1]
        for name, weight, moved, wording in _exchanged(flat[part[0] : part[1]].reshape(shape))
    ]
    if len(wrong) == flat.size or goal.order > 1:
        return found
    for candidate in candidates:
        made = candidate.answer.ravel()
        if made.size != flat.size or OF_THE_WHOLE.intersection(candidate.ids):
            continue
        if not np.isclose(made[wrong], flat[wrong], rtol=1e-9, atol=0).any():
            answer = flat.copy()
            answer[wrong] = made[wrong]
            found.append(replace(candidate, answer=answer, weight=candidate.weight * ONE_ENTRY))
    nothing, turned = flat.copy(), flat.copy()
    nothing[wrong], turned[wrong] = 0.0, -flat[wrong]
    found.append(Candidate(("one-path-only",), ONE_ENTRY, nothing, wording="results"))
    found.append(Candidate(("minus-lost",), ONE_ENTRY, turned, wording="entries"))
    if len(wrong) == 2:
        swapped = flat.copy()
        swapped[wrong] = flat[wrong[::-1]]
        found.append(Candidate(("partials-swapped",), 1.0, swapped))
    return found


def _parts(right: Array, goal: Goal) -> Iterator[tuple[tuple[int, int], tuple[int, ...]]]:
    """From where to where each array of the answer reaches, and its shape."""
    if goal.single or goal.jacobian or goal.order > 1:
        yield (0, right.size), np.shape(right)
        return
    taken = 0
    for name in goal.wrt:
        ids = goal.elements[name]
        yield (taken, taken + ids.size), ids.shape
        taken += ids.size


def _put(flat: Array, part: tuple[int, int], moved: Array) -> Array:
    answer = flat.copy()
    answer[part[0] : part[1]] = moved.ravel()
    return answer


def _exchanged(array: Array) -> Iterator[tuple[str, float, Array, str]]:
    """The array with two rows or columns in each other's place, with the sign of one lost, or turned."""
    for axis in range(array.ndim if array.ndim > 1 else 0):
        lines = array.shape[axis]
        if not 1 < lines <= MOST_LINES:
            continue
        for line in range(lines):
            turned = np.moveaxis(array.copy(), axis, 0)
            turned[line] = -turned[line]
            yield "minus-lost", 0.5, np.moveaxis(turned, 0, axis), "entries"
        for one, other in combinations(range(lines), 2):
            order = list(range(lines))
            order[one], order[other] = other, one
            yield "partials-swapped", 0.5, np.take(array, order, axis=axis), ""
    if array.ndim == 2 and array.shape[0] == array.shape[1]:
        yield "jacobian-transposed", 0.5, array.T, ""
