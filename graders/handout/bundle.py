"""A zip for students: what they get, under one folder, the same bytes for the same content."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from graders.course.course import Course
from graders.course.errors import CourseError, explained
from graders.handout.contents import Files
from graders.handout.package import DATE

MARK = b"made by graders bundle"
EXECUTABLE, PLAIN = 0o100755, 0o100644


def bundle_name(course: Course) -> str:
    """The name of the bundle, and of the folder in it.

    Letters that a file system may not take are dashes.
    """
    return re.sub(r"[^\w.-]+", "-", course.id).strip("-.") + "-lessons" if course.id else "lessons"


def write_bundle(files: Files, target: Path, folder: str) -> None:
    """Write the zip; an earlier one is replaced once the new one is whole, and nothing else ever is.

    Raises CourseError where another file is in the way, or where it cannot be written.
    """
    with explained(f"writing {target}"):
        if target.exists() and not _is_bundle(target):
            raise CourseError(f"{target} is there and is no bundle. Give another name with --into.")
        target.parent.mkdir(parents=True, exist_ok=True)
        arriving = target.with_name(f".{target.name}.new")
        try:
            with zipfile.ZipFile(arriving, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.comment = MARK
                for name, data in files.items():
                    entry = zipfile.ZipInfo(f"{folder}/{name}", DATE)
                    entry.external_attr = (EXECUTABLE if name == "start.py" else PLAIN) << 16
                    archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
            arriving.replace(target)
        finally:
            arriving.unlink(missing_ok=True)


def _is_bundle(file: Path) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            return archive.comment == MARK
    except (OSError, zipfile.BadZipFile):
        return False
