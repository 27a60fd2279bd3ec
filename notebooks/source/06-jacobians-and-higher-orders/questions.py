"""The questions of lesson 06, Jacobians and higher orders, and the checks that students run."""

import numpy as np

import autodiff_lite as ad
from graders.diagnosis.diagnose import right_answer
from graders.questions import (
    Lesson,
    choice,
    designed,
    from_a_tape,
    function,
    gradient,
    hessian,
    jacobian,
    number,
    part,
    repaired,
    table,
)

lesson = Lesson("06-jacobians-and-higher-orders", needs=["04-partial-derivatives", "05-chain-rule-and-persistence"])


def rocket(t):
    return 12.0 * t * t - t**3


def hand(angles):
    both = angles[0] + angles[1]
    return ad.stack(
        [3.0 * ad.cos(angles[0]) + 2.0 * ad.cos(both), 3.0 * ad.sin(angles[0]) + 2.0 * ad.sin(both)]
    )


def wave(x):
    return ad.sin(3.0 * x)


lesson.question("higher-acceleration", "The acceleration", of=rocket, at={"t": 3.5}, order=2, asks=[
    gradient("acceleration", 1.5, title="The acceleration", praise="The slope of the velocity."),
    from_a_tape("acceleration", 0.5),
])  # fmt: skip

lesson.question("higher-picture", "Read the flight", asks=[
    choice("no_push", 1.0, {
        "A": "At A the velocity still grows: its curve rises there, and one is pushed into the seat.",
        "B": "There the velocity is largest, and the acceleration is 0.",
        "C": "At C the rocket is highest, and its velocity is 0. Where is the velocity largest?",
        "D": "At D the rocket falls already, faster and faster.",
    }, "B"),
])  # fmt: skip


def inside(program):
    """Whether the inner question stands in the outer tape's block."""
    return program.recorded("slope")


lesson.question(
    "higher-repair", "Two things to repair", of=wave, at={"x": 0.4}, order=2, given="broken",
    untouched="The program is as it was given. Copy it into the cell below it, and begin with its first line.",
    asks=[repaired("bend", 3.0, [
        part("Both tapes watch", lambda program: program.made_by("x") == "Variable" or program.source.count("watch(") > 1,
             "Which of the two tapes watches `x`?", "Both tapes watch `x`."),
        part("The inner question", inside,
             "Where does the line with `inner.gradient` stand? What has the outer tape seen of it?",
             "The outer tape sees how the slope comes about."),
    ], title="The second derivative", praise="The repaired program finds it.")],
)  # fmt: skip

lesson.question("higher-jacobian", "Another pose", of=hand, at={"angles": [0.7, -0.4]}, jacobian=True, asks=[
    jacobian("pose", 2.5, praise="A row for each result, a column for each joint."),
    from_a_tape("pose", 0.5),
])  # fmt: skip


def collapses(angle):
    """The determinant of the Jacobian is 6 sin(theta 2)."""
    if angle.size != 1:
        return "Give one angle."
    sine = float(np.sin(angle.reshape(())))
    if abs(sine) < 2e-3:  # 3.14 is pi to three digits
        return True
    if abs(float(np.sin(np.radians(angle.reshape(()))))) < 1e-3:
        return "That angle is right in degrees. It is asked for in radians."
    return f"There the determinant of the Jacobian is {6 * sine:.3g}. Move the slider `elbow`: where is it 0?"


lesson.question("higher-stretched", "Where the hand cannot go", asks=[
    designed("stuck", 2.0, collapses, title="The angle", praise="The arm is straight there, or folded: one direction is lost."),
])  # fmt: skip

ROWS, W, BIAS = np.zeros((5, 2)), np.zeros((2, 3)), np.zeros(3)
OUT = ROWS @ W + BIAS
FIRST = "All axes of the target come first, then all axes of the source."
OWN = "A gradient has the shape of its source."

lesson.question("higher-shapes", "Which shape?", given="a-shapes", untouched="The table still holds dots.", asks=[
    table("layer_shapes", 2.0, {
        "gradient of out by W": W.shape,
        "jacobian of out by b": OUT.shape + BIAS.shape,
        "jacobian of out by rows": OUT.shape + ROWS.shape,
        "batch_jacobian of out by rows": OUT.shape + ROWS.shape[1:],
    }, words={
        "gradient of out by W": {(5, 3): OWN, (3, 2): "The source stands as it is, not turned.", (5, 3, 2, 3): "That is the Jacobian."},
        "jacobian of out by b": {(3, 5, 3): FIRST, (3,): "That is the gradient.", (5, 3): "Where are the axes of the source?", (3, 3): "Each of the five rows counts."},
        "jacobian of out by rows": {(5, 2, 5, 3): FIRST, (5, 3, 2): "That is `batch_jacobian`.", (5, 2): "That is the gradient.", (15, 10): "The axes stay apart."},
        "batch_jacobian of out by rows": {(5, 2, 3): FIRST, (5, 3, 5, 2): "That is `jacobian`. The batch stands once here.", (3, 2): "The batch stays, once.", (5, 3): "Where are the axes of a row of the source?"},
    }, praise="So it is."),
])  # fmt: skip


def surface(place):
    return place[0] ** 2 * place[1] + 3.0 * place[1] ** 2


def at_order(order, x, y):
    return right_answer(surface, {"place": [float(x), float(y)]}, "place", order)


def bending(x, y):
    return at_order(2, x, y)


def tried(points, *places):
    """What is asked of `bends(x, y)` at some places, which may be drawn."""
    return function("bends", points, places, bending, slips={
        "That is the gradient, the first derivatives.": lambda x, y: at_order(1, x, y),
        "The rows were added up. Ask the outer tape for the Jacobian of the slopes.": lambda x, y: bending(x, y).sum(axis=0),
        "The mixed entries are missing.": lambda x, y: np.diag(np.diag(bending(x, y))),
        "That is the diagonal only. A Hessian has two rows with two numbers each.": lambda x, y: np.diag(bending(x, y)),
        "x and y are exchanged.": lambda x, y: bending(y, x),
        "That is the value of the function.": lambda x, y: surface([x, y]),
    }, tape=0.5 if points > 1 else 0.0, praise="Symmetric, as it should be.")  # fmt: skip


lesson.question("higher-hessian", "A Hessian of your own", hidden=1, asks=[tried(3.0, (1.5, 2.5), (-1, 2))])


def valley(place):
    x, y = place[0], place[1]
    return x * x + 3.0 * y * y + x * y - 4.0 * x


START = np.array([1.0, 1.0])


def arrives(rule):
    """The place after a step that `rule(gradient, hessian)` gives, to be taken off."""
    return lambda question: START - rule(
        np.asarray(question.gradient()), np.asarray(question.about(order=2).gradient())
    )


lesson.question("higher-step", "One step in two dimensions", of=valley, at={"place": START.tolist()}, asks=[
    gradient("valley_gradient", 1.0, title="The gradient", praise="Down to the right and, much steeper, down to the south."),
    hessian("valley_hessian", 1.5, title="The Hessian", praise="It is the same everywhere: the valley is quadratic."),
    number("after_step", 1.5, arrives(lambda g, h: np.linalg.solve(h, g)), title="The place after the step", slips={
        "That is the step. Where are you after it?": arrives(lambda g, h: START - np.linalg.solve(h, g)),
        "That is the step, with its sign. Where are you after it?": arrives(lambda g, h: START + np.linalg.solve(h, g)),
        "You walked the wrong way: the step is taken off.": arrives(lambda g, h: -np.linalg.solve(h, g)),
        "That is a step of gradient descent with rate 1. Where is the Hessian?": arrives(lambda g, h: g),
        "You multiplied with the Hessian. Solve with it.": arrives(lambda g, h: h @ g),
        "Only the diagonal of the Hessian was used.": arrives(lambda g, h: g / np.diag(h)),
    }, feedback="Solve H d = g, and take d off the place.", praise="The bottom of the valley, in one step."),
])  # fmt: skip
