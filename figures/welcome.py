"""Draws the pictures of lesson 00: the page and the kernel's memory, and a cup of coffee that cools."""

from __future__ import annotations

import math

from figures.svg import BLUE, DARK_VERMILLION, GREY, INK, LINE, PALE, VERMILLION, Drawing

LESSON = "00-welcome"
WHITE = "#FFFFFF"


def page_and_kernel() -> Drawing:
    drawing = Drawing(
        780,
        330,
        "The page and the kernel",
        "On the left the page with two cells. The first cell says t = 10 and was run. The second one was "
        "changed to t = 25, and was not run since. On the right the kernel with its memory: t is 10. An "
        "arrow labelled run leads from the page to the kernel.",
    )
    drawing.text(30, 40, "The page: what you typed", size=16, bold=True)
    drawing.rect(30, 56, 330, 244, fill=WHITE)
    for top, mark, words, colour in ((80, "[1]:", "t = 10", INK), (160, "[ ]:", "t = 25", DARK_VERMILLION)):
        drawing.text(46, top + 30, mark, size=14, mono=True, colour=GREY)
        drawing.rect(94, top, 246, 48, radius=3)
        drawing.text(108, top + 30, words, size=16, mono=True, colour=colour)
    drawing.text(94, 232, "changed, and not run", size=14, colour=DARK_VERMILLION)
    drawing.text(46, 276, "It is saved with the notebook.", size=14, colour=GREY)
    drawing.text(470, 40, "The kernel: what you ran", size=16, bold=True)
    drawing.rect(470, 56, 280, 244, fill=PALE, stroke=BLUE, thick=2)
    drawing.text(490, 92, "names", size=14, colour=GREY)
    drawing.rect(490, 104, 240, 48, fill=WHITE, stroke=LINE, radius=3)
    drawing.text(506, 134, "t", size=16, mono=True, bold=True)
    drawing.text(540, 134, "10", size=16, mono=True)
    drawing.text(490, 250, "It is gone after a restart,", size=14, colour=GREY)
    drawing.text(490, 272, "and after a break.", size=14, colour=GREY)
    drawing.line([(362, 104), (464, 118)], colour=BLUE, thick=2.6, arrow=True)
    drawing.text(412, 92, "run", size=15, bold=True, colour=BLUE, anchor="middle")
    drawing.line([(362, 184), (418, 176)], colour=VERMILLION, thick=2.6, dash="5 5")
    drawing.line([(426, 166), (442, 184)], colour=VERMILLION, thick=3)
    drawing.line([(442, 166), (426, 184)], colour=VERMILLION, thick=3)
    return drawing


def coffee() -> Drawing:
    drawing = Drawing(
        780,
        320,
        "A cup of coffee cools",
        "A curve over the minutes. It begins at 90 degrees, falls fast at first and then ever more slowly, "
        "and comes near to a dashed line at 20 degrees, the temperature of the room.",
    )
    left, bottom, across, up = 80.0, 262.0, 11.0, 2.3
    for degrees in range(0, 101, 20):
        y = bottom - degrees * up
        drawing.line([(left, y), (left + 60 * across, y)], colour="#E3E7EA", thick=1)
        drawing.text(left - 10, y + 5, str(degrees), size=13, colour=GREY, anchor="end")
    for minutes in range(0, 61, 10):
        x = left + minutes * across
        drawing.line([(x, bottom), (x, bottom + 6)], colour=GREY, thick=1.2)
        drawing.text(x, bottom + 24, str(minutes), size=13, colour=GREY, anchor="middle")
    room = bottom - 20 * up
    drawing.line([(left, room), (left + 60 * across, room)], colour=GREY, thick=2, dash="7 5")
    curve = [(left + m * across / 2, bottom - (20 + 70 * math.exp(-m / 40)) * up) for m in range(121)]
    drawing.line(curve, colour=BLUE, thick=3)
    drawing.text(left + 60 * across, room + 20, "the room: 20 degrees", size=14, colour=GREY, anchor="end")
    drawing.text(left + 66, 74, "the coffee: 90 degrees when it is poured", size=14, colour=BLUE)
    drawing.text(left + 30 * across, bottom + 46, "minutes", size=14, anchor="middle")
    drawing.text(26, 24, "degrees", size=14)
    return drawing


def draw() -> None:
    """Draw every figure of this family again."""
    page_and_kernel().save("page-and-kernel.svg", LESSON)
    coffee().save("coffee.svg", LESSON)
