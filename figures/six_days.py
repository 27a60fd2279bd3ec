"""Draws the picture of lesson 09: six days in two pieces, and the gradient that they make together."""

from __future__ import annotations

from figures.svg import BLUE, DARK_VERMILLION, GREY, INK, PALE, VERMILLION, Drawing

LESSON = "09-gradients-on-a-cluster"


def six_days() -> Drawing:
    drawing = Drawing(
        780,
        370,
        "Two pieces of six days and their gradients",
        "Six boxes in a row, one for each day, with hours of sunshine and boxes of ice cream. Two are of "
        "shop A, four of shop B. Below each shop an arrow leads to its gradient at w = 1: minus 8 from "
        "2 days, and minus 44.5 from 4 days. Both lead to the gradient of all six days, minus 32.33.",
    )
    days = ((1, 3), (2, 5), (3, 7), (4, 9), (5, 8), (6, 13))
    for place, (hours, boxes) in enumerate(days):
        x = 40 + 118 * place
        ours = place < 2
        drawing.rect(
            x, 56, 110, 66, fill="#DCEAF7" if ours else PALE, stroke=BLUE if ours else GREY, thick=1.6
        )
        drawing.text(x + 55, 82, f"{hours} h", size=16, anchor="middle", mono=True)
        drawing.text(x + 55, 108, f"{boxes} boxes", size=16, anchor="middle", mono=True)
    drawing.text(154, 38, "shop A", size=17, bold=True, anchor="middle", colour=BLUE)
    drawing.text(508, 38, "shop B", size=17, bold=True, anchor="middle", colour=GREY)
    drawing.line([(270, 26), (270, 210)], colour=INK, dash="5 4")
    for x, words, many in ((154.0, "-8", "2 days"), (508.0, "-44.5", "4 days")):
        drawing.line([(x, 128), (x, 158)], colour=INK, arrow=True)
        drawing.text(
            x, 182, words.replace("-", "\N{MINUS SIGN}"), size=20, bold=True, anchor="middle", mono=True
        )
        drawing.text(x, 206, many, size=15, anchor="middle", colour=GREY)
        drawing.line([(x, 216), (331 + (x - 331) * 0.45, 262)], colour=VERMILLION, thick=2.4, arrow=True)
    words = "(2 \N{MULTIPLICATION SIGN} -8 + 4 \N{MULTIPLICATION SIGN} -44.5) / 6 = -32.33"
    drawing.text(
        331,
        296,
        words.replace("-", "\N{MINUS SIGN}"),
        size=19,
        bold=True,
        anchor="middle",
        mono=True,
        colour=DARK_VERMILLION,
    )
    drawing.text(331, 326, "the gradient of all six days, exactly", size=16, anchor="middle")
    drawing.text(331, 350, "(at w = 1)", size=14, anchor="middle", colour=GREY)
    return drawing


def draw() -> None:
    """Draw every figure of this family again."""
    six_days().save("six-days.svg", LESSON)
