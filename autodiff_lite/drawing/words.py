"""Operations, inputs and folded blocks in words, as a reader knows them."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import numpy as np

from autodiff_lite.drawing.fold import Block
from autodiff_lite.drawing.picture import Look
from autodiff_lite.insight.graph import Edge, Graph, Node
from autodiff_lite.insight.numbers import equation, has_few, summary
from autodiff_lite.table import rows

_PRINTED = {"+": "+", "-": "−", "*": "×", "/": "÷", "@": "@"}
"""Python's signs as they are printed, those that a reader knows."""

_KINDS = {
    "variable": "variable",
    "watched": "watched constant",
    "intermediate": "intermediate result",
    "fixed": "result held fixed",
    "constant": "constant",
}


def symbol(operation: str) -> str:
    """An operation's sign beside its name, where it has one.

    >>> symbol("multiply"), symbol("tanh")
    ('× multiply', 'tanh')
    """
    sign = _PRINTED.get(rows()[operation].sign) if operation in rows() else None
    return f"{sign} {operation}" if sign else operation


def kind_in_words(kind: str) -> str:
    """What a node that is no operation is called."""
    return _KINDS[kind]


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun.

    >>> counted(1, "operation"), counted(5000, "operation")
    ('1 operation', '5,000 operations')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def attributes_in_words(node: Node) -> str:
    """An operation's attributes that say something: not None, not False."""
    said = {
        key: value
        for key, value in node.attributes.items()
        if value is not None and value is not False and key[0] != "_"
    }
    return ", ".join(f"{key}={_brief(value)}" for key, value in said.items())


def _brief(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"array {'×'.join(map(str, value.shape))}"
    if isinstance(value, slice):
        ends = ["" if end is None else str(end) for end in (value.start, value.stop, value.step)]
        return ":".join(ends if value.step is not None else ends[:2])
    if isinstance(value, tuple):
        inside = ", ".join(map(_brief, value)) if len(value) < 7 else "..."
        return f"({inside}{',' * (len(value) == 1)})"
    if value is Ellipsis:
        return "..."
    text = str(value)
    return text if len(text) <= 20 else text[:17] + "..."


def sentence(graph: Graph, node: Node, look: Look) -> str:
    """What one node is and does; empty for a constant without a name, which its operation's sentence
    mentions."""
    if node.kind == "constant" and not node.is_named:
        return ""
    gradient = _gradient(graph, node, look)
    if node.kind != "operation":
        value = f" {_is(node.value)}" if look.values else ""
        return f"{kind_in_words(node.kind).capitalize()} {node.name}{value}.{gradient}"
    taken = _listed([_as_input(edge) for edge in graph.into(node)])
    attributes = f" ({said})" if (said := attributes_in_words(node)) else ""
    does = f"Operation {node.number}, {node.operation}{attributes}, takes {taken}"
    return f"{does} and gives {_result(graph, node, look)}.{gradient}{_marks(graph, node, look)}"


def _result(graph: Graph, node: Node, look: Look) -> str:
    value = equation(node.name, node.value) if look.values else node.name
    return f"{value}{' (the target)' if node is graph.target else ''}"


def _gradient(graph: Graph, node: Node, look: Look) -> str:
    if not look.gradients or node.gradient is None:
        return ""
    by = "itself" if node is graph.target else node.name
    return f" The gradient of {graph.target.name} by {by} {_is(node.gradient)}."


def _is(array: Any) -> str:
    return f"is {summary(array)}" if has_few(array) else f"has shape {summary(array)}"


def _as_input(edge: Edge) -> str:
    plain = edge.start.kind == "constant" and not edge.start.is_named
    if not plain:
        return edge.name
    return f"{'the constant' if has_few(edge.value) else 'a constant of shape'} {summary(edge.value)}"


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else "nothing"


def _marks(graph: Graph, node: Node, look: Look) -> str:
    said = []
    if node.number in look.marks:
        said.append(("It", look.marks[node.number]))
    said += [
        (f"Its input {edge.place + 1}, {_as_input(edge)},", look.marks[edge.key])
        for edge in graph.into(node)
        if edge.key in look.marks
    ]
    return "".join(f" {what} is marked{': ' + mark if mark else ''}." for what, mark in said)


def block_in_words(block: Block) -> tuple[str, str]:
    """A folded block's title and note: what repeats and how often, or how many of what."""
    total = counted(len(block.nodes), "operation")
    if not block.period:
        shown = ", ".join(f"{count:,} {name}" for name, count in block.counts[:3])
        others = sum(count for _, count in block.counts[3:])
        return total, shown + (f", {others:,} others" if others else "")
    body = _body(block)
    title = ", ".join(body) if len(body) <= 5 else f"{', '.join(body[:4])}, … ({block.period} operations)"
    return title, f"× {block.repeats:,} times" + (f" = {total}" if block.period > 1 else "")


def _body(block: Block) -> list[str]:
    """What repeats, with the same operation several times in a row said once: "4 sin"."""
    runs = [
        (name, len(list(run))) for name, run in groupby(str(n.operation) for n in block.nodes[: block.period])
    ]
    return [name if length == 1 else f"{length} {name}" for name, length in runs]


def block_sentence(graph: Graph, block: Block, look: Look) -> str:
    """What a folded block holds, all of it, and what it gives."""
    first, last = block.nodes[0], block.nodes[-1]
    holds = _listed([f"{count:,} {name}" for name, count in block.counts])
    if block.period:
        holds = f"{', '.join(_body(block))}, {block.repeats:,} times over ({holds})"
    marks = "".join(_marks(graph, node, look) for node in block.nodes if _is_marked(graph, node, look))
    head = f"Operations {first.number} to {last.number}, {len(block.nodes):,} folded into one box: {holds}."
    return f"{head} The last gives {_result(graph, last, look)}.{_gradient(graph, last, look)}{marks}"


def _is_marked(graph: Graph, node: Node, look: Look) -> bool:
    return node.number in look.marks or any(edge.key in look.marks for edge in graph.into(node))


def inputs_sentence(nodes: tuple[Node, ...]) -> str:
    """Several inputs in one box, by name."""
    names = [node.name for node in nodes]
    if len(names) > 30:
        names = [*names[:20], f"{len(names) - 20:,} more"]
    return f"{len(nodes):,} {kind_in_words(nodes[0].kind)}s in one box: {_listed(names)}."
