"""The backward pass as a sequence of pictures: one layout, in which gradients appear turn by turn."""

from __future__ import annotations

import copy
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path

from autodiff_lite.drawing.colours import MARK
from autodiff_lite.drawing.drawing import Drawing
from autodiff_lite.drawing.page import stepper
from autodiff_lite.drawing.picture import Look, Picture
from autodiff_lite.drawing.render import render
from autodiff_lite.drawing.svg import SVG, as_text, finished, group_of
from autodiff_lite.drawing.turns import Frame, frames_of
from autodiff_lite.insight.graph import Graph


@dataclass
class _Timed:
    """An element of the SVG that is there in some frames only."""

    element: ET.Element
    frames: frozenset[int]


class Steps(Drawing):
    """A drawing that goes through the backward pass: `frames` are its moments, Jupyter shows it with a
    slider."""

    def __init__(self, graph: Graph, look: Look) -> None:
        # The layout has room for everything that any frame shows.
        super().__init__(graph, replace(look, gradients=True, local=True))

    @cached_property
    def picture(self) -> Picture:
        """The boxes and arrows, with room for every amount that a gradient passes through."""
        picture = super().picture
        for frame in frames_of(self.graph, picture):
            for box in picture.boxes:
                box.gradient_room = max(box.gradient_room, f"{frame.known.get(box.id, '')} …", key=len)
        return picture

    @cached_property
    def frames(self) -> list[Frame]:
        """The moments of the backward pass as plain data."""
        return frames_of(self.graph, self.picture)

    @cached_property
    def text(self) -> str:
        """The graph and each step in words."""
        steps = [f"Step {frame.number + 1} of {len(self.frames)}. {frame.caption}" for frame in self.frames]
        return "\n".join([self.picture.text, *steps])

    @cached_property
    def svg(self) -> str:
        """The picture after the last step."""
        return self.svg_of(len(self.frames) - 1)

    @cached_property
    def html(self) -> str:
        """The pictures with a slider and the caption of each step. Works without a network, and without a
        kernel."""
        root, timed = self._timed()
        for item in timed:
            names = " ".join(f"f{number}" for number in sorted(item.frames))
            item.element.set("class", f"{item.element.get('class', '')} timed {names}".strip())
        return stepper(as_text(root), [frame.caption for frame in self.frames], self.picture.text)

    def svg_of(self, number: int) -> str:
        """The picture at one step, from 0. Raises `IndexError` for a step that there is not."""
        if not 0 <= number < len(self.frames):
            raise IndexError(f"there are steps 0 to {len(self.frames) - 1}; got {number}")
        root, timed = self._timed()
        parents = {child: parent for parent in root.iter() for child in parent}
        for item in timed:
            if number not in item.frames:
                parents[item.element].remove(item.element)
        return as_text(root)

    def save(self, path: str | Path) -> Path:
        """As `Drawing.save`; .html writes the pictures with their slider."""
        path = Path(path)
        if path.suffix != ".html":
            return super().save(path)
        path.write_text(
            f'<!doctype html>\n<meta charset="utf-8">\n{self.html}\n', encoding="utf-8", newline="\n"
        )
        return path

    @cached_property
    def _rendered(self) -> str:
        return render(self.dot)

    def _timed(self) -> tuple[ET.Element, list[_Timed]]:
        """The whole SVG, and those of its elements that are there in some frames only."""
        root = finished(self._rendered, self.picture)
        timed: list[_Timed] = []
        for arrow in self.picture.arrows:
            for element in group_of(root, arrow.id).iter(f"{{{SVG}}}text"):
                if element.get("class") == "gradient":
                    timed.append(_Timed(element, self._since_known(arrow.id)))
                elif element.get("class") == "local":
                    timed.append(_Timed(element, self._when(partial(_sends, arrow.id))))
        for box in self.picture.boxes:
            group = group_of(root, box.id)
            timed += self._growing(group, box.id)
            turn = self._when(partial(_is_turn_of, box.id))
            if turn:
                timed.append(_Timed(_outlined(group), turn))
        return root, timed

    def _when(self, holds: Callable[[Frame], bool]) -> frozenset[int]:
        return frozenset(frame.number for frame in self.frames if holds(frame))

    def _since_known(self, name: str) -> frozenset[int]:
        return self._when(lambda frame: name in frame.known)

    def _growing(self, group: ET.Element, box: str) -> list[_Timed]:
        """A box's gradient once for each amount that it passes through; "…" says that more is to come."""
        parent, final = next(
            ((p, t) for p in group.iter() for t in p if t.get("class") == "gradient"), (None, None)
        )
        if parent is None or final is None:
            return []
        when: dict[str, set[int]] = {}
        for frame in self.frames:
            if box in frame.known:
                words = frame.known[box] + ("" if box in frame.complete else " …")
                when.setdefault(words, set()).add(frame.number)
        timed = []
        for words, numbers in when.items():
            element = copy.deepcopy(final)
            element.text = words
            parent.append(element)
            timed.append(_Timed(element, frozenset(numbers)))
        parent.remove(final)
        return timed


def _sends(arrow: str, frame: Frame) -> bool:
    return arrow in frame.sent


def _is_turn_of(box: str, frame: Frame) -> bool:
    return box == frame.box


def _outlined(group: ET.Element) -> ET.Element:
    """A second, thick outline over a box's own."""
    shape = next(e for e in group.iter() if e.tag in (f"{{{SVG}}}polygon", f"{{{SVG}}}path"))
    parent = next(p for p in group.iter() if shape in list(p))
    outline = copy.deepcopy(shape)
    outline.attrib |= {"fill": "none", "stroke": MARK, "stroke-width": "4", "class": "turn"}
    parent.append(outline)
    return outline
