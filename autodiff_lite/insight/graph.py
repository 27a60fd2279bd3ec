"""A computational graph as plain data: what was computed from what, with values, gradients and local
derivatives.

Operations, variables and constants are nodes; the tensors that go from one to the next are edges. A graph
outlives its tape and holds no tensors. It knows nothing of drawing; `graph_from_tape` makes one from a
record.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from autodiff_lite.core.tensor import Operand
from autodiff_lite.insight.graph_parts import Edge, Kind, Node, Pull
from autodiff_lite.insight.paths import Paths

__all__ = ["Edge", "Graph", "Kind", "Node", "Pull"]


@dataclass(frozen=True, eq=False)
class Graph:
    """What leads from some sources to a target.

    `nodes` are in the order in which they were computed, each after everything it was computed from. Iterate
    over `operations` or `inputs` for one kind; ask `node` for one of them by its name or its number on the
    tape.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    target: Node
    sources: tuple[Node, ...]
    operands: tuple[tuple[weakref.ref[Operand], tuple[Node, ...]], ...] = field(default=(), repr=False)

    def __repr__(self) -> str:
        kinds = f"{len(self.operations)} operations, {len(self.inputs)} inputs, {len(self.edges)} edges"
        return f"<Graph of {self.target.name}: {kinds}>"

    @property
    def operations(self) -> tuple[Node, ...]:
        """The nodes that are operations, in the order of the tape."""
        return tuple(node for node in self.nodes if node.kind == "operation")

    @property
    def inputs(self) -> tuple[Node, ...]:
        """The nodes that are no operations: variables, watched tensors, constants."""
        return tuple(node for node in self.nodes if node.kind != "operation")

    @cached_property
    def _into(self) -> dict[str, tuple[Edge, ...]]:
        return _grouped(self.edges, lambda edge: edge.end.id)

    @cached_property
    def _out_of(self) -> dict[str, tuple[Edge, ...]]:
        return _grouped(self.edges, lambda edge: edge.start.id)

    def into(self, node: Node) -> tuple[Edge, ...]:
        """The edges that lead into `node`: its inputs, in their order."""
        return self._into.get(node.id, ())

    def out_of(self, node: Node) -> tuple[Edge, ...]:
        """The edges that lead out of `node`: the uses of its tensor."""
        return self._out_of.get(node.id, ())

    def node(self, key: str | int) -> Node:
        """The node with this name, id, or number on the tape. Raises `KeyError`, naming those that there
        are."""
        for node in self.nodes:
            by_name = node.is_named or node.kind != "constant"
            if key in (node.number, node.id) or (by_name and key == node.name):
                return node
        known = ", ".join(node.name for node in self.nodes if node.is_named or node.kind != "constant")
        raise KeyError(f"no node {key!r} in this graph; there are: {known}")

    def nodes_of(self, source: str | int | Node | Operand) -> tuple[Node, ...]:
        """The nodes of a variable, tensor, name or number; a variable that was assigned to has several."""
        if isinstance(source, Node):
            return (source,)
        if isinstance(source, Operand):
            for reference, nodes in self.operands:
                if reference() is source:
                    return nodes
            raise KeyError(f"{source!r} is not in this graph; name it as a source when you make the graph")
        return (self.node(source),)

    def paths(self, source: str | int | Node | Operand, limit: int | None = 10_000) -> Paths:
        """Every path from `source` to the target, with the product of the local derivatives along it.

        The products of all paths sum to the gradient. Paths multiply quickly: more than `limit` are refused
        with a `ValueError`, None sets no limit. They are found one at a time, as you iterate.

        >>> x = ad.Variable(3.0, name="x")
        >>> with ad.GradientTape() as tape:
        ...     y = x * x
        >>> for path in ad.graph(tape, y, names={"y": y}).paths(x):
        ...     print(path)
        x → y (input 1): 3
        x → y (input 2): 3
        """
        return Paths(self, self.nodes_of(source), limit)

    def count_paths(self, source: str | int | Node | Operand) -> int:
        """How many paths lead from `source` to the target, without walking them; exact, however many."""
        return self.paths(source).count

    def as_dict(self, most: int = 1000) -> dict[str, Any]:
        """The graph as dicts, lists, numbers and strings, ready for JSON.

        Arrays are nested lists; one of more than `most` entries is left out (None; its shape is there). NaN
        and infinities are the strings "nan", "inf" and "-inf", for which JSON has no numbers.
        """
        return {
            "target": self.target.id,
            "sources": [node.id for node in self.sources],
            "nodes": [_node_as_dict(node, most) for node in self.nodes],
            "edges": [_edge_as_dict(edge, most) for edge in self.edges],
        }


def _grouped(edges: tuple[Edge, ...], key: Callable[[Edge], str]) -> dict[str, tuple[Edge, ...]]:
    groups: dict[str, list[Edge]] = {}
    for edge in edges:
        groups.setdefault(key(edge), []).append(edge)
    return {k: tuple(group) for k, group in groups.items()}


def _node_as_dict(node: Node, most: int) -> dict[str, Any]:
    return {
        "id": node.id,
        "kind": node.kind,
        "name": node.name,
        "number": node.number,
        "operation": node.operation,
        "attributes": {key: _plain(value, most) for key, value in node.attributes.items() if key[0] != "_"},
        "shape": list(node.shape),
        "dtype": node.dtype,
        "value": _plain(node.value, most),
        "gradient": _plain(node.gradient, most),
    }


def _edge_as_dict(edge: Edge, most: int) -> dict[str, Any]:
    return {
        "start": edge.start.id,
        "end": edge.end.id,
        "place": edge.place,
        "name": edge.name,
        "shape": list(edge.shape),
        "dtype": edge.dtype,
        "local": _plain(edge.local, most),
        "contribution": _plain(edge.contribution, most),
    }


def _plain(value: Any, most: int) -> Any:
    if isinstance(value, np.ndarray | np.generic):
        return None if value.size > most else _plain(value.tolist(), most)
    if isinstance(value, dict):
        return {str(key): _plain(item, most) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, most) for item in value]
    if isinstance(value, float):
        return value if np.isfinite(value) else str(value)
    return value if value is None or isinstance(value, bool | int | str) else str(value)
