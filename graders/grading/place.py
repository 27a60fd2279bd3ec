"""Files of a submission: read without following links, written so that a crash leaves the old or the new."""

from __future__ import annotations

import contextlib
import fnmatch
import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath

from graders.course import unfollowed
from graders.course.course import Course
from graders.course.errors import explained
from graders.course.folders import remove
from graders.course.submissions import Remark

STAGING = ".arriving"
TIMESTAMP = "timestamp.txt"
MOST_BYTES = 64 * 1024 * 1024
MOST_FILES = 2000
DEEPEST = 12


def files_beside(folder: Path | int, ignore: list[str]) -> tuple[dict[str, bytes], list[Remark]]:
    """What lies in a submission's folder beside its notebooks, by relative name, and remarks on the rest.

    The folder may be open already. Symbolic links and special files are left out: they could lead to what
    only the grader may read.
    """
    if isinstance(folder, Path):
        with unfollowed.folder(folder) as opened:
            return files_beside(opened, ignore)
    found: dict[str, bytes] = {}
    odd: list[str] = []
    room = MOST_BYTES
    for above, folders, names, opened in os.fwalk(".", follow_symlinks=False, dir_fd=folder):
        inner = os.path.relpath(above, ".")
        links = [name for name in folders if unfollowed.kind(name, opened) != "folder"]
        folders[:] = [name for name in folders if name not in links and not _ignored(name, ignore)]
        odd += links
        if inner.count(os.sep) >= DEEPEST:
            folders.clear()
        for name in names:
            if _ignored(name, [*ignore, "*.ipynb"]):
                continue
            if len(found) >= MOST_FILES:
                odd.append(name)
                continue
            try:
                data = unfollowed.read(name, opened, room)
            except (OSError, unfollowed.TooLarge):
                odd.append(name)
                continue
            room -= len(data)
            found[name if inner == "." else f"{inner}/{name}"] = data
    if not odd:
        return found, []
    shown = ", ".join(repr(name) for name in sorted(odd)[:3]) + (" and more" if len(odd) > 3 else "")
    text = f"links, special files or files too large were left out: {shown}"
    return found, [Remark("files left out", text)]


def _ignored(name: str, patterns: list[str]) -> bool:
    return any(fnmatch.fnmatch(name, pattern) for pattern in patterns)


def laid_out(theirs: Mapping[str, bytes], lessons: Mapping[str, bytes]) -> dict[str, bytes]:
    """A student's files with the lesson's own over them.

    Where a student has a file for a folder of the lesson's, or a folder for a file, theirs is left out.

    >>> laid_out({"data": b"", "notes.txt": b""}, {"data/table.csv": b"1"})
    {'notes.txt': b'', 'data/table.csv': b'1'}
    """
    folders = {str(above) for name in lessons for above in PurePosixPath(name).parents}
    kept = {
        name: data
        for name, data in theirs.items()
        if name not in folders and not any(str(above) in lessons for above in PurePosixPath(name).parents)
    }
    return {**kept, **lessons}


def timestamp_in(files: Mapping[str, bytes]) -> tuple[datetime | None, list[Remark]]:
    """When the work was handed in, from the file that nbgrader keeps it in."""
    if TIMESTAMP not in files:
        return None, []
    from nbgrader.utils import parse_utc

    text = files[TIMESTAMP][:200].decode("utf-8", "replace").strip()
    try:
        when = parse_utc(text) if text else None
    except Exception:  # a parser of so many forms has many ways of saying no
        return None, [Remark("bad timestamp", f"{TIMESTAMP} holds no time: {text[:40]!r}; taken as not late")]
    return (when if isinstance(when, datetime) else None), []


class Shelf:
    """The folders of graded work of one lesson."""

    def __init__(self, course: Course, lesson: str) -> None:
        self._course, self._lesson = course, lesson
        top = course.path("autograded", ".")
        directory = course.directory()
        self._staging = top / STAGING
        self._arriving = course.directory(autograded_directory=str(self._staging))
        settings = course.config.Autograde
        base = course.config.BaseConverter
        default = 664 if directory.groupshared else 444
        permissions = settings.get("permissions", base.get("permissions", default))
        self._mode = int(str(permissions), 8)
        self._groupshared = bool(directory.groupshared)
        with explained(f"looking at {top}"):
            self._staging.mkdir(parents=True, exist_ok=True)
            (self._staging / "can-be-written").touch()
            (self._staging / "can-be-written").unlink()

    def folder(self, student: str) -> Path:
        return self._course.path("autograded", self._lesson, student)

    def notebook(self, student: str) -> Path:
        return self.folder(student) / f"{self._lesson}.ipynb"

    @contextlib.contextmanager
    def arriving(self, student: str, files: Mapping[str, bytes], notebook: bytes) -> Iterator[None]:
        """Lay out a graded submission. It is in its place when the body of the `with` statement ended well.

        While the body runs, neither the earlier folder nor the new one is in place: whoever finds it so
        after a crash knows that this submission is to be graded again.
        """
        new = Path(self._arriving.format_path(str(self._staging), student, self._lesson))
        place = self.folder(student)
        old = new.with_name(f"{new.name}.old")
        with explained(f"writing the graded work of {student}"):
            for rest in (new, old):
                remove(rest)
            for name, data in {**files, f"{self._lesson}.ipynb": notebook}.items():
                path = new / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
                path.chmod(self._mode)
            place.parent.mkdir(parents=True, exist_ok=True)
            if place.exists():
                place.rename(old)
        try:
            yield
        except BaseException:
            with contextlib.suppress(OSError):
                if old.exists() and not place.exists():
                    old.rename(place)
                remove(new)
            raise
        with explained(f"writing the graded work of {student}"):
            new.rename(place)
            remove(old)
            with contextlib.suppress(OSError):
                new.parent.rmdir()
            if self._groupshared:
                self._share(place)

    def _share(self, place: Path) -> None:
        """Let the group write to the folders, as nbgrader does where instructors share a course."""
        for folder in (place.parent.parent, place, *(path for path in place.rglob("*") if path.is_dir())):
            with contextlib.suppress(PermissionError):
                folder.chmod((folder.stat().st_mode | 0o2770) & 0o2777)

    def close(self) -> None:
        """Remove the folders that are empty. What a crash left half written goes when it is graded again."""
        for folder, _, _ in os.walk(self._staging, topdown=False):
            with contextlib.suppress(OSError):
                Path(folder).rmdir()
