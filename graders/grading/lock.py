"""One grader at a time for a lesson of a course."""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
from collections.abc import Iterator
from pathlib import Path

from graders.course.errors import CourseError, explained


@contextlib.contextmanager
def only_grader(root: Path, lesson: str) -> Iterator[None]:
    """Hold the lesson's lock, which ends with this process. CourseError when another holds it."""
    path = root / f".{lesson}.grading"
    with explained("starting to grade"):
        file = _open(path)
    try:
        with explained("starting to grade"):
            os.truncate(file, 0)
            os.write(file, f"process {os.getpid()} on {socket.gethostname()}\n".encode())
        yield
    finally:
        with contextlib.suppress(OSError):
            path.unlink()
        os.close(file)


def _open(path: Path) -> int:
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            who = os.pread(file, 200, 0).decode("utf-8", "replace").strip() or "another process"
            os.close(file)
            raise CourseError(
                f"Another grader is at work on this lesson ({who}). Wait for it to end, or end it."
            ) from None
        except OSError:  # a file system without locks
            return file
        # It may have been removed by its last holder between opening and locking.
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_ino == os.fstat(file).st_ino:
                return file
        os.close(file)
