"""Mistakes in networks: at operations on whole arrays, at activations and at losses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from autodiff_lite.table.reductions import softmax
from graders.misconceptions.catalogue import Operation, Rule, Wrong, WrongRules, misconception
from graders.misconceptions.chain import inner_derivative_dropped, upstream_forgotten
from graders.misconceptions.paths import mean_sum_confused, one_path_only
from graders.misconceptions.signs import minus_lost
from graders.steps.passes import Array, At
from graders.steps.rules import FUNCTIONS, value
from graders.steps.scalars import Node
from graders.steps.whole import ArrayOperation

target_not_subtracted = misconception(
    "target-not-subtracted",
    title="The label was not subtracted",
    nudge="The loss in {place} knows what is right. Where is that in your gradient?",
    rule="The slope of a cross entropy by what goes into it is the prediction minus the label.",
    step="Subtract the labels from the predictions before you go further back.",
    weight=1.3,
)
function_kept = misconception(
    "function-not-differentiated",
    title="A function was not differentiated",
    nudge="In your derivative, what became of {place} itself?",
    rule="In f'(g(x)) · g'(x) the outer function is differentiated too: cos becomes -sin, and so on.",
    step="Look the slope of {place} up in the table, and put it where the function stands now.",
    weight=1.2,
)
another_slope = misconception(
    "slope-of-another-function",
    title="The slope of another function",
    nudge="Which function is {place}? Which line of the table did you use?",
    rule="The slope of tanh is one minus tanh², of the sigmoid s it is s times one minus s, of relu it is "
    "one above zero and zero below.",
    step="Write down the slope of exactly the function in {place}.",
    weight=1.1,
)
not_transposed = misconception(
    "weights-not-transposed",
    title="A matrix was not transposed on the way back",
    nudge="In {place}, which index of the matrix is added up on the way forward, and which on the way back?",
    rule="For Y = X W the gradient by X is G Wᵀ, and by W it is Xᵀ G, where G is the gradient by Y.",
    step="Write the shapes below the factors, and transpose the one whose rows belong to the other side.",
    weight=1.2,
)
another_layer = misconception(
    "another-layer",
    title="The values of another layer were used",
    nudge="Which array goes into {place}? Which one did you multiply the gradient with?",
    rule="For Y = X W the gradient by W is Xᵀ G with the very X that went into the product.",
    step="Follow the graph from {place} to what goes into it, and use the values that stand there.",
    weight=1.2,
)


@target_not_subtracted.at_operation
def prediction_alone(op: Operation) -> Iterator[Rule | Wrong]:
    if op.kind != "sum":
        return
    losses = [i for i in op.varying if op.part(i).name == "softplus"]
    if op.node.tag == "cross entropy" or (losses and len(op.varying) > 1):
        kept = losses or [0]
        lost = {i: 0.0 for i in range(len(op.node.args)) if i not in kept and op.node.signs[i] < 0}
        if lost:
            yield Wrong(
                lambda at: at.again(slopes={i: at.d(i) * 0.0 for i in lost})[1], label="prediction alone"
            )


@target_not_subtracted.at_operation
def output_alone(op: Operation) -> Iterator[Rule | Wrong]:
    # (z - t)², where z is computed
    if op.kind == "power" and op.constant(1) == 2.0 and op.part(0).kind == "sum":
        error, nodes = op.part(0), op.graph.nodes
        outputs = [i for i, arg in enumerate(error.args) if nodes[arg].kind != "constant"]
        if len(outputs) == 1 and len(error.args) > 1 and nodes[error.args[outputs[0]]].kind != "variable":
            yield Wrong(partial(_squared_output, output=error.args[outputs[0]]), label="output", weight=0.6)
    if op.kind == "function" and op.name == "log":
        inside = op.part(0)
        # -log(s) with s a sigmoid, whose slope is s - 1
        if inside.name == "sigmoid":
            yield Wrong(lambda at: -at.slope * at.v() / (1 - at.v()), label="sigmoid")
        # -log(s) with s a softmax: the way through what was divided is the label's
        if inside.kind == "quotient" and op.graph.nodes[inside.args[0]].name == "exp":
            yield Wrong(partial(_divisor_alone, quotient=inside), label="softmax")


def _squared_output(at: At, output: int) -> Array:
    z, dz = at.at_node(output)
    return 2 * z * dz


def _divisor_alone(at: At, quotient: Node) -> Array:
    total, slope = at.at_node(quotient.args[1])
    return -slope / total


@function_kept.at_operation
def kept_as_it_is(op: Operation) -> Iterator[Rule | Wrong]:
    if op.kind == "function" and len(op.node.args) == 1 and op.name not in ("exp", "expm1", "sigmoid", "abs"):
        yield Wrong(lambda at: at.value * at.d(), label="function")
    if op.kind == "power" and op.name == "sqrt":
        yield Wrong(lambda at: at.value * at.d(), label="function")


ACTIVATIONS = ("tanh", "sigmoid", "relu")
"""Functions whose slopes are written with their own values: each may be taken for that of another one."""


@another_slope.at_operation
def slope_of_another(op: Operation) -> Iterator[Rule | Wrong]:
    if op.kind == "function" and op.name in ACTIVATIONS:
        for name in ACTIVATIONS:
            if name != op.name:
                yield Wrong(_by_rule_of(name), label=f"as {name}", weight=0.8)


def _by_rule_of(name: str) -> Rule:
    (rule,) = FUNCTIONS[name].rules
    assert rule is not None
    return lambda at: rule(at.d(), at.value, at.v())


# Whole arrays.


@not_transposed.at_array
def as_it_stands(op: ArrayOperation) -> Iterator[WrongRules]:
    if op.name != "matmul" or any(x.ndim != 2 for x in op.inputs):
        return
    (rows, inner), (_, columns) = (x.shape for x in op.inputs)
    if op.tracked[0] and inner == columns:
        yield WrongRules({0: lambda up, y, a, b, **_: up @ b})
    if op.tracked[1] and rows == inner:
        yield WrongRules({1: lambda up, y, a, b, **_: a @ up})


@another_layer.at_array
def other_values(op: ArrayOperation) -> Iterator[WrongRules]:
    if op.name == "matmul" and op.tracked[1] and all(x.ndim == 2 for x in op.inputs):
        for other in op.likes(0)[:8]:
            yield WrongRules({1: _product_with(other)})


def _product_with(other: Array) -> Callable[..., Any]:
    return lambda up, y, a, b, **_: other.T @ up


@target_not_subtracted.at_array
def logits_alone(op: ArrayOperation) -> Iterator[WrongRules]:
    if op.name == "softmax_cross_entropy_with_logits":
        yield WrongRules({1: _softmax_alone})
    if op.name == "sigmoid_cross_entropy_with_logits":
        yield WrongRules({1: lambda up, y, labels, x, **_: up * _sigmoid(x)})
    if op.name == "square" and (output := _behind_error(op)) is not None:
        yield WrongRules({0: lambda up, y, x, **_: up * 2 * output}, 0.6)
    if op.name == "sparse_softmax_cross_entropy_with_logits" and op.tracked[-1]:
        yield WrongRules({len(op.inputs) - 1: lambda up, y, x, **_: _softmax_alone(up, y, None, x)})
    if op.name == "subtract" and op.tracked == (True, True) and op.inputs[0].shape == op.inputs[1].shape:
        before = op.recorded.tape.entries
        made = {id(output): primitive.name for primitive, _, output, _ in before}
        if made.get(id(before[op.entry][1][0])) == "softplus":
            yield WrongRules({1: None})


def _behind_error(op: ArrayOperation) -> Array | None:
    """What the label was subtracted from before an error was squared; None where that is no label."""
    entries = op.recorded.tape.entries
    error = next((entry for entry in entries if entry[2] is entries[op.entry][1][0]), None)
    if error is None or error[0].name != "subtract":
        return None
    made = {id(entry[2]) for entry in entries}
    outputs = [np.asarray(x.array, dtype=np.float64) for x in error[1] if id(x) in made]
    return outputs[0] if len(outputs) == 1 else None


@minus_lost.at_array
def label_added(op: ArrayOperation) -> Iterator[WrongRules]:
    if op.name == "sigmoid_cross_entropy_with_logits":
        yield WrongRules({1: lambda up, y, labels, x, **_: up * (_sigmoid(x) + labels)})


def _sigmoid(x: Array) -> Array:
    return value(FUNCTIONS["sigmoid"], x)


def _softmax_alone(up: Any, y: Any, labels: Any, logits: Any, **_: Any) -> Any:
    return up[..., None] * softmax.forward(logits, axis=-1)


@inner_derivative_dropped.at_array
def activation_left_out(op: ArrayOperation) -> Iterator[WrongRules]:
    if op.elementwise and len(op.inputs) == 1 and op.name not in ("negative",):
        yield WrongRules({0: lambda up, *_, **__: up}, 0.9)


@upstream_forgotten.at_array
def arrives_as_one(op: ArrayOperation) -> Iterator[WrongRules]:
    if op.elementwise and len(op.inputs) == 1:
        yield WrongRules({}, 0.4, upstream=True)


@mean_sum_confused.at_array
def wrong_count(op: ArrayOperation) -> Iterator[WrongRules]:
    if op.name in ("reduce_mean", "reduce_sum"):
        x = op.inputs[0]
        entries = x.size // max(op.output.size, 1)
        counts = {entries, len(x) if x.ndim else 1} | ({x.shape[-1]} if x.ndim > 1 else set())
        for count in sorted(counts - {1}):
            factor = float(count if op.name == "reduce_mean" else 1 / count)
            yield WrongRules({}, 1.0 if count == entries else 0.7, factor=factor)
        if op.name == "reduce_mean" and entries > 2:
            yield WrongRules({}, 0.4, factor=entries / (entries - 1))  # as in a sample's variance
    for place, x in enumerate(op.inputs):
        if op.name == "add" and op.tracked[place] and 1 < x.size < op.output.size:
            share = x.size / op.output.size
            yield WrongRules({place: _scaled(share)}, 0.9)


def _scaled(share: float) -> Callable[..., Any]:
    return lambda up, *_, **__: up * share


@one_path_only.at_array
def one_way_lost(op: ArrayOperation) -> Iterator[WrongRules]:
    if sum(op.tracked) > 1:
        for place, tracked in enumerate(op.tracked):
            if tracked:
                yield WrongRules({place: None}, 0.6)
