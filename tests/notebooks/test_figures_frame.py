"""The lessons' drawings are readable: in ASCII, within their frame, with contrast, for all eyes."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

SVG = "{http://www.w3.org/2000/svg}"
SOURCE = Path(__file__).parents[2] / "notebooks" / "source"
DRAWINGS = sorted(SOURCE.glob("*/figures/*.svg"))
EACH = pytest.mark.parametrize("file", DRAWINGS, ids=lambda file: f"{file.parents[1].name}-{file.stem}")
LARGE = 18.66
"""Bold text of 14 points and more is large for WCAG; in pixels."""


@cache
def _font(mono: bool, bold: bool) -> object:
    from matplotlib.font_manager import FontProperties, findfont
    from matplotlib.ft2font import FT2Font

    family = "DejaVu Sans Mono" if mono else "DejaVu Sans"
    return FT2Font(findfont(FontProperties(family=family, weight="bold" if bold else "normal")))


def width(text: ElementTree.Element) -> float:
    """How wide a text is in DejaVu, the widest of the fonts that the drawings name; in pixels."""
    font = _font("mono" in text.get("font-family", "").lower(), text.get("font-weight") == "600")
    font.set_size(float(text.get("font-size", "14")), 72)  # type: ignore[attr-defined]  # matplotlib's FT2Font
    font.set_text("".join(text.itertext()), 0.0)  # type: ignore[attr-defined]
    return float(font.get_width_height()[0]) / 64  # type: ignore[attr-defined]


@EACH
def test_a_drawing_is_ascii_and_has_a_title_and_a_description(file: Path) -> None:
    assert file.read_bytes().isascii()
    top = ElementTree.parse(file).getroot()
    assert top.get("role") == "img"
    title, words = top.find(f"{SVG}title"), top.find(f"{SVG}desc")
    assert title is not None
    assert words is not None
    assert len(title.text or "") > 10
    assert len(words.text or "") > 60


@EACH
def test_no_text_sticks_out_of_the_frame_in_the_widest_of_its_fonts(file: Path) -> None:
    top = ElementTree.parse(file).getroot()
    right, bottom = (float(part) for part in top.get("viewBox", "").split()[2:])
    for text in top.iter(f"{SVG}text"):
        x, y, wide = float(text.get("x", "0")), float(text.get("y", "0")), width(text)
        start = x - {"middle": wide / 2, "end": wide}.get(text.get("text-anchor", "start"), 0.0)
        words = "".join(text.itertext())
        assert start >= 0, words
        assert start + wide <= right, (words, start + wide - right)
        assert float(text.get("font-size", "14")) * 0.8 <= y <= bottom, words


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.0404 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@EACH
def test_words_have_the_contrast_that_wcag_asks_for_on_what_lies_under_them(file: Path) -> None:
    top = ElementTree.parse(file).getroot()
    ground: list[tuple[float, float, float, float, str]] = []
    for shape in top.iter():
        fill = shape.get("fill", "")
        if shape.tag == f"{SVG}rect" and re.fullmatch(r"#[0-9A-Fa-f]{6}", fill):
            x, y, w, h = (float(shape.get(name, "0")) for name in ("x", "y", "width", "height"))
            ground.append((x, y, x + w, y + h, fill))
        if shape.tag == f"{SVG}text":
            x, y = float(shape.get("x", "0")), float(shape.get("y", "0")) - 4
            under = [c for left, up, right, down, c in ground if left <= x <= right and up <= y <= down]
            size, bold = float(shape.get("font-size", "14")), shape.get("font-weight") == "600"
            least = 3.0 if size >= 24 or (bold and size >= LARGE) else 4.5
            assert contrast(shape.get("fill", "#000000"), (under or ["#FFFFFF"])[-1]) >= least, "".join(
                shape.itertext()
            )


# G. Machado, M. Oliveira and L. Fernandes: A physiologically-based model for simulation of color vision
# deficiency, IEEE Transactions on Visualization and Computer Graphics 15, 2009; full severity, row by row.
BLINDNESS = {
    "protanopia": (0.1523, 1.0526, -0.2049, 0.1145, 0.7863, 0.0992, -0.0039, -0.0481, 1.0520),
    "deuteranopia": (0.3673, 0.8606, -0.2280, 0.2801, 0.6725, 0.0474, -0.0118, 0.0429, 0.9689),
    "tritanopia": (1.2555, -0.0767, -0.1788, -0.0784, 0.9308, 0.1476, 0.0047, 0.6914, 0.3039),
}  # fmt: skip


@pytest.mark.parametrize("kind", BLINDNESS)
def test_the_colours_of_lines_stay_apart_for_colour_blind_eyes(kind: str) -> None:
    from figures.svg import BLUE, GREEN, VERMILLION

    weights = BLINDNESS[kind]

    def seen(colour: str) -> list[float]:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        return [sum(weights[3 * row + place] * part for place, part in enumerate(parts)) for row in range(3)]

    lines = {"blue": seen(BLUE), "vermillion": seen(VERMILLION), "green": seen(GREEN)}
    for one, other in (("blue", "vermillion"), ("vermillion", "green"), ("blue", "green")):
        apart = sum((a - b) ** 2 for a, b in zip(lines[one], lines[other], strict=True)) ** 0.5
        assert apart > 0.12, (one, other, apart)
