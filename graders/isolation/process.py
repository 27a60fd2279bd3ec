"""What the grader can see of a kernel's processes from outside, by way of /proc of the host."""

from __future__ import annotations

import contextlib
import os
import resource
import select
from collections.abc import Iterator
from pathlib import Path

PAGE = resource.getpagesize()
MOST_PROCESSES = 20_000


def pid_of(handle: int) -> int | None:
    """The process id, as seen by this process, behind an open pidfd; None when it is none or has ended."""
    try:
        lines = Path(f"/proc/self/fdinfo/{handle}").read_text().splitlines()
    except OSError:
        return None
    for line in lines:
        name, _, value = line.partition(":")
        if name == "Pid":
            return int(value) if int(value) > 0 else None
    return None


def ended(handle: int, seconds: float | None = 0) -> bool:
    """Whether the process behind a pidfd has ended, waiting for it up to `seconds` (None: for ever)."""
    poll = select.poll()
    poll.register(handle, select.POLLIN)
    return bool(poll.poll(None if seconds is None else seconds * 1000))


def descends_from(pid: int, ancestor: int) -> bool:
    """Whether `ancestor` is above process `pid`."""
    for _ in range(8):
        if pid == ancestor:
            return True
        try:
            after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2]
        except OSError:
            return False
        pid = int(after_name.split()[1])
    return False


def keep_to(processor: int, pid: int) -> None:
    """Have this process, and `pid` with all below it, use one processor; so will all that they start."""
    for each in [*_tree(pid), *(int(thread.name) for thread in Path("/proc/self/task").iterdir())]:
        with contextlib.suppress(OSError):  # it ended, or the processor was taken away
            os.sched_setaffinity(each, {processor})


def memory_of_tree(pid: int, enough: int) -> int:
    """The memory in bytes that a process and all its descendants hold, pages that they share counted once.

    Counting exactly is slow, so it is done only where the quick sum, which counts shared pages again and
    again, is more than `enough`.
    """
    tree = list(_tree(pid))
    quick = sum(_resident(member) for member in tree)
    return quick if quick <= enough else sum(_proportional(member) for member in tree)


def own_memory() -> int:
    """The memory in bytes that this process holds."""
    return _resident(os.getpid())


def reading_seconds() -> dict[str, float]:
    """The processor time of this process's threads that read from kernels, by the number of the reader.

    ZeroMQ names its threads, and each client of a kernel has threads of its own.
    """
    seconds: dict[str, float] = {}
    with contextlib.suppress(OSError):
        for thread in Path("/proc/self/task").iterdir():
            with contextlib.suppress(OSError, ValueError, IndexError):
                number, slash, _ = (thread / "comm").read_text().partition("/")
                if slash and number.isdigit():
                    spent = int((thread / "schedstat").read_text().split()[0]) / 1e9
                    seconds[number] = seconds.get(number, 0.0) + spent
    return seconds


def _tree(pid: int) -> Iterator[int]:
    waiting, seen = [pid], 0
    while waiting and seen < MOST_PROCESSES:
        member = waiting.pop()
        seen += 1
        yield member
        with contextlib.suppress(OSError):
            for thread in Path(f"/proc/{member}/task").iterdir():
                children = (thread / "children").read_text()
                waiting.extend(map(int, children.split()))


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except (OSError, IndexError):
        return 0


def _proportional(pid: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
