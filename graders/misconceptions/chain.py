"""Mistakes with the chain rule: the inside forgotten, left out, or exchanged with the outside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from graders.misconceptions.catalogue import Operation, Rule, Wrong, misconception
from graders.misconceptions.powers import PowerForm, power_forms, repeated_factor
from graders.steps.passes import Array, At, rule
from graders.steps.rules import POWER, row_of, slope, value
from graders.steps.scalars import Graph

inner_derivative_dropped = misconception(
    "inner-derivative-dropped",
    title="The inner derivative was forgotten",
    nudge="How many operations are done one after the other in {place}? Is there a slope of each in your "
    "derivative?",
    rule="The chain rule: the slope of f(g(x)) is f'(g(x)) times g'(x), and so on for whatever stands "
    "inside g.",
    step="Write the operations of {place} from the outside to the inside, write the slope of each below "
    "it, and multiply all of them.",
    weight=1.8,
)
outer_at_inner_variable = misconception(
    "outer-at-inner-variable",
    title="The outer derivative was taken at the wrong place",
    nudge="Which number did you put into the slope of the outermost operation of {place}?",
    rule="In f'(g(x)) * g'(x) the outer derivative is taken at g(x), not at x.",
    step="Compute the value of what stands inside {place} first, and put that value into the slope of the "
    "outer operation.",
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
    title="What is done with the result of an operation was not multiplied in",
    nudge="Further operations use the result of {place}. Are their slopes in your derivative?",
    rule="Along a path from the result back to a variable the slopes of all operations are multiplied.",
    step="Start at the final result, walk back to {place} operation by operation, and multiply by the "
    "slope of each.",
)


@dataclass(frozen=True)
class Outer:
    """An operation read as f(u): `slope` is f', `value` f, `inner` the node of u."""

    slope: Callable[[Array], Array]
    value: Callable[[Array], Array]
    inner: int

    def bare(self, op: Operation) -> bool:
        """Whether only a variable stands inside."""
        return op.graph.nodes[self.inner].kind == "variable"


def outers(op: Operation) -> list[Outer]:
    """The ways to read an operation as f(u): c/u**n can be read in two."""
    if op.kind == "function":
        row, attributes = row_of(op.node), dict(op.node.attributes)
        if len(op.node.args) > 1:
            return []
        return [
            Outer(partial(slope, row, 0, **attributes), partial(value, row, **attributes), op.node.args[0])
        ]
    if op.kind == "power" and op.constant(1) is None and (a := op.constant(0)) is not None:
        base = np.asarray(a)
        return [Outer(partial(slope, POWER, 1, base), partial(value, POWER, base), op.node.args[1])]
    forms = power_forms(op)
    if (repeated := repeated_factor(op)) and len(op.varying) == len(op.node.args):
        forms.append(PowerForm(float(repeated[1]), op.node.args[repeated[0]]))
    return [_as_outer(form) for form in forms]


def _as_outer(form: PowerForm) -> Outer:
    c, n = form.factor, np.asarray(form.exponent)
    return Outer(lambda u: c * slope(POWER, 0, u, n), lambda u: c * value(POWER, u, n), form.base)


@inner_derivative_dropped.at_operation
def inner_dropped(op: Operation) -> Iterator[Rule | Wrong]:
    for number, outer in enumerate(outers(op)):
        if not outer.bare(op):
            yield Wrong(partial(_without_inner, outer=outer), label=f"inner {number}")
        # Deeper inside: the slope of an operation within another is skipped, what is inside it is kept.
        if op.nested:
            weight = 0.7 if outer.bare(op) else 0.9
            yield Wrong(partial(_inner_alone, outer=outer), label=f"skipped {number}", weight=weight)
    if op.kind == "product" and op.nested and len(op.varying) == 1 and op.node.tag != "mean":
        yield Wrong(lambda at: at.d(op.varying[0]), label="skipped factor", weight=0.8)
    shared = len(op.users) > 1 or (op.kind != "sum" and "product" in op.user_kinds)
    # The inner derivative of x**3 is 1, and nobody forgets that: only what is used twice may lose its own.
    inside = len(op.users) > 1 or not all(outer.bare(op) for outer in outers(op))
    if op.node.args and shared and inside and not _plain(op):
        yield Wrong(lambda at: at.moves() * 1.0, label="shared inner", weight=0.5)


@inner_derivative_dropped.at_operation
def inner_of_an_input_dropped(op: Operation) -> Iterator[Rule | Wrong]:
    if op.kind == "function" and len(op.node.args) > 1:
        for place in op.varying:
            if op.part(place).kind != "variable":
                yield Wrong(partial(_without_input, place=place), label=f"inner {place}")


def _without_input(at: At, place: int) -> Array:
    return at.again(slopes={place: at.moves(at.node.args[place])[None]})[1]


def _without_inner(at: At, outer: Outer) -> Array:
    return outer.slope(at.at_node(outer.inner)[0]) * at.moves()


def _inner_alone(at: At, outer: Outer) -> Array:
    return at.at_node(outer.inner)[1]


def _plain(op: Operation) -> bool:
    """A constant times a variable, not shared: leaving its factor out is no matter of the chain rule."""
    return op.kind == "product" and len(op.varying) == 1 and len(op.users) < 2


@outer_at_inner_variable.at_operation
def at_inner_variable(op: Operation) -> Iterator[Rule | Wrong]:
    for count, outer in enumerate(outers(op)):
        if outer.bare(op):
            continue
        for number, weight in _below(op.graph, outer.inner):
            place = "variable" if weight == 1 else "inner"
            wrong = partial(_at_node, number=number, outer=outer)
            yield Wrong(wrong, weight=weight, label=f"at {place} {count}")


def _at_node(at: At, number: int, outer: Outer) -> Array:
    """The outer slope at the value of another step."""
    return outer.slope(at.at_node(number)[0]) * at.at_node(outer.inner)[1]


def _below(graph: Graph, inner: int) -> Iterator[tuple[int, float]]:
    """The variables inside, and what stands inside the inside."""
    for variable in sorted(graph.depends()[inner]):
        yield variable, 1.0
    for arg in graph.nodes[inner].args:
        if graph.nodes[arg].kind not in ("constant", "variable"):
            yield arg, 0.3


@inner_and_outer_swapped.at_operation
def swapped(op: Operation) -> Iterator[Rule | Wrong]:
    for count, outer in enumerate(outers(op)):
        if outer.bare(op):
            continue
        for cut, weight in _cuts(op.graph, outer.inner):
            wrong = partial(_swapped, graph=op.graph, outer=outer, cut=cut)
            yield Wrong(wrong, weight=weight, label=f"swapped {weight} {count}")


def _cuts(graph: Graph, inner: int) -> Iterator[tuple[int, float]]:
    """Steps of which alone the inner part is a function: its variable, or what all of it goes through."""
    variables = graph.depends()[inner]
    if len(variables) == 1:
        yield next(iter(variables)), 1.0
    varying = {arg for arg in graph.nodes[inner].args if graph.nodes[arg].kind != "constant"}
    if len(varying) == 1 and (cut := varying.pop()) not in variables:
        yield cut, 0.7


def _swapped(at: At, graph: Graph, outer: Outer, cut: int) -> Array:
    """g'(f(w)) * f'(w) * w' where g(w) is the inner part: it is done again with f(w) in the place of w."""
    w, dw = at.at_node(cut)
    values, slopes = {cut: outer.value(w)}, {cut: np.ones((1, 1))}
    for number in _cone(graph, outer.inner, cut):
        node = graph.nodes[number]
        if number == cut:
            continue
        if not node.args:
            values[number], slopes[number] = np.full((1, 1), node.value), np.zeros((1, 1))
            continue
        v, d = [values[a] for a in node.args], [slopes[a] for a in node.args]
        values[number], slopes[number] = rule(node, graph, v, d)
    return slopes[outer.inner] * outer.slope(w) * dw


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
    for number, outer in enumerate(outers(op)):
        if not outer.bare(op):
            weight = 0.4 if op.nested else 1.0
            yield Wrong(partial(_inner_alone, outer=outer), label=f"skipped {number}", weight=weight)
    if op.kind == "product" and len(op.varying) > 1:
        for i in op.varying:
            if op.part(i).kind != "variable":
                others = [j for j in op.varying if j != i]
                yield Wrong(partial(_one_term_bare, bare=i, others=others), label="factor", weight=0.4)


def _one_term_bare(at: At, bare: int, others: list[int]) -> Array:
    """The product rule with one term that lacks the other factors."""
    term = at.d(bare)
    for j in others:
        term = term * at.v(j)
    constant = at.value
    for j in [bare, *others]:
        constant = constant / at.v(j)
    return np.asarray(at.slope - term * constant + at.d(bare))
