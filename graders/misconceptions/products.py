"""Mistakes with products and quotients."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import combinations

import numpy as np

from graders.misconceptions.catalogue import Operation, Rule, Wrong, misconception
from graders.steps.passes import Array, At

product_of_derivatives = misconception(
    "product-of-derivatives",
    title="Each factor was differentiated on its own",
    nudge="Several parts of {place} change. What happens to the whole when only one of them moves?",
    rule="(u · v)' = u' · v + u · v', not u' · v'; with more factors there is a term for each. (u / v)' "
    "is not u' / v' either.",
    step="Write {place} once for each part that changes, differentiate that part alone in its copy, and "
    "add the copies with the signs of the rule.",
    weight=1.5,
)
product_term_missing = misconception(
    "product-term-missing",
    title="A term of the product rule is missing",
    nudge="How many parts of {place} change with the variable? How many terms does your derivative of it "
    "have?",
    rule="(u · v)' = u' · v + u · v' has as many terms as there are factors that change; the top of (u / "
    "v)' has two.",
    step="For each part of {place} that changes write one term, in which that part alone is differentiated.",
    weight=1.25,
)
quotient_sign_or_order = misconception(
    "quotient-sign-or-order",
    title="Sign or order in the quotient rule",
    nudge="In the top of the quotient rule, which term comes first, and with which sign does the "
    "other follow?",
    rule="(u / v)' = (u' · v - u · v') / v²: the slope of the top comes first, and a minus follows.",
    step="Write the top of the fraction for {place} again, starting with the slope of its numerator.",
    weight=1.4,
)
denominator_not_squared = misconception(
    "denominator-not-squared",
    title="The denominator was not squared",
    nudge="What stands below the fraction bar in the quotient rule?",
    rule="(u / v)' = (u' · v - u · v') / v²: the denominator is squared.",
    step="Divide once more by the denominator of {place}.",
)

own_factor = misconception(
    "factors-exchanged",
    title="Each factor was given its own value, not that of the other",
    nudge="In {place}, how much does the product change when only the first factor grows by a little?",
    rule="The product u · v has the local derivative v by u, and u by v: each gets the value of the other.",
    step="Write the other factor beside each edge of {place}.",
    weight=0.4,
)


@own_factor.at_operation
def own_value(op: Operation) -> Iterator[Rule | Wrong]:
    if op.kind == "product" and len(op.node.args) == 2 and op.node.tag != "mean":
        first, second = op.node.args
        if first != second and not (op.constant(0) == -1.0 or op.part(1).tag == "divisor"):
            weight = 1.0 if len(op.varying) == 2 else 0.15
            yield Wrong(lambda at: at.v(0) * at.d(0) + at.v(1) * at.d(1), label="own", weight=weight)


@product_of_derivatives.at_operation
def each_alone(op: Operation) -> Iterator[Rule | Wrong]:
    if op.kind == "product" and len(op.varying) > 1:
        yield Wrong(lambda at: _alone(at, op.varying), label="product")
        if len(op.varying) > 2:
            for one in op.varying:
                yield Wrong(partial(_against_the_rest, one=one), label="one and the rest", weight=0.5)
            for pair in combinations(op.varying, 2):
                yield Wrong(partial(_alone, factors=list(pair)), label="some factors", weight=0.4)
    if op.kind == "quotient":
        if op.constant(0) is None:
            yield Wrong(lambda at: np.where(at.moves() > 0, _own(at, 0) / _own(at, 1), 0.0), label="product")
        else:
            yield Wrong(
                lambda at: np.where(at.moves() > 0, at.v(0) / _own(at, 1), 0.0), label="product", weight=0.5
            )


def _against_the_rest(at: At, one: int) -> Array:
    """The slope of one factor times the slope of the product of all others."""
    rest_value: Array = np.ones((1, 1))
    rest_slope: Array = np.zeros_like(at.slope)
    for i, x in enumerate(at.values):
        if i != one:
            rest_value, rest_slope = rest_value * x, rest_slope * x + rest_value * at.d(i)
    return np.where(at.moves() > 0, _own(at, one) * rest_slope, 0.0)


def _own(at: At, place: int) -> Array:
    """The slopes of a part; for variables that it does not depend on, its slope by those that it does."""
    moves = at.moves(at.node.args[place])
    return np.where(moves > 0, at.d(place), at.d(place).sum(axis=1, keepdims=True))


def _alone(at: At, factors: list[int]) -> Array:
    """The slopes of some factors multiplied, as part of the product rule for the rest."""
    if len(factors) == len([a for a in at.node.args if not at.graph.is_constant(a)]):
        total = np.ones((1, 1)) * at.moves()
        for i, x in enumerate(at.values):
            total = total * (_own(at, i) if i in factors else x)
        return total
    rest_value, inner_value, inner_slope = np.ones((1, 1)), np.ones((1, 1)), np.ones((1, 1))
    rest_slope = np.zeros_like(at.slope)
    for i, x in enumerate(at.values):
        if i in factors:
            inner_value, inner_slope = inner_value * x, inner_slope * _own(at, i)
        else:
            rest_value, rest_slope = rest_value * x, rest_slope * x + rest_value * at.d(i)
    return inner_slope * rest_value + inner_value * rest_slope


@product_term_missing.at_operation
def term_missing(op: Operation) -> Iterator[Rule | Wrong]:
    if op.kind == "product" and len(op.varying) > 1:
        for kept in _subsets(op.varying):
            lost = [i for i in op.varying if i not in kept]
            yield Wrong(partial(_without, lost=lost), label=f"kept {kept}")
    if op.kind == "quotient" and op.constant(0) is None:
        yield Wrong(lambda at: at.d(0) / at.v(1), label="top")
        yield Wrong(lambda at: -at.value * at.d(1) / at.v(1), label="bottom")
        yield Wrong(lambda at: at.value * at.d(1) / at.v(1), label="bottom with sign", weight=0.4)


def _without(at: At, lost: list[int]) -> Array:
    return at.again(slopes={i: at.d(i) * 0.0 for i in lost})[1]


def _subsets(places: list[int]) -> Iterator[tuple[int, ...]]:
    for count in range(1, min(len(places), 5)):
        yield from combinations(places, count)


@quotient_sign_or_order.at_operation
def sign_or_order(op: Operation) -> Iterator[Rule | Wrong]:
    if op.kind == "function" and op.name == "tan":
        yield Wrong(lambda at: (1 - at.value * at.value) * at.d(), label="tan")
    if op.kind != "quotient":
        return
    weight = 0.8 if op.constant(0) is not None else 1.0
    yield Wrong(lambda at: -at.slope, label="order", weight=weight)
    if op.constant(0) is None:
        yield Wrong(lambda at: at.d(0) / at.v(1) + at.value * at.d(1) / at.v(1), label="sign")


@denominator_not_squared.at_operation
def not_squared(op: Operation) -> Iterator[Rule | Wrong]:
    if op.kind == "function" and op.name == "tan":  # sin / cos, as many write it
        yield Wrong(lambda at: at.d() / np.cos(at.v()), label="tan")
    if op.kind == "quotient":
        yield Wrong(lambda at: at.slope * at.v(1), label="once")
        if op.constant(0) is None:
            yield Wrong(lambda at: at.slope * at.v(1) * at.v(1), label="not at all", weight=0.4)
