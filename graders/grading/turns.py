"""Whose turn it is among the jobs of one worker: one works, and those that only wait hold up nobody.

A job waits when neither its kernel nor its own thread has used the processor for a while: its kernel sleeps,
or is silent. Of jobs that compute a worker gets few at a time, for they share its processor.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 2.0
"""Seconds after which the next job is begun though the one before goes on."""
LOOK_SECONDS = 0.1
WAITS = 0.4
"""Seconds without work after which a job counts as one that waits."""
WORK = 0.05
"""Processor seconds within that time that count as work."""
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class _Job:
    number: int
    thread: int
    kernel: int | None = None
    worked: float = 0.0
    since: float = 0.0
    waits: bool = False

    def look(self, now: float) -> bool:
        """Whether it waits, as of now."""
        worked = _processor_seconds(self)
        if worked - self.worked > WORK:
            self.worked, self.since = worked, now
        return now - self.since > WAITS


def _processor_seconds(job: _Job) -> float:
    seconds = time.clock_gettime(time.pthread_getcpuclockid(job.thread))
    if job.kernel is not None:
        with contextlib.suppress(OSError, IndexError, ValueError):
            numbers = Path(f"/proc/{job.kernel}/stat").read_text().rpartition(")")[2].split()
            seconds += (int(numbers[11]) + int(numbers[12])) / TICKS
    return seconds


class Turns:
    """The jobs that a worker has begun. `tell` is told a job's number when it waits, or works again."""

    def __init__(self, tell: Callable[[int, bool], None]) -> None:
        self._tell = tell
        self._changed = threading.Condition()
        self._jobs: dict[int, _Job] = {}
        self._warming = False

    def warming(self, on: bool) -> None:
        """Have jobs wait while what they all need is being made."""
        with self._changed:
            self._warming = on
            self._changed.notify_all()

    def begin(self, number: int) -> None:
        """Take a turn when nobody works, or for so long that it may wait for something that is not seen."""
        with self._changed:
            self._changed.wait_for(self._nobody_works, PATIENCE)
            thread = threading.get_ident()
            self._jobs[thread] = _Job(number, thread, since=time.monotonic())

    def end(self) -> None:
        """Give the turn back."""
        with self._changed:
            self._jobs.pop(threading.get_ident(), None)
            self._changed.notify_all()

    def has_kernel(self, pid: int) -> None:
        """The job of this thread has a kernel now."""
        with self._changed:
            job = self._jobs.get(threading.get_ident())
            if job is not None:
                job.kernel = pid

    def _nobody_works(self) -> bool:
        return not self._warming and all(job.waits for job in self._jobs.values())

    def watch(self) -> None:
        """Look at the jobs again and again, until nobody is there to be told."""
        if not hasattr(time, "pthread_getcpuclockid"):
            return  # not known here: then a job counts as one that works until it is done
        with contextlib.suppress(OSError):
            while True:
                time.sleep(LOOK_SECONDS)
                self.look()

    def look(self) -> None:
        """Note which jobs wait."""
        changed = []
        with self._changed:
            now = time.monotonic()
            for job in self._jobs.values():
                waits = job.look(now)
                if waits != job.waits:
                    job.waits = waits
                    changed.append((job.number, waits))
            if changed:
                self._changed.notify_all()
        for number, waits in changed:
            self._tell(number, waits)
