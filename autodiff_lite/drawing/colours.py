"""Colours that all eyes can tell apart, after Okabe and Ito. Each is paired with a shape, a line or a
word."""

from __future__ import annotations

INK = "#1a1a1a"
GREY = "#5c5c5c"
LINE = "#a9afb5"
GROUND = "#ffffff"
# Words need more contrast than surfaces do: the palette's hues, darker.
DARK_VERMILLION = "#a34700"
DARK_BLUE = "#00588a"
MARK = "#8f2f73"

FILLS = {
    "operation": "#f3f5f7",
    "variable": "#dcebf7",
    "watched": "#dcebf7",
    "intermediate": "#dcebf7",
    "fixed": "#ffffff",
    "constant": "#ffffff",
    "target": "#dff2ea",
    "group": "#fdf1d8",
}
OUTLINES = {
    "operation": GREY,
    "variable": "#0072b2",
    "watched": "#0072b2",
    "intermediate": "#0072b2",
    "fixed": LINE,
    "constant": LINE,
    "target": "#009e73",
    "group": "#b87f00",
}
