"""The slope of another loss: of the squared error where a cross entropy was asked for, and the other way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from graders.misconceptions.catalogue import Operation, Rule, Wrong, WrongRules, misconception
from graders.steps.passes import Array, At
from graders.steps.rules import FUNCTIONS, value
from graders.steps.whole import ArrayOperation

another_loss = misconception(
    "slope-of-another-loss",
    title="The slope of another loss",
    nudge="Is the loss in {place} a cross entropy or a squared error? Of which did you take the slope?",
    rule="Behind a sigmoid s with the label t, a cross entropy has the slope s - t, and a squared "
    "error has twice that times s times one minus s.",
    step="Write the loss of the question down once more, and differentiate that one.",
    weight=1.0,
)
SQUARED = {"squared error": 2.0, "half a squared error": 1.0}
"""With the factor 2 that the square brings, and with the half that some textbooks put before it."""


@another_loss.at_operation
def squared_error_for_cross_entropy(op: Operation) -> Iterator[Rule | Wrong]:
    # softplus(z) - t z, where softplus(z) = -log(1 - s)
    if op.kind == "sum" and len(op.varying) == 2:
        for place in op.varying:
            if op.part(place).name == "softplus":
                for label, factor in SQUARED.items():
                    yield Wrong(_steepness_of_softplus(place, factor), label=label, weight=factor / 2)
    # log(s) or log(1 - s), written by hand
    if op.kind == "function" and op.name == "log" and _is_sigmoid(op, op.node.args[0]):
        for label, factor in SQUARED.items():
            yield Wrong(_steepness_of_argument(factor), label=label, weight=factor / 2)


def _steepness_of_softplus(place: int, factor: float) -> Rule:
    def wrong(at: At) -> Array:
        s = 1 - np.exp(-at.v(place))
        return np.asarray(at.slope * factor * s * (1 - s))

    return wrong


def _steepness_of_argument(factor: float) -> Rule:
    return lambda at: at.slope * factor * at.v() * (1 - at.v())


def _is_sigmoid(op: Operation, number: int) -> bool:
    """Whether a step is a sigmoid, or one minus a sigmoid."""
    node = op.graph.nodes[number]
    if node.kind == "function":
        return node.name == "sigmoid"
    inner = [arg for arg in node.args if op.graph.nodes[arg].kind != "constant"]
    return node.kind == "sum" and len(inner) == 1 and _is_sigmoid(op, inner[0])


@another_loss.at_operation
def cross_entropy_for_squared_error(op: Operation) -> Iterator[Rule | Wrong]:
    if op.kind == "power" and op.constant(1) == 2.0:
        error = op.part(0)
        outputs = [arg for arg in error.args if op.graph.nodes[arg].name == "sigmoid"]
        if error.kind == "sum" and len(outputs) == 1:
            yield Wrong(_without_steepness(outputs[0]), label="cross entropy")


def _without_steepness(output: int) -> Rule:
    def wrong(at: At) -> Array:
        s, _ = at.at_node(output)
        return np.asarray(at.slope / (2 * s * (1 - s)))

    return wrong


# Whole arrays.


@another_loss.at_array
def losses_of_arrays(op: ArrayOperation) -> Iterator[WrongRules]:
    if op.name == "sigmoid_cross_entropy_with_logits":
        for factor in SQUARED.values():
            yield WrongRules({1: _squared_error(factor)}, factor / 2)
    if op.name == "square" and (s := _output_behind(op)) is not None:
        yield WrongRules({0: lambda up, y, x, **_: up * x / (s * (1 - s))})


def _squared_error(factor: float) -> Callable[..., Any]:
    def wrong(up: Any, y: Any, labels: Any, x: Any, **_: Any) -> Any:
        s = value(FUNCTIONS["sigmoid"], x)
        return up * factor * (s - labels) * s * (1 - s)

    return wrong


def _output_behind(op: ArrayOperation) -> Array | None:
    """The sigmoid's output of which the error is squared; None where there is none."""
    made = {id(entry[2]): entry for entry in op.recorded.tape.entries}
    error = made.get(id(op.recorded.tape.entries[op.entry][1][0]))
    if error is None or error[0].name != "subtract":
        return None
    outputs = [x for x in error[1] if (by := made.get(id(x))) is not None and by[0].name == "sigmoid"]
    return np.asarray(outputs[0].array, dtype=np.float64) if len(outputs) == 1 else None
