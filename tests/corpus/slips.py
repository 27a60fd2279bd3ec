"""Answers with an arbitrary slip, drawn from a seed: no known mistake leads to them, or only by accident.

A whole number is off by one to nine. A rounded number has a wrong digit, is off by a few of its last digits,
or is anything near by. They are made from the questions of the corpus that have one number as their answer.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator
from typing import Any

Item = dict[str, Any]
ASKED = ("function", "at", "wrt", "order", "jacobian", "descent", "mixed")
COUNT = 1500
SEED = 20


def slips(
    items: list[Item], right_of: Any, count: int = COUNT, seed: int = SEED
) -> list[tuple[Item, str, float]]:
    """`count` different slips: the item whose question it is, "whole" or "rounded", and the answer."""
    drawn = random.Random(seed)
    questions = list({json.dumps([item.get(key) for key in ASKED]): item for item in items}.values())
    numbers = [(item, float(right_of(item).ravel()[0])) for item in questions if right_of(item).size == 1]
    found: dict[tuple[int, float], tuple[Item, str, float]] = {}
    while len(found) < count:
        for item, kind, wrong in _round_of_slips(numbers, drawn):
            found.setdefault((id(item), wrong), (item, kind, wrong))
    return list(found.values())[:count]


def _round_of_slips(
    numbers: list[tuple[Item, float]], drawn: random.Random
) -> Iterator[tuple[Item, str, float]]:
    for item, right in drawn.sample(numbers, len(numbers)):
        if abs(right - round(right)) < 1e-9:
            yield item, "whole", round(right) + drawn.choice([-1, 1]) * drawn.randint(1, 9)
            continue
        digits = drawn.choice([2, 2, 3, 3, 4])
        decimals = max(0, digits - 1 - math.floor(math.log10(abs(right))))
        wrong = _slipped(right, decimals, drawn)
        if f"{wrong:.{decimals}f}" != f"{right:.{decimals}f}":
            yield item, "rounded", wrong


def _slipped(right: float, decimals: int, drawn: random.Random) -> float:
    kind = drawn.choice(["digit", "last digits", "near by"])
    if kind == "near by":
        return round(right * drawn.uniform(0.5, 1.5), decimals)
    if kind == "last digits":
        unit = 10.0 ** -(decimals - drawn.randint(0, 1))
        return round(right + drawn.choice([-1, 1]) * drawn.randint(1, 9) * unit, decimals)
    text = f"{right:.{decimals}f}"
    place = drawn.choice([n for n, sign in enumerate(text) if sign.isdigit()])
    other = drawn.choice([digit for digit in "0123456789" if digit != text[place]])
    return float(text[:place] + other + text[place + 1 :])
