"""What lesson 03 asks of `central_slope(x, h)`, and the slips that are told apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import autodiff_lite as ad
from graders.answers.interface import Answers
from graders.questions.compare import compare, show
from graders.questions.question import Criterion


def cube(x: Any) -> Any:
    return x**3


def slope_of(function: Callable[[Any], Any], place: float) -> float:
    """The slope of a function of one number at a place."""
    x = ad.Variable(place, dtype="float64")
    with ad.GradientTape() as tape:
        height = function(x)
    return float(tape.gradient(height, x).numpy())


def central_difference(answers: Answers, *, x: float, h: float, points: float) -> Iterator[Criterion]:
    """What is asked of `central_slope(x, h)` at one point, in two criteria that share `points`."""
    shown = f"central_slope({show(x)}, {show(h)})"
    given = answers.call("central_slope", x, h)
    left, here, right = cube(x - h), cube(x), cube(x + h)
    central = compare(given, (right - left) / (2 * h), name=shown, rounding=False)
    one_sided = any(
        compare(given, estimate, name=shown, rounding=False).equal
        for estimate in ((right - here) / h, (here - left) / h)
    )
    slips = {
        slope_of(cube, x): (
            "That is the slope at one point, and `h` plays no part in it. Asked is the slope of the line "
            "through two points: take it from their heights, with `cube` and without a tape."
        ),
        (right - left) / h: "The two points are not h apart. How far is it from x − h to x + h?",
        (right - left) / 2 * h: (
            "A slope does not shrink with `h` as this does. In which order does Python divide and multiply?"
        ),
        right - left: "That is the rise. What is it divided by?",
        (left - right) / (2 * h): "The sign is turned around. Which height do you take from which?",
        right - left / (2 * h): "Only a part of the rise is divided. Which of your operations is done first?",
    }
    why = next(
        (words for slip, words in slips.items() if compare(given, slip, name=shown, rounding=False).equal), ""
    )
    feedback = f"{central.feedback} {why}".strip()
    if central.kind == "none":
        feedback = f"`{shown}` gave None. Does the function `return` its result?"
    yield Criterion(
        "Rise over run",
        points / 2,
        central.equal or one_sided,
        feedback=feedback,
        praise="A difference of heights over a difference of places.",
    )
    both = "It is not yet the slope of the line through the points at x − h and x + h."
    if one_sided:
        both = "It looks to one side of x only. Use the heights at x + h and at x − h."
    yield Criterion(
        "Both sides", points / 2, central.equal, feedback=both, praise="The errors of the two sides cancel."
    )
