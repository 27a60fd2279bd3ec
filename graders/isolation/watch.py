"""Ends kernels that use more time or memory than they may, from outside, where they cannot prevent it."""

from __future__ import annotations

import threading
import time
from typing import Protocol

from graders.isolation import process
from graders.isolation.limits import MEBIBYTE, Limits

INTERVAL = 0.1


class Watched(Protocol):
    """What the watch needs of a kernel."""

    limits: Limits

    @property
    def pid(self) -> int: ...
    @property
    def started(self) -> float: ...
    def alive(self) -> bool: ...
    def end(self, why: str) -> None: ...


class Watch:
    """A thread that looks at every kernel ten times a second while there is one."""

    def __init__(self) -> None:
        self._kernels: dict[Watched, tuple[int, int]] = {}
        self._changed = threading.Condition()
        self._closed = False
        self._thread: threading.Thread | None = None

    def add(self, kernel: Watched) -> None:
        with self._changed:
            self._kernels[kernel] = (process.memory_of_tree(kernel.pid, 0), process.own_memory())
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="graders-kernel-watch", daemon=True)
                self._thread.start()
            self._changed.notify()

    def remove(self, kernel: Watched) -> None:
        with self._changed:
            self._kernels.pop(kernel, None)

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()
            thread = self._thread
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        while True:
            with self._changed:
                if not self._closed:
                    self._changed.wait(INTERVAL if self._kernels else None)
                if self._closed:
                    return
                kernels = list(self._kernels.items())
            for kernel, (fresh, own) in kernels:
                why = _too_much(kernel, fresh, own)
                if why is not None:
                    self.remove(kernel)
                    kernel.end(why)


def _too_much(kernel: Watched, fresh: int, own: int) -> str | None:
    """Why a kernel must end now, or None. `fresh`, `own`: what it and this process held at its start."""
    if not kernel.alive():
        return None
    limits = kernel.limits
    if time.monotonic() - kernel.started > limits.wall_seconds:
        return f"it ran for more than {limits.wall_seconds:g} seconds"
    allowed = fresh + limits.memory_bytes
    if process.memory_of_tree(kernel.pid, allowed) > allowed:
        return f"its processes held more than {limits.memory_bytes // MEBIBYTE} MiB of memory"
    if process.own_memory() - own > limits.flood_bytes:
        return f"it sent more than {limits.flood_bytes // MEBIBYTE} MiB that nobody had read yet"
    return None
