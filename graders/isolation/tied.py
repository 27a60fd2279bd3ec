"""Processes that end when the one that started them does, even where that is killed and can tell nobody.

A pipe that closes does not do alone: one who is stopped, waits for a lock or holds on to Python's does not
look at it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

LOOK_SECONDS = 1.0

_starter: ThreadPoolExecutor


def _renew() -> None:
    global _starter
    _starter = ThreadPoolExecutor(1, thread_name_prefix="graders-starter")


_renew()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew)  # a fork has none of its parent's threads


def start(command: list[str], **settings: Any) -> subprocess.Popen[bytes]:
    """As `subprocess.Popen`, for a process that ties its life to this one by `end_with`, or by itself.

    Linux ends such a process with the *thread* that started it, so one thread, which lives as long as this
    process, starts them all. Raises OSError as `Popen` does.
    """

    def popen() -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, **settings)

    return _starter.submit(popen).result()


def end_with(parent: int) -> None:
    """Have this process end when `parent` does, which started it by `start`; at once if that has gone.

    Linux sees to it whatever this process does then. Elsewhere a thread looks every second.
    """
    if sys.platform == "linux":
        from graders.isolation import linux

        linux.prctl(linux.SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    else:
        threading.Thread(target=_look, args=(parent,), name="graders-tied", daemon=True).start()
    _end_without(parent)


def _look(parent: int) -> None:
    while True:
        time.sleep(LOOK_SECONDS)
        _end_without(parent)


def _end_without(parent: int) -> None:
    if os.getppid() != parent:
        os._exit(1)
