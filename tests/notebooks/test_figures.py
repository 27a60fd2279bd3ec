"""The figures are what their scripts draw, and everybody can read them."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

LESSON = "03-gradients"
SVG = "{http://www.w3.org/2000/svg}"
FIGURES = {
    "curve-under-a-lens.svg": ("figures.slopes", "under_a_lens"),
    "two-secants.svg": ("figures.slopes", "secants"),
    "whole-numbers.svg": ("figures.slopes", "whole_numbers"),
    "tape-three-steps.svg": ("figures.tape", "three_steps"),
    "what-a-tape-watches.svg": ("figures.tape", "watching"),
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_drawn_anew_is_the_one_that_is_kept_beside_its_lesson(
    name: str, lesson_folder: Path
) -> None:
    module, function = FIGURES[name]
    drawn = getattr(importlib.import_module(module), function)().svg()
    kept = lesson_folder / "figures" / name
    assert kept.read_text(encoding="utf-8") == drawn, f"run: make figures ({kept})"


def test_every_figure_is_committed_once(root: Path) -> None:
    places = [*(root / "figures").glob("*.svg"), *(root / "notebooks" / "source").glob("*/figures/*.svg")]
    names = [file.name for file in places]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_has_a_title_and_a_description_and_needs_nothing_from_elsewhere(
    name: str, lesson_folder: Path
) -> None:
    text = (lesson_folder / "figures" / name).read_text(encoding="utf-8")
    tree = ElementTree.fromstring(text)
    title, description = tree.find(f"{SVG}title"), tree.find(f"{SVG}desc")
    assert title is not None
    assert title.text
    assert description is not None
    assert len(description.text or "") > 60
    assert tree.get("role") == "img"
    addresses = set(re.findall(r"https?://[^\"' <]+", text))
    assert addresses == {"http://www.w3.org/2000/svg"}
    assert "<script" not in text


@pytest.mark.parametrize("name", FIGURES)
def test_the_words_in_a_figure_stand_out_from_its_ground(name: str, lesson_folder: Path) -> None:
    tree = ElementTree.fromstring((lesson_folder / "figures" / name).read_text(encoding="utf-8"))
    words = list(tree.iter(f"{SVG}text"))
    assert words
    for word in words:
        size, bold = float(word.get("font-size", "0")), word.get("font-weight") is not None
        # Large or bold words need less contrast (WCAG 2.2, 1.4.3).
        needed = 3.0 if size >= 24 or (bold and size >= 18.66) else 4.5
        assert contrast(word.get("fill", ""), "#F3F5F7") >= needed, (word.text, word.get("fill"))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_contrast_of_black_and_white_is_the_largest_there_is() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


def test_the_picture_of_a_panel_is_of_the_panel_that_is_shown_today(root: Path) -> None:
    """The words of the panel that was photographed: where they change, the picture is taken anew."""
    from figures.check_panel import page

    shown = page()
    for words in (
        "Partly right",
        "was not lowered",
        "Hint 2",
        "look here",
        "does not come from a tape yet",
    ):
        assert words in shown, "run: python -m figures.check_panel"
    kept = root / "figures" / "check-panel.png"
    assert kept.read_bytes().startswith(b"\x89PNG")
    assert kept.stat().st_size < 150 * 1024
