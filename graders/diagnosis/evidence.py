"""How much it says that a mistake gives an answer: against the chance that a slip of any kind gives it too.

Someone who made a known mistake gives one of the answers that the catalogue makes of the question, the common
ones more often. Someone who slipped otherwise gives any number near by that is written with as many digits.
The first chance over the second is the evidence, and from it comes how certain a diagnosis is. A whole number
among candidates that are whole is reached by chance easily; four decimals are not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graders.diagnosis.answer import COARSEST, Given
from graders.diagnosis.candidates import Candidate

Array = NDArray[Any]

AROUND = 0.5
"""A slip stays within this share of the right answer half of the time, else within a few last digits."""

LAST_DIGITS = 9
WHOLE_FOR_DECIMALS = 0.3
"""How often someone whose right answer has decimals slips to a whole number."""

OTHER_SHAPE = 0.25
"""How often a slip also changes how many numbers the answer holds: one for two, say."""

ROUNDED = 0.7
"""How often a slip is written with as few decimals as an answer shows; whole numbers are written in full."""

ENOUGH = 0.51
"""A certainty below this is no explanation: it is as likely that nothing of the kind happened."""

ENOUGH_FOR_WHOLE = 0.59
"""The same for a single whole number, of which there are few: it is hit by accident most often."""

LIKELY = 0.75
"""From here on an explanation is said to be what went wrong, below what may have gone wrong."""

PAIRS = 0.25
"""How much rarer two mistakes at once are than one."""


def prior(candidates: Sequence[Candidate], given: Given, right: Array) -> float:
    """The weights of all wrong answers that can be told apart when they are written like the one given."""
    unit = min((given.unit(i) for i in range(given.flat.size)), default=1.0)
    best: dict[tuple[Any, ...], float] = {}
    flat_right = np.ravel(right)
    scale = 1e-9 * (float(np.max(np.abs(flat_right), initial=0.0)) or 1.0)
    for candidate in candidates:
        flat = candidate.answer.ravel()
        if flat.size == flat_right.size and bool((np.abs(flat - flat_right) <= scale).all()):
            continue
        key = (candidate.ids, flat.size, np.round(flat / unit).tobytes())
        best[key] = max(best.get(key, 0.0), candidate.weight)
    return sum(best.values()) or 1.0


def slip(given: Given, right: Array) -> float:
    """The chance that a slip of no known kind gives exactly this answer.

    Of an array only the entries that are not right count, and which they are.
    """
    flat = np.ravel(np.asarray(right, dtype=np.float64))
    chance = 1.0
    if flat.size != given.flat.size:
        flat = np.full(given.flat.size, float(np.max(np.abs(flat), initial=1.0)))
        chance = OTHER_SHAPE
    off = np.abs(given.flat - flat)
    wrong = [i for i in range(flat.size) if off[i] > min(given.tolerance(i), COARSEST * abs(flat[i]) + 1e-9)]
    for index in wrong:
        chance *= _slip_of_one(given, index, float(flat[index]))
    return chance / math.comb(flat.size, len(wrong))


def _slip_of_one(given: Given, index: int, right: float) -> float:
    value, unit = float(given.flat[index]), given.unit(index)
    off = abs(value - right) / unit
    sites = max(2 * AROUND * abs(right) / unit, 2 * LAST_DIGITS)
    chance = 0.5 / sites * min(1.0, sites / 2 / off if off else 1.0)
    if off <= LAST_DIGITS + 0.5 and given.decimals[index] is not None:
        chance += 0.5 / (2 * LAST_DIGITS)
    whole = given.decimals[index] is not None and given.decimals[index] <= 0  # type: ignore[operator]
    if not whole:
        return chance * ROUNDED
    return chance if abs(right - round(right)) <= 1e-9 * abs(right) else chance * WHOLE_FOR_DECIMALS


def enough(given: Given) -> float:
    """From which certainty on an answer is explained."""
    shown = given.decimals[0] if given.flat.size == 1 else None
    return ENOUGH_FOR_WHOLE if shown is not None and shown <= 0 else ENOUGH


def certainty(share: float, chance: float) -> float:
    """How likely a known mistake is where known mistakes give the answer with `share`, slips by `chance`."""
    if share <= 0:
        return 0.0
    return share / (share + chance)
