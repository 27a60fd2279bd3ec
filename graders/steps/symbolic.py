"""The derivative of a function's scalar steps, again as scalar steps: what a person writes down for f'.

A second derivative is taken from it, so it is tidied as a person tidies: constants multiplied out, zeros and
ones left away.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from autodiff_lite.core.primitive import Primitive
from autodiff_lite.core.record import Entry
from autodiff_lite.core.tape import GradientTape
from autodiff_lite.core.tensor import Tensor
from graders.steps.passes import values
from graders.steps.record import one
from graders.steps.rules import FUNCTIONS, READ_BY_HAND, Pull, pulls_of
from graders.steps.scalars import Graph, Node

InSymbols = Callable[["Derivative", int, Sequence[int]], int | None]
"""A wrong rule in symbols: from a step and the derivatives of its parts to its own, None for right."""

SHORTER = {"multiply_no_nan": "multiply", "divide_no_nan": "divide"}
"""What the table takes care of, at zeros, is written as anybody writes it."""


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
        maker = Derivative(work, variable, values(graph), wrong)
        work.outs.append(maker.total([(1, maker.of(out)) for out in graph.outs], -1))
    return work


@lru_cache(maxsize=512)
def _done(
    pull: Pull, here: tuple[float, ...], constant: tuple[bool, ...]
) -> tuple[list[Tensor], list[Entry], Tensor | None]:
    """What a rule does: its inputs (upstream gradient, result, parts), operations on them, and result.

    What it does with constants alone is no operation.
    """
    held = [Tensor(np.float64(value)) for value in (1.0, *here)]
    with GradientTape() as tape, np.errstate(all="ignore"):
        for x, is_constant in zip(held, (False, *constant), strict=True):
            if not is_constant:
                tape.watch(x)
        share = pull(*held)
    return held, tape.entries, share


class Derivative:
    """A derivative that is being written down: new steps are appended to `graph`.

    `values` are those of the function's steps: rules may ask on which side of a jump they are.
    """

    def __init__(
        self, graph: Graph, variable: int, values: Sequence[float], wrong: InSymbols | None = None
    ) -> None:
        self.graph = graph
        self.wrong = wrong
        self.variable = variable
        self.values = values
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
        if self.wrong is not None and (other := self.wrong(self, number, parts)) is not None:
            return other
        shares = [
            (1, self.share(number, place, part))
            for place, part in enumerate(parts)
            if not self.graph.is_constant(part, 0.0)
        ]
        if node.kind == "quotient":
            return self.one_fraction(shares, node.args[1], node.entry)
        return self.total(shares, node.entry)

    def share(self, number: int, place: int, upstream: int) -> int:
        """What the part at `place` brings to a step's derivative, by the step's own rule.

        The rule of the table is run once while a tape listens, and what it did is written down.
        """
        node = self.graph.nodes[number]
        if node.kind == "opaque":
            raise NoFormula(f"no formula for the derivative of {node.name}")
        pull = pulls_of(node)[place]
        if pull is None:
            return self.zero
        given = (upstream, number, *node.args)
        here = tuple([self.values[n] for n in given[1:]])
        held, entries, share = _done(pull, here, tuple(map(self.graph.is_constant, given[1:])))
        written = {id(x): n for x, n in zip(held, given, strict=True)}
        for primitive, inputs, output, attributes in entries:
            args = tuple([self.seen(x, written) for x in inputs])
            written[id(output)] = self.step(primitive, args, output, attributes, node)
        return self.zero if share is None else self.seen(share, written)

    def seen(self, tensor: Tensor, written: dict[int, int]) -> int:
        """The step that a tensor stands for; a constant where it stands for none."""
        found = written.get(id(tensor))
        return self.number(float(tensor.array)) if found is None else found

    def step(
        self,
        primitive: Primitive,
        args: tuple[int, ...],
        output: Tensor,
        attributes: dict[str, Any],
        of: Node,
    ) -> int:
        """An operation of a rule as a tidied step."""
        name, e = SHORTER.get(primitive.name, primitive.name), of.entry
        if name in ("identity", "cast"):
            return args[0]
        if name == "where" and self.graph.is_constant(args[0]):
            return args[1] if self.graph.nodes[args[0]].value else args[2]
        if not any(primitive.rules):  # it jumps, and is a constant here
            return self.number(float(output.array))
        if name not in FUNCTIONS and name not in READ_BY_HAND:
            raise NoFormula(f"no formula for the derivative of {of.name}")
        made = one(self.graph, name, e, of.place, args, tuple(attributes.items()))
        if made.kind == "sum":
            return self.total(list(zip(made.signs, made.args, strict=True)), e)
        if made.kind == "product":
            return self.times(made.args, e)
        if made.kind == "quotient":
            return self.over(made.args[0], made.args[1], e)
        if made.kind == "power" and self.graph.is_constant(made.args[1]):
            return self.raised(made.args[0], self.graph.nodes[made.args[1]].value, e, made.tag)
        return self.graph.add(made)

    # Building, tidied

    def number(self, value: float) -> int:
        return self.graph.constant(value)

    def raised(self, base: int, exponent: float, entry: int, tag: str = "") -> int:
        if exponent == 0:
            return self.number(1.0)
        if exponent == 1:
            return base
        return self.graph.add(Node("power", (base, self.number(exponent)), entry=entry, tag=tag))

    def over(self, top: int, bottom: int, entry: int) -> int:
        if self.graph.is_constant(top, 0.0):
            return self.zero
        inner = self.graph.nodes[top]
        if inner.kind == "quotient":  # (a / b) / b
            times = self.times_in(inner.args[1], bottom)
            below = (
                self.raised(bottom, times + 1, entry) if times else self.times([inner.args[1], bottom], entry)
            )
            return self.over(inner.args[0], below, entry)
        return self.graph.add(Node("quotient", (top, bottom), entry=entry))

    def times_in(self, number: int, factor: int) -> float:
        """How often `factor` is a factor of a step: once if it is the step, n times in its power, else 0."""
        node = self.graph.nodes[number]
        if node.kind == "power" and node.args[0] == factor and self.graph.is_constant(node.args[1]):
            return self.graph.nodes[node.args[1]].value
        return 1.0 if number == factor else 0.0

    def one_fraction(self, terms: Sequence[tuple[int, int]], bottom: int, entry: int) -> int:
        """The sum of fractions by powers of `bottom`, as one fraction."""
        nodes = [self.graph.nodes[term] for _, term in terms]
        often = [self.times_in(node.args[1], bottom) if node.kind == "quotient" else 0.0 for node in nodes]
        if not all(often):
            return self.total(terms, entry)
        most = max(often)
        tops = [
            (sign, self.times([node.args[0], self.raised(bottom, most - n, entry)], entry))
            for (sign, _), node, n in zip(terms, nodes, often, strict=True)
        ]
        return self.over(self.total(tops, entry), self.raised(bottom, most, entry), entry)

    def times(self, factors: Sequence[int], entry: int) -> int:
        constant, rest, below = 1.0, list[int](), list[int]()
        waiting = list(factors)
        while waiting:
            factor = waiting.pop(0)
            node = self.graph.nodes[factor]
            if node.kind == "constant":
                constant *= node.value
            elif node.kind == "product" and any(self.graph.is_constant(a) for a in node.args):
                waiting = [*node.args, *waiting]
            elif node.kind == "quotient":
                waiting, below = [node.args[0], *waiting], [*below, node.args[1]]
            else:
                rest.append(factor)
        if constant == 0:
            return self.zero
        if below:
            top = self.times([self.number(constant), *rest], entry)
            return self.over(top, self.times(below, entry), entry)
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
        if len(rest) > 1:
            rest = [self.signed(sign, term, entry) for sign, term in rest]
        signs, args = zip(*rest, strict=True)
        return self.graph.add(Node("sum", args, signs=signs, entry=entry))

    def signed(self, sign: int, term: int, entry: int) -> tuple[int, int]:
        """A term of a sum, with the minus of a factor before the term."""
        node = self.graph.nodes[term]
        if node.kind != "product" or not self.graph.is_constant(node.args[0]):
            return sign, term
        factor = self.graph.nodes[node.args[0]].value
        return (
            (-sign, self.times([self.number(-factor), *node.args[1:]], entry)) if factor < 0 else (sign, term)
        )
