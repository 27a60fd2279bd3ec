"""A time limit for code that may never end, where the platform can give one."""

from __future__ import annotations

import contextlib
import ctypes
import signal
import sys
import threading
import time
from collections.abc import Iterator
from types import CodeType, FrameType
from typing import Any

AGAIN = 0.1
"""Seconds between further interruptions: a bare `except:` inside a loop swallows the first."""


class TimeUp(BaseException):
    """The time is over. Not an `Exception`: `except Exception` in the limited code lets it through."""


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TimeUp in the body when it has run for `seconds`.

    In the main thread of Linux and macOS an alarm also ends a sleep; elsewhere the exception is raised at the
    next Python instruction, so a call into C that never returns is not ended. In a browser, which has neither
    alarms nor threads, the body itself looks at the clock, and a tight loop takes several times as long.
    """
    if sys.platform == "emscripten":
        with _looking_at_the_clock(seconds):
            yield
    elif hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
        with _alarm(seconds):
            yield
    else:
        with _watchdog(seconds):
            yield


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    over = False

    def ring(number: int, frame: FrameType | None) -> None:
        if not over:
            raise TimeUp

    handler = signal.signal(signal.SIGALRM, ring)
    started = time.monotonic()
    remaining, interval = signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    finally:
        over = True
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        if remaining:  # somebody else's alarm was set: let it go on
            left = max(remaining - (time.monotonic() - started), 0.001)
            signal.setitimer(signal.ITIMER_REAL, left, interval)


@contextlib.contextmanager
def _watchdog(seconds: float) -> Iterator[None]:
    thread = threading.get_ident()
    done = threading.Event()
    guard = threading.Lock()

    def watch() -> None:
        wait = seconds
        while not done.wait(wait):
            with guard:
                if not done.is_set():
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(
                        ctypes.c_ulong(thread), ctypes.py_object(TimeUp)
                    )
            wait = AGAIN

    threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        with guard:
            done.set()


_OURS = (__file__, contextlib.__file__)
"""Where the exception is not raised: the way out of the limit must be walked to its end."""
_FREE_TOOLS = (3, 4)
"""The numbers that `sys.monitoring` leaves to whoever comes."""


@contextlib.contextmanager
def _looking_at_the_clock(seconds: float) -> Iterator[None]:
    monitoring: Any = vars(sys)["monitoring"]  # there since Python 3.12; a browser's is newer
    tool = next((number for number in _FREE_TOOLS if monitoring.get_tool(number) is None), None)
    if tool is None:  # limits within limits: the outer ones hold
        yield
        return
    end = time.monotonic() + seconds

    def look(code: CodeType, *_: object) -> None:
        nonlocal end
        now = time.monotonic()
        if now > end and code.co_filename not in _OURS:
            end = now + AGAIN
            raise TimeUp

    # A program without an end jumps back or calls a function, again and again.
    events = (monitoring.events.JUMP, monitoring.events.PY_START)
    monitoring.use_tool_id(tool, "graders")
    for event in events:
        monitoring.register_callback(tool, event, look)
    monitoring.set_events(tool, events[0] | events[1])
    try:
        yield
    finally:
        monitoring.set_events(tool, monitoring.events.NO_EVENTS)
        for event in events:
            monitoring.register_callback(tool, event, None)
        monitoring.free_tool_id(tool)
