"""Scalar steps as a person groups them: nested sums become one sum, nested products one product."""

from __future__ import annotations

from typing import Any

import numpy as np

from graders.steps.record import Recorded
from graders.steps.scalars import Graph, Node


def tidy(recorded: Recorded) -> tuple[Graph, dict[str, Any]]:
    """The recorded steps as a person groups them, and the variables' elements among them."""
    graph, moved = flatten(recorded.graph)
    graph, kept = graph.pruned()
    elements = {
        name: np.array([kept[moved[int(i)]] for i in ids.ravel()], dtype=np.int64).reshape(ids.shape)
        for name, ids in recorded.elements.items()
    }
    return graph, elements


def flatten(graph: Graph) -> tuple[Graph, dict[int, int]]:
    """The graph with sums and products that serve only a sum or product taken into it.

    Returns it with the new number of each node that is still there.
    """
    uses = graph.uses()
    outs = set(graph.outs)
    single = [len(u) == 1 and n not in outs for n, u in enumerate(uses)]
    new = Graph(out_shape=graph.out_shape, limit=graph.limit)
    number: dict[int, int] = {}
    for old, node in enumerate(graph.nodes):
        if node.kind == "sum" and node.tag != "reduced":
            number[old] = new.add(_sum(graph, new, node, number, single))
        elif node.kind == "product":
            number[old] = new.add(_product(graph, new, node, number, single))
        else:
            args = tuple(number[arg] for arg in node.args)
            number[old] = new.add(
                Node(
                    node.kind,
                    args,
                    node.name,
                    node.value,
                    node.signs,
                    node.partials,
                    node.entry,
                    node.place,
                    node.tag,
                    attributes=node.attributes,
                )
            )
    new.outs = [number[out] for out in graph.outs]
    return new, number


def _sum(graph: Graph, new: Graph, node: Node, number: dict[int, int], single: list[bool]) -> Node:
    args: list[int] = []
    signs: list[int] = []
    origins: list[tuple[int, int]] = []
    for slot, (arg, sign) in enumerate(zip(node.args, node.signs, strict=True)):
        inner = new.nodes[number[arg]]
        if inner.kind == "sum" and inner.tag != "reduced" and single[arg]:
            args += inner.args
            signs += [sign * s for s in inner.signs]
            origins += [inner.origin(i) for i in range(len(inner.args))]
        else:
            args.append(number[arg])
            signs.append(sign)
            origins.append((node.entry, slot))
    return Node(
        "sum",
        tuple(args),
        signs=tuple(signs),
        entry=node.entry,
        place=node.place,
        tag=node.tag,
        origins=tuple(origins),
    )


def _product(graph: Graph, new: Graph, node: Node, number: dict[int, int], single: list[bool]) -> Node:
    args: list[int] = []
    origins: list[tuple[int, int]] = []
    for slot, arg in enumerate(node.args):
        inner = new.nodes[number[arg]]
        if inner.kind == "product" and single[arg] and inner.tag != "mean" and node.tag != "mean":
            args += inner.args
            origins += [inner.origin(i) for i in range(len(inner.args))]
        else:
            args.append(number[arg])
            origins.append((node.entry, slot))
    if len({arg for arg in args if not new.is_constant(arg)}) > 1:
        args, origins = _with_powers(new, node, args, origins)
    return Node(
        "product", tuple(args), entry=node.entry, place=node.place, tag=node.tag, origins=tuple(origins)
    )


def _with_powers(
    new: Graph, node: Node, args: list[int], origins: list[tuple[int, int]]
) -> tuple[list[int], list[tuple[int, int]]]:
    """Beside other factors x * x is read as the power that it is; alone it stays a product."""
    kept: list[int] = []
    kept_origins: list[tuple[int, int]] = []
    for arg, origin in zip(args, origins, strict=True):
        times = args.count(arg)
        if times == 1 or new.is_constant(arg):
            kept.append(arg)
            kept_origins.append(origin)
        elif arg not in [new.nodes[k].args[0] for k in kept if new.nodes[k].tag == "repeated"]:
            exponent = new.constant(float(times))
            kept.append(
                new.add(Node("power", (arg, exponent), entry=origin[0], place=node.place, tag="repeated"))
            )
            kept_origins.append(origin)
    return kept, kept_origins
