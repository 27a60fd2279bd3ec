"""Wrong entries in the table of derivatives: logarithms, exponentials, sines, tanh and sigmoid."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from graders.misconceptions.catalogue import Operation, Rule, Wrong, misconception, scaled
from graders.steps.passes import Array, At
from graders.steps.rules import FUNCTIONS, slope, value

exponential_without_logarithm = misconception(
    "exponential-without-logarithm",
    title="The logarithm of the base is missing",
    nudge="Only one base gives an exponential that is its own slope. Is it the base in {place}?",
    rule="(aᵘ)' = aᵘ · ln(a) · u'. The factor ln(a) can be left away only for a = e.",
    step="Multiply the slope of {place} by the natural logarithm of its base.",
    weight=1.2,
)
log_of_another_base = misconception(
    "log-of-another-base",
    title="A logarithm of another base",
    nudge="Which base has the logarithm in the rule for {place}? Which base has the one that you used?",
    rule="ln has base e. (ln u)' = u' / u, (log_b u)' = u' / (u · ln b), (aᵘ)' = aᵘ · ln(a) · u'.",
    step="Take the natural logarithm for the slope of {place} (`log` in Python, often ln on a "
    "calculator), and divide by ln(b) where the question names another base b.",
)
log_derivative_inverted = misconception(
    "log-derivative-inverted",
    title="Multiplied by the argument of a logarithm, not divided by it",
    nudge="Does a logarithm get steeper or flatter as its argument grows?",
    rule="(ln u)' = u' / u: the argument stands below the fraction bar.",
    step="In the slope of {place}, divide by its argument.",
    weight=1.2,
)
sin_cos_sign = misconception(
    "sin-cos-sign",
    title="A sign in the slopes of sine and cosine",
    nudge="Is {place} rising or falling there? Think of its curve.",
    rule="sin' = cos, and cos' = -sin: the minus belongs to the slope of the cosine.",
    step="Write the slope of {place} once more, and look at its sign alone.",
    weight=1.4,
)
tanh_without_square = misconception(
    "tanh-without-square",
    title="The square in the slope of tanh is missing",
    nudge="How does the slope of tanh depend on tanh itself?",
    rule="The slope of tanh(u) is one minus tanh²(u), times u'.",
    step="Square the value of {place} before you take it from one.",
    weight=1.2,
)
sigmoid_as_sigmoid = misconception(
    "sigmoid-derivative-as-sigmoid",
    title="The slope of the sigmoid taken for the sigmoid itself",
    nudge="Far to the right the sigmoid is flat. Is your slope small there?",
    rule="The slope of the sigmoid s is s times (one minus s), times u'.",
    step="Multiply by one minus the value of {place}.",
    weight=1.3,
)
degrees_for_radians = misconception(
    "degrees-for-radians",
    title="Degrees where radians are meant",
    nudge="Is the angle in {place} in degrees or in radians? What did your calculator take it for?",
    rule="The slopes of sine and cosine hold for angles in radians.",
    step="Switch the calculator to radians and evaluate {place} again.",
)

degrees_for_radians.worded(
    "number",
    nudge="Which number stands in {place}: that of the degrees, or that of the radians?",
    step="Convert the angle in {place} first: half a turn is pi in radians.",
)

BASES = (2.0, 10.0)


@exponential_without_logarithm.at_operation
def without_logarithm(op: Operation) -> Iterator[Rule | Wrong]:
    if op.kind == "power" and op.constant(1) is None and op.constant(0) != math.e:
        yield Wrong(lambda at: at.value * at.d(1) + _by_base(at), label="exponential")


def _by_base(at: At) -> Array:
    """The part of a power's slope that comes from a base that varies too."""
    if at.graph.is_constant(at.node.args[0]):
        return np.zeros_like(at.slope)
    return at.again(slopes={1: at.d(1) * 0.0})[1]


@log_of_another_base.at_operation
def another_base(op: Operation) -> Iterator[Rule | Wrong]:
    if op.kind == "power" and op.constant(1) is None:
        for base in BASES:
            weight = 1.0 if base == 10 else 0.5
            yield Wrong(scaled(1 / math.log(base)), label=f"base {base}", weight=weight)
    own = _base_of_logarithm(op)
    if own is not None:
        for base in (math.e, *BASES):
            if not math.isclose(base, own):
                factor = math.log(own) / math.log(base)
                weight = 0.5 if base == 2 else 1.0
                yield Wrong(scaled(factor), label=f"log {base:.3g}", weight=weight)
                yield Wrong(
                    scaled(factor, factor),
                    label=f"log value {base:.3g}",
                    weight=weight * 0.6,
                )
                yield Wrong(scaled(1.0, factor), label=f"value {base:.3g}", weight=0.3)


def _base_of_logarithm(op: Operation) -> float | None:
    """e for a logarithm alone; b for log(u) / ln(b)."""
    if op.kind == "function" and op.name == "log":
        for user, _ in op.users:
            if any(_is_share(op.graph.nodes[a].value, b) for a in op.graph.nodes[user].args for b in BASES):
                return None
        return math.e
    if op.kind == "product" and any(op.part(i).name == "log" for i in op.varying):
        for i in range(len(op.node.args)):
            for base in BASES:
                c = op.constant(i)
                if c is not None and _is_share(c, base):
                    return base
    return None


def _is_share(constant: float, base: float) -> bool:
    return math.isclose(constant, 1 / math.log(base), rel_tol=1e-6)


@log_derivative_inverted.at_operation
def inverted(op: Operation) -> Iterator[Rule | Wrong]:
    if op.kind == "function" and op.name == "log":
        yield Wrong(lambda at: at.v() * at.d(), label="log")


@sin_cos_sign.at_operation
def wrong_sign(op: Operation) -> Iterator[Rule | Wrong]:
    if op.kind == "function" and op.name in ("sin", "cos"):
        weight = 1.0 if op.name == "cos" else 0.8
        yield Wrong(lambda at: -at.slope, label="sign", weight=weight)
        if len({node.name for node in op.graph.nodes} & {"sin", "cos"}) > 1:
            yield Wrong(lambda at: -at.slope, label=f"sign of {op.name}", weight=weight)


@tanh_without_square.at_operation
def without_square(op: Operation) -> Iterator[Rule | Wrong]:
    if op.kind == "function" and op.name == "tanh":
        yield Wrong(lambda at: (1 - at.value) * at.d(), label="tanh")


@sigmoid_as_sigmoid.at_operation
def sigmoid_itself(op: Operation) -> Iterator[Rule | Wrong]:
    if op.kind == "function" and op.name == "sigmoid":
        yield Wrong(lambda at: at.value * at.d(), label="sigmoid")


@degrees_for_radians.at_operation
def in_degrees(op: Operation) -> Iterator[Rule | Wrong]:
    if op.kind == "function" and op.name in ("sin", "cos", "tan"):
        yield Wrong(lambda at: _turned(at, op.name, math.pi / 180), label="degrees")
        yield Wrong(
            lambda at: _turned(at, op.name, math.pi / 180)[1], label="degrees in the slope", weight=0.3
        )
        yield Wrong(
            lambda at: _turned(at, op.name, 180 / math.pi),
            label="a number of degrees",
            weight=0.3,
            wording="number",
        )


def _turned(at: At, name: str, factor: float) -> tuple[Array, Array]:
    """Value and slope where the angle was taken in another unit."""
    row, angle = FUNCTIONS[name], at.v() * factor
    return value(row, angle), slope(row, 0, angle) * at.d()
