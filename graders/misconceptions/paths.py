"""Mistakes with graphs: paths that meet, means and sums, shapes that broadcasting made."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np

from graders.misconceptions.catalogue import Made, Operation, Rule, Wrong, misconception, scaled
from graders.misconceptions.chain import upstream_forgotten
from graders.steps.arrays import on_the_way
from graders.steps.passes import Array, At, Change
from graders.steps.work import Work

one_path_only = misconception(
    "one-path-only",
    title="Not every path was counted",
    nudge="Follow every way on which {place} reaches the result. Did each of them reach your derivative?",
    rule="Where a value is used more than once, what comes from all uses is added.",
    step="Draw the graph, follow every path from the result back to {place}, and add up what arrives.",
    weight=0.95,
)
one_path_only.worded(
    "term",
    title="Not every term was counted",
    nudge="Count the terms in the formula, and those in your derivative. Where did {place} go?",
    rule="The slope of a sum is the sum of the slopes of all its terms.",
    step="Write the terms below each other, and the derivative of each beside it. Then add all of them.",
)
one_path_only.worded(
    "results",
    title="Not everything that the variable reaches was counted",
    nudge="How many numbers does the variable change? From how many of them does your answer come?",
    rule="A variable that reaches several results gets what comes from each of them, added.",
    step="Work out what each result brings, one by one, and add all of it.",
)
paths_multiplied = misconception(
    "paths-multiplied",
    title="Paths multiplied, not added",
    nudge="Several ways lead from {place} to the result. What do you do with what each of them brings?",
    rule="Along a path slopes are multiplied; where paths meet, what they bring is added.",
    step="Work out what each way brings to {place}, one by one, then add.",
    weight=0.95,
)
mean_sum_confused = misconception(
    "mean-sum-confused",
    title="Mean and sum confused",
    nudge="Does {place} add up or average? Over how many entries?",
    rule="A mean is the sum divided by the number of entries, and so is its gradient.",
    step="Count the entries, and divide by their number where a mean is taken, and nowhere else.",
    weight=1.3,
)
unequal_pieces = misconception(
    "weights-of-a-mean-left-out",
    title="Pieces of different size were counted alike",
    nudge="How many entries stand behind each part of {place}? Does each part count as much?",
    rule="The mean of all is the mean of the pieces' means, each weighed with its number of entries.",
    step="Multiply what each piece gives by its number of entries, add, and divide by the number of all.",
    weight=1.3,
)
result_shape = misconception(
    "gradient-in-result-shape",
    title="The gradient in the shape of the result",
    nudge="How many numbers do you differentiate by? How many does your answer have?",
    rule="A gradient has the shape of its source, not that of the result.",
    step="Write one number for each entry of the source, adding up what it brings to all results.",
    weight=1.2,
)
result_shape.worded(
    "jacobian",
    title="One number for each result, where the Jacobian has one for each variable, too",
    nudge="How many results are there, and how many variables? How many numbers does your answer hold?",
    rule="A Jacobian has a row for each result and a column for each variable.",
    step="Do not add up: write a row for each result, with one number for each variable.",
)
result_shape.worded(
    "between",
    title="The gradient by an array on the way, not by the variable",
    nudge="Which array has the shape of your answer? Does the way back to the variable end there?",
    rule="A gradient has the shape of its source. The way back goes on until it arrives there.",
    step="Go on from that array to the variable: multiply by how it depends on the variable, and add up.",
)
broadcast_not_summed = misconception(
    "broadcast-not-summed",
    title="Broadcasting was not summed back",
    nudge="A small tensor was stretched over a large one. How often was each of its entries used?",
    rule="What broadcasting repeats on the way forward is added up on the way back.",
    step="Add up your gradient along the axes that were stretched, until it has the shape of the source.",
    weight=1.2,
)


broadcast_not_summed.worded(
    "rows",
    title="The rows were not added up",
    nudge="Your answer has a gradient for each row. What is done with the rows' losses in {place}?",
    rule="What a loss adds up or averages over its rows, its gradient adds up or averages too.",
    step="Add your gradients up along the rows, and divide by their number where the loss takes a mean.",
)
FIRST_ROWS = 4


@one_path_only.at_operation
def some_paths(op: Operation) -> Iterator[Rule | Wrong]:
    if len(op.users) > 1:
        for kept in _some(list(op.users)):
            dropped: dict[int, list[int]] = {}
            for user, slot in op.users:
                if (user, slot) not in kept:
                    dropped.setdefault(user, []).append(slot)
            changes = tuple(Change(user, _dropping(slots)) for user, slots in dropped.items())
            yield Wrong(changes=changes, weight=0.9 if len(kept) == 1 else 0.8, everywhere=False)
    if op.kind == "sum" and len(op.varying) > 1:
        for places in _some(op.varying):
            lost = [i for i in op.varying if i not in places]
            weight = (0.5 if op.nested else 1.0) if len(places) == 1 or len(lost) == 1 else 0.3
            part = lost[0] if len(lost) == 1 else None
            label = f"terms {places}"
            yield Wrong(_dropping(lost), weight, (), label, everywhere=False, part=part, wording="term")


def _some(things: list[Any]) -> Iterator[tuple[Any, ...]]:
    """Some but not all: every choice of a few things; of many, one alone or all but one."""
    counts = range(1, len(things)) if len(things) <= 4 else (1, len(things) - 1)
    if len(things) > 12:
        return
    for count in counts:
        yield from combinations(things, count)


def _dropping(slots: list[int]) -> Rule:
    return lambda at: at.again(slopes={slot: at.d(slot) * 0.0 for slot in slots})[1]


@one_path_only.in_answer
def one_row(work: Work) -> Iterator[Any]:
    if work.rows is not None and not work.goal.descent:
        for row in work.rows[1][:FIRST_ROWS]:
            yield Made(row, 0.3, wording="results")


@one_path_only.in_answer
def one_of_many(work: Work) -> Iterator[Any]:
    if work.goal.jacobian or work.goal.descent:
        return
    jacobian = work.slopes.jacobian
    if 1 < len(jacobian) <= 8:
        for row in jacobian:
            yield Made(work.shaped(work.slopes.of(row[None])), 0.8, wording="results")
    for unsummed, shape in work.unsummed:
        for part in _along_summed(unsummed, shape):
            yield Made(part.reshape(shape), 0.8, wording="results")


def _along_summed(unsummed: Array, shape: tuple[int, ...]) -> list[Array]:
    """The parts whose sum is the gradient: one for each use of the source."""
    lead = unsummed.ndim - len(shape)
    axes = [i for i in range(unsummed.ndim) if i < lead or (shape[i - lead] == 1 and unsummed.shape[i] != 1)]
    rest = [i for i in range(unsummed.ndim) if i not in axes]
    parts = np.transpose(unsummed, axes + rest).reshape(math.prod(unsummed.shape[i] for i in axes), -1)
    return list(parts) if len(parts) <= 12 else []


@paths_multiplied.at_operation
def terms_multiplied(op: Operation) -> Iterator[Rule | Wrong]:
    if op.kind == "sum" and 1 < len(op.varying) <= 6:
        yield Wrong(lambda at: _multiplied(at, op.varying), label="terms", weight=0.3, everywhere=False)


def _multiplied(at: At, places: list[int]) -> Array:
    total: Array = np.ones((1, 1)) * at.moves()
    for i in places:
        moves = at.moves(at.node.args[i]) > 0
        total = total * np.where(moves, at.node.signs[i] * at.d(i), 1.0)
    return total


@paths_multiplied.in_answer
def contributions_multiplied(work: Work) -> Iterator[Any]:
    if work.goal.jacobian or work.goal.descent or work.goal.order != 1:
        return
    jacobian = work.slopes.jacobian
    if 1 < len(jacobian) <= 8:
        yield work.shaped(work.slopes.of(np.prod(jacobian, axis=0, keepdims=True)))
    for unsummed, shape in work.unsummed:
        parts = _along_summed(unsummed, shape)
        if parts:
            yield np.prod(parts, axis=0).reshape(shape)
    total = work.slopes.jacobian.sum(axis=0)
    together = total.copy()
    shared = 0
    for number, users in enumerate(work.graph.uses()):
        if not 1 < len(users) <= 8 or work.graph.nodes[number].kind == "constant":
            continue
        brought = [work.backwards.shares.get(use, 0.0) for use in users]
        change = (math.prod(brought) - sum(brought)) * np.real(work.done.slopes[number][0])
        yield work.shaped(work.slopes.of((total + change)[None])), 1.0, number
        if work.graph.nodes[number].kind == "variable":
            together, shared = together + change, shared + 1
    if shared > 1:
        yield work.shaped(work.slopes.of(together[None]))


@mean_sum_confused.at_operation
def off_by_n(op: Operation) -> Iterator[Rule | Wrong]:
    if op.kind == "product":
        for i, arg in enumerate(op.node.args):
            share = op.graph.nodes[arg]
            if share.kind == "constant" and share.tag == "divisor" and _averages(op, i):
                yield Wrong(scaled(1 / share.value), label="mean")
                yield Wrong(scaled(1 / share.value, 1 / share.value), label="mean", weight=0.6)
                if 1 / share.value > 2.5:  # divided by one less, as in a sample's variance
                    yield Wrong(scaled(1 / (1 - share.value)), label="one less", weight=0.4)
    if op.kind == "sum" and op.node.tag == "reduced" and len(op.node.args) > 1:
        n = len(op.node.args)
        if not any(op.graph.nodes[user].tag == "mean" for user, _ in op.users):
            yield Wrong(scaled(1 / n), label="sum")
            yield Wrong(scaled(1 / n, 1 / n), label="sum", weight=0.6)


@unequal_pieces.at_operation
def pieces_alike(op: Operation) -> Iterator[Rule | Wrong]:
    # (2 a + 4 b) / 6: weights and what they add up to
    if op.kind != "product" or len(op.node.args) != 2 or op.constant(1) is None:
        return
    total, nodes = op.part(0), op.graph.nodes
    if total.kind != "sum" or not all(nodes[arg].kind == "product" for arg in total.args):
        return
    weights = [math.prod(nodes[a].value for a in nodes[arg].args if op.graph.is_constant(a))
               for arg in total.args]  # fmt: skip
    if len(set(weights)) > 1 and math.isclose(math.fsum(weights) * nodes[op.node.args[1]].value, 1.0):
        for factor, weight in ((1 / len(weights), 1.0), (1.0, 0.7)):
            yield Wrong(partial(_unweighed, terms=total.args, weights=weights, factor=factor), weight)


def _unweighed(at: At, terms: tuple[int, ...], weights: list[float], factor: float) -> Array:
    slopes = [at.at_node(term)[1] / weight for term, weight in zip(terms, weights, strict=True)]
    return np.asarray(factor * sum(slopes))


def _averages(op: Operation, share: int) -> bool:
    """Whether a divisor of a product is the number of entries of a sum beside it."""
    n = 1 / op.graph.nodes[op.node.args[share]].value
    return op.node.tag == "mean" or any(
        op.part(i).kind == "sum" and math.isclose(len(op.part(i).args), n) for i in op.varying
    )


@mean_sum_confused.in_answer
def result_averaged(work: Work) -> Iterator[Any]:
    if work.goal.jacobian or work.goal.descent:
        return
    if len(work.graph.outs) > 1:
        yield work.right / len(work.graph.outs)
    for sum_node in work.graph.nodes:
        if sum_node.kind == "sum" and sum_node.tag == "reduced" and len(sum_node.args) > 1:
            yield work.right / len(sum_node.args), 0.5
            yield work.right * len(sum_node.args), 0.5


@result_shape.in_answer
def in_result_shape(work: Work) -> Iterator[Any]:
    wanted = work.goal.wanted
    if (len(work.graph.outs) == 1 and len(wanted) == 1) or work.goal.hessian:
        return
    summed = work.slopes.jacobian[:, wanted].sum(axis=1)
    given = work.stepped(summed.reshape(work.graph.out_shape))
    if given is not None:
        yield Made(given, wording="jacobian" if work.goal.jacobian else "")
    goal = work.goal
    if goal.single and not (goal.jacobian or goal.descent) and goal.order == 1 and work.recorded is not None:
        for found in on_the_way(work.recorded, goal.shape):
            yield Made(found, 0.6, wording="between")


@broadcast_not_summed.in_answer
def left_broadcast(work: Work) -> Iterator[Any]:
    if work.goal.jacobian:
        return
    for unsummed, _ in work.unsummed:
        given = work.stepped(unsummed)
        if given is not None:
            yield given
    rows = work.rows
    if rows is not None and work.goal.descent is None:
        for each in rows:
            yield Made(each, 0.8, wording="rows")


@upstream_forgotten.in_answer
def arrives_as_one(work: Work) -> Iterator[Any]:
    """The gradient that arrives at an operation is taken to be one."""
    if work.goal.jacobian or work.goal.descent or work.goal.order != 1:
        return
    by_entry: dict[tuple[int, str], list[int]] = {}
    for number, node in enumerate(work.graph.nodes):
        if node.args and number not in work.graph.outs:
            by_entry.setdefault((node.entry, node.kind), []).append(number)
    total = work.slopes.jacobian.sum(axis=0)
    for numbers in by_entry.values():
        change = sum((1 - work.backwards.gradients[n]) * np.real(work.done.slopes[n][0]) for n in numbers)
        weight = 0.25 if work.graph.nodes[numbers[0]].kind == "sum" else 0.4
        yield work.shaped(work.slopes.of((total + change)[None])), weight, numbers[0]
