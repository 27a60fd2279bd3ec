"""A zip for students: what they get, under one folder, the same bytes for the same content."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from graders.course.course import Course
from graders.course.targets import is_zip, write_whole
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
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = MARK
        for name, data in files.items():
            entry = zipfile.ZipInfo(f"{folder}/{name}", DATE)
            entry.external_attr = (EXECUTABLE if name == "start.py" else PLAIN) << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    write_whole(target, made.getvalue(), "a zip of `graders bundle`", is_zip(MARK))
