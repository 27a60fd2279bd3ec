"""What is to be drawn, before anything is laid out: boxes and arrows with their words.

One picture serves the drawing and the text alternative, so that they say the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from autodiff_lite.drawing.marks import Mark
from autodiff_lite.insight.graph import Edge, Node


@dataclass(frozen=True)
class Look:
    """What a drawing shows, and how."""

    values: bool = True
    gradients: bool = True
    local: bool = False
    direction: str = "LR"
    fold: str | bool = "auto"
    marks: dict[Mark, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One line of words in a box or beside an arrow; its role says how it looks.

    `room` is what the layout leaves room for, where that is not the words themselves.
    """

    role: str
    words: str
    room: str = ""


@dataclass
class Item:
    """What boxes and arrows have in common. `mark` holds the words of a mark, None without one."""

    id: str
    value: str = ""
    gradient: str = ""
    mark: str | None = None

    @property
    def rows(self) -> list[Row]:
        """The lines of words, from the top."""
        raise NotImplementedError


@dataclass
class Box(Item):
    """One node of the drawing, for one node of the graph or for several.

    `kind` is that of the graph's node, "group" for several operations, or "target" for the result at the end.
    """

    kind: str = "operation"
    title: str = ""
    note: str = ""
    gradient_room: str = ""
    sentence: str = ""
    nodes: tuple[Node, ...] = ()

    @property
    def rows(self) -> list[Row]:
        """The lines in the box, from the top."""
        title = Row("constant" if self.kind == "constant" and not self.value else "title", self.title)
        rows = [title, Row("note", self.note), Row("value", self.value)]
        rows.append(Row("gradient", self.gradient, self.gradient_room))
        return _marked(self.mark) + [row for row in rows if row.words]


@dataclass
class Arrow(Item):
    """One arrow of the drawing, from box to box: one edge of the graph, or several where boxes stand for
    several."""

    start: str = ""
    end: str = ""
    local: str = ""
    edges: tuple[Edge, ...] = ()

    @property
    def flows_back(self) -> bool:
        """Whether a gradient comes back along it."""
        return not self.edges or any(edge.pull is not None for edge in self.edges)

    @property
    def rows(self) -> list[Row]:
        """The lines beside the arrow, from the top."""
        rows = [Row("value", self.value), Row("local", self.local), Row("gradient", self.gradient)]
        return _marked(self.mark) + [row for row in rows if row.words]


@dataclass
class Picture:
    """Boxes and arrows, with the words for the whole. Boxes of operations are in the order of the tape."""

    title: str
    boxes: list[Box]
    arrows: list[Arrow]
    notice: str = ""

    @property
    def text(self) -> str:
        """A sentence for the whole and one for each box: the text alternative."""
        sentences = [self.title, self.notice, *(box.sentence for box in self.boxes)]
        return "\n".join(sentence for sentence in sentences if sentence)


def _marked(mark: str | None) -> list[Row]:
    return [] if mark is None else [Row("mark", f"▶ {mark}".strip())]
