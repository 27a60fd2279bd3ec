"""Signs that were lost, in a rule or in a value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np

from graders.misconceptions.catalogue import Made, Operation, Rule, Wrong, misconception
from graders.misconceptions.powers import PowerForm, power_forms, repeated_factor
from graders.steps.passes import Array, At, Outcome
from graders.steps.work import Slopes

minus_lost = misconception(
    "minus-lost",
    title="A minus was lost",
    nudge="Count the minus signs in {place} and in your derivative of it.",
    rule="A minus in front of a term stays when the term is differentiated, and minus times minus is plus.",
    step="Go through {place} once more and write the sign of each term before you write the term.",
    weight=2.0,
)
minus_lost.worded(
    "plus",
    title="A plus was turned into a minus",
    nudge="Compare the sign in front of {place} with the one in your derivative.",
    rule="A term keeps its sign when it is differentiated.",
    step="Write the sign of each term first, then its derivative beside it.",
)
minus_lost.worded(
    "entries",
    title="An entry has the wrong sign",
    nudge="For each entry: does the function grow or shrink when that variable alone grows?",
    rule="A derivative is below zero where the function shrinks as the variable grows.",
    step="Go through your entries one by one, and look at the sign of each only.",
)
power_of_negative_number = misconception(
    "power-of-negative-number",
    title="The sign of a power of a negative number",
    nudge="A negative number is raised to a power in {place}. Is the result above or below zero?",
    rule="An even power of a negative number is positive, an odd power is negative.",
    step="Put the negative number in brackets and multiply the power in {place} out, factor by factor.",
    weight=1.1,
)


INNER_MINUS: dict[str, Callable[[Array, Array], Array]] = {
    "tanh": lambda u, y: 1 + y * y,
    "sigmoid": lambda u, y: y * (1 + y),
    "tan": lambda u, y: 1 - y * y,
    "atan": lambda u, y: 1 / (1 - u * u),
    "asin": lambda u, y: 1 / np.sqrt(1 + u * u),
}
"""Slopes with a minus or a plus in them, turned around."""


@minus_lost.at_operation
def sign_of_a_term(op: Operation) -> Iterator[Rule | Wrong]:
    if op.kind == "sum":
        for i, sign in enumerate(op.node.signs):
            constant = op.constant(i)
            negative = sign < 0 or (constant is not None and constant < 0)
            weight = 1.15 if negative else 0.1
            label = "minus" if negative else f"plus {i}"
            if constant is None:
                words = "" if negative else "plus"
                for value, name in ((False, label), (True, label + " both")):
                    wrong = partial(_turned, place=i, value=value, slope=True)
                    yield Wrong(wrong, label=name, weight=weight, part=i, wording=words)
            if negative:
                yield Wrong(
                    partial(_turned, place=i, value=True),
                    label=label + " value",
                    weight=weight * 0.8,
                    part=i,
                )


@minus_lost.at_operation
def sign_of_a_factor(op: Operation) -> Iterator[Rule | Wrong]:
    if op.kind == "product" and any((op.constant(i) or 0) < 0 for i in range(len(op.node.args))):
        yield Wrong(lambda at: -at.slope, label="minus")
        yield Wrong(lambda at: (-at.value, -at.slope), label="minus both", weight=0.9)
        yield Wrong(lambda at: (-at.value, at.slope), label="minus value", weight=0.8)
    if op.kind == "product" and len(op.varying) == 2:
        for i in op.varying:
            yield Wrong(partial(_turned, place=i, slope=True), label=f"product {i}", weight=0.4)
    if op.kind == "quotient":
        yield Wrong(lambda at: -at.slope, label="quotient", weight=0.25)
        if op.constant(0) is None:
            yield Wrong(lambda at: at.again(slopes={1: -at.d(1)})[1], label="quotient inside", weight=0.35)
    if op.kind == "power" and any(form.exponent < 0 for form in power_forms(op)):
        yield Wrong(lambda at: -at.slope, label="power", weight=0.6)
    if op.kind == "function" and op.name == "cos":
        yield Wrong(lambda at: -at.slope, label="cos", weight=0.45)


@minus_lost.at_operation
def sign_inside_a_slope(op: Operation) -> Iterator[Rule | Wrong]:
    if op.kind == "function" and op.name in INNER_MINUS:
        turned = INNER_MINUS[op.name]
        yield Wrong(lambda at: turned(at.v(), at.value) * at.d(), label="inside the slope")


def _turned(at: At, place: int, value: bool = False, slope: bool = False) -> Outcome:
    """A sum with the sign of one term turned around, in its value, in its slope or in both."""
    new_value, new_slope = at.again(
        values={place: -at.v(place)} if value else {}, slopes={place: -at.d(place)} if slope else {}
    )
    return (new_value, new_slope) if value else new_slope


@minus_lost.in_gradient
def sign_of_entries(slopes: Slopes) -> Iterator[Any]:
    right = slopes.right
    yield Made(-right, 0.4, wording="entries" if right.size > 1 else "")
    if 1 < right.size <= 8:
        if (right < 0).any():
            yield Made(np.abs(right), 0.6, wording="entries")
        for count in (1, 2):
            for places in combinations(range(right.size), count):
                turned = right.copy()
                turned[list(places)] *= -1
                yield Made(turned, 0.5 / count, wording="entries")


@power_of_negative_number.at_operation
def sign_of_a_power(op: Operation) -> Iterator[Rule | Wrong]:
    forms = power_forms(op)
    for number, form in enumerate(forms):
        n = form.exponent
        if n.is_integer() and n not in (0.0, 1.0):
            # The slope of a square is no power any more: losing its sign is rather a minus lost.
            yield Wrong(
                _turned_power(form, slope=True), label=f"slope {number}", weight=0.35 if n == 2 else 1.0
            )
            yield Wrong(_turned_power(form, value=True), label=f"value {number}", weight=0.8)
            yield Wrong(_turned_power(form, value=True, slope=True), label=f"both {number}", weight=0.6)
    repeated = repeated_factor(op)
    if repeated:
        form = PowerForm(float(repeated[1]), op.node.args[repeated[0]])
        yield Wrong(_turned_power(form, slope=True), label="slope 0", weight=0.35)
        yield Wrong(_turned_power(form, value=True), label="value 0")


def _turned_power(form: PowerForm, value: bool = False, slope: bool = False) -> Rule:
    """Value, slope or both with the wrong sign where the base is negative."""

    def wrong(at: At) -> Outcome:
        sign = np.where(np.real(at.at_node(form.base)[0]) < 0, -1.0, 1.0)
        new_slope = sign * at.slope if slope else at.slope
        return (sign * at.value, new_slope) if value else new_slope

    return wrong
