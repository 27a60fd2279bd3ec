"""Draws the tables of lesson 01: a week of temperatures, a column that is broadcast, four tables."""

from __future__ import annotations

from collections.abc import Sequence

from figures.svg import BLUE, GREY, INK, LINE, PALE, VERMILLION, Drawing

LESSON = "01-tensors"
PLACES = ("Harbour", "Plain", "Mountain")
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
WEEK = ((12, 14, 15, 13, 11, 10, 12), (22, 24, 25, 27, 26, 23, 21), (-3, -1, 0, 2, 1, -2, -4))
Table = Sequence[Sequence[float]]


def shade(value: float, low: float, high: float) -> str:
    """A colour between a light blue and a light orange: light enough for black figures on it."""
    share = min(max((value - low) / (high - low), 0.0), 1.0)
    cold, warm = (168, 208, 240), (250, 205, 160)
    return "#" + "".join(f"{round(c + share * (w - c)):02X}" for c, w in zip(cold, warm, strict=True))


def cells(drawing: Drawing, left: float, top: float, size: float, table: Table, span: float) -> None:
    """A table of numbers in coloured squares; `span` is the number that gets the strongest colour."""
    for row, numbers in enumerate(table):
        for column, number in enumerate(numbers):
            x, y = left + column * size, top + row * size
            drawing.rect(x, y, size, size, fill=shade(number, -span, span), stroke="#FFFFFF", radius=0)
            words = f"{round(number)}".replace("-", "\N{MINUS SIGN}")
            drawing.text(x + size / 2, y + size / 2 + 5, words, size=15 if size > 40 else 13, anchor="middle")


def week() -> Drawing:
    drawing = Drawing(
        780,
        300,
        "A week of temperatures as a tensor of shape (3, 7)",
        "A table with three rows, Harbour, Plain and Mountain, and seven columns, Monday to Sunday. An arrow "
        "down is labelled axis 0, three places; an arrow to the right is labelled axis 1, seven days.",
    )
    left, top, size = 190.0, 84.0, 58.0
    cells(drawing, left, top, size, WEEK, 30.0)
    for row, place in enumerate(PLACES):
        drawing.text(left - 12, top + row * size + 34, place, size=15, anchor="end")
    for column, day in enumerate(DAYS):
        drawing.text(left + column * size + 29, top - 10, day, size=14, anchor="middle", colour=GREY)
    drawing.line([(left, 46), (left + 7 * size, 46)], colour=BLUE, thick=2.4, arrow=True)
    drawing.text(
        left + 3.5 * size, 34, "axis 1: seven days", size=15, bold=True, colour=BLUE, anchor="middle"
    )
    drawing.line([(88, top), (88, top + 3 * size)], colour=VERMILLION, thick=2.4, arrow=True)
    drawing.text(30, top + 3 * size + 28, "axis 0: three places", size=15, bold=True, colour="#A34700")
    drawing.text(
        left + 7 * size + 16, top + 34, "week[0]", size=14, mono=True
    )  # beside the row that it names
    drawing.text(left + 7 * size + 16, top + size + 34, "week[1]", size=14, mono=True)
    drawing.text(left + 7 * size + 16, top + 2 * size + 34, "week[2]", size=14, mono=True)
    return drawing


def broadcast() -> Drawing:
    drawing = Drawing(
        780,
        330,
        "A column of shape (3, 1) is broadcast over shape (3, 7)",
        "A column with the numbers 1, 2 and 3 stands beside a grid of three rows and seven columns. The "
        "column is copied sideways into every column of the grid. Below, the two shapes are written under "
        "each other, aligned at their last axis: 3 and 3 are equal, 7 and 1: the 1 is stretched.",
    )
    top, size = 46.0, 44.0
    for row in range(3):
        y = top + row * size
        drawing.rect(60, y, size, size, fill="#DCEAF7", stroke=BLUE, radius=0, thick=2)
        drawing.text(60 + size / 2, y + 28, str(row + 1), size=16, bold=True, anchor="middle")
        for column in range(7):
            x = 240 + column * size
            first = column == 0
            drawing.rect(
                x, y, size, size, fill="#DCEAF7" if first else PALE, stroke=BLUE if first else LINE, radius=0
            )
            drawing.text(
                x + size / 2, y + 28, str(row + 1), size=16, anchor="middle", colour=INK if first else GREY
            )
        drawing.line([(116, y + size / 2), (230, y + size / 2)], colour=BLUE, thick=2, arrow=True)
    drawing.text(82, top + 3 * size + 24, "(3, 1)", size=15, mono=True, anchor="middle")
    drawing.text(
        240 + 3.5 * size, top + 3 * size + 24, "as if it had (3, 7)", size=15, mono=True, anchor="middle"
    )
    for y, words, colour in (
        (240.0, "week            ( 3 , 7 )", INK),
        (268.0, "column          ( 3 , 1 )", INK),
        (296.0, "[1., 2., 3.]        ( 3 )", "#A34700"),
    ):
        drawing.text(60, y, words, size=16, mono=True, colour=colour)
    drawing.text(340, 254, "equal, and a 1 that is stretched: they fit", size=15, bold=True, colour=BLUE)
    drawing.text(340, 296, "7 and 3, and no 1: an error", size=15, bold=True, colour="#A34700")
    return drawing


def centred(way: str) -> Table:
    """The week less something: its row means, its column means, the mean of all, or its first column."""
    means = [sum(row) / 7 for row in WEEK]
    columns = [sum(row[day] for row in WEEK) / 3 for day in range(7)]
    every = sum(means) / 3
    less = {
        "rows": lambda place, day: means[place],
        "columns": lambda place, day: columns[day],
        "all": lambda place, day: every,
        "first": lambda place, day: WEEK[place][0],
    }[way]
    return [[number - less(place, day) for day, number in enumerate(row)] for place, row in enumerate(WEEK)]


def four() -> Drawing:
    drawing = Drawing(
        780,
        420,
        "Four tables: the week less something",
        "Four tables of three rows and seven columns. In A each row adds up to about zero. In B the "
        "entries of the first column are 2, 12 and minus 13. In C they are 0, 10 and minus 15. In D the "
        "first column is all zeros.",
    )
    for place, (name, way) in enumerate((("A", "rows"), ("B", "columns"), ("C", "all"), ("D", "first"))):
        left, top = 46.0 + 370 * (place % 2), 54.0 + 196 * (place // 2)
        drawing.text(left - 24, top + 8, name, size=20, bold=True)
        cells(drawing, left, top, 45.0, centred(way), 16.0)
    drawing.text(46, 402, "The numbers are rounded.", size=14, colour=GREY)
    return drawing


def draw() -> None:
    """Draw every figure of this family again."""
    week().save("week.svg", LESSON)
    broadcast().save("broadcast.svg", LESSON)
    four().save("four-tables.svg", LESSON)
