"""From a picture to DOT, Graphviz's language."""

from __future__ import annotations

import math
from typing import Any

from autodiff_lite.drawing.colours import FILLS, GREY, INK, LINE, MARK, OUTLINES
from autodiff_lite.drawing.picture import Arrow, Box, Picture, Row
from autodiff_lite.drawing.render import graphviz_package

# Arial's widths are known to every Graphviz; the SVG names other sans-serif fonts after it.
FONT = "Arial"
WIDER = 0.25


def to_dot(picture: Picture, direction: str) -> str:
    """DOT source for the picture, laid out from left to right ("LR") or from top to bottom ("TB")."""
    digraph: Any = graphviz_package().Digraph(
        graph_attr={
            "rankdir": direction,
            "bgcolor": "transparent",
            "nodesep": "0.28",
            "ranksep": "0.45",
            "pad": "0.15",
            "fontname": FONT,
        },
        node_attr={
            "fontname": FONT,
            "fontsize": "13",
            "fontcolor": INK,
            "margin": "0.12,0.07",
            "height": "0.3",
        },
        edge_attr={"fontname": FONT, "fontsize": "12", "fontcolor": INK, "color": GREY, "arrowsize": "0.75"},
    )
    for box in picture.boxes:
        digraph.node(box.id, **_node(box))
    for arrow in picture.arrows:
        digraph.edge(arrow.start, arrow.end, **_edge(arrow))
    return str(digraph.source)


def _node(box: Box) -> dict[str, str]:
    look = {
        "id": box.id,
        "label": _label(box.rows),
        "shape": "box",
        "style": "filled" if box.kind in ("operation", "group") else "filled,rounded",
        "fillcolor": FILLS[box.kind],
        "color": OUTLINES[box.kind],
        "penwidth": "1.4",
        "tooltip": _escaped(box.sentence or box.title),
    }
    if box.kind in ("constant", "fixed"):
        look["style"] = "filled,rounded,dashed"
    if box.kind == "constant" and len(box.rows) == 1:
        look |= {"width": "0.3", "margin": "0.08,0.04"}
    if box.kind == "target":
        look["peripheries"] = "2"
    if box.kind == "group":
        look |= {"shape": "box3d", "margin": "0.25,0.13"}
    if box.mark is not None:
        look |= {"color": MARK, "penwidth": "3"}
    return look


def _edge(arrow: Arrow) -> dict[str, str]:
    look = {"id": arrow.id, "tooltip": " ", "labeltooltip": " "}
    if arrow.rows:
        look["label"] = _label(arrow.rows)
    if not arrow.flows_back:
        look |= {"style": "dashed", "color": LINE}
    if arrow.mark is not None:
        look |= {"color": MARK, "penwidth": "3", "style": "solid"}
    elif len(arrow.edges) > 1:
        look["penwidth"] = "2"
    return look


def _label(rows: list[Row]) -> str:
    # Rows are told apart when the SVG is finished; Graphviz's own markup in labels is not in every build of
    # it.
    return "\\n".join(_escaped(_room(row)) for row in rows)


def _room(row: Row) -> str:
    """A text as wide as the row may get: bold, and in another font than Arial, it is wider by a third."""
    words = row.room or row.words
    return words + "n" * math.ceil(WIDER * len(words)) if row.role in ("title", "mark") else words


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("\n", " ")
