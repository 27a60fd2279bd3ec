"""Mistakes with the power rule and with what it does to constants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from graders.misconceptions.catalogue import Operation, Rule, Wrong, misconception, scaled
from graders.steps.passes import Array, At
from graders.steps.rules import power

exponent_not_lowered = misconception(
    "exponent-not-lowered",
    title="The exponent was not lowered",
    nudge="Look at the power in {place}. What becomes of its exponent when you differentiate?",
    rule="(uⁿ)' = n · uⁿ⁻¹ · u': the exponent becomes a factor and is lowered by one.",
    step="Write the exponent of {place} in front as a factor, and make the exponent itself smaller by "
    "one, before you put the number in.",
    weight=1.3,
)
coefficient_dropped = misconception(
    "coefficient-dropped",
    title="A constant factor was dropped",
    nudge="Which constant factors are there in {place}? Are all of them still there in your derivative?",
    rule="A constant factor stays: (c · u)' = c · u'. And in (uⁿ)' = n · uⁿ⁻¹ · u' the n is a factor too.",
    step="Differentiate {place} once more. Keep every constant factor, and count an exponent that became "
    "a factor among them.",
    weight=1.1,
)
power_rule_on_exponential = misconception(
    "power-rule-on-exponential",
    title="The power rule used on an exponential",
    nudge="In {place}, where does the variable stand: in the base or in the exponent?",
    rule="The power rule is for uⁿ with a constant n. Where the exponent varies, (aᵘ)' = aᵘ · ln(a) · u'.",
    step="Keep {place} as it is and multiply by the logarithm of its base and by the slope of its exponent.",
)
negative_exponent = misconception(
    "negative-exponent",
    title="A negative exponent was changed in the wrong direction",
    nudge="The exponent in {place} is below zero. What is one less than it, and which sign does the "
    "factor have?",
    rule="(uⁿ)' = n · uⁿ⁻¹ · u' holds for negative n too: one less than n is further from zero, and the "
    "factor n keeps its minus.",
    step="Write {place} with its negative exponent. Take that exponent, minus included, as the factor, "
    "and subtract one from it.",
    weight=1.4,
)
constant_does_not_vanish = misconception(
    "constant-does-not-vanish",
    title="A constant was kept",
    nudge="How much of {place} changes when the variable moves a little?",
    rule="The slope of a constant is zero; so is that of a term in which only other variables stand.",
    step="Look at {place} again. What does not move with the variable adds nothing to the slope: leave it "
    "out.",
    weight=1.1,
)


@dataclass(frozen=True)
class PowerForm:
    """An operation read as factor * base**exponent; `base` is the number of its node."""

    exponent: float
    base: int
    factor: float = 1.0


def power_forms(op: Operation) -> list[PowerForm]:
    """The ways to read an operation as a constant power: u**n, c/u, and c/u**n, which has two."""
    if op.kind == "power" and op.constant(0) is None and (n := op.constant(1)) is not None:
        return [PowerForm(n, op.node.args[0])]
    if op.kind == "quotient" and (c := op.constant(0)) is not None:
        below = op.part(1)
        forms = [PowerForm(-1.0, op.node.args[1], c)]
        if below.kind == "power" and op.graph.is_constant(below.args[1]):
            forms.append(PowerForm(-op.graph.nodes[below.args[1]].value, below.args[0], c))
        if below.kind == "product" and len(set(below.args)) == 1:
            forms.append(PowerForm(-float(len(below.args)), below.args[0], c))
        return forms
    return []


def as_power(form: PowerForm, factor: float, exponent: float) -> Rule:
    """The wrong slope factor * base**exponent * base', times the form's own factor."""

    def slope(at: At) -> Array:
        u, du = at.at_node(form.base)
        return form.factor * factor * power(u, exponent) * du

    return slope


def repeated_factor(op: Operation) -> tuple[int, int] | None:
    """Of a product such as x * x the first place of the factor and how often it stands there."""
    if op.kind != "product" or len(op.varying) < 2:
        return None
    args = {op.node.args[i] for i in op.varying}
    return (op.varying[0], len(op.varying)) if len(args) == 1 else None


def _linear(op: Operation) -> bool:
    """Whether it is a constant times a variable."""
    return op.kind == "product" and len(op.varying) == 1 and op.part(op.varying[0]).kind == "variable"


@exponent_not_lowered.at_operation
def not_lowered(op: Operation) -> Iterator[Rule | Wrong]:
    repeated = repeated_factor(op)
    for number, form in enumerate(power_forms(op)):
        wrong = as_power(form, form.exponent, form.exponent)
        yield Wrong(wrong, label=f"power {number}")
        yield Wrong(wrong, label=f"linear too {number}", weight=0.15)
    if _linear(op):
        yield Wrong(lambda at: at.value * at.moves(), label="linear too 0", weight=0.1)
    elif repeated:
        yield Wrong(lambda at: repeated[1] * at.value * at.d(repeated[0]), label="power 0")


def _one_term_without(at: At, term: int, factor: float) -> Array:
    """The product rule with a constant factor that is missing in one of its terms."""
    alone = at.again(slopes={i: at.d(i) * 0.0 for i in range(len(at.values)) if i != term})[1]
    return at.slope - alone * (1 - 1 / factor)


@coefficient_dropped.at_operation
def factor_lost(op: Operation) -> Iterator[Rule | Wrong]:
    repeated = repeated_factor(op)
    for number, form in enumerate(power_forms(op)):
        n = form.exponent
        if abs(n) != 1:
            yield Wrong(as_power(form, 1.0, n - 1), label=f"factor {number}")
            if n < 0:
                yield Wrong(as_power(form, -1.0, n - 1), label=f"factor with sign {number}", weight=0.5)
    if repeated:
        yield Wrong(lambda at: at.slope / repeated[1], label="factor 0")
    if op.kind == "product" and op.node.tag != "mean":
        for arg in op.node.args:
            c = op.graph.nodes[arg]
            if c.kind == "constant" and abs(c.value) not in (0.0, 1.0):
                size, value = abs(c.value), c.value
                yield Wrong(scaled(1 / size), label="factor 0")
                if value < 0:
                    yield Wrong(scaled(1 / value), label="factor and sign", weight=0.4)
                if len(op.varying) > 1:  # (c u · v)' = u' · v + c u · v'
                    for i in op.varying:
                        yield Wrong(partial(_one_term_without, term=i, factor=value), 0.4, everywhere=False)
    top = op.constant(0) if op.kind == "quotient" else None
    if top is not None and abs(top) not in (0.0, 1.0):
        yield Wrong(scaled(1 / abs(top)), label="factor 0")


@power_rule_on_exponential.at_operation
def exponential_as_power(op: Operation) -> Iterator[Rule | Wrong]:
    if op.kind == "power" and op.constant(1) is None:
        yield Wrong(lambda at: at.v(1) * power(at.v(0), at.v(1) - 1) * at.d(1), label="exponential")
        yield Wrong(
            lambda at: at.v(1) * power(at.v(0), at.v(1) - 1) * at.moves(),
            label="exponential alone",
            weight=0.5,
        )
    elif op.kind == "function" and op.name == "exp":
        yield Wrong(lambda at: at.v() * np.exp(at.v() - 1) * at.d(), label="exponential")
        yield Wrong(
            lambda at: at.v() * np.exp(at.v() - 1) * at.moves(), label="exponential alone", weight=0.5
        )


@negative_exponent.at_operation
def wrong_way(op: Operation) -> Iterator[Rule | Wrong]:
    for number, form in enumerate(power_forms(op)):
        n = form.exponent
        if n < 0:
            yield Wrong(as_power(form, n, n + 1), label=f"raised {number}")
            yield Wrong(as_power(form, -n, n - 1), label=f"sign {number}")
            yield Wrong(as_power(form, -n, n + 1), label=f"raised and sign {number}", weight=0.6)
            yield Wrong(as_power(form, n, -n - 1), label=f"exponent's sign {number}", weight=0.6)
            yield Wrong(as_power(form, -n, -n - 1), label=f"as positive {number}", weight=0.6)
            if n != -1:
                yield Wrong(as_power(form, n, -n + 1), label=f"turned {number}", weight=0.4)


@constant_does_not_vanish.at_operation
def constant_kept(op: Operation) -> Iterator[Rule | Wrong]:
    if op.kind == "sum" and op.node.tag != "reduced":
        for i in range(len(op.node.args)):
            c = op.constant(i)
            if c:
                sign = op.node.signs[i]
                yield Wrong(_added(sign * c), label="constant", part=i)
                if abs(c) != 1:
                    yield Wrong(_added(sign), label="one", weight=0.1, part=i)
        if len(op.varying) > 1 and any(op.constant(i) is None for i in range(len(op.node.args))):
            for i in op.varying:
                yield Wrong(partial(_keeping, places=[i]), label="other variables", weight=0.6, part=i)
            yield Wrong(lambda at: _keeping(at, range(len(at.values))), label="all other variables")
    if _linear(op):
        yield Wrong(lambda at: at.value * at.moves(), label="linear", weight=0.15)


def _added(constant: float) -> Rule:
    """The right slope and a constant that should have vanished."""
    return lambda at: at.slope + constant * at.moves()


def _keeping(at: At, places: Iterable[int]) -> Array:
    """The slope, and the terms at these places where they do not move with a variable and the whole does."""
    whole = at.moves()
    total: Array = at.slope
    for i in places:
        mask = whole * (1 - at.moves(at.node.args[i]))
        total = total + at.node.signs[i] * at.v(i) * mask
    return total
