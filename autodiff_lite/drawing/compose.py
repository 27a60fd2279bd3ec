"""From a graph to a picture: which boxes and arrows there are, and the few words on each."""

from __future__ import annotations

from autodiff_lite.drawing.fold import MOST_BOXES, Block, Folding, folded, unfolded
from autodiff_lite.drawing.picture import Arrow, Box, Look, Picture
from autodiff_lite.drawing.words import (
    attributes_in_words,
    block_in_words,
    block_sentence,
    counted,
    inputs_sentence,
    kind_in_words,
    sentence,
    symbol,
)
from autodiff_lite.insight.graph import Edge, Graph, Node
from autodiff_lite.insight.numbers import equation, has_few, summary


def picture_of(graph: Graph, look: Look) -> Picture:
    """The picture of a graph, folded if `look` says so or the graph is too large to read."""
    wanted = look.fold is True or (look.fold == "auto" and len(graph.nodes) >= MOST_BOXES)
    return _Composition(graph, look, wanted).picture()


def is_shared(graph: Graph, node: Node) -> bool:
    """Whether a tensor is used more than once: its own words then stand in its box, not at each arrow."""
    return len(graph.out_of(node)) > 1


class _Composition:
    def __init__(self, graph: Graph, look: Look, fold: bool) -> None:
        self.graph = graph
        self.look = look
        self.is_folded = fold
        marked = {mark if isinstance(mark, int) else mark[0] for mark in look.marks}
        self.folding: Folding = folded(graph, marked) if fold else unfolded(graph)

    def picture(self) -> Picture:
        inputs = [self._inputs(nodes) for nodes in self.folding.inputs]
        blocks = [self._block(block) for block in self.folding.blocks]
        boxes = self._in_order_of_use(inputs, blocks)
        arrows = self._arrows(boxes)
        target = self.graph.target
        if target.kind == "operation":
            box = Box("target", kind="target", title=target.name)
            box.value, box.gradient = self._value(target), self._gradient(target)
            last = next(b.id for b in blocks if target in b.nodes)
            boxes.append(box)
            arrows.append(Arrow("to_target", start=last, end="target"))
        return Picture(self._title(), boxes, arrows, self._notice(blocks))

    def _title(self) -> str:
        operations, inputs = len(self.graph.operations), len(self.graph.inputs)
        sizes = f"{counted(operations, 'operation')}, {counted(inputs, 'input')}"
        return f"Graph of {self.graph.target.name}: {sizes}."

    def _notice(self, blocks: list[Box]) -> str:
        if not self.is_folded:
            return ""
        return f"Folded: {counted(len(blocks), 'box', 'boxes')} hold all operations; constants are not drawn."

    def _in_order_of_use(self, inputs: list[Box], blocks: list[Box]) -> list[Box]:
        """Each input before the first block that takes it. The order decides how the picture is laid out."""
        place = {node.id: i for i, block in enumerate(blocks) for node in block.nodes}
        waiting: dict[int, list[Box]] = {}
        for box in inputs:
            uses = [place[edge.end.id] for node in box.nodes for edge in self.graph.out_of(node)]
            waiting.setdefault(min(uses, default=0), []).append(box)
        ordered = [] if blocks else list(inputs)
        for i, block in enumerate(blocks):
            ordered += [*waiting.get(i, []), block]
        return ordered

    def _block(self, block: Block) -> Box:
        last = block.nodes[-1]
        if len(block.nodes) > 1:
            title, note = block_in_words(block)
            box = Box(f"op{block.nodes[0].number}", kind="group", title=title, note=note, nodes=block.nodes)
            box.sentence = block_sentence(self.graph, block, self.look)
            inside = [self.look.marks[n.number] for n in block.nodes if n.number in self.look.marks]
            box.mark = inside[0] if inside else None
            return box
        box = Box(
            last.id, title=symbol(str(last.operation)), note=attributes_in_words(last), nodes=block.nodes
        )
        box.sentence = sentence(self.graph, last, self.look)
        box.mark = self.look.marks.get(last.number) if last.number is not None else None
        if self.is_folded:
            constants = [summary(e.value) for e in self.graph.into(last) if _is_plain(e.start)]
            if constants:
                box.note = ", ".join(filter(None, [box.note, f"with {' and '.join(constants)}"]))
        if is_shared(self.graph, last):
            box.value = equation(last.name, last.value) if self.look.values else last.name
            box.gradient = self._gradient(last)
        return box

    def _inputs(self, nodes: tuple[Node, ...]) -> Box:
        first = nodes[0]
        box = Box(first.id, kind=first.kind, nodes=nodes)
        if len(nodes) > 1:
            names = [node.name for node in nodes]
            box.title = ", ".join(names) if len(nodes) < 4 else f"{names[0]}, {names[1]}, …, {names[-1]}"
            box.note = f"{len(nodes):,} {kind_in_words(first.kind)}s"
            box.sentence = inputs_sentence(nodes)
            return box
        if _is_plain(first):
            box.title = summary(first.value)
            box.note = "" if has_few(first.value) else "constant"
            return box
        box.title, box.note = first.name, kind_in_words(first.kind)
        box.value, box.gradient = self._value(first), self._gradient(first)
        box.sentence = sentence(self.graph, first, self.look)
        return box

    def _arrows(self, boxes: list[Box]) -> list[Arrow]:
        """An arrow for each edge; the edges between two boxes as one where either box stands for several
        nodes."""
        box_of = {node.id: box for box in boxes for node in box.nodes}
        together: dict[tuple[str, str, object], list[Edge]] = {}
        for edge in self.graph.edges:
            start, end = box_of.get(edge.start.id), box_of[edge.end.id]
            if start is None or start is end:
                continue
            apart = edge.key if len(start.nodes) == len(end.nodes) == 1 else None
            together.setdefault((start.id, end.id, apart), []).append(edge)
        return [
            self._arrow(start, end, edges, len(box_of[edges[0].start.id].nodes) > 1)
            for (start, end, _), edges in together.items()
        ]

    def _arrow(self, start: str, end: str, edges: list[Edge], from_group: bool) -> Arrow:
        edge = edges[0]
        arrow = Arrow(f"e{edge.end.number}_{edge.place}", start=start, end=end, edges=tuple(edges))
        marks = [self.look.marks[e.key] for e in edges if e.key in self.look.marks]
        arrow.mark = marks[0] if marks else None
        tensors = {e.start.id for e in edges}
        if len(tensors) > 1:
            arrow.value = f"{len(tensors):,} tensors"
            return arrow
        shown_in_box = not from_group and (
            edge.start.kind != "operation" or is_shared(self.graph, edge.start)
        )
        if not shown_in_box:
            arrow.value = equation(edge.name, edge.value) if self.look.values else edge.name
        elif len(edges) > 1:
            arrow.value = f"{len(edges):,} times"
        arrow.gradient = self._share(edges)
        if self.look.local and len(edges) == 1 and edge.pull is not None:
            arrow.local = "∂ matrix" if edge.local is None else f"∂ {summary(edge.local)}"
        return arrow

    def _share(self, edges: list[Edge]) -> str:
        """What comes back along edges from one tensor; left to the input's box if they are all its uses."""
        start = edges[0].start
        shares = [edge.contribution for edge in edges if edge.contribution is not None]
        if not self.look.gradients or not shares:
            return ""
        if start.kind != "operation" and len(edges) == len(self.graph.out_of(start)):
            return ""
        return f"grad {summary(sum(shares[1:], shares[0]))}"

    def _value(self, node: Node) -> str:
        return equation("", node.value) if self.look.values else ""

    def _gradient(self, node: Node) -> str:
        return f"grad {summary(node.gradient)}" if self.look.gradients and node.gradient is not None else ""


def _is_plain(node: Node) -> bool:
    return node.kind == "constant" and not node.is_named
