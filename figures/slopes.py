"""Draws what a slope is: a curve under a lens, secants beside a tangent, points with gaps between."""

from __future__ import annotations

import math

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
    Axes,
    Drawing,
    steps,
)

LESSON = "03-gradients"


def _wave(x: float) -> float:
    return 0.55 * math.sin(1.9 * x) + 0.42 * x


def _wave_slope(x: float) -> float:
    return 0.55 * 1.9 * math.cos(1.9 * x) + 0.42


def under_a_lens() -> Drawing:
    drawing = Drawing(
        780,
        292,
        "A smooth curve becomes a straight line when you look closely",
        "Three views of the same curve around the same point. The first shows the whole curve, which bends. "
        "The second is magnified 6 times and bends less. The third is magnified 36 times and looks straight; "
        "a triangle under it marks run along and rise up, and the slope is rise divided by run.",
    )
    at = 2.75
    for panel, (heading, half) in enumerate(
        [("the curve", 3.0), ("6 times closer", 0.5), ("36 times closer", 1 / 12)]
    ):
        left = 16 + panel * 252
        drawing.rect(left, 42, 244, 234, fill=PALE)
        drawing.text(left + 122, 30, heading, size=15, bold=True, anchor="middle")
        axes = Axes((left + 6, 48, 232, 222), (at - half, at + half), (_wave(at) - half, _wave(at) + half))
        xs = [x for x in steps(at - half, at + half, 121) if abs(_wave(x) - _wave(at)) <= half]
        drawing.line(axes.path((x, _wave(x)) for x in xs), colour=BLUE, thick=2.6)
        if panel < 2:
            inner = half / 6
            x, y = axes.at(at - inner, _wave(at) + inner)
            side = axes.width * 2 * inner / (2 * half)
            drawing.rect(
                x, y, side, side * axes.height / axes.width, fill="none", stroke=VERMILLION, radius=2, thick=2
            )
        else:
            _triangle(drawing, axes, at, half)
        drawing.circle(*axes.at(at, _wave(at)), 5, fill=INK)
    return drawing


def _triangle(drawing: Drawing, axes: Axes, at: float, half: float) -> None:
    """Rise over run under the straight piece, from the point to the right."""
    run = 0.62 * half
    corner = (at + run, _wave(at))
    drawing.line(axes.path([(at, _wave(at)), corner]), colour=GREEN, thick=2.2)
    drawing.line(axes.path([corner, (at + run, _wave(at + run))]), colour=VERMILLION, thick=2.2)
    x, y = axes.at(at + run / 2, _wave(at))
    drawing.text(x, y + 20, "run", size=14, colour=DARK_GREEN, anchor="middle", bold=True)
    x, y = axes.at(at + run, (_wave(at) + _wave(at + run)) / 2)
    drawing.text(x + 7, y + 5, "rise", size=14, colour=DARK_VERMILLION, bold=True)
    drawing.text(axes.left + 96, axes.top + axes.height - 16, "slope = rise / run", size=15, bold=True)


def secants() -> Drawing:
    drawing = Drawing(
        780,
        340,
        "Two ways to estimate a slope from heights alone",
        "Both panels show the same curve with its tangent at a point. On the left a line joins the point to "
        "one a step to the right; it is clearly steeper than the tangent. On the right a line joins a point "
        "one step to the left to a point one step to the right; it runs almost parallel to the tangent.",
    )

    def height(x: float) -> float:
        return 0.35 + 0.16 * math.exp(1.15 * x)

    def slope(x: float) -> float:
        return 0.16 * 1.15 * math.exp(1.15 * x)

    at, h = 1.0, 0.62
    for panel, (heading, first) in enumerate([("one-sided", at), ("both sides", at - h)]):
        left = 16 + panel * 378
        drawing.rect(left, 42, 370, 282, fill=PALE)
        drawing.text(left + 185, 30, heading, size=16, bold=True, anchor="middle")
        axes = Axes((left + 10, 50, 350, 240), (-0.2, 2.05), (0.1, 2.15))
        drawing.line(axes.path((x, height(x)) for x in steps(-0.15, 2.0)), colour=BLUE, thick=2.6)
        drawing.line(
            axes.path((x, height(at) + slope(at) * (x - at)) for x in (0.1, 1.95)),
            colour=GREY,
            thick=1.8,
            dash="6 5",
        )
        last = at + h
        chord = (height(last) - height(first)) / (last - first)
        drawing.line(
            axes.path((x, height(first) + chord * (x - first)) for x in (first - 0.25, last + 0.25)),
            colour=VERMILLION,
            thick=2.4,
        )
        for x in (first, last):
            drawing.circle(*axes.at(x, height(x)), 5, fill=VERMILLION)
        drawing.circle(*axes.at(at, height(at)), 5, fill=INK)
        base = axes.top + axes.height + 4
        drawing.line([(left + 14, base), (left + 356, base)], colour=LINE)
        labels = [("x", at), ("x + h", at + h)] + ([("x − h", at - h)] if panel else [])
        for words, x in labels:
            place = axes.at(x, 0)[0]
            drawing.line([(place, base - 4), (place, base + 4)], colour=INK, thick=1.4)
            drawing.text(place, base + 22, words, size=14, anchor="middle", italic=True)
        _legend(drawing, left + 22, 70)
    return drawing


def _legend(drawing: Drawing, left: float, top: float) -> None:
    for row, (words, colour, dash) in enumerate(
        [("curve", BLUE, ""), ("tangent", GREY, "6 5"), ("line through two points", VERMILLION, "")]
    ):
        y = top + row * 20
        drawing.line([(left, y), (left + 26, y)], colour=colour, thick=2.4, dash=dash)
        drawing.text(left + 34, y + 5, words, size=13)


def whole_numbers() -> Drawing:
    drawing = Drawing(
        780,
        262,
        "A slope needs room for small steps",
        "Left: with floating-point numbers the curve is smooth, and a tangent touches it at a point. Right: "
        "with whole numbers there are only separate dots. Between two dots there is nothing, so there is no "
        "small step and no slope.",
    )

    def height(x: float) -> float:
        return 0.16 * x * x + 0.2

    for panel, heading in enumerate(["floating-point numbers", "whole numbers"]):
        left = 16 + panel * 378
        drawing.rect(left, 42, 370, 204, fill=PALE)
        drawing.text(left + 185, 30, heading, size=16, bold=True, anchor="middle")
        axes = Axes((left + 16, 52, 338, 160), (-0.3, 4.4), (0, 3.4))
        base = axes.top + axes.height
        drawing.line([(left + 16, base), (left + 354, base)], colour=LINE)
        for whole in range(5):
            place = axes.at(whole, 0)[0]
            drawing.line([(place, base - 3), (place, base + 3)], colour=INK, thick=1.2)
            drawing.text(place, base + 20, str(whole), size=13, anchor="middle")
        if panel == 0:
            drawing.line(axes.path((x, height(x)) for x in steps(0, 4.3)), colour=BLUE, thick=2.6)
            drawing.line(
                axes.path((x, height(3) + 0.96 * (x - 3)) for x in (1.7, 4.3)), colour=VERMILLION, thick=2.2
            )
            drawing.circle(*axes.at(3, height(3)), 5, fill=INK)
        else:
            for whole in range(5):
                drawing.circle(*axes.at(whole, height(whole)), 5.5, fill=BLUE)
            drawing.text(
                axes.at(3, height(3))[0] + 12,
                axes.at(3, height(3))[1] + 6,
                "which way?",
                size=14,
                colour=DARK_VERMILLION,
            )
    return drawing


def draw() -> None:
    """Draw every figure of this family again."""
    under_a_lens().save("curve-under-a-lens.svg", LESSON)
    secants().save("two-secants.svg", LESSON)
    whole_numbers().save("whole-numbers.svg", LESSON)
