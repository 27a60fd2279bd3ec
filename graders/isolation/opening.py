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
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from graders.isolation.layout import SCRATCH
from graders.isolation.namespaces import SHARED_MEMORY, WORK, note_address_space, unpack

LARGEST_SEED = 2**64
"""A seed that a person would write is smaller; one that NumPy takes from the system has 128 bits."""


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
    app = KernelApp.instance()
    try:
        before = _surroundings()
        with _written() as written:
            try:
                app.run_first(cells)
            except Exception as problem:
                raise NotTheSame(f"{type(problem).__name__}: {problem}"[:500]) from problem
        _close_fonts()
        after = _surroundings()
        changed = [name for name, value in before.items() if after[name] != value]
        if changed:
            raise NotTheSame(f"the first cells change the {' and the '.join(changed)}")
        if written:
            raise NotTheSame("programs that the first cells start write something")
        if any(map(_was_seeded_by_the_system, app.kernel.shell.user_ns.values())):
            raise NotTheSame("the first cells make a source of random numbers")
    finally:
        os.chdir("/")
        shutil.rmtree(WORK, ignore_errors=True)
    note_address_space()


def end_children() -> None:
    """Kill every process that the first cells started."""
    for _ in range(100):
        children = _children().split()
        if not children:
            return
        for child in children:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(int(child), signal.SIGKILL)
                os.waitpid(int(child), 0)  # those that it left behind come to this process


def _surroundings() -> dict[str, Any]:
    """What a fork does not take along, or what it would share with others or have in common with them."""
    found: dict[str, Any] = {
        "threads": _names("/proc/self/task"),
        "processes": _children(),
        "open files": _names("/proc/self/fd"),
        "shared memory": [
            line for line in Path("/proc/self/maps").read_text().splitlines() if " rw-s " in line
        ],
        "files": [_files_below(folder) for folder in (SCRATCH, SHARED_MEMORY)],
        "folder": str(Path.cwd()),
        "timers": [signal.getitimer(kind) for kind in (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL)],
        "random numbers": random.getstate(),
    }
    with contextlib.suppress(ImportError):
        import numpy

        found["random numbers of NumPy"] = repr(numpy.random.get_state())  # noqa: NPY002 - students use it too
    return found


def _names(folder: str) -> list[str]:
    return sorted(path.name for path in Path(folder).iterdir())


def _files_below(folder: str) -> list[tuple[str, int]]:
    return sorted((str(path), path.lstat().st_mtime_ns) for path in Path(folder).rglob("*"))


def _children() -> str:
    return " ".join((path / "children").read_text() for path in Path("/proc/self/task").iterdir())


def _was_seeded_by_the_system(thing: object) -> bool:
    """Whether it is a generator of NumPy's without a seed of the author's: every fork would go on alike."""
    seeds = getattr(getattr(thing, "bit_generator", None), "seed_seq", None)
    entropy = getattr(seeds, "entropy", None)
    return isinstance(entropy, int) and entropy >= LARGEST_SEED


def _close_fonts() -> None:
    """Let go of fonts, as matplotlib itself does in every fork: it keeps their files open."""
    fonts = sys.modules.get("matplotlib.font_manager")
    if fonts is not None:
        fonts._get_font.cache_clear()
        gc.collect()


@contextlib.contextmanager
def _written() -> Iterator[bytearray]:
    """What is written to the open files 1 and 2 meanwhile, and so is in no cell's outputs."""
    found = bytearray()
    file = os.memfd_create("written")
    kept = [os.dup(number) for number in (1, 2)]
    try:
        for number in (1, 2):
            os.dup2(file, number)
        yield found
    finally:
        for number, old in zip((1, 2), kept, strict=True):
            os.dup2(old, number)
            os.close(old)
        found += os.pread(file, 1, 0)
        os.close(file)
