"""Mistakes on the way down: the direction, the learning rate, the gradient that grew old."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graders.misconceptions.catalogue import misconception
from graders.steps.work import Work

ascent_for_descent = misconception(
    "ascent-for-descent",
    title="Uphill, not downhill",
    nudge="The gradient points to where the function grows. Which way do you want to go?",
    rule="A step of gradient descent is x - rate * gradient.",
    step="Subtract the step; do not add it.",
    weight=1.4,
)
learning_rate_forgotten = misconception(
    "learning-rate-forgotten",
    title="The learning rate was forgotten",
    nudge="How long is one step? What makes it short?",
    rule="A step is the learning rate times the gradient.",
    step="Multiply the gradient by the learning rate before you subtract it.",
    weight=1.2,
)
gradient_not_refreshed = misconception(
    "gradient-not-refreshed",
    title="The first gradient was used in every step",
    nudge="After the first step you are at another place. Is the gradient the same there?",
    rule="Each step of gradient descent uses the gradient at the point where the step begins.",
    step="Compute the gradient anew after each step, at the point that you have reached.",
    weight=1.2,
)


@ascent_for_descent.in_answer
def uphill(work: Work) -> Iterator[Any]:
    if work.goal.descent:
        yield work.descended(sign=1.0)


@learning_rate_forgotten.in_answer
def no_rate(work: Work) -> Iterator[Any]:
    if work.goal.descent:
        yield work.descended(rate=1.0)


@gradient_not_refreshed.in_answer
def old_gradient(work: Work) -> Iterator[Any]:
    if work.goal.descent and work.goal.descent.steps > 1:
        gradient = work.slopes.right
        yield work.shaped(work.goal.point - work.goal.descent.steps * work.goal.descent.rate * gradient)
