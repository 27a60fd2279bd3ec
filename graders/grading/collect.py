"""Collecting what a learning platform hands out: a zip of everybody's files, or a folder of them.

Names of files are read with the course's own settings of nbgrader's `zip_collect`. Nothing in an archive is
believed: how large it says it is, where it says its files belong, or when it says they were handed in.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from graders.course.course import Course
from graders.course.errors import CourseError, explained
from graders.course.folders import replace
from graders.course.submissions import MAX_BYTES, odd_name

MOST_FILES = 20_000
MOST_BYTES = 4 * 1024**3
LARGEST_RATIO = 200
RATIO_COUNTS_FROM = 1_000_000
NOTEBOOK = ".ipynb"


@dataclass(frozen=True)
class Handed:
    """One file as it was handed in, with what its name says."""

    name: str
    student: str
    timestamp: str
    data: bytes


@dataclass(frozen=True)
class Collected:
    """The students whose work was collected, and why something was left out, a sentence each."""

    students: tuple[str, ...]
    left_out: tuple[str, ...]


class _LeftOut(Exception):
    """One file that is not collected. `str()` of it says which, and why."""


def collect(course: Course, lesson: str, source: Path) -> Collected:
    """Put the submissions in `source` under `submitted/`. The newest of a student counts.

    A student's earlier submission is replaced. What one student handed in does not stop the others: a file
    that is not safe to open is left out. Raises CourseError for what is no class; then nothing was written.
    """
    pattern = _pattern(course)
    latest: dict[str, Handed] = {}
    left_out: list[str] = []
    with explained(f"reading {source}"):
        for name, read in _files(source, left_out):
            try:
                found = _handed(pattern, name, read)
            except _LeftOut as problem:
                left_out.append(str(problem))
                continue
            if found is not None:
                known = latest.get(found.student)
                if known is None or _moment(found.timestamp) >= _moment(known.timestamp):
                    latest[found.student] = found
    if not latest:
        if left_out:
            raise CourseError("\n  - ".join(["Nothing was collected:", *left_out]))
        raise CourseError(
            f"No file in {source} has a name that fits the course's pattern {pattern.pattern!r} "
            "(c.FileNameCollectorPlugin.named_regexp)."
        )
    for student, handed in sorted(latest.items()):
        with explained(f"collecting the work of {student}"):
            _put(course, lesson, handed)
    return Collected(tuple(sorted(latest)), tuple(left_out))


def _pattern(course: Course) -> re.Pattern[str]:
    given = course.config.FileNameCollectorPlugin.get("named_regexp", "")
    if not given:
        raise CourseError(
            "nbgrader_config.py must say how collected files are named, with student_id and file_id: "
            r'c.FileNameCollectorPlugin.named_regexp = r"(?P<student_id>\w+)_(?P<file_id>.+)".'
        )
    try:
        pattern = re.compile(given)
    except re.error as problem:
        raise CourseError(f"c.FileNameCollectorPlugin.named_regexp is no pattern: {problem}.") from None
    for group in ("student_id", "file_id"):
        if group not in pattern.groupindex:
            raise CourseError(f"c.FileNameCollectorPlugin.named_regexp has no group (?P<{group}>...).")
    return pattern


def _handed(pattern: re.Pattern[str], name: str, read: Callable[[], bytes]) -> Handed | None:
    match = pattern.match(name)
    if match is None:
        return None
    groups = match.groupdict()
    student = unicodedata.normalize("NFC", groups["student_id"] or "")
    problem = odd_name(student) if student else "it names no student"
    if not problem and (student in (".", "..") or "/" in student or "\\\\" in student):
        problem = "the student's name holds a path"
    if problem:
        raise _LeftOut(f"The file {name!r} cannot be collected: {problem}.")
    return Handed(name, student, groups.get("timestamp") or "", read())


def _moment(timestamp: str) -> tuple[int, ...]:
    """Something to compare times by, however they are written: their numbers, largest unit first."""
    return tuple(map(int, re.findall(r"\d{1,9}", timestamp)))


def _put(course: Course, lesson: str, handed: Handed) -> None:
    import tempfile

    target = course.path("submitted", lesson, handed.student)
    with tempfile.TemporaryDirectory(prefix="collecting-") as scratch:
        folder = Path(scratch) / lesson
        folder.mkdir()
        (folder / f"{lesson}{NOTEBOOK}").write_bytes(handed.data)
        if handed.timestamp:
            (folder / "timestamp.txt").write_text(handed.timestamp, encoding="utf-8")
        replace(folder, target)


File = tuple[str, Callable[[], bytes]]
"""The last part of a file's name, and what reads it: that may raise _LeftOut."""


def _files(source: Path, left_out: list[str]) -> Iterator[File]:
    """The notebooks in a zip, or in a folder and below it."""
    if source.is_dir():
        yield from _in_folder(source, left_out)
    elif source.is_file():
        try:
            yield from _in_zip(source)
        except _LeftOut as problem:
            raise CourseError(str(problem)) from None
    else:
        raise CourseError(f"{source} is neither a zip nor a folder.")


def _in_folder(source: Path, left_out: list[str]) -> Iterator[File]:
    for above, folders, names in os.walk(source, followlinks=False):
        folders.sort()
        for name in sorted(names):
            path = Path(above, name)
            if path.suffix == NOTEBOOK:
                yield name, partial(_read, path)
            elif path.suffix == ".zip":
                try:
                    yield from _in_zip(path)
                except _LeftOut as problem:
                    left_out.append(str(problem))


def _read(path: Path) -> bytes:
    if path.is_symlink() or not path.is_file():
        raise _LeftOut(f"{path} is a link or no ordinary file, and was not followed.")
    _refuse_large(str(path), path.stat().st_size)
    return path.read_bytes()


def _in_zip(source: Path) -> Iterator[File]:
    if source.is_symlink() or not source.is_file():
        raise _LeftOut(f"{source} is a link or no ordinary file, and was not followed.")
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as problem:
        raise _LeftOut(f"{source} cannot be read as a zip: {problem}.") from None
    with contextlib.closing(archive):
        entries = [entry for entry in archive.infolist() if not entry.filename.endswith("/")]
        if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES:
            raise _LeftOut(f"{source} holds more than {MOST_FILES} files or 4 GB; it was not opened.")
        for entry in entries:
            path = PurePosixPath(entry.filename)
            if path.suffix == NOTEBOOK and "__MACOSX" not in path.parts:
                yield path.name, partial(_unpacked, archive, entry, source)


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, source: Path) -> bytes:
    name, path = entry.filename, PurePosixPath(entry.filename)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name.partition("/")[0]:
        raise _LeftOut(f"{source} holds a file that belongs elsewhere: {name!r}.")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise _LeftOut(f"{source} holds a symbolic link: {name!r}.")
    _refuse_large(name, entry.file_size)
    large = entry.file_size > RATIO_COUNTS_FROM
    if large and entry.file_size > LARGEST_RATIO * max(1, entry.compress_size):
        raise _LeftOut(f"{source} holds a file packed too tightly to be a notebook: {name!r}.")
    try:
        with archive.open(entry) as packed:
            data = packed.read(MAX_BYTES + 1)  # its stated size may be a lie
    except (
        zipfile.BadZipFile,
        zlib.error,
        RuntimeError,
        NotImplementedError,
        EOFError,
        ValueError,
    ) as problem:
        raise _LeftOut(f"{name!r} in {source} cannot be unpacked: {problem}.") from None
    _refuse_large(name, len(data))
    return data


def _refuse_large(name: str, size: int) -> None:
    if size > MAX_BYTES:
        raise _LeftOut(f"{name!r} is larger than {MAX_BYTES // 1_000_000} MB; that is no notebook.")
