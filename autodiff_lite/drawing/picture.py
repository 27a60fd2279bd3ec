"""What is to be drawn, before anything is laid out: boxes and arrows with their words.

One picture serves the drawing and the text alternative, so that they say the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from autodiff_lite.drawing.marks import Mark
from autodiff_lite.drawing.words import attributes_in_words, kind_in_words, symbol
from autodiff_lite.graph import Edge, Graph, Node
from autodiff_lite.numbers import summary


@dataclass(frozen=True)
class Row:
    """One line of words in a box or beside an arrow; its role says how it looks."""

    role: str
    words: str


@dataclass
class Box:
    """One node of the drawing. `kind` is that of `Node`, or "target" for the end, or "group" for several in one."""

    id: str
    kind: str
    title: str
    note: str = ""
    value: str = ""
    gradient: str = ""
    mark: str | None = None
    sentence: str = ""
    number: int | None = None
    members: int = 1

    @property
    def rows(self) -> list[Row]:
        """The lines in the box, from the top."""
        title = "constant" if self.kind == "constant" and not self.value else "title"
        return _rows(
            self.mark,
            (title, self.title),
            ("note", self.note),
            ("value", self.value),
            ("gradient", self.gradient),
        )


@dataclass
class Arrow:
    """One arrow of the drawing, from box to box, with a tensor's words."""

    id: str
    start: str
    end: str
    value: str = ""
    gradient: str = ""
    local: str = ""
    mark: str | None = None
    flows_back: bool = True
    times: int = 1

    @property
    def rows(self) -> list[Row]:
        """The lines beside the arrow, from the top."""
        return _rows(self.mark, ("value", self.value), ("local", self.local), ("gradient", self.gradient))


def _rows(mark: str | None, *rows: tuple[str, str]) -> list[Row]:
    marked = [] if mark is None else [Row("mark", f"▶ {mark}".strip())]
    return marked + [Row(role, words) for role, words in rows if words]


@dataclass
class Picture:
    """Boxes and arrows, with the words for the whole."""

    title: str
    boxes: list[Box] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)
    closing: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """A sentence for the whole and one for each box: the text alternative."""
        return "\n".join([self.title, *(box.sentence for box in self.boxes if box.sentence), *self.closing])


@dataclass(frozen=True)
class Look:
    """What a drawing shows, and how."""

    values: bool
    gradients: bool
    local: bool
    direction: str
    fold: str | bool
    marks: dict[Mark, str]


def picture_of(graph: Graph, look: Look) -> Picture:
    """Every node a box, every edge an arrow; and an arrow out of the last operation to the target."""
    picture = Picture(title_of(graph))
    for node in graph.nodes:
        picture.boxes.append(_box(graph, node, look))
    picture.arrows = [_arrow(graph, edge, look) for edge in graph.edges]
    target = graph.target
    if target.kind == "operation":
        end = Box(
            "target", "target", target.name, value=_value(target, look), gradient=_gradient(target, look)
        )
        picture.boxes.append(end)
        picture.arrows.append(Arrow("to_target", target.id, "target"))
    return picture


def title_of(graph: Graph) -> str:
    """What the whole drawing is, in one sentence."""
    operations, inputs = len(graph.operations), len(graph.inputs)
    return (
        f"Graph of {graph.target.name}: {operations} operation{'s' * (operations != 1)}, "
        f"{inputs} input{'s' * (inputs != 1)}."
    )


def is_shared(graph: Graph, node: Node) -> bool:
    """Whether a tensor is used more than once: its own words then stand in its box, not at each arrow."""
    return len(graph.out_of(node)) > 1


def _box(graph: Graph, node: Node, look: Look) -> Box:
    box = Box(node.id, node.kind, node.name, number=node.number, sentence=sentence(graph, node, look))
    if node.kind == "operation":
        box.title, box.note = symbol(str(node.operation)), attributes_in_words(node)
        box.mark = look.marks.get(node.number) if node.number is not None else None
        if is_shared(graph, node):
            box.value = f"{node.name} = {summary(node.value)}" if look.values else node.name
            box.gradient = _gradient(node, look)
    elif node.kind == "constant" and not node.is_named:
        box.title = summary(node.value)
    else:
        box.note = kind_in_words(node.kind)
        box.value, box.gradient = _value(node, look), _gradient(node, look)
    return box


def _arrow(graph: Graph, edge: Edge, look: Look) -> Arrow:
    arrow = Arrow(
        f"e{edge.end.number}_{edge.place}", edge.start.id, edge.end.id, flows_back=edge.pull is not None
    )
    arrow.mark = look.marks.get(edge.key)
    if edge.start.kind == "operation" and not is_shared(graph, edge.start):
        arrow.value = f"{edge.name} = {summary(edge.value)}" if look.values else edge.name
    if look.gradients and edge.contribution is not None:
        sole = edge.start.kind != "operation" and not is_shared(graph, edge.start)
        arrow.gradient = "" if sole else f"grad {summary(edge.contribution)}"
    if look.local and edge.pull is not None:
        arrow.local = "∂ matrix" if edge.local is None else f"× {summary(edge.local)}"
    return arrow


def _value(node: Node, look: Look) -> str:
    return f"= {summary(node.value)}" if look.values else ""


def _gradient(node: Node, look: Look) -> str:
    return f"grad {summary(node.gradient)}" if look.gradients and node.gradient is not None else ""


def sentence(graph: Graph, node: Node, look: Look) -> str:
    """What a node is and does, in words."""
    target = graph.target
    is_target = node is target
    amount = f" = {summary(node.value)}" if look.values else ""
    gradient = ""
    if look.gradients and node.gradient is not None:
        by = "itself" if is_target else node.name
        gradient = f" The gradient of {target.name} by {by} is {summary(node.gradient)}."
    if node.kind == "operation":
        taken = ", ".join(_as_input(edge) for edge in graph.into(node)) or "nothing"
        end = " (the target)" if is_target else ""
        attributes = f" ({words})" if (words := attributes_in_words(node)) else ""
        mark = look.marks.get(node.number) if node.number is not None else None
        marked = "" if mark is None else f" Marked{': ' + mark if mark else ''}."
        head = f"Operation {node.number}, {node.operation}{attributes}, takes {taken} and gives {node.name}{amount}{end}."
        return head + gradient + marked + _marked_inputs(graph, node, look)
    if node.kind == "constant" and not node.is_named:
        return ""
    what = kind_in_words(node.kind)
    return f"{what[0].upper()}{what[1:]} {node.name}{' is' + amount[2:] if amount else ''}.{gradient}"


def _as_input(edge: Edge) -> str:
    if edge.start.kind == "constant" and not edge.start.is_named:
        return f"the constant {summary(edge.value)}"
    return edge.name


def _marked_inputs(graph: Graph, node: Node, look: Look) -> str:
    return "".join(
        f" Input {edge.place + 1} ({edge.name}) is marked{': ' + look.marks[edge.key] if look.marks[edge.key] else ''}."
        for edge in graph.into(node)
        if edge.key in look.marks
    )
