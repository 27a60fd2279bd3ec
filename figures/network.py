"""Draws the pictures of lesson 08: a small network, and three lines that close in a disc."""

from __future__ import annotations

import math

from figures.svg import BLUE, DARK_VERMILLION, GREEN, GREY, INK, PALE, VERMILLION, Drawing

LESSON = "08-train-a-network"


def layers() -> Drawing:
    drawing = Drawing(
        780,
        330,
        "A network with two inputs, three hidden neurons and one output",
        "On the left the two inputs x and y. From each of them an arrow leads to each of three hidden "
        "neurons, which are tanh of a weighted sum. From these three arrows lead to the output, a weighted "
        "sum that is called the logit. Six weights and three biases before, three weights and one behind.",
    )
    inputs = [(110.0, 110.0), (110.0, 210.0)]
    hidden = [(370.0, 70.0), (370.0, 160.0), (370.0, 250.0)]
    output = (630.0, 160.0)
    for start in inputs:
        for end in hidden:
            drawing.line([(start[0] + 30, start[1]), (end[0] - 42, end[1])], colour=GREY, arrow=True)
    for start in hidden:
        drawing.line([(start[0] + 40, start[1]), (output[0] - 44, output[1])], colour=GREY, arrow=True)
    for place, name in zip(inputs, ("x", "y"), strict=True):
        drawing.circle(*place, 28, fill="#DCEAF7", stroke=BLUE, thick=2)
        drawing.text(place[0], place[1] + 6, name, size=18, bold=True, mono=True, anchor="middle")
    for place in hidden:
        drawing.circle(*place, 38, fill=PALE, stroke=INK, thick=1.6)
        drawing.text(place[0], place[1] + 6, "tanh", size=16, bold=True, anchor="middle")
    drawing.circle(*output, 40, fill="#DDF1E6", stroke=GREEN, thick=2)
    drawing.text(output[0], output[1] + 6, "logit", size=16, bold=True, anchor="middle")
    drawing.text(240, 308, "W1 (2, 3) and b1 (3,)", size=15, mono=True, anchor="middle")
    drawing.text(500, 308, "W2 (3, 1) and b2 (1,)", size=15, mono=True, anchor="middle")
    return drawing


def triangle() -> Drawing:
    drawing = Drawing(
        780,
        380,
        "Three lines close in a disc",
        "A disc of dots in the middle, and crosses in a ring around it. One line leaves half of the crosses "
        "on the side of the dots. Two lines leave the crosses at their open end. Three lines make a "
        "triangle with all dots inside and nearly all crosses outside.",
    )
    for place, count in enumerate((1, 2, 3)):
        middle = (140.0 + 250 * place, 170.0)
        for step in range(14):
            turn = math.tau * step / 14
            x, y = middle[0] + 96 * math.cos(turn), middle[1] + 96 * math.sin(turn)
            drawing.line([(x - 5, y - 5), (x + 5, y + 5)], colour=VERMILLION, thick=2.4)
            drawing.line([(x - 5, y + 5), (x + 5, y - 5)], colour=VERMILLION, thick=2.4)
        for ring, dots in ((0, 1), (14, 6), (28, 10)):
            for step in range(dots):
                turn = math.tau * step / dots
                drawing.circle(
                    middle[0] + ring * math.cos(turn), middle[1] + ring * math.sin(turn), 4, fill=BLUE
                )
        for line in range(count):
            turn = math.radians(90 + 120 * line)
            near = (middle[0] + 44 * math.cos(turn), middle[1] + 44 * math.sin(turn))
            along = (-math.sin(turn), math.cos(turn))
            ends = [(near[0] + t * along[0], near[1] + t * along[1]) for t in (-92, 92)]
            drawing.line(ends, colour=INK, thick=2)
        words = f"{count} line" if count == 1 else f"{count} lines"
        drawing.text(middle[0], 330, words, size=16, bold=True, anchor="middle")
    drawing.text(140, 356, "half of the ring is left", size=14, anchor="middle", colour=DARK_VERMILLION)
    drawing.text(390, 356, "open at one end", size=14, anchor="middle", colour=DARK_VERMILLION)
    drawing.text(640, 356, "closed", size=14, anchor="middle", colour="#00694D")
    return drawing


def draw() -> None:
    """Draw every figure of this family again."""
    layers().save("two-layers.svg", LESSON)
    triangle().save("three-lines.svg", LESSON)
