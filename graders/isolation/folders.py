"""Folders for sockets, which do not outlive the grader for long: a killed one's, the next one removes."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
import weakref
from pathlib import Path

from graders.isolation.errors import SandboxFailed

PREFIX = "graders-"
LOCK = "lock"
LONGEST = 90
"""Bytes of a folder's path that leave room for a socket's name in the 107 that Linux allows."""


class SocketFolders:
    """A folder of this process's, locked while it lives, with a folder for each kernel in it."""

    def __init__(self) -> None:
        remove_abandoned()
        self._top = Path(tempfile.mkdtemp(prefix=PREFIX))
        if len(os.fsencode(self._top)) > LONGEST:
            self._top.rmdir()
            raise SandboxFailed(
                f"The folder for temporary files, {self._top.parent}, has too long a path for a Unix socket. "
                "Set TMPDIR to one with a shorter path."
            )
        fresh = self._top / "fresh"
        self._lock = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        fresh.rename(self._top / LOCK)  # only now can others see it, and it is locked
        self._made = 0
        self._finish = weakref.finalize(self, _remove, self._top, self._lock, os.getpid())

    def new(self) -> Path:
        """A new, empty folder that only this user can enter."""
        self._made += 1
        folder = self._top / str(self._made)
        folder.mkdir(mode=0o700)
        return folder

    def close(self) -> None:
        """Remove everything. Also happens when this object is forgotten, and when the process exits."""
        self._finish()


def _remove(top: Path, lock: int, owner: int) -> None:
    if os.getpid() == owner:  # a fork of this process is not to take its parent's folder away
        shutil.rmtree(top, ignore_errors=True)
        os.close(lock)


def remove_abandoned() -> None:
    """Remove folders of graders of this user that have gone without removing them."""
    with contextlib.suppress(OSError):
        for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
            with contextlib.suppress(OSError):
                if not folder.is_symlink() and folder.stat().st_uid == os.geteuid():
                    _remove_if_unlocked(folder)


def _remove_if_unlocked(folder: Path) -> None:
    lock = os.open(folder / LOCK, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)
