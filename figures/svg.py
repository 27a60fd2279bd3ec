"""A small SVG writer: the few shapes that the lessons' drawings need, in colours for all eyes.

A drawing has its own white ground, so that it reads the same in a light and in a dark JupyterLab. Numbers are
rounded and nothing depends on time or machine: the same script writes the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape

Point = tuple[float, float]

# Okabe and Ito's palette, told apart with every common kind of colour blindness.
BLUE = "#0072B2"
VERMILLION = "#D55E00"
GREEN = "#009E73"
ORANGE = "#E69F00"
SKY = "#56B4E9"
# Words need more contrast than lines do: the same hues, darker.
DARK_VERMILLION = "#A34700"
DARK_GREEN = "#00694D"
INK = "#1A1A1A"
GREY = "#5C5C5C"
PALE = "#F3F5F7"
LINE = "#C9CED3"

SANS = "'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
MONO = "Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"


def number(value: float) -> str:
    """At most two decimals and no trailing zeros.

    >>> number(12.0), number(0.3333), number(-0.001)
    ('12', '0.33', '0')
    """
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


class Drawing:
    """A picture of a fixed size with a title and a description, which screen readers read aloud."""

    def __init__(self, width: float, height: float, title: str, description: str) -> None:
        self.width, self.height = width, height
        self.title, self.description = title, description
        self._parts: list[str] = []

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str = PALE,
        stroke: str = LINE,
        radius: float = 8,
        thick: float = 1.2,
        dash: str = "",
    ) -> None:
        self._add(
            f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}" '
            f'rx="{number(radius)}" fill="{fill}" stroke="{stroke}" stroke-width="{number(thick)}"'
            f"{_dash(dash)}/>"
        )

    def circle(
        self, x: float, y: float, radius: float, *, fill: str = INK, stroke: str = "none", thick: float = 1.5
    ) -> None:
        self._add(
            f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" fill="{fill}" '
            f'stroke="{stroke}" stroke-width="{number(thick)}"/>'
        )

    def line(
        self,
        points: Iterable[Point],
        *,
        colour: str = INK,
        thick: float = 1.8,
        dash: str = "",
        arrow: bool = False,
    ) -> None:
        path = " ".join(f"{number(x)},{number(y)}" for x, y in points)
        head = f' marker-end="url(#{_marker(colour)})"' if arrow else ""
        self._add(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{number(thick)}" '
            f'stroke-linejoin="round" stroke-linecap="round"{_dash(dash)}{head}/>'
        )

    def curve(
        self, path: str, *, colour: str = INK, thick: float = 1.8, fill: str = "none", arrow: bool = False
    ) -> None:
        head = f' marker-end="url(#{_marker(colour)})"' if arrow else ""
        self._add(
            f'<path d="{path}" fill="{fill}" stroke="{colour}" stroke-width="{number(thick)}" '
            f'stroke-linejoin="round" stroke-linecap="round"{head}/>'
        )

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = 14,
        colour: str = INK,
        anchor: str = "start",
        bold: bool = False,
        mono: bool = False,
        italic: bool = False,
    ) -> None:
        weight = ' font-weight="600"' if bold else ""
        slant = ' font-style="italic"' if italic else ""
        self._add(
            f'<text x="{number(x)}" y="{number(y)}" font-family="{MONO if mono else SANS}" '
            f'font-size="{number(size)}" fill="{colour}" text-anchor="{anchor}"{weight}{slant} '
            f'xml:space="preserve">{escape(words)}</text>'
        )

    def eye(self, x: float, y: float, *, open: bool, colour: str = INK) -> None:
        """An eye about 40 wide around (x, y), or the same eye struck through."""
        self.curve(
            f"M{x - 20} {y} Q{x} {y - 20} {x + 20} {y} Q{x} {y + 20} {x - 20} {y} Z",
            colour=colour,
            fill="#FFFFFF",
        )
        self.circle(x, y, 6.5, fill=colour)
        if not open:
            self.line([(x - 19, y + 14), (x + 19, y - 14)], colour=colour, thick=3)

    def svg(self) -> str:
        """The whole drawing as text, in ASCII."""
        colours = [
            c
            for c in (INK, GREY, BLUE, VERMILLION, GREEN, ORANGE)
            if any(_marker(c) in p for p in self._parts)
        ]
        markers = "".join(
            f'<marker id="{_marker(c)}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" '
            f'markerHeight="7" orient="auto-start-reverse"><path d="M0 0L10 5L0 10z" fill="{c}"/></marker>\n'
            for c in colours
        )
        width, height = number(self.width), number(self.height)
        inner = f'width="{number(self.width - 1)}" height="{number(self.height - 1)}"'
        text = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
            f'height="{height}" role="img" aria-labelledby="title desc">\n'
            f'<title id="title">{escape(self.title)}</title>\n'
            f'<desc id="desc">{escape(self.description)}</desc>\n'
            f"<defs>\n{markers}</defs>\n"
            f'<rect x="0.5" y="0.5" {inner} rx="10" fill="#FFFFFF" stroke="{LINE}"/>\n'
            + "\n".join(self._parts)
            + "\n</svg>\n"
        )
        # Some notebooks show figures through `btoa`, which takes no other characters.
        return text.encode("ascii", "xmlcharrefreplace").decode()

    def save(self, name: str, lesson: str) -> Path:
        """Write `name` into the lesson's own folder, where the notebook and nbgrader find it."""
        target = Path(__file__).parents[1] / "notebooks" / "source" / lesson / "figures" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(self.svg(), encoding="ascii", newline="\n")
        return target

    def _add(self, part: str) -> None:
        self._parts.append(part)


class Axes:
    """Maps numbers (x, y) to places in a box of a drawing, y upwards."""

    def __init__(self, box: tuple[float, float, float, float], x: Point, y: Point) -> None:
        self.left, self.top, self.width, self.height = box
        self.x, self.y = x, y

    def at(self, x: float, y: float) -> Point:
        return (
            self.left + (x - self.x[0]) / (self.x[1] - self.x[0]) * self.width,
            self.top + self.height - (y - self.y[0]) / (self.y[1] - self.y[0]) * self.height,
        )

    def path(self, points: Iterable[Point]) -> list[Point]:
        return [self.at(x, y) for x, y in points]


def steps(first: float, last: float, count: int = 61) -> list[float]:
    """`count` numbers evenly spaced from `first` to `last`.

    >>> steps(0.0, 1.0, 3)
    [0.0, 0.5, 1.0]
    """
    return [first + (last - first) * index / (count - 1) for index in range(count)]


def _dash(pattern: str) -> str:
    return f' stroke-dasharray="{pattern}"' if pattern else ""


def _marker(colour: str) -> str:
    return "arrow-" + colour.lstrip("#")
