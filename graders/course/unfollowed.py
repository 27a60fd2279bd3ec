"""Opening what somebody else may change meanwhile: never by way of a link, and nothing but files and folders.

Whoever can write to a folder can put a link or a pipe in a file's place between two looks at it. So a folder
is opened once, each part of its path by itself, and everything in it is opened from there.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class TooLarge(ValueError):
    """A file has more bytes than are read."""


@contextlib.contextmanager
def folder(top: Path, *names: str) -> Iterator[int]:
    """An open folder below `top`. Raises OSError where one of the names is a link, or no folder."""
    opened = os.open(top, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for name in names:
            inner = os.open(name, FOLDER, dir_fd=opened)
            os.close(opened)
            opened = inner
        yield opened
    finally:
        os.close(opened)


def read(name: str, inside: int, most: int) -> bytes:
    """The bytes of a regular file in an open folder.

    Raises OSError for what is no regular file or is a link, TooLarge for one with more than `most` bytes.
    """
    file = os.open(name, FILE, dir_fd=inside)
    with os.fdopen(file, "rb") as opened:
        status = os.fstat(file)
        if not stat.S_ISREG(status.st_mode):
            raise OSError("it is no ordinary file")
        data = opened.read(most + 1) if status.st_size <= most else b""
    if status.st_size > most or len(data) > most:
        size = max(status.st_size, len(data))
        raise TooLarge(f"the file has {size / 1e6:.0f} MB; more than {most / 1e6:.0f} MB is not read")
    return data


def kind(name: str, inside: int) -> str:
    """What there is of that name: "file", "folder", "link", "other", or "" for nothing."""
    try:
        mode = os.stat(name, dir_fd=inside, follow_symlinks=False).st_mode
    except FileNotFoundError:
        return ""
    known = {stat.S_IFREG: "file", stat.S_IFDIR: "folder", stat.S_IFLNK: "link"}
    return known.get(stat.S_IFMT(mode), "other")
