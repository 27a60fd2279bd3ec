"""A function taken apart into scalar steps, as someone who differentiates by hand sees it.

What the engine's tape recorded on tensors becomes sums with signs, products of factors, quotients, powers and
functions of one number. Each step remembers the operation on the tape that it came from.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["variable", "constant", "sum", "product", "quotient", "power", "function", "opaque"]


@dataclass(slots=True, eq=False)
class Node:
    """One scalar step.

    `args` are the numbers of the nodes it is computed from: a sum's terms, a product's factors, numerator and
    denominator, base and exponent, a function's argument. `name` is a variable's or a function's. `entry` is
    the number of the operation on the tape, -1 for none, and `place` the element of its result. `tag` says
    what the kind does not: "mean" or "reduced" of a sum, "divisor" of a constant that is divided by,
    "square", "sqrt". `attributes` are those of the operation that a function is.
    """

    kind: Kind
    args: tuple[int, ...] = ()
    name: str = ""
    value: float = 0.0
    signs: tuple[int, ...] = ()
    partials: tuple[float, ...] = ()
    entry: int = -1
    place: int = 0
    tag: str = ""
    origins: tuple[tuple[int, int], ...] = ()
    attributes: tuple[tuple[str, Any], ...] = ()

    def origin(self, part: int) -> tuple[int, int]:
        """Of a part, the operation on the tape that takes it in, and as which of its inputs."""
        return self.origins[part] if part < len(self.origins) else (self.entry, part)


class TooLarge(ValueError):
    """The function has more scalar steps than a diagnosis looks at one by one."""


@dataclass
class Graph:
    """Nodes in the order of computation, and the nodes that are the function's result."""

    nodes: list[Node] = field(default_factory=list)
    outs: list[int] = field(default_factory=list)
    out_shape: tuple[int, ...] = ()
    limit: int = 4000
    values: list[float] = field(default_factory=list, init=False, repr=False)
    """What each step gives, once it was asked for; see `passes.values`."""

    _depends: list[frozenset[int]] = field(default_factory=list, init=False, repr=False)

    def add(self, node: Node) -> int:
        """Append a node and return its number. Raises TooLarge past the limit."""
        if len(self.nodes) >= self.limit:
            raise TooLarge(f"the function has more than {self.limit} scalar steps")
        self.nodes.append(node)
        return len(self.nodes) - 1

    def constant(self, value: float, tag: str = "", entry: int = -1) -> int:
        return self.add(Node("constant", value=float(value), tag=tag, entry=entry))

    def is_constant(self, number: int, value: float | None = None) -> bool:
        node = self.nodes[number]
        return node.kind == "constant" and (value is None or node.value == value)

    def uses(self) -> list[list[tuple[int, int]]]:
        """For each node, where it is used: (node, place among its arguments)."""
        found: list[list[tuple[int, int]]] = [[] for _ in self.nodes]
        for number, node in enumerate(self.nodes):
            for slot, arg in enumerate(node.args):
                found[arg].append((number, slot))
        return found

    def variables(self) -> list[int]:
        return [number for number, node in enumerate(self.nodes) if node.kind == "variable"]

    def depends(self) -> list[frozenset[int]]:
        """For each node, the variables that it depends on."""
        if len(self._depends) != len(self.nodes):
            self._depends = self._dependence()
        return self._depends

    def _dependence(self) -> list[frozenset[int]]:
        found: list[frozenset[int]] = []
        for number, node in enumerate(self.nodes):
            if node.kind == "variable":
                found.append(frozenset([number]))
            else:
                found.append(frozenset().union(*(found[arg] for arg in node.args)))
        return found

    def pruned(self) -> tuple[Graph, dict[int, int]]:
        """Without the nodes that no result depends on; and the new number of each that is left."""
        keep = set(self.outs) | set(self.variables())
        for number in range(len(self.nodes) - 1, -1, -1):
            if number in keep:
                keep.update(self.nodes[number].args)
        new: dict[int, int] = {}
        graph = Graph(out_shape=self.out_shape, limit=self.limit)
        for number, node in enumerate(self.nodes):
            if number in keep:
                new[number] = graph.add(
                    Node(
                        node.kind,
                        tuple(new[arg] for arg in node.args),
                        node.name,
                        node.value,
                        node.signs,
                        node.partials,
                        node.entry,
                        node.place,
                        node.tag,
                        node.origins,
                        node.attributes,
                    )
                )
        graph.outs = [new[out] for out in self.outs]
        return graph, new
