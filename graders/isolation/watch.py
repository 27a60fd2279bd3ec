"""Ends kernels that use more time or memory than they may, from outside, where they cannot prevent it."""

from __future__ import annotations

import math
import threading
import time
from typing import Protocol
from weakref import WeakKeyDictionary

from graders.isolation import process
from graders.isolation.kernel_limits import MEBIBYTE, KernelLimits

INTERVAL = 0.1
END_SECONDS = 10.0
PATIENCE = 1.0
"""Seconds in which what a flooding kernel sent is let go of, before another is taken to be flooding too."""
LEAST_READING = 0.02
"""Processor seconds that reading a flood takes at least."""


class Watched(Protocol):
    """What the watch needs of a kernel."""

    limits: KernelLimits

    @property
    def pid(self) -> int: ...
    @property
    def forked_by(self) -> object: ...
    @property
    def started(self) -> float: ...
    @property
    def reader(self) -> str | None: ...
    def alive(self) -> bool: ...
    def end(self, why: str) -> None: ...


class Watch:
    """A thread that looks at every kernel ten times a second while there is one."""

    def __init__(self) -> None:
        self._kernels: dict[Watched, tuple[int, int]] = {}
        self._changed = threading.Condition()
        self._closed = False
        self._fresh: WeakKeyDictionary[object, int] = WeakKeyDictionary()
        self._thread: threading.Thread | None = None
        self._read_before: dict[str, float] | None = None
        self._patient_until = 0.0

    def add(self, kernel: Watched) -> None:
        with self._changed:
            if kernel.forked_by not in self._fresh:  # all that one process forks begin with the same
                self._fresh[kernel.forked_by] = process.memory_of_tree(kernel.pid, 0)
            self._kernels[kernel] = (self._fresh[kernel.forked_by], process.own_memory())
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
            thread.join(END_SECONDS)

    def _run(self) -> None:
        while True:
            with self._changed:
                if not self._closed:
                    self._changed.wait(INTERVAL if self._kernels else None)
                if self._closed:
                    return
                kernels = list(self._kernels.items())
            for kernel, (fresh, _) in kernels:
                self._end(kernel, _too_much(kernel, fresh))
            flooding = self._flooding({kernel: own for kernel, (_, own) in kernels if kernel.alive()})
            if flooding is not None:
                most = flooding.limits.flood_bytes // MEBIBYTE
                self._end(flooding, f"it sent more than {most} MiB that nobody had read yet")

    def _end(self, kernel: Watched, why: str | None) -> None:
        if why is not None:
            self.remove(kernel)
            kernel.end(why)

    def _flooding(self, kernels: dict[Watched, int]) -> Watched | None:
        """The kernel that fills this process, if one does. `kernels`: what this process held at their starts.

        Which of several it is, is told by the work of the threads that read from each: honest kernels beside
        a flooding one go on.
        """
        growth = max(
            ((process.own_memory() - own) / kernel.limits.flood_bytes for kernel, own in kernels.items()),
            default=0.0,
        )
        if growth < 1 / 4:
            self._read_before = None
            return None
        read = process.reading_seconds()
        before = self._read_before = (
            {} if self._read_before is None and growth > 1 else self._read_before or read
        )
        if growth <= 1 or time.monotonic() < self._patient_until:
            return None
        worked = {
            kernel: math.inf
            if kernel.reader is None
            else read.get(kernel.reader, 0.0) - before.get(kernel.reader, 0.0)
            for kernel in kernels
        }
        guilty = max(worked, key=lambda kernel: worked[kernel])
        if worked[guilty] < LEAST_READING:
            return None
        self._patient_until = time.monotonic() + PATIENCE
        self._read_before = read
        return guilty


def _too_much(kernel: Watched, fresh: int) -> str | None:
    """Why a kernel must end now, or None. `fresh`: what it held at its start."""
    if not kernel.alive():
        return None
    limits = kernel.limits
    if time.monotonic() - kernel.started > limits.wall_seconds:
        return f"it ran for more than {limits.wall_seconds:g} seconds"
    allowed = fresh + limits.memory_bytes
    if process.memory_of_tree(kernel.pid, allowed) > allowed:
        return f"its processes held more than {limits.memory_bytes // MEBIBYTE} MiB of memory"
    return None
