"""Mistakes on the way down: the direction, the learning rate, the gradient that grew old, parts of a rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graders.misconceptions.catalogue import Made, misconception
from graders.steps.updates import Slips, one_after_another
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
steps_miscounted = misconception(
    "steps-miscounted",
    title="One step too few or too many",
    nudge="How many steps were asked for? How many times did you change the variable?",
    rule="The start is the place before the first step; each step changes the place once.",
    step="Write the start down as number zero, then a line for each step, and count the lines.",
    weight=1.1,
)
one_after_the_other = misconception(
    "variables-updated-in-turn",
    title="The variables were updated one after the other",
    nudge="At which place did you compute the gradient for the second variable?",
    rule="All gradients of a step are taken at the place where the step begins; then all variables move "
    "at once.",
    step="Compute the gradients of all variables first, and only then change the variables.",
    weight=1.1,
)
velocity_left_out = misconception(
    "velocity-left-out",
    title="The velocity was left out",
    nudge="What does a step keep of the one before it?",
    rule="With momentum a step is the momentum times the step before, minus the rate times the gradient.",
    step="Keep the last step in a variable of its own, and take the momentum's share of it into the next.",
    weight=1.2,
)
another_momentum = misconception(
    "another-momentum",
    title="Momentum of another kind",
    nudge="Which of the two was asked for, plain momentum or Nesterov's? In what do they differ?",
    rule="Plain momentum moves by the velocity. Nesterov's moves by the momentum times the new velocity, "
    "minus the rate times the gradient.",
    step="Compute the velocity first, then compare the last line of your step with the rule.",
)
bias_left_out = misconception(
    "bias-correction-left-out",
    title="The correction at the start of Adam was left out",
    nudge="Adam's means begin at zero. What does that do to the first steps?",
    rule="In step t the mean is divided by one minus beta to the power t, and so is the mean of the squares.",
    step="Divide both means by their correction before you compute the step.",
    weight=1.2,
)
root_left_out = misconception(
    "root-left-out",
    title="The root in Adam's step was left out",
    nudge="What stands below the fraction bar in Adam's step?",
    rule="The step is the corrected mean divided by the root of the corrected mean of the squares.",
    step="Take the square root of the mean of the squares before you divide by it.",
)
inverse_left_out = misconception(
    "inverse-left-out",
    title="The second derivative was not divided by",
    nudge="What does Newton's step do with the second derivative?",
    rule="Newton's step is the gradient divided by the second derivative; with several variables, "
    "the inverse of the Hessian times the gradient.",
    step="Solve Hessian times step = gradient for the step, and subtract it.",
    weight=1.2,
)
step_for_place = misconception(
    "step-for-place",
    title="This is the step, not the new place",
    nudge="Where do you stand after the step? Is that what your number says?",
    rule="The new place is the old one plus the step.",
    step="Add your step to the place where it began.",
    weight=1.1,
)

step_for_place.worded(
    "gradient",
    title="This is the gradient, not the new place",
    nudge="Your number says how steep it is. Where do you stand after the step?",
    step="Multiply the gradient by the learning rate, and subtract that from the place where you began.",
)
another_rule = misconception(
    "another-update-rule",
    title="The step of another update rule",
    nudge="Which rule does the question name? Which one did you use?",
    rule="Plain descent moves by the rate times the gradient; Adam divides by the root of the squares' mean; "
    "Newton's rule looks for a place where the slope is zero, and divides it by the second derivative.",
    step="Write the rule of the question down, and put your numbers into that one.",
)


@another_rule.in_answer
def plain_or_for_a_root(work: Work) -> Iterator[Any]:
    descent = work.goal.descent
    if descent is not None and descent.rule == "adam":
        yield work.descended(rule="plain")
    if descent is not None and descent.rule == "newton" and len(work.goal.wanted) == 1:
        yield work.shaped(work.descended_to_a_root())


@ascent_for_descent.in_answer
def uphill(work: Work) -> Iterator[Any]:
    if work.goal.descent:
        yield work.descended(Slips(sign=1.0))


@learning_rate_forgotten.in_answer
def no_rate(work: Work) -> Iterator[Any]:
    if work.goal.descent and work.goal.descent.rate != 1.0:
        yield work.descended(rate=1.0)


@gradient_not_refreshed.in_answer
def old_gradient(work: Work) -> Iterator[Any]:
    if work.goal.descent and work.goal.descent.steps > 1:
        yield work.descended(Slips(stale=True))


@steps_miscounted.in_answer
def another_number_of_steps(work: Work) -> Iterator[Any]:
    if work.goal.descent:
        steps = work.goal.descent.steps
        yield work.descended(steps=steps + 1)
        yield work.descended(steps=steps - 1), 1.0 if steps > 1 else 0.5


@one_after_the_other.in_answer
def in_turn(work: Work) -> Iterator[Any]:
    descent = work.goal.descent
    if descent is None or descent.rule != "plain":
        return
    sizes = [len(work.goal.columns_of(name)) for name in work.goal.wrt]
    if len(sizes) == 1 and 1 < sizes[0] <= 4:
        sizes = [1] * sizes[0]
    if len(sizes) > 1:
        yield work.descended(Slips(blocks=one_after_another(sizes)))
        yield work.descended(Slips(blocks=one_after_another(sizes)[::-1])), 0.5


@velocity_left_out.in_answer
def without_velocity(work: Work) -> Iterator[Any]:
    if work.goal.descent and work.goal.descent.rule in ("momentum", "nesterov"):
        yield work.descended(rule="plain")


@another_momentum.in_answer
def other_kind(work: Work) -> Iterator[Any]:
    other = {"momentum": "nesterov", "nesterov": "momentum"}
    if work.goal.descent and work.goal.descent.rule in other:
        yield work.descended(rule=other[work.goal.descent.rule])
        yield work.descended(Slips(share=True)), 0.6


@bias_left_out.in_answer
def without_bias(work: Work) -> Iterator[Any]:
    if work.goal.descent and work.goal.descent.rule == "adam":
        yield work.descended(Slips(bias=False))


@root_left_out.in_answer
def without_root(work: Work) -> Iterator[Any]:
    if work.goal.descent and work.goal.descent.rule == "adam":
        yield work.descended(Slips(root=False))
        yield work.descended(Slips(root=False, bias=False)), 0.4


@inverse_left_out.in_answer
def without_inverse(work: Work) -> Iterator[Any]:
    if work.goal.descent and work.goal.descent.rule == "newton":
        for how, weight in (("none", 1.0), ("times", 1.0), ("diagonal", 0.6), ("swapped", 0.6)):
            yield work.descended(Slips(inverse=how)), weight


@step_for_place.in_answer
def step_alone(work: Work) -> Iterator[Any]:
    if work.goal.descent:
        yield work.descended(Slips(last_step=True))
        yield -work.descended(Slips(last_step=True)), 0.9
        if work.goal.descent.steps > 1:
            yield work.descended() - work.shaped(work.goal.point), 0.6
        yield Made(work.shaped(work.slopes.right), 0.6, wording="gradient")
