"""Something else than the slope there: the value, the slope elsewhere, a secant, another derivative."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from graders.misconceptions.catalogue import Operation, Rule, Wrong, misconception
from graders.steps.passes import At, Change
from graders.steps.work import Slopes, Work

value_instead_of_slope = misconception(
    "value-instead-of-slope",
    title="This is the value of the function, not its {asked}",
    nudge="What does your number say: how large the function is there, or how fast it changes?",
    rule="The value f(x) says how large the function is; a derivative says how fast it changes.",
    step="Differentiate first, then put the number in.",
    weight=2.6,
)
evaluated_at_another_point = misconception(
    "evaluated-at-another-point",
    title="The right derivative, but with another number put in",
    nudge="Which number did you put in for {place}? Look at its sign, too.",
    rule="The {asked} changes from place to place: it is asked for at exactly one.",
    step="Write down once more the numbers that the question names, each with its sign in brackets, and "
    "put them into your derivative.",
    weight=0.85,
)
secant_instead_of_tangent = misconception(
    "secant-instead-of-tangent",
    title="A secant, not the tangent",
    nudge="Did you compute how fast the function changes in one point, or between two?",
    rule="(f(x + h) - f(x)) / h belongs to a line through two points of the curve. As h goes to zero, the "
    "line becomes the tangent.",
    step="Differentiate, or take your two points much closer to each other.",
    weight=0.8,
)
wrong_order_of_derivative = misconception(
    "wrong-order-of-derivative",
    title="Differentiated too often or not often enough",
    nudge="Count how often you differentiated. How often was asked?",
    rule="f' is the slope of f, and f'' is the slope of f'.",
    step="Write f, f' and f'' below each other and choose the line that is asked for.",
    weight=1.2,
)


@value_instead_of_slope.in_answer
def value(work: Work) -> Iterator[Any]:
    if work.goal.descent is None:
        yield work.value
        if work.value.size == 1:
            yield np.full(work.goal.shape, float(work.value.ravel()[0]))
        else:
            yield work.value.sum(), 0.1


@value_instead_of_slope.in_gradient
def value_in_each_step(slopes: Slopes) -> Iterator[Any]:
    if slopes.goal.descent is not None:
        yield np.full(slopes.right.shape, slopes.value.sum())


@evaluated_at_another_point.at_operation
def another_point(op: Operation) -> Iterator[Rule | Wrong]:
    if op.kind != "variable":
        return
    variables = op.graph.variables()
    if op.number != variables[0]:
        if len(variables) <= 6:
            yield Wrong(lambda at: (-at.value, at.slope), label="one sign", everywhere=False, weight=0.7)
        return
    places = [(lambda at: (-at.value, at.slope), 0.9), (lambda at: (at.value * 0, at.slope), 0.7)]
    places += [(lambda at: (at.value * 0 + 1, at.slope), 0.5)]
    for where, weight in places:
        yield Wrong(changes=tuple(Change(v, where) for v in variables), weight=weight)
    if 1 < len(variables) <= 6:
        yield Wrong(lambda at: (-at.value, at.slope), label="one sign", everywhere=False, weight=0.7)
        if len(variables) == 2:
            swapped = [_held_by(other) for other in reversed(variables)]
            changes = tuple(Change(v, wrong) for v, wrong in zip(variables, swapped, strict=True))
            yield Wrong(changes=changes, weight=0.3)


def _held_by(other: int) -> Rule:
    """The slope of the variable itself, but the value that another one has."""

    def wrong(at: At) -> Any:
        return np.full_like(at.value, at.graph.nodes[other].value), at.slope

    return wrong


STEPS = ((1.0, 0.75), (0.1, 0.55), (0.5, 0.15), (0.01, 0.25), (0.001, 0.2))


@secant_instead_of_tangent.in_answer
def secants(work: Work) -> Iterator[Any]:
    if work.goal.jacobian or work.goal.descent or work.goal.order != 1 or len(work.goal.wanted) > 6:
        return
    point = work.goal.point
    size = len(point)
    shifts = [h * e for h, _ in STEPS for e in np.eye(size)]
    forward = work.value_at(np.array([point + s for s in shifts])).reshape(len(STEPS), size)
    backward = work.value_at(np.array([point - s for s in shifts])).reshape(len(STEPS), size)
    here = float(work.value_at(point[None, :])[0])
    for row, (h, weight) in enumerate(STEPS):
        yield work.shaped((forward[row] - here) / h), weight
        yield work.shaped((here - backward[row]) / h), weight * 0.2
        yield work.shaped((forward[row] - backward[row]) / (2 * h)), weight * 0.2
    if size == 1 and point[0]:
        origin = float(work.value_at(np.zeros((1, 1)))[0])
        yield work.shaped(np.array([(here - origin) / point[0]])), 0.1
        if origin:
            yield work.shaped(np.array([here / point[0]])), 0.1


@wrong_order_of_derivative.in_answer
def other_order(work: Work) -> Iterator[Any]:
    goal = work.goal
    if goal.descent is not None:
        return
    if goal.hessian:
        yield work.lower[0].reshape(work.goal.out_shape)
        return
    if goal.jacobian:
        if len(goal.wanted) == 1:
            yield work.shaped(_second_of_each(work))
        return
    for place, lower in enumerate(work.lower):
        yield work.shaped(lower), 1.0 if place == 0 else 0.4
    for slope in work.of_each()[0][1:] if work.mixed else ():
        yield work.shaped(slope), 0.7
    yield work.shaped(work.next_derivative()), 1.0 if goal.order == 1 else 0.8


def _second_of_each(work: Work) -> Any:
    from graders.steps.goal import TINY, slopes_of
    from graders.steps.passes import run

    (column,) = work.goal.wanted
    number = next(n for n, c in work.goal.columns.items() if c == column)
    start = {number: np.array([[work.graph.nodes[number].value + 1j * TINY]])}
    slopes = slopes_of(work.graph, run(work.graph, [()], work.goal.columns, start), 1)
    return np.imag(work.goal.gradients(slopes)[0]) / TINY
