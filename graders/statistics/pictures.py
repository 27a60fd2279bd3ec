"""Pictures for a page of figures: SVG in the page that takes its colours, on light ground and on dark."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

from markupsafe import escape

from graders.statistics.summary import tenths

INK, BARS = "#010203", "#040506"
"""Stand-ins that become the page's own colours: `currentColor` and the style variable `--bars`."""


def histogram(shares: Sequence[float]) -> str:
    """How many students reached which part of the points, in tenths."""
    figure, axes = _figure(6.4, 2.4)
    counts = tenths(shares)
    axes.bar([10 * place + 5 for place in range(10)], counts, width=9, color=BARS)
    axes.set(xlim=(0, 100), xlabel="percent of the points", ylabel="students")
    axes.set_xticks(range(0, 101, 10))
    axes.yaxis.get_major_locator().set_params(integer=True)
    told = ", ".join(
        f"{10 * place} to {10 * place + 10}: {count}" for place, count in enumerate(counts) if count
    )
    return _svg(figure, f"Students by percent of the points. {told}.")


def quintiles(shares: Sequence[float]) -> str:
    """The share of the points that each fifth of the class reached in a question, the weakest first."""
    figure, axes = _figure(1.7, 0.9)
    axes.bar(range(1, len(shares) + 1), [100 * share for share in shares], width=0.8, color=BARS)
    axes.set(ylim=(0, 100), xticks=[], yticks=[0, 100])
    told = ", ".join(f"{share:.0%}" for share in shares)
    return _svg(figure, f"From the weakest fifth of the class to the strongest: {told}.")


def lessons(names: Sequence[str], shares: Sequence[float | None]) -> str:
    """The mean share of each lesson of a course."""
    figure, axes = _figure(6.4, 0.6 + 0.32 * len(names))
    heights = [100 * (share or 0.0) for share in shares]
    axes.barh(list(names), heights, color=BARS)
    axes.invert_yaxis()
    axes.set(xlim=(0, 100), xlabel="mean percent of the points")
    told = ", ".join(f"{name}: {height:.0f}" for name, height in zip(names, heights, strict=True))
    return _svg(figure, f"Mean percent of the points. {told}.")


def _figure(width: float, height: float) -> tuple[Any, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.subplots()
    axes.patch.set_visible(False)
    axes.tick_params(colors=INK)
    for name, spine in axes.spines.items():
        spine.set_color(INK)
        spine.set_visible(name in ("left", "bottom"))
    axes.xaxis.label.set_color(INK)
    axes.yaxis.label.set_color(INK)
    return figure, axes


def _svg(figure: Any, words: str) -> str:
    import matplotlib as mpl

    text = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "figures", "font.family": "sans-serif"}):
        figure.savefig(text, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    svg = text.getvalue()[text.getvalue().index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = svg.replace(INK, "currentColor").replace(BARS, "var(--bars)")
    return svg.replace("<svg ", f'<svg role="img" aria-label="{escape(words)}" ', 1)
