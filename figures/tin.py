"""Draws the pictures of lesson 07: tins of one litre, and four walks with four learning rates."""

from __future__ import annotations

import math

from figures.svg import BLUE, GREY, INK, VERMILLION, Drawing

LESSON = "07-minimise-a-function"


def slope(radius: float) -> float:
    """How fast the metal of a tin of one litre grows with its radius, in square centimetres a centimetre."""
    return 4 * math.pi * radius - 2000 / radius**2


def tins() -> Drawing:
    drawing = Drawing(
        780,
        330,
        "Three tins that hold one litre",
        "Three tins, drawn to one scale. A narrow one with a radius of 3 centimetres is 35.4 centimetres "
        "high and needs 723 square centimetres of metal. One with 5.4 centimetres is 10.8 high and needs "
        "554. A flat one with 9 centimetres is 3.9 high and needs 731.",
    )
    bottom, scale = 250.0, 6.2
    for middle, radius, words in ((110.0, 3.0, "narrow"), (360.0, 5.42, "best"), (620.0, 9.0, "flat")):
        high = 1000 / (math.pi * radius**2)
        metal = 2 * math.pi * radius**2 + 2000 / radius
        left, right, top = middle - radius * scale, middle + radius * scale, bottom - high * scale
        drawing.curve(
            f"M{left} {top} L{left} {bottom} A{radius * scale} {radius * scale * 0.25} 0 0 0 {right} "
            f"{bottom} L{right} {top}",
            colour=INK,
            thick=2,
            fill="#DCEAF7",
        )
        drawing.curve(
            f"M{left} {top} A{radius * scale} {radius * scale * 0.25} 0 0 1 {right} {top} "
            f"A{radius * scale} {radius * scale * 0.25} 0 0 1 {left} {top} Z",
            colour=INK,
            thick=2,
            fill="#F3F5F7",
        )
        drawing.text(
            middle, bottom + 36, f"{words}: r = {radius:.3g} cm", size=15, bold=True, anchor="middle"
        )
        drawing.text(middle, bottom + 60, f"{metal:.0f} square cm of metal", size=14, anchor="middle")
    return drawing


RATES = {"A": 0.05, "B": 0.001, "C": 0.06, "D": 0.02}


def walks() -> Drawing:
    drawing = Drawing(
        780,
        480,
        "Four walks with four learning rates",
        "Four small plots of the radius over twelve steps, all from 4; a dashed line marks 5.42. In A it "
        "jumps from one side of the line to the other, each time less far. In B it creeps up and is still "
        "below the line. In C it jumps between 3.66 and 9.86 for ever. In D it reaches the line in the "
        "second step.",
    )
    for place, (name, rate) in enumerate(RATES.items()):
        left, top = 70.0 + 380 * (place % 2), 40.0 + 226 * (place // 2)
        wide, tall = 280.0, 150.0

        def at(step: float, radius: float, left: float = left, top: float = top) -> tuple[float, float]:
            return left + step * 280.0 / 12, top + (11 - radius) * 150.0 / 8

        drawing.line([(left, top), (left, top + tall), (left + wide, top + tall)], colour=GREY, thick=1.2)
        drawing.line([at(0, 5.419), at(12, 5.419)], colour=GREY, thick=1.6, dash="6 5")
        radius, points = 4.0, []
        for step in range(13):
            points.append(at(step, radius))
            radius -= rate * slope(radius)
        drawing.line(points, colour=BLUE, thick=2)
        for x, y in points:
            drawing.circle(x, y, 3.4, fill=VERMILLION)
        drawing.text(left - 46, top + 14, name, size=22, bold=True)
        drawing.text(left - 8, at(0, 4)[1] + 5, "4", size=13, colour=GREY, anchor="end")
        drawing.text(left - 8, at(0, 10)[1] + 5, "10", size=13, colour=GREY, anchor="end")
        drawing.text(left + wide, top + tall + 20, "12 steps", size=13, colour=GREY, anchor="end")
    return drawing


def draw() -> None:
    """Draw every figure of this family again."""
    tins().save("three-tins.svg", LESSON)
    walks().save("four-rates.svg", LESSON)
