"""The questions of lesson 08, train a network, and the checks that students run."""

import math

import numpy as np

import autodiff_lite as ad
from graders.questions import (
    Lesson,
    choice,
    function,
    gradient,
    order,
    part,
    predictions,
    repaired,
    value,
)

lesson = Lesson("08-train-a-network", needs=["05-chain-rule-and-persistence", "07-minimise-a-function"])


def neuron(w1, w2, b):
    return ad.sigmoid(2.0 * w1 - w2 + b)


def one_point(w):
    return ad.nn.sigmoid_cross_entropy_with_logits(labels=1.0, logits=2.0 * w - 0.2)


lesson.question("network-neuron", "A neuron by hand", of=neuron, at={"w1": 0.7, "w2": 1.5, "b": 0.4}, asks=[
    value("neuron_out", 0.5, title="The output", praise="A little above one half."),
    gradient("neuron_w1", 1.5, wrt="w1", title="By the first weight", praise="The sigmoid's slope, times the input."),
])  # fmt: skip

lesson.question("network-point", "One point", of=one_point, at={"w": 0.5}, asks=[
    gradient("point_slope", 2.0, title="The slope of the cross entropy", praise="Prediction minus label, times the input."),
])  # fmt: skip

OPEN, LOGITS, LOSS, ASK, APPLY = (
    "open the tape", "compute the logits", "compute the loss", "ask the tape", "apply the gradients",
)  # fmt: skip

lesson.question("network-order", "The loop from memory", asks=[
    order("round_order", 1.0, sorted([OPEN, LOGITS, LOSS, ASK, APPLY]), {LOGITS: [OPEN], LOSS: [LOGITS], ASK: [LOSS], APPLY: [ASK]},
          praise="Record, compute, ask, step."),
])  # fmt: skip

lesson.question("network-fewest", "How many neurons?", asks=[
    choice("fewest", 2.0, {
        1: "One neuron draws one straight line. Half of the ring lies on the side of the disc.",
        2: "Two lines make a wedge, which is open at one end. Train it: some crosses stay inside.",
        3: "Three lines close a triangle around the disc.",
        4: "Four neurons do it, too. But does it need all of them?",
    }, 3),
])  # fmt: skip

lesson.question("network-zero", "All zero", given="a-zero", untouched="The list still holds dots.", asks=[
    predictions("all_zero", 2.0, [0.0, math.log(2.0), 50.0], words={
        0: {None: "The network is connected, so the tape has an answer. Which number is it?"},
        1: {0.0: "The network says 0.5 for everything. What is the loss of that?", 0.5: "That is what it says. What is the loss of that?", 1.0: "That is the logarithm to the base 2."},
        2: {0.5: "In per cent, please.", 100.0: "Nothing moves: the hidden neurons get no gradient.", 0.0: "It says the same for all points. How many of them are right by that?"},
    }, praise="Nothing ever moves."),
])  # fmt: skip

lesson.question("network-nan", "What helps?", asks=[
    choice("what_helps", 1.0, {
        "a smaller learning rate": "Then it takes longer until a logit is so large. It happens all the same.",
        "clip the loss to 100": "A clipped loss has the slope 0, or NaN: nothing is learned from it.",
        "compute the loss from the logits": "Then no logarithm of 0 is ever taken.",
        "use float64": "Then it takes logits of about 37 instead of 17. It happens all the same.",
    }, "compute the loss from the logits"),
])  # fmt: skip

HOURS, PASSED = np.array([[0.5], [1.5], [2.0], [3.5]]), np.array([[0.0], [0.0], [1.0], [1.0]])


def trained(rows, labels, rate, steps, bias=False):
    """One neuron by plain descent from zero, in plain numbers: its weights, and the loss before each step."""
    rows = np.concatenate([rows, np.ones((len(rows), 1))], axis=1) if bias else rows
    weights, losses = np.zeros((rows.shape[1], 1)), []
    for _ in range(int(steps)):
        logits = rows @ weights
        losses.append(float(np.mean(np.logaddexp(0.0, logits) - labels * logits)))
        weights = weights - rate * rows.T @ (1.0 / (1.0 + np.exp(-logits)) - labels) / len(rows)
    return weights, losses


lesson.question("network-repair", "Three things to repair", asks=[
    repaired("exam", 5.0, [
        part("The recording", lambda program: program.recorded("loss"),
             "Which lines does the tape see? It has to see every step to the loss.", "The tape sees the loss."),
        part("The weight", lambda program: any(map(program.calls, ("assign_sub", "assign_add", "assign", "apply_gradients"))),
             "`W - ...` is a new tensor, and no tape watches it. How is a variable changed?", "`W` stays a variable."),
        part("The bias", lambda program: program.calls("gradient") and abs(float(np.ravel(program.value("b"))[0])) > 1e-6,
             "Print `b` at the end. Does it learn anything?", "The bias learns, too."),
    ], right=lambda question: trained(HOURS, PASSED, 0.5, 100, bias=True)[0].ravel(), tape=False,
       title="What it has learned", praise="Whoever learns longer passes more probably."),
])  # fmt: skip

ROWS, LABELS = np.array([[1.0, 2.0], [2.0, -1.0], [-1.5, 0.5]]), np.array([[1.0], [0.0], [1.0]])


def learned(rows, labels, rate, steps):
    return np.array(trained(rows, labels, rate, steps)[1])


def shifted(rows, labels, rate, steps):
    """The losses after each step, and not before it."""
    return np.array(trained(rows, labels, rate, steps + 1)[1][1:])


def tried(points, *tables):
    """What is asked of `learn(rows, labels, rate, steps)` for some tables, which may be drawn."""
    return function("learn", points, tables, learned, slips={
        "Those are the losses after each step. Keep each one before its step.": shifted,
        "The first of them is missing, or one is too many.": lambda *given: learned(*given)[1:],
        "The weights move the wrong way.": lambda rows, labels, rate, steps: learned(rows, labels, -rate, steps),
        "The loss stays the same: do the weights change?": lambda rows, labels, rate, steps: np.full(steps, math.log(2.0)),
        "That is the last loss. All of them were asked for.": lambda *given: learned(*given)[-1],
        "The losses are sums over the rows. The mean was asked for.": lambda rows, labels, rate, steps: learned(rows, labels, rate * len(rows), steps) * len(rows),
        "The losses are means, but the steps are those of the sum.": lambda rows, labels, rate, steps: learned(rows, labels, rate * len(rows), steps),
        "The neuron has a bias, too. Without one, please.": lambda rows, labels, rate, steps: np.array(trained(rows, labels, rate, steps, bias=True)[1]),
        "The rate is left out.": lambda rows, labels, rate, steps: learned(rows, labels, 1.0, steps),
    }, tape=1.0 if points > 1 else 0.0, tensors=True, praise="It learns.")  # fmt: skip


lesson.question("network-train", "Your own training", hidden=1, asks=[
    tried(4.0, (ROWS, LABELS, 0.5, 3), (ROWS[:2] * 0.5, LABELS[:2], 0.25, 2)),
])  # fmt: skip
