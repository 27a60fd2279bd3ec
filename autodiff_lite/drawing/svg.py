"""From Graphviz's SVG to one for a page: its own light ground, a title and a description, fonts that are
everywhere."""

from __future__ import annotations

import hashlib
import re
import xml.etree.ElementTree as ET

from autodiff_lite.drawing.colours import DARK_BLUE, DARK_VERMILLION, GREY, GROUND, MARK
from autodiff_lite.drawing.picture import Arrow, Item, Picture

SVG = "http://www.w3.org/2000/svg"
FONTS = "Arial, 'Helvetica Neue', 'Liberation Sans', 'DejaVu Sans', sans-serif"
_MARGIN = 8.0

ET.register_namespace("", SVG)
ET.register_namespace("xlink", "http://www.w3.org/1999/xlink")


_LOOKS = {
    "title": {"font-weight": "bold"},
    "constant": {},
    "note": {"fill": GREY, "font-size": "11"},
    "value": {},
    "local": {"fill": DARK_BLUE},
    "gradient": {"fill": DARK_VERMILLION, "font-style": "italic"},
    "mark": {"fill": MARK, "font-weight": "bold"},
}


# Words beside an arrow stay readable where another line runs behind them.
_HALO = {"stroke": GROUND, "stroke-width": "4", "stroke-linejoin": "round", "paint-order": "stroke"}


def finished(rendered: str, picture: Picture) -> ET.Element:
    """The root of a finished SVG, which says the picture's title and text to screen readers."""
    title, description = picture.title, picture.text
    root = ET.fromstring(re.sub(r"<!DOCTYPE[^>]*>", "", rendered))
    left, top, width, height = map(float, root.attrib["viewBox"].split())
    left, top, width, height = left - _MARGIN, top - _MARGIN, width + 2 * _MARGIN, height + 2 * _MARGIN
    mark = "g" + hashlib.sha256((rendered + description).encode()).hexdigest()[:8]
    _style_rows(root, picture)
    root.attrib.clear()
    root.attrib |= {
        "viewBox": f"{left:g} {top:g} {width:g} {height:g}",
        "width": f"{width:g}",
        "height": f"{height:g}",
        "style": f"max-width: 100%; min-width: {0.8 * width:.0f}px; height: auto;",
        "role": "img",
        "aria-label": title,
        "aria-describedby": f"{mark}-description",
        "font-family": FONTS,
    }
    ground = {"x": left + 0.5, "y": top + 0.5, "width": width - 1, "height": height - 1, "rx": 10}
    head = [
        _element("title", title),
        _element("desc", description, id=f"{mark}-description"),
        _element("rect", **{k: f"{v:g}" for k, v in ground.items()}, fill=GROUND, stroke="#d5dade"),
    ]
    for place, element in enumerate(head):
        root.insert(place, element)
    for element in root.iter():
        element.attrib.pop("font-family", None) if element is not root else None
        if "id" in element.attrib and not element.attrib["id"].startswith(mark):
            element.attrib["id"] = f"{mark}-{element.attrib['id']}"
    return root


def _style_rows(root: ET.Element, picture: Picture) -> None:
    """Each line of words in the look of its role. Graphviz writes them in order, a `text` element each."""
    groups = {element.get("id"): element for element in root.iter(f"{{{SVG}}}g")}
    items: list[Item] = [*picture.boxes, *picture.arrows]
    for item in items:
        texts = groups[item.id].iter(f"{{{SVG}}}text")
        for element, row in zip(texts, item.rows, strict=True):
            element.attrib |= _LOOKS[row.role]
            element.set("class", row.role)
            element.text = row.words
            if isinstance(item, Arrow):
                element.attrib |= _HALO


def group_of(root: ET.Element, item: str) -> ET.Element:
    """The group of a box or arrow in a finished SVG."""
    return next(g for g in root.iter(f"{{{SVG}}}g") if (g.get("id") or "").endswith(f"-{item}"))


def as_text(root: ET.Element) -> str:
    """The SVG as text."""
    return ET.tostring(root, encoding="unicode")


def _element(tag: str, text: str = "", **attributes: str) -> ET.Element:
    element = ET.Element(f"{{{SVG}}}{tag}", attributes)
    element.text = text
    return element
