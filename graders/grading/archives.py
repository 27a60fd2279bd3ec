"""What a learning platform hands out, a zip or a folder of files and zips, as a list of files to be read.

Nothing in an archive is believed: how large it says it is, or where it says its files belong.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path, PurePosixPath

from graders.course.errors import CourseError
from graders.course.submissions import MAX_BYTES

MOST_FILES = 20_000
MOST_BYTES = 4 * 1024**3
LARGEST_RATIO = 200
RATIO_COUNTS_FROM = 1_000_000
NOBODYS = re.compile(
    r"(?:^|/)(?:__MACOSX|\.ipynb_checkpoints|__pycache__|\.git|\.vscode|\.idea|\.Trashes|\.Spotlight-V100)/"
    r"|(?:^|/)(?:\._[^/]*|\.DS_Store|Thumbs\.db|desktop\.ini|\.gitkeep|[^/]*\.pyc)$",
    re.IGNORECASE,
)
"""What computers leave beside files, and nobody hands in."""


class LeftOut(Exception):
    """One file that is not collected. `str()` of it says which, and why."""


@dataclass(frozen=True)
class Entry:
    """One file. `path` is its whole name in the archive, `when` the time that the archive keeps for it."""

    path: str
    source: Path
    when: datetime | None
    read: Callable[[], bytes]
    """The file's bytes. Raises LeftOut."""

    @property
    def name(self) -> str:
        return PurePosixPath(self.path).name

    @property
    def is_zip(self) -> bool:
        return self.name.lower().endswith(".zip")


class Sources(contextlib.ExitStack):
    """Archives that stay open until the `with` statement ends, so that their files can be read."""

    def entries(self, source: Path, left_out: list[str]) -> list[Entry]:
        """The files of a zip, or of a folder and those below it. Raises CourseError for what is neither."""
        if source.is_dir():
            return [entry for entry in _in_folder(source, left_out) if not NOBODYS.search(entry.path)]
        if not source.is_file():
            raise CourseError(f"{source} is neither a zip nor a folder.")
        try:
            return self.inside(source, None, left_out)
        except LeftOut as problem:
            raise CourseError(str(problem)) from None

    def inside(self, source: Path, data: bytes | None, left_out: list[str], below: str = "") -> list[Entry]:
        """The files of a zip, given as bytes or by its place. Raises LeftOut for what cannot be opened."""
        shown = f"{source}/{below}" if below else str(source)
        if data is None and source.is_symlink():
            raise LeftOut(f"{source} is a link or no ordinary file, and was not followed.")
        try:
            archive = zipfile.ZipFile(source if data is None else io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as problem:
            raise LeftOut(f"{shown} cannot be read as a zip: {problem}.") from None
        self.enter_context(archive)
        files = [entry for entry in archive.infolist() if not entry.filename.endswith("/")]
        if len(files) > MOST_FILES or sum(entry.file_size for entry in files) > MOST_BYTES:
            raise LeftOut(f"{shown} holds more than {MOST_FILES} files or 4 GB; it was not opened.")
        found = []
        for entry in files:
            path = _name(entry)
            if not PurePosixPath(path).name or NOBODYS.search(path):
                continue
            if wrong := _elsewhere(path, entry):
                left_out.append(f"{shown} holds {wrong}: {path!r}.")
                continue
            whole = f"{below}/{path}" if below else path
            found.append(Entry(whole, source, _time(entry), partial(_unpacked, archive, entry, shown, path)))
        return found


def _name(entry: zipfile.ZipInfo) -> str:
    """A file's name with slashes, and in its own letters where the archive forgot to say which."""
    name = entry.filename
    if not entry.flag_bits & 0x800 and not name.isascii():
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return name.replace("\\", "/")


def _elsewhere(path: str, entry: zipfile.ZipInfo) -> str:
    parts = PurePosixPath(path)
    if parts.is_absolute() or ".." in parts.parts or ":" in path.partition("/")[0][:2]:
        return "a file that belongs elsewhere"
    return "a symbolic link" if stat.S_ISLNK(entry.external_attr >> 16) else ""


def _time(entry: zipfile.ZipInfo) -> datetime | None:
    """The time that a zip keeps, which has no zone: taken as one of this machine's. None for none."""
    if entry.date_time <= (1980, 1, 1, 0, 0, 0):
        return None
    try:
        return datetime(*entry.date_time).astimezone()
    except (ValueError, OverflowError, OSError):
        return None


def _in_folder(source: Path, left_out: list[str]) -> Iterator[Entry]:
    def unreadable(problem: OSError) -> None:
        left_out.append(f"{problem.filename} cannot be read: {problem.strerror}.")

    for above, folders, names in os.walk(source, followlinks=False, onerror=unreadable):
        links = [name for name in folders if Path(above, name).is_symlink()]
        left_out += [f"{Path(above, name)} is a link, and was not followed." for name in links]
        folders[:] = sorted(name for name in folders if name not in links)
        for name in sorted(names):
            path = Path(above, name)
            try:
                when = datetime.fromtimestamp(path.lstat().st_mtime).astimezone()
            except (OSError, ValueError, OverflowError):
                when = None
            yield Entry(path.relative_to(source).as_posix(), source, when, partial(_read, path))


def _read(path: Path) -> bytes:
    if path.is_symlink() or not path.is_file():
        raise LeftOut(f"{path} is a link or no ordinary file, and was not followed.")
    try:
        _refuse_large(str(path), path.stat().st_size)
        return path.read_bytes()
    except OSError as problem:
        raise LeftOut(f"{path} cannot be read: {problem.strerror}.") from None


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, shown: str, name: str) -> bytes:
    _refuse_large(name, entry.file_size)
    large = entry.file_size > RATIO_COUNTS_FROM
    if large and entry.file_size > LARGEST_RATIO * max(1, entry.compress_size):
        raise LeftOut(f"{shown} holds a file packed too tightly to be a notebook: {name!r}.")
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
        OSError,
    ) as problem:
        raise LeftOut(f"{name!r} in {shown} cannot be unpacked: {problem}.") from None
    _refuse_large(name, len(data))
    return data


def _refuse_large(name: str, size: int) -> None:
    if size > MAX_BYTES:
        raise LeftOut(f"{name!r} is larger than {MAX_BYTES // 1_000_000} MB; that is no notebook.")
