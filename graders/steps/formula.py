"""A place in a function as a short formula that a student can find in the question."""

from __future__ import annotations

from graders.steps.scalars import Graph, Node

LONGEST = 60
SUM, PRODUCT, POWER, ATOM = 1, 2, 3, 4


def formula(graph: Graph, number: int, shapes: dict[str, tuple[int, ...]] | None = None) -> str:
    """The step as Python would write it, shortened where it is long.

    `shapes` are the variables' shapes: elements of vectors are written with their index.
    """
    text, _ = _written(graph, number, shapes or {}, 0)
    return text if len(text) <= LONGEST else text[: LONGEST - 3].rstrip() + "..."


def _written(graph: Graph, number: int, shapes: dict[str, tuple[int, ...]], depth: int) -> tuple[str, int]:
    node = graph.nodes[number]
    if depth > 12:
        return "...", ATOM
    if node.kind == "variable":
        return variable(node, shapes), ATOM
    if node.kind == "constant":
        return numeral(node.value), ATOM if node.value >= 0 else SUM
    parts = [_written(graph, arg, shapes, depth + 1) for arg in node.args]
    if node.kind == "sum":
        return _sum(node, parts), SUM
    if node.kind == "product":
        return _product(graph, node, parts)
    if node.kind == "quotient":
        return f"{_inside(parts[0], PRODUCT)}/{_inside(parts[1], POWER)}", PRODUCT
    if node.kind == "power":
        if node.tag == "sqrt":
            return f"sqrt({parts[0][0]})", ATOM
        exponent = _inside(parts[1], POWER) if parts[1][1] != SUM else f"({parts[1][0]})"
        return f"{_inside(parts[0], ATOM)}**{exponent}", POWER
    return f"{node.name}({', '.join(text for text, _ in parts[:4])})", ATOM


def _inside(part: tuple[str, int], least: int) -> str:
    text, binds = part
    return text if binds >= least else f"({text})"


def _sum(node: Node, parts: list[tuple[str, int]]) -> str:
    text = ""
    for i, (sign, part) in enumerate(zip(node.signs, parts, strict=True)):
        shown = part[0] if sign > 0 else _inside(part, PRODUCT)
        negative = shown.startswith("-") and sign > 0
        shown = shown[1:] if negative and i else shown
        joint = " - " if sign < 0 or negative else " + "
        text += (("-" if sign < 0 else "") if not i else joint) + shown
    return text


def _product(graph: Graph, node: Node, parts: list[tuple[str, int]]) -> tuple[str, int]:
    above, below, sign = [], [], ""
    for arg, part in zip(node.args, parts, strict=True):
        factor = graph.nodes[arg]
        if factor.kind == "constant" and factor.tag == "divisor":
            below.append(numeral(1 / factor.value))
        elif factor.kind == "constant" and factor.value == -1 and len(node.args) > 1:
            sign = "" if sign else "-"
        else:
            above.append(_inside(part, PRODUCT))
    text = sign + "*".join(above or ["1"]) + "".join(f"/{x}" for x in below)
    return text, SUM if sign else PRODUCT


def variable(node: Node, shapes: dict[str, tuple[int, ...]]) -> str:
    """A variable's name, with the index of the element where it has several."""
    shape = shapes.get(node.name, ())
    if not shape:
        return node.name
    index, rest = [], node.place
    for length in reversed(shape):
        index.append(rest % length)
        rest //= length
    return f"{node.name}[{', '.join(map(str, reversed(index)))}]"


def numeral(value: float) -> str:
    """A number as people write it."""
    return f"{value:.6g}"
