"""The graph of a cubic with its values and gradients, as the package itself draws it."""

from __future__ import annotations

from pathlib import Path

import autodiff_lite as ad
from autodiff_lite.drawing.render import with_wasm
from autodiff_lite.drawing.svg import as_text, finished


def draw() -> None:
    """Write the figure. Laid out in WebAssembly, so that it is the same on every machine."""
    x = ad.Variable(-2.0, name="x")
    with ad.GradientTape() as tape:
        y = 3 * x**3 + 5 * x**2 - 3 * x + 10
    drawing = ad.draw(tape, y, names={"y": y})
    svg = as_text(finished(with_wasm(drawing.dot), drawing.picture))
    path = Path(__file__).parent / "graph-of-a-cubic.svg"
    path.write_text(svg + "\n", encoding="utf-8", newline="\n")
