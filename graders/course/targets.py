"""Files that a command writes where its user says: whole or not at all, and never over something else."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from graders.course.errors import CourseError, explained

LARGEST_HEAD = 1 << 20
"""So much of a file is looked at to see what it is."""
Ours = Callable[[Path], bool]
"""Says of a file that is there whether it is one of ours, so that a newer one may take its place."""


def check_target(target: Path, what: str, ours: Ours) -> None:
    """Raise CourseError unless the file may be written: nothing is there, or an earlier one of its kind.

    `what` says in words what is to be written, such as "a page of `graders stats`".
    """
    with explained(f"looking at {target}"):
        if target.is_dir():
            raise CourseError(f"{target} is a folder. Give the name of a file.")
        if target.is_file() and target.stat().st_size and not ours(target):
            raise CourseError(f"{target} is there, and is not {what}. Move it away, or give another name.")


def write_whole(target: Path, data: bytes, what: str, ours: Ours) -> None:
    """Write a file; an earlier one stays until the new one is whole. A pipe or a device is written to.

    Raises CourseError where another file is in the way, or where it cannot be written.
    """
    check_target(target, what, ours)
    with explained(f"writing {target}"):
        target = target.resolve()  # where a link leads stays a link
        if target.exists() and not target.is_file():
            target.write_bytes(data)
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        arriving = target.with_name(f".{os.getpid()}.new")
        try:
            arriving.write_bytes(data)
            arriving.replace(target)
        finally:
            arriving.unlink(missing_ok=True)


def is_page(generator: str) -> Ours:
    """A web page that names this program as its generator."""
    mark = f'<meta name="generator" content="{generator}">'.encode()
    return lambda file: mark in _head(file)


def is_table(ours: Callable[[Sequence[str]], bool]) -> Ours:
    """A table of comma-separated values whose first row holds our columns."""
    return lambda file: ours(first_row(_head(file).decode("utf-8-sig", "replace")))


def first_row(text: str) -> list[str]:
    """The first row of comma-separated values; empty where it is none.

    >>> first_row("student,points"), first_row('"student')
    (['student', 'points'], [])
    """
    try:
        return next(csv.reader(io.StringIO(text, newline=""), strict=True), [])
    except csv.Error:
        return []


def is_zip(mark: bytes) -> Ours:
    """A zip with this comment, which whoever made it wrote into it."""

    def marked(file: Path) -> bool:
        try:
            with zipfile.ZipFile(file) as archive:
                return archive.comment == mark
        except (OSError, zipfile.BadZipFile):
            return False

    return marked


def _head(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(LARGEST_HEAD)
