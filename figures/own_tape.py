"""Draws the picture of lesson 10: a tape as a list of rows, read backwards, and its gradients."""

from __future__ import annotations

from figures.svg import BLUE, DARK_VERMILLION, GREY, INK, LINE, PALE, Drawing

LESSON = "10-build-your-own-tape"
ROWS = (
    ("0", "v", "30", "", "5.8"),
    ("1", "t", "0.8", "", "30"),
    ("2", "a", "6", "", "-12.5"),
    ("3", "v * t", "24", "(0, 0.8)  (1, 30)", "1"),
    ("4", "v * v", "900", "(0, 30)  (0, 30)", "0.0833"),
    ("5", "2", "2", "", "-37.5"),
    ("6", "2 * a", "12", "(5, 6)  (2, 2)", "-6.25"),
    ("7", "row 4 / row 6", "75", "(4, 0.0833)  (6, -6.25)", "1"),
    ("8", "row 3 + row 7", "99", "(3, 1)  (7, 1)", "1"),
)


def tape() -> Drawing:
    drawing = Drawing(
        780,
        460,
        "The stopping distance as a list of rows",
        "A table of nine rows, numbered 0 to 8. The first three are the inputs v, t and a. Each further row "
        "holds a result, and pairs of the place of an input and its local derivative. An arrow on the right "
        "leads from the last row up to the first. The last column holds the gradients: 1 in the last row, "
        "and 5.8, 30 and minus 12.5 in the first three.",
    )
    columns = (40.0, 96.0, 270.0, 350.0, 610.0)
    top, high = 66.0, 40.0
    for x, words in zip(
        columns, ("row", "what it is", "value", "(place, local derivative)", "gradient"), strict=True
    ):
        drawing.text(x, top - 18, words, size=14, bold=True, colour=GREY)
    for number, row in enumerate(ROWS):
        y = top + number * high
        drawing.rect(28, y, 690, high, fill=PALE if number % 2 else "#FFFFFF", stroke=LINE, radius=0)
        for place, (x, words) in enumerate(zip(columns, row, strict=True)):
            shown = words.replace("-", "\N{MINUS SIGN}")
            colour = DARK_VERMILLION if place == 4 else INK
            drawing.text(x, y + 26, shown, size=15, mono=True, colour=colour, bold=place == 4)
    drawing.line([(745, top + 9 * high - 12), (745, top + 12)], colour=BLUE, thick=3, arrow=True)
    drawing.text(
        28, top + 9 * high + 24, "Read upwards, from the last row to the first, and add up.", size=15
    )
    return drawing


def draw() -> None:
    """Draw every figure of this family again."""
    tape().save("tape-of-rows.svg", LESSON)
