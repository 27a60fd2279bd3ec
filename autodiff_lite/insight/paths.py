"""The paths of a graph from a source to the target, and what each contributes to the gradient.

Along a path the local derivatives are multiplied; the products of all paths are added. That sum is the
gradient, which the backward pass finds without walking the paths one by one: it shares what they have in
common.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np

from autodiff_lite.insight.graph_parts import Edge, Node
from autodiff_lite.insight.numbers import summary


class Walked(Protocol):
    """A graph as far as paths walk it; `graph.Graph` is one."""

    @property
    def nodes(self) -> Sequence[Node]:
        """All nodes, each after those that it was computed from."""

    @property
    def target(self) -> Node:
        """The node at which every path ends."""

    def into(self, node: Node) -> Sequence[Edge]:
        """The edges that lead into a node."""

    def out_of(self, node: Node) -> Sequence[Edge]:
        """The edges that lead out of a node."""


@dataclass(frozen=True, eq=False)
class Path:
    """One way from a source to the target, as the edges along it, the source's first."""

    graph: Walked
    start: Node
    edges: tuple[Edge, ...]

    def __len__(self) -> int:
        return len(self.edges)

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The nodes along the path, from the source to the target."""
        return (self.start, *(edge.end for edge in self.edges))

    @property
    def factors(self) -> tuple[Any, ...]:
        """The local derivative of each edge, the source's first; None where it takes a matrix (see
        `Edge.local`)."""
        return tuple(edge.local for edge in self.edges)

    @cached_property
    def product(self) -> Any:
        """What this path contributes to the gradient, in the source's shape.

        For scalars the product of `factors`. For arrays the product of the Jacobians along the path, applied
        to ones in the target's shape, as in the gradient itself.
        """
        end = self.graph.target
        product = np.ones(end.shape, end.value.dtype)[()]
        for edge in reversed(self.edges):
            product = edge.back(product)
        return product

    def __str__(self) -> str:
        way = self.start.name + "".join(f" → {edge.end.name}{self._which_input(edge)}" for edge in self.edges)
        if len(self.edges) < 2:
            return f"{way}: {summary(self.product)}"
        factors = " · ".join("(matrix)" if factor is None else summary(factor) for factor in self.factors)
        return f"{way}: {factors} = {summary(self.product)}"

    def _which_input(self, edge: Edge) -> str:
        """Said only where one tensor goes into an operation more than once, as in x * x."""
        uses = sum(other.start is edge.start for other in self.graph.into(edge.end))
        return f" (input {edge.place + 1})" if uses > 1 else ""


class Paths:
    """Every path from some nodes to the target, found one at a time as you iterate.

    Iterating raises `ValueError` if there are more than `limit`; `count` works however many there are.
    """

    def __init__(self, graph: Walked, starts: tuple[Node, ...], limit: int | None) -> None:
        self._graph = graph
        self._starts = starts
        self._limit = limit

    def __repr__(self) -> str:
        return f"<{self.count} paths {self._ends}>"

    @property
    def _ends(self) -> str:
        return f"from {', '.join(node.name for node in self._starts)} to {self._graph.target.name}"

    @cached_property
    def _onwards(self) -> dict[str, int]:
        """How many paths lead from each node to the target: one pass over the nodes, the target's first."""
        counts = {self._graph.target.id: 1}
        for node in reversed(self._graph.nodes):
            here = counts.get(node.id, 0)
            if here:
                for edge in self._graph.into(node):
                    if edge.pull is not None:
                        counts[edge.start.id] = counts.get(edge.start.id, 0) + here
        return counts

    @property
    def count(self) -> int:
        """The number of paths."""
        return sum(self._onwards.get(node.id, 0) for node in self._starts)

    def __iter__(self) -> Iterator[Path]:
        if self._limit is not None and self.count > self._limit:
            raise ValueError(
                f"{self.count} paths lead {self._ends}, more than the limit of {self._limit}. Look at the "
                "first few, itertools.islice(graph.paths(..., limit=None), 10), or set a higher limit. The "
                "gradient needs none of this: tape.gradient shares what the paths have in common."
            )
        for start in self._starts:
            yield from self._from(start)

    def _from(self, start: Node) -> Iterator[Path]:
        """Depth first, without recursion: `open_edges[i]` are the ways on that are left after i steps."""
        target = self._graph.target
        if start is target:
            yield Path(self._graph, start, ())
        way: list[Edge] = []
        open_edges = [self._ways_on(start)]
        while open_edges:
            edge = next(open_edges[-1], None)
            if edge is None:
                open_edges.pop()
                if way:
                    way.pop()
                continue
            way.append(edge)
            if edge.end is target:
                yield Path(self._graph, start, tuple(way))
            open_edges.append(self._ways_on(edge.end))

    def _ways_on(self, node: Node) -> Iterator[Edge]:
        """The edges out of `node` that lead to the target and let a gradient through."""
        return (e for e in self._graph.out_of(node) if e.pull is not None and e.end.id in self._onwards)

    @property
    def total(self) -> Any:
        """The sum of the products of all paths: the gradient, in the source's shape. None if there is no
        path."""
        total = None
        for path in self:
            total = path.product if total is None else total + path.product
        return total
