"""Draws the figures of lesson 05: a lens and its rays, a chain of two links, what a tape keeps."""

from __future__ import annotations

from figures.svg import (
    BLUE,
    DARK_GREEN,
    DARK_VERMILLION,
    GREEN,
    GREY,
    INK,
    LINE,
    ORANGE,
    PALE,
    VERMILLION,
    Drawing,
    Point,
)

LESSON = "05-chain-rule-and-persistence"
WHITE = "#FFFFFF"
SOURCE = "#DCEAF7"
GLASS = "#E6F3FA"


def rays() -> Drawing:
    drawing = Drawing(
        780,
        290,
        "A lens makes a picture of a candle",
        "A candle stands 20 centimetres left of a lens. Two rays leave its flame: one runs level to the lens "
        "and bends through a point 4 centimetres behind it, the other goes straight through the middle of "
        "the lens. They meet 5 centimetres behind the lens. There stands the picture: upside down, a quarter "
        "as tall.",
    )
    scale, middle, axis = 24.0, 582.0, 128.0
    candle, screen, focus = middle - 20 * scale, middle + 5 * scale, middle + 4 * scale
    tip, image = axis - 88.0, axis + 22.0
    drawing.line([(40, axis), (752, axis)], colour=GREY, thick=1.2, dash="5 5")
    drawing.curve(
        f"M{middle} {axis - 104} Q{middle + 22} {axis} {middle} {axis + 104} "
        f"Q{middle - 22} {axis} {middle} {axis - 104} Z",
        colour=BLUE,
        fill=GLASS,
    )
    drawing.line([(candle, tip), (middle, tip), (screen, image)], colour=VERMILLION, thick=2)
    drawing.line([(candle, tip), (screen, image)], colour=BLUE, thick=2, dash="8 4")
    drawing.line([(screen, axis - 60), (screen, axis + 60)], colour=INK, thick=3)
    drawing.rect(candle - 7, tip + 14, 14, axis - tip - 14, fill="#F6E3B4", stroke=INK, radius=1)
    _flame(drawing, (candle, tip), 1.0)
    drawing.rect(screen - 2.5, axis, 5, image - axis - 3, fill="#F6E3B4", stroke=INK, radius=1, thick=0.8)
    drawing.circle(screen, image, 3, fill=ORANGE, stroke=INK, thick=0.8)
    drawing.circle(focus, axis, 4, fill=INK)
    drawing.line([(focus, axis - 6), (652, 58)], colour=GREY, thick=1)
    drawing.text(660, 50, "4 cm: the focus", size=13, anchor="middle")
    drawing.text(candle - 14, axis + 22, "candle", size=14, bold=True)
    drawing.text(middle, 18, "lens", size=14, bold=True, anchor="middle", colour=BLUE)
    drawing.text(screen + 10, axis + 24, "screen", size=14, bold=True)
    for left, right, words in ((candle, middle, "x = 20 cm"), (middle, screen, "y = 5 cm")):
        drawing.line([(left + 3, 252), (right - 3, 252)], colour=INK, thick=1.6)
        for end in (left + 3, right - 3):
            drawing.line([(end, 245), (end, 259)], colour=INK, thick=1.6)
        drawing.text((left + right) / 2, 277, words, size=15, bold=True, anchor="middle")
    return drawing


def _flame(drawing: Drawing, tip: Point, size: float) -> None:
    x, y = tip
    drawing.curve(
        f"M{x} {y - 12 * size} Q{x + 8 * size} {y + 4 * size} {x} {y + 14 * size} "
        f"Q{x - 8 * size} {y + 4 * size} {x} {y - 12 * size} Z",
        colour=INK,
        fill=ORANGE,
        thick=1,
    )


def links() -> Drawing:
    drawing = Drawing(
        780,
        196,
        "A chain of two links",
        "From r, 2 turns of the crank, an arrow with 4 leads to x, 20 centimetres. From x an arrow with "
        "minus 0.0625 leads to y, 5 centimetres. Below, one long arrow from r to y: 4 times minus 0.0625 is "
        "minus 0.25.",
    )
    for x, name, words in ((96.0, "r", "2 turns"), (390.0, "x", "20 cm"), (684.0, "y", "5 cm")):
        drawing.rect(
            x - 56, 30, 112, 62, fill=SOURCE if name == "r" else WHITE, stroke=BLUE if name == "r" else INK
        )
        drawing.text(x, 57, name, size=17, bold=True, anchor="middle", mono=True)
        drawing.text(x, 80, words, size=14, anchor="middle", colour=GREY)
    drawing.line([(156, 61), (330, 61)], arrow=True, thick=2.4)
    drawing.line([(450, 61), (624, 61)], arrow=True, thick=2.4)
    drawing.text(243, 48, "4", size=17, bold=True, anchor="middle")
    drawing.text(537, 48, "-0.0625", size=17, bold=True, anchor="middle")
    drawing.text(243, 84, "cm for each turn", size=13, anchor="middle", colour=GREY)
    drawing.text(537, 84, "cm for each cm", size=13, anchor="middle", colour=GREY)
    drawing.line(
        [(96, 98), (96, 138), (684, 138), (684, 98)], colour=VERMILLION, thick=2.4, dash="7 5", arrow=True
    )
    drawing.text(
        390,
        170,
        "4 × (-0.0625) = -0.25 cm for each turn",
        size=17,
        bold=True,
        anchor="middle",
        colour=DARK_VERMILLION,
    )
    return drawing


def kept() -> Drawing:
    drawing = Drawing(
        780,
        296,
        "What a tape keeps, and for how long",
        "Two rows, three moments. A plain tape is full after the block and empty after the first question; "
        "a second question is an error. A persistent tape is full after the block and still full after each "
        "question; it is empty only after del tape.",
    )
    moments = ((300.0, "after the block"), (480.0, "after a question"), (660.0, "after del tape"))
    for x, words in moments:
        drawing.text(x, 36, words, size=14, bold=True, anchor="middle")
    rows = (
        (
            62.0,
            "plain tape",
            "GradientTape()",
            (True, False, False),
            "ask again: RuntimeError",
            DARK_VERMILLION,
        ),
        (
            178.0,
            "persistent tape",
            "persistent=True",
            (True, True, False),
            "ask again: it answers",
            DARK_GREEN,
        ),
    )
    for top, title, code, states, words, colour in rows:
        drawing.rect(16, top - 8, 748, 106, fill=PALE)
        drawing.text(34, top + 34, title, size=16, bold=True)
        drawing.text(34, top + 58, code, size=14, mono=True, colour=GREY)
        for place, ((x, _), full) in enumerate(zip(moments, states, strict=True)):
            _record(drawing, (x, top + 28), full)
            if place == 1:
                drawing.text(x, top + 86, words, size=13, bold=True, anchor="middle", colour=colour)
    return drawing


def _record(drawing: Drawing, place: Point, full: bool) -> None:
    """Three rows of a record, or the empty frame that is left of it."""
    x, y = place
    drawing.rect(
        x - 52, y - 24, 104, 62, fill=WHITE, stroke=GREEN if full else LINE, thick=2 if full else 1.4,
        dash="" if full else "5 4", radius=4,
    )  # fmt: skip
    if not full:
        drawing.text(x, y + 12, "empty", size=13, anchor="middle", colour=GREY)
        return
    for row, words in enumerate(("p = 1 / x", "q = 0.25 - p", "y = 1 / q")):
        drawing.text(x - 45, y - 8 + row * 17, words, size=12, mono=True)


def draw() -> None:
    """Draw every figure of this family again."""
    rays().save("candle-and-lens.svg", LESSON)
    links().save("two-links.svg", LESSON)
    kept().save("what-a-tape-keeps.svg", LESSON)
