"""Draws the graphs of lesson 02: a car that stops, a formula to be read, two paths, work for two workers."""

from __future__ import annotations

from figures.svg import (
    BLUE,
    DARK_GREEN,
    DARK_VERMILLION,
    GREEN,
    GREY,
    INK,
    LINE,
    PALE,
    VERMILLION,
    Drawing,
    Point,
)

LESSON = "02-computational-graphs"
WHITE = "#FFFFFF"
SOURCE = "#DCEAF7"
RESULT = "#DDF1E6"


def stopping() -> Drawing:
    drawing = Drawing(
        780,
        236,
        "How far a car drives until it stands",
        "A road with a ruler in metres. You see the ball at 0. For 24 metres the car drives on while you "
        "react. Then it brakes for 75 metres and stands at 99 metres.",
    )
    left, scale, road = 40.0, 6.9, 132.0
    brake, stand = left + 24 * scale, left + 99 * scale
    drawing.line([(left, road), (stand + 14, road)], colour=GREY, thick=3)
    _car(drawing, left - 6, road)
    drawing.rect(left, road + 12, brake - left, 30, fill=SOURCE, stroke=BLUE, radius=2)
    drawing.rect(brake, road + 12, stand - brake, 30, fill="#FBE3D3", stroke=VERMILLION, radius=2)
    for place in range(1, 28):
        start = brake + place * (stand - brake) / 28
        drawing.line([(start - 8, road + 41), (start + 8, road + 13)], colour="#F0BE9C", thick=1)
    drawing.text((left + brake) / 2, road + 33, "reaction 24 m", size=15, bold=True, anchor="middle")
    drawing.rect((brake + stand) / 2 - 66, road + 15, 132, 24, fill="#FBE3D3", stroke="none", radius=3)
    drawing.text((brake + stand) / 2, road + 33, "braking 75 m", size=15, bold=True, anchor="middle")
    for metres in range(0, 100, 10):
        x = left + metres * scale
        drawing.line([(x, road + 46), (x, road + 54)], colour=INK, thick=1.2)
        drawing.text(x, road + 72, str(metres), size=13, anchor="middle", colour=GREY)
    drawing.text(stand - 2, road + 88, "99 m", size=15, bold=True, anchor="middle")
    for words, x, anchor in (
        ("You see the ball.", left - 4, "start"),
        ("You press the brake.", brake + 4, "start"),
        ("The car stands.", stand + 8, "end"),
    ):
        drawing.text(x, 40, words, size=14, anchor=anchor)
    for x in (brake, stand):
        drawing.line([(x, 50), (x, road - 4)], colour=GREY, thick=1.4, dash="4 4")
    return drawing


def _car(drawing: Drawing, left: float, road: float) -> None:
    drawing.curve(
        f"M{left} {road - 12} L{left} {road - 30} L{left + 22} {road - 34} L{left + 36} {road - 52} "
        f"L{left + 74} {road - 52} L{left + 90} {road - 34} L{left + 106} {road - 28} "
        f"L{left + 106} {road - 12} Z",
        colour=INK,
        fill="#A9CFE8",
    )
    for x in (left + 25, left + 82):
        drawing.circle(x, road - 10, 10, fill=INK)
        drawing.circle(x, road - 10, 4, fill=WHITE)


def overtaking() -> Drawing:
    drawing = Drawing(
        780,
        300,
        "The graph of a formula that is to be found",
        "Three inputs: v, u and lead. Subtract takes v first and u second and gives faster. Divide takes "
        "lead first and faster second and gives time. Multiply takes v first and time second and gives way.",
    )
    v, u, lead = (70.0, 76.0), (70.0, 166.0), (70.0, 252.0)
    subtract, divide, multiply, way = (262.0, 132.0), (440.0, 206.0), (590.0, 92.0), (720.0, 92.0)
    for start, end in (
        (_out(v), (207.0, 122.0)),
        (_out(u), (207.0, 142.0)),
        (_out(lead), (385.0, 220.0)),
        ((317.0, 140.0), (385.0, 196.0)),
        (_out(v), (535.0, 82.0)),
        ((468.0, 188.0), (545.0, 110.0)),
        ((645.0, 92.0), (679.0, 92.0)),
    ):
        drawing.line([start, end], arrow=True)
    for name, place in (("v", v), ("u", u), ("lead", lead)):
        _source(drawing, place, name)
    for words, place in (("− subtract", subtract), ("÷ divide", divide), ("× multiply", multiply)):
        _operation(drawing, place, words, 110)
    _result(drawing, way, "way")
    for words, place in (("faster", (354.0, 156.0)), ("time", (524.0, 170.0))):
        drawing.text(*place, words, size=15, mono=True)
    for place, words in (
        ((196.0, 102.0), "1"),
        ((192.0, 164.0), "2"),
        ((366.0, 242.0), "1"),
        ((352.0, 202.0), "2"),
        ((516.0, 66.0), "1"),
        ((512.0, 126.0), "2"),
    ):
        _place(drawing, place, words)
    drawing.text(586, 284, "1 goes in first, 2 second.", size=14, colour=GREY, anchor="middle")
    _place(drawing, (478.0, 279.0), "1")
    return drawing


def paths() -> Drawing:
    drawing = Drawing(
        780,
        318,
        "Two paths from the hours to the total",
        "From hours an arrow with the local derivative 100 leads to way. From way a path with solid lines "
        "leads over litres, 0.05, and fuel, 2, to total, 1: its product is 10. A path with dashed lines "
        "leads over tolls, 0.06, to total, 1: its product is 6. Together they bring 16.",
    )
    hours, way, total = (66.0, 132.0), (222.0, 132.0), (700.0, 132.0)
    litres, fuel, tolls = (372.0, 70.0), (528.0, 70.0), (450.0, 194.0)
    solid, dashed = {"colour": BLUE, "thick": 2.6}, {"colour": VERMILLION, "thick": 2.6, "dash": "7 5"}
    for shift, look in ((-8.0, solid), (8.0, dashed)):
        drawing.line([(106, 132 + shift), (179, 132 + shift)], arrow=True, **look)  # type: ignore[arg-type]  # one look, two kinds of values
    for start, end, look in (
        ((266.0, 116.0), (330.0, 84.0), solid),
        ((416.0, 70.0), (485.0, 70.0), solid),
        ((572.0, 80.0), (658.0, 118.0), solid),
        ((266.0, 146.0), (406.0, 188.0), dashed),
        ((494.0, 188.0), (658.0, 146.0), dashed),
    ):
        drawing.line([start, end], arrow=True, **look)  # type: ignore[arg-type]  # likewise
    _source(drawing, hours, "hours")
    for words, place in (("way", way), ("litres", litres), ("fuel", fuel), ("tolls", tolls)):
        _operation(drawing, place, words, 86)
    _result(drawing, total, "total")
    for words, x, y, colour in (
        ("100", 142, 112, INK),
        ("0.05", 282, 88, BLUE),
        ("2", 450, 60, BLUE),
        ("1", 622, 88, BLUE),
        ("0.06", 318, 190, DARK_VERMILLION),
        ("1", 590, 188, DARK_VERMILLION),
    ):
        drawing.text(x, y, words, size=15, bold=True, colour=colour, anchor="middle")
    drawing.rect(40, 236, 700, 66, fill=PALE)
    for row, (words, look, colour) in enumerate(
        (
            ("solid path:    100 · 0.05 · 2 · 1 = 10", solid, BLUE),
            ("dashed path:  100 · 0.06 · 1 = 6", dashed, DARK_VERMILLION),
        )
    ):
        y = 260 + row * 26
        drawing.line([(58, y - 5), (100, y - 5)], **look)  # type: ignore[arg-type]  # likewise
        drawing.text(114, y, words, size=15, colour=colour, bold=True)
    drawing.text(720, 273, "together 10 + 6 = 16", size=16, bold=True, anchor="end")
    return drawing


def two_workers() -> Drawing:
    drawing = Drawing(
        780,
        388,
        "A graph of nine operations, cut over two workers",
        "On worker A: car_twice, square, reaction and truck_twice. On worker B: car_brake takes square and "
        "car_twice, truck_brake takes square and truck_twice, car_dist takes reaction and car_brake, "
        "truck_dist takes reaction and truck_brake, gap takes truck_dist and car_dist.",
    )
    drawing.rect(16, 16, 196, 356, fill="#EAF3FA", stroke=BLUE)
    drawing.rect(244, 16, 520, 356, fill="#FDF1E7", stroke=VERMILLION)
    drawing.text(32, 44, "worker A", size=17, bold=True, colour=BLUE)
    drawing.text(262, 44, "worker B", size=17, bold=True, colour=DARK_VERMILLION)
    drawing.line([(228, 24), (228, 364)], colour=INK, thick=2, dash="8 6")
    places: dict[str, Point] = {
        "car_twice": (114, 86),
        "square": (114, 162),
        "reaction": (114, 244),
        "truck_twice": (114, 326),
        "car_brake": (342, 104),
        "truck_brake": (342, 308),
        "car_dist": (514, 140),
        "truck_dist": (514, 272),
        "gap": (690, 206),
    }
    formulas = {
        "car_twice": "2 × a",
        "square": "v × v",
        "reaction": "v × t",
        "truck_twice": "2 × b",
        "car_brake": "÷",
        "truck_brake": "÷",
        "car_dist": "+",
        "truck_dist": "+",
        "gap": "−",
    }
    for start, end, first, last in (
        ("car_twice", "car_brake", 0, -8),
        ("square", "car_brake", -6, 8),
        ("square", "truck_brake", 6, -8),
        ("truck_twice", "truck_brake", 0, 8),
        ("reaction", "car_dist", -6, 10),
        ("reaction", "truck_dist", 6, -4),
        ("car_brake", "car_dist", 0, -10),
        ("truck_brake", "truck_dist", 0, 12),
        ("truck_dist", "gap", 0, 10),
        ("car_dist", "gap", 0, -10),
    ):
        (x, y), (u, w) = places[start], places[end]
        drawing.line([(x + 62, y + first), (u - 63, w + last)], arrow=True, thick=1.6)
    for name, place in places.items():
        _operation(drawing, place, name, 122, under=formulas[name])
    return drawing


def _out(place: Point) -> Point:
    return (place[0] + 38, place[1])


def _source(drawing: Drawing, place: Point, name: str) -> None:
    drawing.rect(place[0] - 38, place[1] - 20, 76, 40, fill=SOURCE, stroke=BLUE, radius=12, thick=2)
    drawing.text(place[0], place[1] + 5, name, size=16, bold=True, anchor="middle", mono=True)


def _result(drawing: Drawing, place: Point, name: str) -> None:
    drawing.rect(place[0] - 40, place[1] - 22, 80, 44, fill=WHITE, stroke=GREEN, radius=12, thick=2)
    drawing.rect(place[0] - 36, place[1] - 18, 72, 36, fill=RESULT, stroke=GREEN, radius=9, thick=1.2)
    drawing.text(
        place[0], place[1] + 5, name, size=16, bold=True, anchor="middle", mono=True, colour=DARK_GREEN
    )


def _operation(drawing: Drawing, place: Point, words: str, width: float, *, under: str = "") -> None:
    """A box with square corners: an operation, or a result with its operation under it."""
    height = 46 if under else 40
    x, y = place[0] - width / 2, place[1] - height / 2
    drawing.rect(x, y, width, height, fill=WHITE, stroke=INK, radius=2, thick=1.6)
    drawing.text(place[0], place[1] + (-2 if under else 5), words, size=14, anchor="middle", bold=True)
    if under:
        drawing.text(place[0], place[1] + 16, under, size=13, anchor="middle", colour=GREY)


def _place(drawing: Drawing, place: Point, words: str) -> None:
    """A small disc with the place at which an arrow goes in."""
    drawing.circle(*place, 9, fill=PALE, stroke=LINE)
    drawing.text(place[0], place[1] + 4.5, words, size=12, bold=True, anchor="middle", colour=GREY)


def draw() -> None:
    """Draw every figure of this family again."""
    stopping().save("stopping-distance.svg", LESSON)
    overtaking().save("graph-to-read.svg", LESSON)
    paths().save("two-paths.svg", LESSON)
    two_workers().save("two-workers.svg", LESSON)
