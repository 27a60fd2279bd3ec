"""The backward pass over a picture, turn by turn, as plain data: what arrives, what is sent back, what has
added up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from autodiff_lite.drawing.picture import Arrow, Box, Picture
from autodiff_lite.drawing.words import counted
from autodiff_lite.insight.graph import Graph, Node
from autodiff_lite.insight.numbers import summary


@dataclass(frozen=True)
class Frame:
    """One moment of the backward pass.

    `box` is the box whose turn it is, by its id, and `sent` the arrows along which gradients go back in it.
    `known` holds each gradient as it stands now, by the id of its box or arrow; `complete` the boxes to
    which nothing is added any more.
    """

    number: int
    caption: str
    box: str | None = None
    sent: tuple[str, ...] = ()
    known: dict[str, str] = field(default_factory=dict)
    complete: frozenset[str] = frozenset()

    def as_dict(self) -> dict[str, Any]:
        """The frame as dicts, lists, numbers and strings."""
        complete = sorted(self.complete)
        return {"number": self.number, "caption": self.caption, "box": self.box, "sent": list(self.sent)} | {
            "known": dict(self.known),
            "complete": complete,
        }


def frames_of(graph: Graph, picture: Picture) -> list[Frame]:
    """The tape before the backward pass, each operation's turn from the last to the first, and the tape
    after it."""
    return _Pass(graph, picture).frames()


class _Pass:
    def __init__(self, graph: Graph, picture: Picture) -> None:
        self.graph = graph
        self.picture = picture
        self.turns = [box for box in reversed(picture.boxes) if box.kind in ("operation", "group")]
        self.into: dict[str, list[Arrow]] = {}
        self.out_of: dict[str, list[Arrow]] = {}
        for arrow in picture.arrows:
            self.into.setdefault(arrow.end, []).append(arrow)
            self.out_of.setdefault(arrow.start, []).append(arrow)
        self.box_of = {node.id: box for box in picture.boxes for node in box.nodes}
        self.taken: set[str] = set()
        self.known: dict[str, str] = {}

    def frames(self) -> list[Frame]:
        target = self.graph.target
        frames = [Frame(0, self._before())]
        if target.gradient is None:
            raise ValueError(
                f"steps show the backward pass, and there is none from {target.name}: its dtype is "
                f"{target.dtype}, and only floats have a derivative. Draw it without steps, or "
                "compute it in floats."
            )
        if "target" in {box.id for box in self.picture.boxes}:
            self.known["target"] = f"grad {summary(target.gradient)}"
        seed = summary(target.gradient)
        start = f"The backward pass starts at {target.name}: its gradient by itself is {seed}."
        frames.append(self._frame(1, start, None, ()))
        for box in self.turns:
            frames.append(self._turn(len(frames), box))
        frames.append(self._frame(len(frames), self._after(), None, ()))
        return frames

    def _before(self) -> str:
        count = counted(len(self.graph.operations), "operation")
        return f"Before: the tape holds {count}, in the order in which they took place. No gradient is known."

    def _after(self) -> str:
        found = [
            f"the gradient of {self.graph.target.name} by {node.name} "
            + (
                f"is {summary(node.gradient)}"
                if node.gradient is not None
                else "is None: nothing came back to it"
            )
            for node in self.graph.sources[:8]
        ]
        more = len(self.graph.sources) - len(found)
        rest = f" (and {counted(more, 'source')} more)" if more else ""
        kept = "A tape that is not persistent lets go of its record now."
        return f"After: {'; '.join(found)}{rest}. {kept}"

    def _frame(self, number: int, caption: str, box: str | None, sent: tuple[str, ...]) -> Frame:
        complete = frozenset(b.id for b in self.picture.boxes if self._is_complete(b))
        return Frame(number, caption, box, sent, dict(self.known), complete)

    def _is_complete(self, box: Box) -> bool:
        return all(arrow.end in self.taken or arrow.end == "target" for arrow in self.out_of.get(box.id, []))

    def _turn(self, number: int, box: Box) -> Frame:
        self.taken.add(box.id)
        sent = [
            arrow
            for arrow in self.into.get(box.id, [])
            if any(e.contribution is not None for e in arrow.edges)
        ]
        for arrow in sent:
            if arrow.gradient:
                self.known[arrow.id] = arrow.gradient
            start = self.box_of[arrow.edges[0].start.id]
            if start.gradient:
                self.known[start.id] = f"grad {summary(self._so_far(start.nodes[0]))}"
        return self._frame(number, self._caption(number - 1, box, sent), box.id, tuple(a.id for a in sent))

    def _so_far(self, node: Node) -> Any:
        """What has come back to a node's tensor up to now."""
        shares = [
            edge.contribution
            for edge in self.graph.out_of(node)
            if edge.contribution is not None and self.box_of[edge.end.id].id in self.taken
        ]
        return sum(shares[1:], shares[0])

    def _caption(self, turn: int, box: Box, sent: list[Arrow]) -> str:
        last = box.nodes[-1]
        what = f"operation {last.number}, {last.operation}"
        if len(box.nodes) > 1:
            what = f"operations {last.number} back to {box.nodes[0].number}, {box.title}"
        head = f"Turn {turn} of {len(self.turns)}: {what}."
        if last.gradient is None:
            return f"{head} No gradient arrives here: the target does not depend on it smoothly."
        arrives = f"Upstream, {summary(last.gradient)} arrives at {last.name}."
        if not sent:
            return f"{head} {arrives} None of it goes further back."
        return f"{head} {arrives} {' '.join(self._sent(arrow, box) for arrow in sent)}"

    def _sent(self, arrow: Arrow, box: Box) -> str:
        edge = arrow.edges[0]
        names = {e.start.id: e.name for e in arrow.edges}
        if len(box.nodes) > 1 or len(arrow.edges) > 1:
            if len(names) == 1:
                return f"Back to {edge.name}{self._total(edge.start)}."
            return f"Back to {', '.join(list(names.values())[:4])}{' and others' if len(names) > 4 else ''}."
        share = summary(edge.contribution)
        if edge.local is None:
            rule = f"The rule of {edge.end.operation} turns it into {share}, which"
        else:
            factor = summary(edge.local)
            product = f"{summary(edge.end.gradient)} · {_bracketed(factor)} = {share}"
            rule = f"Times the local derivative {factor}: {product}"
        return f"{rule} goes back to {edge.name}{self._total(edge.start)}."

    def _total(self, node: Node) -> str:
        """What a tensor that is used more than once has gathered."""
        uses = [e for e in self.graph.out_of(node) if e.contribution is not None]
        if len(uses) < 2:
            return ""
        there = [e for e in uses if self.box_of[e.end.id].id in self.taken]
        so_far = summary(self._so_far(node))
        if len(there) == len(uses):
            return f"; everything for it has come back and adds up to {so_far}"
        return f", which has gathered {so_far} so far ({len(there)} of {len(uses)} uses)"


def _bracketed(number: str) -> str:
    return f"({number})" if number.startswith("−") else number
