"""Mistakes with several variables: which one moves, and which are held."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np

from graders.misconceptions.catalogue import Operation, Rule, Wrong, misconception
from graders.steps.passes import Array, At
from graders.steps.work import Slopes, Work

with_respect_to_other_variable = misconception(
    "with-respect-to-other-variable",
    title="Differentiated by the other variable",
    nudge="Which variable moves in this question, and which ones are held?",
    rule="A partial derivative lets one variable move and treats all others as constants.",
    step="Mark the variable that is asked for, and treat every other letter as if it were a number.",
    weight=1.6,
)
partials_swapped = misconception(
    "partials-swapped",
    title="Partial derivatives in the wrong order",
    nudge="In which order are the variables asked for? Compare with the order of your answer.",
    rule="The gradients come in the order of the sources: the first entry belongs to the first source.",
    step="Write the name of its variable beside each entry, then sort them as the question does.",
    weight=1.4,
)
total_instead_of_partial = misconception(
    "total-instead-of-partial",
    title="All partial derivatives added up",
    nudge="Did you let one variable move, or all of them at the same time?",
    rule="A partial derivative belongs to one variable alone; each of them is an answer of its own.",
    step="Keep the part that comes from the variable in question; leave the other variables' parts out.",
    weight=1.3,
)
other_variable_not_held_fixed = misconception(
    "other-variable-not-held-fixed",
    title="Another variable was not held fixed",
    nudge="In {place}, which letters are constants for this partial derivative?",
    rule="For a partial derivative every other variable is a constant; a term that holds only "
    "constants vanishes.",
    step="Differentiate {place} again and leave every letter but one untouched.",
    weight=1.0,
)


@with_respect_to_other_variable.in_gradient
def by_another(slopes: Slopes) -> Iterator[Any]:
    if not slopes.goal.single:
        return
    own = slopes.goal.wanted
    for columns in slopes.others:
        if len(columns) == len(own):
            jacobian = slopes.jacobian.copy()
            jacobian[:, own] = slopes.jacobian[:, columns]
            yield slopes.of(jacobian)


@with_respect_to_other_variable.in_answer
def by_another_of_another_shape(work: Work) -> Iterator[Any]:
    goal = work.goal
    if not goal.single or goal.jacobian or goal.order != 1:
        return
    for columns in work.slopes.others:
        if len(columns) != len(goal.wanted):
            yield work.slopes.jacobian.sum(axis=0)[columns]


@with_respect_to_other_variable.in_answer
def twice_by_one(work: Work) -> Iterator[Any]:
    for second in work.of_each()[1] if len(work.mixed) == 2 else ():
        yield work.shaped(second), 0.8


@partials_swapped.in_gradient
def swapped(slopes: Slopes) -> Iterator[Any]:
    wanted = slopes.goal.wanted
    if not 1 < len(wanted) <= 8:
        return
    orders = [list(reversed(wanted))]
    if len(wanted) > 2:
        orders += [wanted[1:] + wanted[:1], wanted[-1:] + wanted[:-1]]
        for i, j in combinations(range(len(wanted)), 2):
            order = list(wanted)
            order[i], order[j] = order[j], order[i]
            orders.append(order)
    for order in orders:
        jacobian = slopes.jacobian.copy()
        jacobian[:, wanted] = slopes.jacobian[:, order]
        yield slopes.of(jacobian), 1.0 if len(wanted) == 2 else 0.6


@partials_swapped.in_answer
def transposed(work: Work) -> Iterator[Any]:
    if work.goal.jacobian and work.right.ndim == 2:
        yield work.right.T, 0.4


@total_instead_of_partial.in_gradient
def total(slopes: Slopes) -> Iterator[Any]:
    jacobian = np.broadcast_to(slopes.jacobian.sum(axis=1, keepdims=True), slopes.jacobian.shape)
    if jacobian.shape[1] > 1:
        yield slopes.of(jacobian)
    if 1 < len(slopes.goal.wanted) < jacobian.shape[1]:
        some = slopes.jacobian[:, slopes.goal.wanted].sum(axis=1, keepdims=True)
        yield slopes.of(np.broadcast_to(some, jacobian.shape))


@total_instead_of_partial.in_answer
def total_alone(work: Work) -> Iterator[Any]:
    if not work.goal.jacobian and len(work.goal.wanted) > 1 and work.goal.descent is None:
        yield work.right.sum(), 0.6


@other_variable_not_held_fixed.at_operation
def not_held(op: Operation) -> Iterator[Rule | Wrong]:
    if len(op.graph.variables()) < 2 or not op.node.args:
        return
    if len(op.depends) > 1 and op.kind != "sum":
        yield Wrong(lambda at: _along(at), label="along", weight=0.9)
    if op.kind in ("sum", "product", "quotient"):
        whole = op.depends
        for i in op.varying:
            inner = op.graph.depends()[op.node.args[i]]
            if op.kind == "sum" or inner != whole:
                yield Wrong(partial(_term_along, place=i), label=f"{op.kind} part", part=i)
    if (
        op.kind == "sum"
        and len(op.depends) > 1
        and op.user_kinds & {"power", "function", "product", "quotient"}
    ):
        yield Wrong(lambda at: _along(at), label="along")


def _along(at: At) -> Array:
    """By each variable that counts here, the slopes by all of them added."""
    return np.asarray(at.slope.sum(axis=1, keepdims=True) * at.moves())


def _term_along(at: At, place: int) -> Array:
    """One part differentiated by its own variables too, whichever variable was asked for."""
    part = at.d(place).sum(axis=1, keepdims=True) * np.ones((1, at.slope.shape[1]))
    return at.again(slopes={place: part})[1]


@other_variable_not_held_fixed.in_answer
def other_entries(work: Work) -> Iterator[Any]:
    if work.goal.jacobian and work.right.ndim == 2:
        yield np.broadcast_to(work.right.sum(axis=0), work.right.shape), 0.8
