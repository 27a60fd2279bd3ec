"""Draws the three steps of a gradient tape, and what a tape watches."""

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
)

LESSON = "03-gradients"


def three_steps() -> Drawing:
    drawing = Drawing(
        780,
        300,
        "The three steps of a gradient tape",
        "Step 1, start recording: the tape is empty. Step 2, compute: w = 5 goes through square and gives "
        "25, and the tape writes down that square took 5 and gave 25. Step 3, ask: the tape is read "
        "backwards, from the cost to w, and gives the gradient 10.",
    )
    for column, (heading, code, under) in enumerate(
        [
            ("1  Record", "with ad.GradientTape() as tape:", "Recording starts. The tape is empty."),
            ("2  Compute", "    cost = ad.square(w)", "Each operation is written down."),
            ("3  Ask", "tape.gradient(cost, w)", "The tape is read backwards."),
        ]
    ):
        left = 16 + column * 252
        drawing.rect(left, 16, 244, 268)
        drawing.text(
            left + 14, 44, heading, size=18, bold=True, colour=(DARK_VERMILLION, BLUE, DARK_GREEN)[column]
        )
        drawing.rect(left + 8, 58, 228, 30, fill="#FFFFFF", radius=4)
        drawing.text(left + 13, 78, code, size=11.8, mono=True)
        _strip(drawing, left + 14, 196, [] if column == 0 else ["square: 5 → 25"])
        drawing.text(left + 122, 268, under, size=13, colour=GREY, anchor="middle")
    drawing.circle(104, 142, 12, fill=VERMILLION)
    drawing.text(124, 147, "recording", size=14, colour=DARK_VERMILLION)
    _flow(drawing, 268, BLUE, ("w", "5"), ("cost", "25"), forwards=True)
    _flow(drawing, 520, GREEN, ("w", "10"), ("cost", "1"), forwards=False)
    return drawing


def _strip(drawing: Drawing, left: float, top: float, entries: list[str]) -> None:
    """A piece of tape with room for one entry, with the holes along its edges."""
    drawing.rect(left, top, 216, 46, fill="#FFFFFF", stroke=INK, radius=3, thick=1.4)
    for hole in range(12):
        for edge in (top + 5, top + 36):
            drawing.rect(left + 8 + hole * 17.3, edge, 9, 5, fill=LINE, stroke="none", radius=1)
    drawing.text(
        left + 108,
        top + 28,
        entries[0] if entries else "(nothing yet)",
        size=13,
        mono=bool(entries),
        colour=INK if entries else GREY,
        anchor="middle",
    )


def _flow(
    drawing: Drawing,
    left: float,
    colour: str,
    first: tuple[str, str],
    last: tuple[str, str],
    *,
    forwards: bool,
) -> None:
    """Two round nodes with the operation between them, and an arrow one way or the other."""
    y = 138
    words = BLUE if forwards else DARK_GREEN
    for x, (name, value) in ((left + 40, first), (left + 204, last)):
        drawing.circle(x, y, 25, fill="#FFFFFF", stroke=colour, thick=2)
        drawing.text(x, y + 5, value, size=16, bold=True, anchor="middle", colour=words)
        drawing.text(x, y + 44, name, size=13, mono=True, anchor="middle")
    drawing.rect(left + 90, y - 14, 64, 28, fill="#FFFFFF", stroke=INK, radius=4)
    drawing.text(left + 122, y + 5, "square", size=13, mono=True, anchor="middle")
    if forwards:
        drawing.line([(left + 66, y), (left + 89, y)], colour=colour, arrow=True)
        drawing.line([(left + 155, y), (left + 178, y)], colour=colour, arrow=True)
    else:
        drawing.line([(left + 178, y), (left + 155, y)], colour=colour, arrow=True)
        drawing.line([(left + 89, y), (left + 66, y)], colour=colour, arrow=True)


def watching() -> Drawing:
    rows = [
        ("w = ad.Variable(5.0)", "", True, "watched by itself", "10.0"),
        ("w = ad.constant(5.0)", "", False, "nobody looks", "None"),
        ("w = ad.constant(5.0)", "tape.watch(w)", True, "watched because you said so", "10.0"),
        ("w = ad.Variable(5)", "", False, "whole numbers have no slope", "None"),
    ]
    drawing = Drawing(
        780,
        312,
        "What a tape watches",
        "The gradient of w times w at 5. A floating-point variable is watched by itself and gives 10.0. A "
        "constant is not watched and gives None. A constant after tape.watch gives 10.0. A whole-number "
        "variable gives None.",
    )
    drawing.text(28, 36, "You write", size=14, colour=GREY)
    drawing.text(300, 36, "The tape", size=14, colour=GREY)
    drawing.text(640, 36, "Gradient of w * w", size=14, colour=GREY, anchor="middle")
    for row, (code, extra, seen, why, answer) in enumerate(rows):
        top = 50 + row * 63
        colour, words = (GREEN, DARK_GREEN) if seen else (VERMILLION, DARK_VERMILLION)
        drawing.rect(16, top, 748, 55, fill=PALE)
        drawing.text(28, top + (24 if extra else 33), code, size=14, mono=True)
        if extra:
            drawing.text(28, top + 44, extra, size=14, mono=True, colour=DARK_GREEN, bold=True)
        drawing.eye(320, top + 27.5, open=seen, colour=colour)
        drawing.text(352, top + 33, why, size=14)
        drawing.text(640, top + 34, answer, size=18, mono=True, bold=True, colour=words, anchor="middle")
    return drawing


def draw() -> None:
    """Draw every figure of this family again."""
    three_steps().save("tape-three-steps.svg", LESSON)
    watching().save("what-a-tape-watches.svg", LESSON)
