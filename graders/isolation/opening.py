"""The cells that all notebooks of a lesson begin with, run once: kernels are forked from what they leave.

These are the lesson's own cells, as its author wrote them; no student's text is among them. This runs inside
the sandbox, in a process that was forked from the warm one.
"""

from __future__ import annotations

import contextlib
import gc
import os
import random
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from graders.isolation.namespaces import WORK, note_address_space, unpack


class NotTheSame(Exception):
    """A fork would not be as a kernel that ran these cells itself; `str()` says why."""


def run(cells: Sequence[str], files: int | None, environment: Mapping[str, str]) -> None:
    """Run the cells in a folder with these files (an open tar archive). Raises NotTheSame."""
    from graders.isolation.kernel import KernelApp

    shutil.rmtree(WORK, ignore_errors=True)
    Path(WORK).mkdir(mode=0o700, parents=True)
    if files is not None:
        unpack(files)
    os.chdir(WORK)
    os.environ.update(environment)
    try:
        before = _surroundings()
        try:
            KernelApp.instance().run_first(cells)
        except Exception as problem:
            raise NotTheSame(f"{type(problem).__name__}: {problem}"[:500]) from problem
        _close_fonts()
        after = _surroundings()
        changed = [name for name, value in before.items() if after[name] != value]
        if changed:
            raise NotTheSame(f"the first cells change the {' and the '.join(changed)}")
    finally:
        os.chdir("/")
        shutil.rmtree(WORK, ignore_errors=True)
    note_address_space()


def _close_fonts() -> None:
    """Let go of fonts, as matplotlib itself does in every fork: it keeps their files open."""
    fonts = sys.modules.get("matplotlib.font_manager")
    if fonts is not None:
        fonts._get_font.cache_clear()
        gc.collect()


def _surroundings() -> dict[str, Any]:
    """What a fork does not take along, or what would be the same in every fork though it should not be."""
    found: dict[str, Any] = {
        "threads": _names("/proc/self/task"),
        "processes": _children(),
        "open files": _names("/proc/self/fd"),
        "files in the folder": sorted(
            (str(path), path.lstat().st_mtime_ns) for path in Path(WORK).rglob("*")
        ),
        "random numbers": random.getstate(),
        "folder": str(Path.cwd()),
    }
    with contextlib.suppress(ImportError):
        import numpy

        found["random numbers of NumPy"] = repr(numpy.random.get_state())  # noqa: NPY002 - students use it too
    return found


def _names(folder: str) -> list[str]:
    return sorted(path.name for path in Path(folder).iterdir())


def _children() -> str:
    return "".join((path / "children").read_text() for path in Path("/proc/self/task").iterdir())
