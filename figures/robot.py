"""Draws the pictures of lesson 06: a robot's arm with two joints, and a rocket's flight in three curves."""

from __future__ import annotations

import math

from figures.svg import BLUE, DARK_VERMILLION, GREEN, GREY, INK, VERMILLION, Drawing

LESSON = "06-jacobians-and-higher-orders"


def arm() -> Drawing:
    drawing = Drawing(
        780,
        360,
        "A robot's arm with two joints",
        "From the shoulder a bar of 3 decimetres leads up to the right, turned by the angle theta 1 from the "
        "level. At the elbow a second bar of 2 decimetres is turned by theta 2 from the first. At its end is "
        "the hand, at x = 2.6 and y = 3.5.",
    )
    left, bottom, scale = 120.0, 300.0, 66.0
    first, second = math.radians(30), math.radians(90)
    elbow = (left + 3 * scale * math.cos(first), bottom - 3 * scale * math.sin(first))
    hand = (elbow[0] + 2 * scale * math.cos(second), elbow[1] - 2 * scale * math.sin(second))
    drawing.line([(60, bottom), (720, bottom)], colour=GREY, thick=1.4)
    far = (elbow[0] + 70 * math.cos(first), elbow[1] - 70 * math.sin(first))
    drawing.line([elbow, far], colour=GREY, thick=1.4, dash="5 5")
    drawing.line([(left, bottom), elbow], colour=BLUE, thick=9)
    drawing.line([elbow, hand], colour=VERMILLION, thick=9)
    for place in ((left, bottom), elbow):
        drawing.circle(*place, 11, fill="#FFFFFF", stroke=INK, thick=3)
    drawing.circle(*hand, 9)
    _angle(drawing, (left, bottom), 60, 0.0, first)
    _angle(drawing, elbow, 44, first, second)
    drawing.text(left + 72, bottom - 14, "\N{GREEK SMALL LETTER THETA}1 = 30 degrees", size=15)
    drawing.text(elbow[0] + 52, elbow[1] - 40, "\N{GREEK SMALL LETTER THETA}2 = 60 degrees", size=15)
    drawing.text(left + 40, bottom - 96, "3 dm", size=15, bold=True, colour=BLUE)
    drawing.text(hand[0] - 14, hand[1] + 70, "2 dm", size=15, bold=True, colour=DARK_VERMILLION, anchor="end")
    drawing.text(left - 16, bottom + 32, "shoulder", size=15)
    drawing.text(hand[0] + 18, hand[1] + 6, "hand: x = 2.6, y = 3.5", size=15, bold=True)
    drawing.text(430, 250, "Each joint moves the hand,", size=15)
    drawing.text(430, 272, "and each moves it in x and in y:", size=15)
    drawing.text(430, 294, "four numbers.", size=15, bold=True)
    return drawing


def _angle(drawing: Drawing, at: tuple[float, float], radius: float, start: float, end: float) -> None:
    points = [
        (at[0] + radius * math.cos(turn), at[1] - radius * math.sin(turn))
        for turn in (start + (end - start) * step / 20 for step in range(21))
    ]
    drawing.line(points, colour=INK, thick=1.8)


def rocket() -> Drawing:
    drawing = Drawing(
        780,
        520,
        "A rocket's height, velocity and acceleration",
        "Three curves over the same seconds, one above the other. The height rises and falls, with its top "
        "at 8 seconds. The velocity is largest at 4 seconds and 0 at 8. The acceleration is a straight line "
        "that falls and is 0 at 4 seconds. Letters mark the seconds: A at 2, B at 4, C at 8, D at 10.",
    )
    left, across = 110.0, 54.0
    curves = (
        ("height h", lambda t: 12 * t * t - t**3, 0.0, 270.0, 60.0, BLUE),
        ("velocity h'", lambda t: 24 * t - 3 * t * t, -100.0, 60.0, 215.0, VERMILLION),
        ("acceleration h''", lambda t: 24 - 6 * t, -45.0, 40.0, 370.0, GREEN),
    )
    for name, t in (("A", 2), ("B", 4), ("C", 8), ("D", 10)):
        x = left + t * across
        drawing.line([(x, 40), (x, 480)], colour=GREY, thick=1.2, dash="4 5")
        drawing.text(x, 30, name, size=17, bold=True, anchor="middle")
    for name, curve, low, high, top, colour in curves:
        tall = 110.0
        zero = top + tall * high / (high - low)
        drawing.line([(left, zero), (left + 11 * across, zero)], colour=GREY, thick=1.2)
        drawing.text(left - 8, zero + 5, "0", size=13, colour=GREY, anchor="end")
        points = [
            (left + s * across / 10, zero - curve(s / 10) * tall / (high - low))
            for s in range(111)
            if low <= curve(s / 10) <= high
        ]
        drawing.line(points, colour=colour, thick=3)
        drawing.text(left + 4, top - 4, name, size=15, bold=True)
    for t in range(12):
        drawing.text(left + t * across, 500, str(t), size=13, colour=GREY, anchor="middle")
    drawing.text(left + 11 * across + 14, 500, "seconds", size=13, colour=GREY)
    return drawing


def draw() -> None:
    """Draw every figure of this family again."""
    arm().save("robot-arm.svg", LESSON)
    rocket().save("rocket.svg", LESSON)
