"""The drawing of a graph: lays itself out when it is looked at, and has a text that says the same."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

from autodiff_lite.drawing.compose import picture_of
from autodiff_lite.drawing.dot import to_dot
from autodiff_lite.drawing.page import page
from autodiff_lite.drawing.picture import Look, Picture
from autodiff_lite.drawing.render import RendererMissing, render
from autodiff_lite.drawing.svg import as_text, finished
from autodiff_lite.insight.graph import Graph


class Drawing:
    """A picture of a graph. Jupyter shows it; `svg`, `dot` and `text` are it in other forms, and `save`
    writes a file."""

    def __init__(self, graph: Graph, look: Look) -> None:
        self.graph = graph
        self.look = look

    @cached_property
    def picture(self) -> Picture:
        """The boxes and arrows, before they are laid out."""
        return picture_of(self.graph, self.look)

    @cached_property
    def dot(self) -> str:
        """The picture in Graphviz's language. Raises `RendererMissing` without the package graphviz."""
        return to_dot(self.picture, self.look.direction)

    @cached_property
    def svg(self) -> str:
        """The picture as SVG. Raises `RendererMissing`, saying what to install, where nothing can draw."""
        return as_text(finished(render(self.dot), self.picture))

    @cached_property
    def text(self) -> str:
        """The picture in words: a sentence for each operation and each input."""
        return self.picture.text

    def save(self, path: str | Path) -> Path:
        """Write the picture to `path`, whose ending says how: .svg, .dot (or .gv), or .txt. Returns the
        path."""
        path = Path(path)
        forms = {".svg": "svg", ".dot": "dot", ".gv": "dot", ".txt": "text"}
        if path.suffix not in forms:
            raise ValueError(f"a drawing is saved as .svg, .dot, .gv or .txt; got {path.name!r}")
        path.write_text(getattr(self, forms[path.suffix]) + "\n", encoding="utf-8", newline="\n")
        return path

    @cached_property
    def html(self) -> str:
        """The picture with its text under it, to fold out. Raises `RendererMissing` as `svg` does."""
        return page(self.svg, self.text)

    def __repr__(self) -> str:
        return self.text

    def _repr_svg_(self) -> str | None:
        try:
            return self.svg
        except RendererMissing:
            return None

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        # As HTML the SVG becomes part of the page, where a screen reader finds its title; as an image it
        # does not.
        try:
            return {"text/html": self.html, "image/svg+xml": self.svg, "text/plain": self.text}
        except RendererMissing as missing:
            return {"text/plain": f"{missing}\n\n{self.text}"}
