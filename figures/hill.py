"""Draws the maps of lesson 04: a hill with a walker on it, and four places on the same hill."""

from __future__ import annotations

import math

from figures.svg import BLUE, DARK_VERMILLION, GREY, INK, PALE, VERMILLION, Drawing, Point

LESSON = "04-partial-derivatives"
WHITE = "#FFFFFF"
BROWN = "#8C6A46"
TOP, LEVELS = 900.0, (850, 750, 650, 550, 450, 350, 250, 150, 50)
LABELS = {850: 110.0, 650: 118.0, 450: 222.0, 250: 128.0, 50: 132.0}
"""The contours that carry their height, and the angle at which it stands."""


def height(x: float, y: float) -> float:
    """The hill in metres, x kilometres east and y kilometres north of its top."""
    return TOP - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y


def slopes(x: float, y: float) -> Point:
    """How fast the hill rises to the east and to the north, in metres a kilometre."""
    return -80.0 * x + 20.0 * y, -120.0 * y + 20.0 * x


class Map:
    """A part of the plane on a drawing: kilometres to the east and to the north become pixels."""

    def __init__(self, drawing: Drawing, left: float, top: float, scale: float, reach: Point) -> None:
        self.drawing, self.left, self.top, self.scale, self.reach = drawing, left, top, scale, reach

    def at(self, x: float, y: float) -> Point:
        return self.left + (x + self.reach[0]) * self.scale, self.top + (self.reach[1] - y) * self.scale

    def ground(self) -> None:
        """The frame, the lines of the grid, and the numbers beside them."""
        across, up = self.reach
        width, tall = 2 * across * self.scale, 2 * up * self.scale
        self.drawing.rect(self.left, self.top, width, tall, fill=PALE, radius=0)
        for east in range(-int(across), int(across) + 1):
            x, _ = self.at(east, 0)
            self.drawing.line([(x, self.top), (x, self.top + tall)], colour="#E3E7EA", thick=1)
            self.drawing.text(x, self.top + tall + 20, str(east), size=13, colour=GREY, anchor="middle")
        for north in range(-int(up), int(up) + 1):
            _, y = self.at(0, north)
            self.drawing.line([(self.left, y), (self.left + width, y)], colour="#E3E7EA", thick=1)
            self.drawing.text(self.left - 8, y + 5, str(north), size=13, colour=GREY, anchor="end")
        middle = self.left + width / 2
        self.drawing.text(middle, self.top + tall + 42, "x, kilometres east", size=14, anchor="middle")
        self.drawing.text(self.left - 26, self.top - 12, "y, kilometres north", size=14)

    def contours(self) -> None:
        """Lines of equal height; each is an ellipse around the top, cut off at the frame."""
        for level in LEVELS:
            self.contour(level, BROWN, 1.8 if level in LABELS else 1.1)
        for level, angle in LABELS.items():
            x, y = self.at(*_on_contour(level, math.radians(angle)))
            self.drawing.rect(x - 19, y - 10, 38, 20, fill=PALE, stroke="none", radius=3)
            self.drawing.text(x, y + 5, str(level), size=13, colour="#6B4E30", anchor="middle")

    def contour(self, level: float, colour: str, thick: float) -> None:
        for piece in self._pieces(level):
            self.drawing.line(piece, colour=colour, thick=thick)

    def _pieces(self, level: float) -> list[list[Point]]:
        pieces: list[list[Point]] = [[]]
        for step in range(241):
            x, y = _on_contour(level, math.tau * step / 240)
            if abs(x) <= self.reach[0] and abs(y) <= self.reach[1]:
                pieces[-1].append(self.at(x, y))
            elif pieces[-1]:
                pieces.append([])
        return [piece for piece in pieces if len(piece) > 1]


def _on_contour(level: float, angle: float) -> Point:
    """Where the ray from the top under this angle meets the contour: the hill is quadratic along it."""
    x, y = math.cos(angle), math.sin(angle)
    far = math.sqrt((TOP - level) / (TOP - height(x, y)))
    return far * x, far * y


def walker() -> Drawing:
    drawing = Drawing(
        820,
        560,
        "A hill as a map, with a walker",
        "A map with contour lines: ellipses around the top at x = 0, y = 0. You stand at x = 3, y = 2, "
        "at 420 metres. From there an arrow points along the gradient, to the south-west and up, at right "
        "angles to a dashed line. The dashed line is level: it touches the thick contour of 420 metres.",
    )
    area = Map(drawing, 60, 44, 62, (4.0, 3.75))
    area.ground()
    area.contours()
    here = (3.0, 2.0)
    area.contour(height(*here), VERMILLION, 2.4)
    east, north = slopes(*here)
    long = math.hypot(east, north)
    level = (-north / long, east / long)
    drawing.line(
        [area.at(here[0] + t * level[0], here[1] + t * level[1]) for t in (-1.1, 1.1)],
        colour=GREY,
        thick=2,
        dash="7 5",
    )
    tip = (here[0] + 1.6 * east / long, here[1] + 1.6 * north / long)
    drawing.line([area.at(*here), area.at(*tip)], colour=BLUE, thick=3.4, arrow=True)
    drawing.circle(*area.at(*here), 7, fill=VERMILLION, stroke=INK)
    drawing.circle(*area.at(0, 0), 4)
    x, y = area.at(0, 0)
    drawing.text(x + 9, y + 18, "top, 900 m", size=14)
    words = (
        (576, 84, "You are here:", True, DARK_VERMILLION),
        (576, 106, "x = 3, y = 2, 420 m high.", False, INK),
        (576, 160, "The arrow: the gradient.", True, BLUE),
        (576, 182, "It points where the hill", False, INK),
        (576, 202, "rises most steeply.", False, INK),
        (576, 256, "The dashed line is level.", True, GREY),
        (576, 278, "It touches the thick line", False, INK),
        (576, 298, "of 420 m, and is at right", False, INK),
        (576, 318, "angles to the arrow.", False, INK),
        (576, 372, "Brown: contour lines.", True, "#6B4E30"),
        (576, 394, "All places of one line", False, INK),
        (576, 414, "are equally high.", False, INK),
    )
    for left, top, text, bold, colour in words:
        drawing.text(left, top, text, size=14, bold=bold, colour=colour)
    return drawing


PLACES = {"A": (0.25, 0.35), "B": (3.75, 0.8), "C": (0.3, -3.3), "D": (-2.5, -1.0)}


def places() -> Drawing:
    drawing = Drawing(
        600,
        560,
        "Four places on the hill",
        "The map of the hill with four places. A is near the top. B is far to the east of the top. C is to "
        "the south of the top, where the contour lines lie closest together. D is to the south-west.",
    )
    area = Map(drawing, 60, 44, 62, (4.0, 3.75))
    area.ground()
    area.contours()
    for name, place in PLACES.items():
        x, y = area.at(*place)
        drawing.circle(x, y, 14, fill=WHITE, stroke=INK, thick=2)
        drawing.text(x, y + 6, name, size=16, bold=True, anchor="middle")
    return drawing


def draw() -> None:
    """Draw every figure of this family again."""
    walker().save("hill-map.svg", LESSON)
    places().save("four-places.svg", LESSON)
