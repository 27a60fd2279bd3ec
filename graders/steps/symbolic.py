"""The derivative of a function's scalar steps, again as scalar steps: what a person writes down for f'.

A second derivative is taken from it, so it is tidied as a person tidies: constants multiplied out, zeros and
ones left away.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from graders.steps.scalars import Graph, Node

Maker = Callable[["Derivative", int, int], int]
InSymbols = Callable[["Derivative", int, Sequence[int]], int | None]
"""A wrong rule in symbols: from a step and the derivatives of its parts to its own, None for right."""


class NoFormula(ValueError):
    """An operation's derivative is not written down as a formula here."""


def derivative(
    graph: Graph, variables: Sequence[int], out_shape: tuple[int, ...], wrong: InSymbols | None = None
) -> Graph:
    """The sum of the graph's results differentiated by each of `variables`: a graph with as many results.

    `wrong` is asked at each step for another rule. Raises NoFormula for operations that are not taken apart.
    """
    work = Graph([*graph.nodes], limit=graph.limit * 2, out_shape=out_shape)
    for variable in variables:
        maker = Derivative(work, variable, wrong)
        work.outs.append(maker.total([(1, maker.of(out)) for out in graph.outs], -1))
    return work


class Derivative:
    """A derivative that is being written down: new steps are appended to `graph`."""

    def __init__(self, graph: Graph, variable: int, wrong: InSymbols | None = None) -> None:
        self.graph = graph
        self.wrong = wrong
        self.variable = variable
        self.zero = graph.constant(0.0)
        self.known: dict[int, int] = {}

    def of(self, number: int) -> int:
        """The derivative of a node, as a node."""
        if number == self.variable:
            return self.number(1.0)
        node = self.graph.nodes[number]
        if not node.args:
            return self.zero
        if number not in self.known:
            self.known[number] = self.rule(number, node)
        return self.known[number]

    def rule(self, number: int, node: Node) -> int:
        parts = [self.of(arg) for arg in node.args]
        if all(self.graph.is_constant(part, 0.0) for part in parts):
            return self.zero
        e = node.entry
        if self.wrong is not None and (other := self.wrong(self, number, parts)) is not None:
            return other
        if node.kind == "sum":
            return self.total(list(zip(node.signs, parts, strict=True)), e)
        if node.kind == "product":
            others = [[a for j, a in enumerate(node.args) if j != i] for i in range(len(parts))]
            return self.total(
                [(1, self.times([*rest, part], e)) for rest, part in zip(others, parts, strict=True)], e
            )
        if node.kind == "quotient":
            return self.quotient(node, parts)
        if node.kind == "power":
            return self.power_rule(number, node, parts)
        if node.kind == "function" and node.name in SLOPES:
            return self.times([SLOPES[node.name](self, node.args[0], number), parts[0]], e)
        raise NoFormula(f"no formula for the derivative of {node.name}")

    def quotient(self, node: Node, parts: Sequence[int]) -> int:
        (u, v), (du, dv), e = node.args, parts, node.entry
        if self.graph.is_constant(dv, 0.0):
            return self.over(du, v, e)
        squared = self.raised(v, 2.0, e)
        if self.graph.is_constant(du, 0.0):
            return self.over(self.times([self.number(-1.0), u, dv], e), squared, e)
        top = self.total([(1, self.times([du, v], e)), (-1, self.times([u, dv], e))], e)
        return self.over(top, squared, e)

    def power_rule(self, number: int, node: Node, parts: Sequence[int]) -> int:
        (base, exponent), (dbase, dexponent), e = node.args, parts, node.entry
        terms = []
        if not self.graph.is_constant(dbase, 0.0):
            shown = self.graph.nodes[exponent]
            if shown.kind == "constant":
                terms.append((1, self.times([exponent, self.raised(base, shown.value - 1, e), dbase], e)))
            else:
                less = self.total([(1, exponent), (-1, self.number(1.0))], e)
                raised = self.graph.add(Node("power", (base, less), entry=e, place=node.place))
                terms.append((1, self.times([exponent, raised, dbase], e)))
        if not self.graph.is_constant(dexponent, 0.0):
            terms.append((1, self.times([number, self.function("log", base, e), dexponent], e)))
        return self.total(terms, e)

    # Building, tidied

    def number(self, value: float) -> int:
        return self.graph.constant(value)

    def function(self, name: str, arg: int, entry: int) -> int:
        if name == "log" and self.graph.is_constant(arg) and self.graph.nodes[arg].value > 0:
            return self.number(float(np.log(self.graph.nodes[arg].value)))
        return self.graph.add(Node("function", (arg,), name, entry=entry))

    def raised(self, base: int, exponent: float, entry: int) -> int:
        if exponent == 0:
            return self.number(1.0)
        if exponent == 1:
            return base
        return self.graph.add(Node("power", (base, self.number(exponent)), entry=entry))

    def over(self, top: int, bottom: int, entry: int) -> int:
        if self.graph.is_constant(top, 0.0):
            return self.zero
        return self.graph.add(Node("quotient", (top, bottom), entry=entry))

    def times(self, factors: Sequence[int], entry: int) -> int:
        constant, rest = 1.0, []
        waiting = list(factors)
        while waiting:
            factor = waiting.pop(0)
            node = self.graph.nodes[factor]
            if node.kind == "constant":
                constant *= node.value
            elif node.kind == "product" and any(self.graph.is_constant(a) for a in node.args):
                waiting = [*node.args, *waiting]
            else:
                rest.append(factor)
        if constant == 0:
            return self.zero
        if not rest:
            return self.number(constant)
        if constant == 1 and len(rest) == 1:
            return rest[0]
        lead = [] if constant == 1 else [self.number(constant)]
        return self.graph.add(Node("product", (*lead, *rest), entry=entry))

    def total(self, terms: Sequence[tuple[int, int]], entry: int) -> int:
        constant, rest = 0.0, []
        for sign, term in terms:
            if self.graph.is_constant(term):
                constant += sign * self.graph.nodes[term].value
            else:
                rest.append((sign, term))
        if not rest:
            return self.number(constant)
        if constant:
            rest.append((1 if constant > 0 else -1, self.number(abs(constant))))
        if len(rest) == 1 and rest[0][0] == 1:
            return rest[0][1]
        signs, args = zip(*rest, strict=True)
        return self.graph.add(Node("sum", args, signs=signs, entry=entry))


def _one_plus_square(sign: int) -> Callable[[Derivative, int, int], int]:
    return lambda d, u, y: d.total([(1, d.number(1.0)), (sign, d.raised(u, 2.0, -1))], -1)


def _root(inside: Maker, factor: float = 1.0) -> Maker:
    return lambda d, u, y: d.times([d.number(factor), d.raised(inside(d, u, y), -0.5, -1)], -1)


def _one_over(bottom: Maker) -> Maker:
    return lambda d, u, y: d.over(d.number(1.0), bottom(d, u, y), -1)


def _entry(d: Derivative, y: int) -> int:
    return d.graph.nodes[y].entry


def _sign(d: Derivative, u: int, y: int) -> int:
    raise NoFormula("the slope jumps")


SLOPES: dict[str, Maker] = {
    "exp": lambda d, u, y: y,
    "expm1": lambda d, u, y: d.function("exp", u, _entry(d, y)),
    "log": _one_over(lambda d, u, y: u),
    "log1p": _one_over(lambda d, u, y: d.total([(1, u), (1, d.number(1.0))], -1)),
    "sin": lambda d, u, y: d.function("cos", u, _entry(d, y)),
    "cos": lambda d, u, y: d.times([d.number(-1.0), d.function("sin", u, _entry(d, y))], _entry(d, y)),
    "tan": lambda d, u, y: d.total([(1, d.raised(y, 2.0, _entry(d, y))), (1, d.number(1.0))], -1),
    "asin": _root(_one_plus_square(-1)),
    "acos": _root(_one_plus_square(-1), -1.0),
    "atan": _one_over(_one_plus_square(1)),
    "sinh": lambda d, u, y: d.function("cosh", u, _entry(d, y)),
    "cosh": lambda d, u, y: d.function("sinh", u, _entry(d, y)),
    "tanh": lambda d, u, y: d.total([(1, d.number(1.0)), (-1, d.raised(y, 2.0, _entry(d, y)))], -1),
    "asinh": _root(_one_plus_square(1)),
    "atanh": _one_over(_one_plus_square(-1)),
    "sigmoid": lambda d, u, y: d.times(
        [y, d.total([(1, d.number(1.0)), (-1, y)], _entry(d, y))], _entry(d, y)
    ),
    "softplus": lambda d, u, y: d.function("sigmoid", u, _entry(d, y)),
}
