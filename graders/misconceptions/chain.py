"""Mistakes with the chain rule: the inside forgotten, left out, or exchanged with the outside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from graders.diagnosis.functions import FUNCTIONS, power
from graders.diagnosis.passes import Array, At, rule
from graders.diagnosis.scalars import Graph
from graders.misconceptions.catalogue import Operation, Rule, Wrong, misconception

inner_derivative_dropped = misconception(
    "inner-derivative-dropped",
    title="The inner derivative was forgotten",
    nudge="What stands inside {place}? Does it change at the same pace as the variable itself?",
    rule="The chain rule: the slope of f(g(x)) is f'(g(x)) times g'(x).",
    step="Differentiate what stands inside {place}, and multiply by that.",
    weight=1.8,
)
outer_at_inner_variable = misconception(
    "outer-at-inner-variable",
    title="The outer derivative was taken at the wrong place",
    nudge="At which number did you evaluate the outer derivative of {place}?",
    rule="In f'(g(x)) * g'(x) the outer derivative is taken at g(x), not at x.",
    step="Compute the value of what stands inside {place} first, and put that value into the outer "
    "derivative.",
)
inner_and_outer_swapped = misconception(
    "inner-and-outer-swapped",
    title="Inner and outer function changed places",
    nudge="Which operation is done first in {place}, and which one last?",
    rule="What is done last is the outer function. In f(g(x)) that is f, and its slope comes first: "
    "f'(g(x)) * g'(x).",
    step="Follow the number through {place} step by step, name the last step f, and begin with its slope.",
    weight=0.9,
)
upstream_forgotten = misconception(
    "upstream-forgotten",
    title="What comes after the operation was not multiplied in",
    nudge="The result of {place} is used further on. Did what happens there reach your derivative?",
    rule="Each operation multiplies the gradient that arrives from the result with its own slope.",
    step="Start from the result and walk back to {place}; multiply by every slope that you pass.",
)


def outer_slope(op: Operation) -> Callable[[Array], Array] | None:
    """f' of an operation f(u) with one varying part, without the inner derivative."""
    if op.kind == "function":
        function, slope = FUNCTIONS[op.name]
        return lambda u: slope(u, function(u))
    if op.kind == "power":
        n, a = op.constant(1), op.constant(0)
        if n is not None and a is None:
            return lambda u: n * power(u, n - 1)
        if a is not None and n is None:
            return lambda u: power(np.float64(a), u) * np.log(a)
    if op.kind == "quotient" and (c := op.constant(0)) is not None:
        return lambda u: -c / (u * u)
    return None


def inside(op: Operation) -> int | None:
    """The place of what stands inside an operation that has an inside, a variable alone not counted."""
    if outer_slope(op) is None:
        return None
    place = op.varying[0]
    return None if op.part(place).kind == "variable" else place


@inner_derivative_dropped.at_operation
def inner_dropped(op: Operation) -> Iterator[Rule | Wrong]:
    place = inside(op)
    outer = outer_slope(op)
    if place is not None and outer is not None:
        yield Wrong(lambda at: outer(at.v(place)) * at.moves(), label="inner")
    shared = len(op.users) > 1 or "product" in op.user_kinds
    if op.kind not in ("variable", "sum") and op.node.args and shared and not _plain(op):
        yield Wrong(lambda at: at.moves() * 1.0, label="shared inner", weight=0.5)
    if op.kind == "sum" and len(op.users) > 1:
        yield Wrong(lambda at: at.moves() * 1.0, label="shared inner", weight=0.5)
    # Deeper inside: the slope of an operation within another is skipped, what is inside it is kept.
    if place is not None and op.nested:
        yield Wrong(lambda at: at.d(place), label="skipped", weight=0.9)
    elif outer is not None and place is None and op.nested:
        yield Wrong(lambda at: at.moves() * 1.0, label="skipped", weight=0.7)


def _plain(op: Operation) -> bool:
    """A constant times a variable, not shared: leaving its factor out is no matter of the chain rule."""
    return op.kind == "product" and len(op.varying) == 1 and len(op.users) < 2


@outer_at_inner_variable.at_operation
def at_inner_variable(op: Operation) -> Iterator[Rule | Wrong]:
    place, outer = inside(op), outer_slope(op)
    if place is None or outer is None:
        return
    inner = op.node.args[place]
    for number, weight in _below(op.graph, inner):
        yield Wrong(
            partial(_at_node, number=number, place=place, outer=outer),
            weight=weight,
            label=f"at {'variable' if weight == 1 else 'inner'}",
        )


def _at_node(at: At, number: int, place: int, outer: Callable[[Array], Array]) -> Array:
    """The outer slope at the value of another step."""
    return outer(at.at_node(number)[0]) * at.d(place)


def _below(graph: Graph, inner: int) -> Iterator[tuple[int, float]]:
    """The variables inside, and what stands inside the inside."""
    for variable in sorted(graph.depends()[inner]):
        yield variable, 1.0
    for arg in graph.nodes[inner].args:
        if graph.nodes[arg].kind not in ("constant", "variable"):
            yield arg, 0.5


@inner_and_outer_swapped.at_operation
def swapped(op: Operation) -> Iterator[Rule | Wrong]:
    place, outer = inside(op), outer_slope(op)
    if place is None or outer is None:
        return
    inner = op.node.args[place]
    for cut, weight in _cuts(op.graph, inner):
        yield Wrong(
            partial(_swapped, op=op, inner=inner, cut=cut, outer=outer),
            weight=weight,
            label=f"swapped {weight}",
        )


def _cuts(graph: Graph, inner: int) -> Iterator[tuple[int, float]]:
    """Steps of which alone the inner part is a function: its variable, or what all of it goes through."""
    variables = graph.depends()[inner]
    if len(variables) == 1:
        yield next(iter(variables)), 1.0
    varying = {arg for arg in graph.nodes[inner].args if graph.nodes[arg].kind != "constant"}
    if len(varying) == 1 and (cut := varying.pop()) not in variables:
        yield cut, 0.7


def _swapped(at: At, op: Operation, inner: int, cut: int, outer: Callable[[Array], Array]) -> Array:
    """g'(f(w)) * f'(w) * w' where g(w) is the inner part: it is done again with f(w) in the place of w."""
    w, dw = at.at_node(cut)
    values, slopes = {cut: _value(op, w)}, {cut: np.ones((1, 1))}
    cone = _cone(op.graph, inner, cut)
    for number in cone:
        node = op.graph.nodes[number]
        if number == cut:
            continue
        if not node.args:
            values[number], slopes[number] = np.full((1, 1), node.value), np.zeros((1, 1))
            continue
        v, d = [values[a] for a in node.args], [slopes[a] for a in node.args]
        values[number], slopes[number] = rule(node, op.graph, v, d)
    return slopes[inner] * outer(w) * dw


def _value(op: Operation, u: Array) -> Array:
    if op.kind == "function":
        return FUNCTIONS[op.name][0](u)
    if op.kind == "quotient":
        return np.asarray(op.constant(0) / u)
    a, n = op.constant(0), op.constant(1)
    return np.asarray(power(u, n) if n is not None else power(np.float64(a), u))


def _cone(graph: Graph, top: int, cut: int) -> list[int]:
    """What has to be computed for `top`, in order, where `cut` is known."""
    needed, waiting = set(), [top]
    while waiting:
        number = waiting.pop()
        if number not in needed:
            needed.add(number)
            if number != cut:
                waiting += graph.nodes[number].args
    return sorted(needed)


@upstream_forgotten.at_operation
def own_inside_only(op: Operation) -> Iterator[Rule | Wrong]:
    place = inside(op)
    if place is not None:
        yield Wrong(lambda at: at.d(place), label="skipped", weight=0.4 if op.nested else 1.0)
    if op.kind == "product" and len(op.varying) > 1:
        for i in op.varying:
            if op.part(i).kind != "variable":
                others = [j for j in op.varying if j != i]
                yield Wrong(partial(_one_term_bare, bare=i, others=others), label="factor", weight=0.8)


def _one_term_bare(at: At, bare: int, others: list[int]) -> Array:
    """The product rule with one term that lacks the other factors."""
    term = at.d(bare)
    for j in others:
        term = term * at.v(j)
    constant = at.value
    for j in [bare, *others]:
        constant = constant / at.v(j)
    return np.asarray(at.slope - term * constant + at.d(bare))
