"""Mistakes with Jacobians and with second derivatives."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from graders.misconceptions.catalogue import Made, misconception
from graders.misconceptions.chain import inner_derivative_dropped
from graders.misconceptions.powers import coefficient_dropped, exponent_not_lowered
from graders.misconceptions.products import product_of_derivatives, product_term_missing
from graders.misconceptions.signs import minus_lost
from graders.misconceptions.tables import exponential_without_logarithm, sin_cos_sign
from graders.steps.symbolic import Derivative
from graders.steps.work import Work

rows_summed = misconception(
    "hessian-rows-summed",
    title="The rows of the Hessian were added up",
    nudge="How many second derivatives are there? How many numbers does your answer hold?",
    rule="A Hessian has a row and a column for each variable. The gradient of a gradient adds its rows up.",
    step="Take the gradient of each entry of the gradient by itself, and write each as a row.",
    weight=1.3,
)
off_diagonal = misconception(
    "off-diagonal-left-out",
    title="Only the diagonal is there",
    nudge="Does one variable change what belongs to another one, too?",
    rule="The entry in row i and column j says how the i-th number changes with the j-th variable, also for "
    "different i and j.",
    step="Fill in the entries off the diagonal: differentiate each row by every variable.",
    weight=1.2,
)
mixed_halved = misconception(
    "mixed-term-halved",
    title="The mixed second derivative has a wrong factor",
    nudge="Look at the entries off the diagonal alone. How often does the mixed term count there?",
    rule="The mixed derivative stands in two places of a Hessian, each time in full.",
    step="Differentiate by one variable and then by the other, and write the result into both places.",
)
transposed = misconception(
    "jacobian-transposed",
    title="Rows and columns changed places",
    nudge="Which number of your answer belongs to the first result and the second variable?",
    rule="A Jacobian has a row for each result and a column for each variable.",
    step="Write the results beside the rows and the variables above the columns, then sort the entries.",
    weight=1.3,
)
summed = misconception(
    "jacobian-summed",
    title="The results were added up: this is what `gradient` gives, not the Jacobian",
    nudge="How many results does the function have? Can you see each of them in your answer?",
    rule="`gradient` adds up what a variable brings to all results; `jacobian` keeps a row for each.",
    step="Write a row for each result: how it changes with each of the variables.",
    weight=1.2,
)
slope_squared = misconception(
    "slope-squared",
    title="The slope was squared, not differentiated again",
    nudge="What does the second derivative do with the first one?",
    rule="f'' is the slope of f', not f' times f'.",
    step="Write f' down as a function and differentiate it once more.",
)
slope_squared.worded(
    "mixed",
    title="The first derivatives were multiplied",
    nudge="What does the second variable do with the derivative by the first one?",
    rule="The mixed derivative is the derivative, by one variable, of the derivative by the other.",
    step="Write the derivative by the first variable down as a function, and differentiate it by the second.",
)


@rows_summed.in_answer
def added_rows(work: Work) -> Iterator[Any]:
    if work.goal.hessian:
        matrix = _square(work.right)
        yield matrix.sum(axis=0).reshape(work.goal.out_shape)
        yield matrix.sum(axis=1).reshape(work.goal.out_shape)


@off_diagonal.in_answer
def diagonal_alone(work: Work) -> Iterator[Any]:
    square = work.right.ndim == 2 and work.right.shape[0] == work.right.shape[1] > 1
    if (square and work.goal.jacobian) or work.goal.hessian:
        matrix = _square(work.right)
        diagonal = np.diag(matrix)
        yield np.diag(diagonal).reshape(work.right.shape)
        yield diagonal.reshape(work.goal.out_shape) if work.goal.hessian else diagonal


@mixed_halved.in_answer
def other_factor(work: Work) -> Iterator[Any]:
    if work.goal.hessian:
        matrix = _square(work.right)
        diagonal = np.diag(np.diag(matrix))
        for factor, weight in ((0.5, 1.0), (2.0, 0.6), (-1.0, 0.4)):
            yield (diagonal + factor * (matrix - diagonal)).reshape(work.right.shape), weight


@transposed.in_answer
def turned(work: Work) -> Iterator[Any]:
    results = len(work.goal.out_shape)
    if work.goal.jacobian and work.goal.single and 0 < results < work.right.ndim:
        sources = list(range(results, work.right.ndim))
        yield np.transpose(work.right, sources + list(range(results)))


@summed.in_answer
def summed_over_results(work: Work) -> Iterator[Any]:
    if work.goal.jacobian and work.goal.single and work.goal.out_shape and not work.goal.hessian:
        yield work.right.sum(axis=tuple(range(len(work.goal.out_shape))))


@slope_squared.in_answer
def squared(work: Work) -> Iterator[Any]:
    if work.mixed:
        yield Made(work.shaped(np.prod(work.of_each()[0], keepdims=True)), wording="mixed")
    elif work.lower and not work.goal.hessian:
        yield Made(work.shaped(work.lower[0] ** 2))


def _square(hessian: Any) -> Any:
    size = math.isqrt(hessian.size)
    return hessian.reshape(size, size)


# The same mistake in every step: the rules in symbols.


@exponent_not_lowered.in_formula
def never_lowered(d: Derivative, number: int, parts: Sequence[int]) -> int | None:
    node = d.graph.nodes[number]
    if node.kind != "power" or not d.graph.is_constant(node.args[1]):
        return None
    return d.times([node.args[1], number, parts[0]], node.entry)


@coefficient_dropped.in_formula
def factor_never_written(d: Derivative, number: int, parts: Sequence[int]) -> int | None:
    node = d.graph.nodes[number]
    if node.kind != "power" or not d.graph.is_constant(node.args[1]):
        return None
    return d.times([d.raised(node.args[0], d.graph.nodes[node.args[1]].value - 1, node.entry), parts[0]], -1)


@inner_derivative_dropped.in_formula
def never_inside(d: Derivative, number: int, parts: Sequence[int]) -> int | None:
    node = d.graph.nodes[number]
    inner = d.graph.nodes[node.args[0]]
    if inner.kind in ("variable", "constant"):
        return None
    if node.kind == "function" and len(node.args) == 1:
        return d.share(number, 0, d.number(1.0))
    if node.kind == "power" and d.graph.is_constant(node.args[1]):
        exponent = d.graph.nodes[node.args[1]].value
        return d.times([node.args[1], d.raised(node.args[0], exponent - 1, node.entry)], node.entry)
    return None


@sin_cos_sign.in_formula
def never_a_minus(d: Derivative, number: int, parts: Sequence[int]) -> int | None:
    node = d.graph.nodes[number]
    if node.kind != "function" or node.name != "cos":
        return None
    return d.times([d.number(-1.0), d.share(number, 0, parts[0])], node.entry)


@product_of_derivatives.in_formula
def always_alone(d: Derivative, number: int, parts: Sequence[int]) -> int | None:
    node = d.graph.nodes[number]
    varying = [i for i, arg in enumerate(node.args) if not d.graph.is_constant(arg)]
    if node.kind != "product" or len(varying) < 2:
        return None
    return d.times([parts[i] if i in varying else arg for i, arg in enumerate(node.args)], node.entry)


@product_term_missing.in_formula
def one_factor_only(d: Derivative, number: int, parts: Sequence[int]) -> int | None:
    node = d.graph.nodes[number]
    varying = [i for i, arg in enumerate(node.args) if not d.graph.is_constant(arg)]
    if node.kind != "product" or len(varying) < 2:
        return None
    return d.times([parts[i] if i == varying[0] else arg for i, arg in enumerate(node.args)], node.entry)


@minus_lost.in_formula
def always_plus(d: Derivative, number: int, parts: Sequence[int]) -> int | None:
    node = d.graph.nodes[number]
    return d.total([(1, part) for part in parts], node.entry) if node.kind == "sum" else None


@exponential_without_logarithm.in_formula
def never_a_logarithm(d: Derivative, number: int, parts: Sequence[int]) -> int | None:
    node = d.graph.nodes[number]
    if node.kind != "power" or not d.graph.is_constant(node.args[0]):
        return None
    return d.times([number, parts[1]], node.entry)
