"""The zip that Gradescope makes an autograder of: setup.sh, run_autograder, this package, and one lesson.

After the Autograder Specifications of gradescope-autograders.readthedocs.io.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from graders.course.course import Course
from graders.course.errors import CourseError, explained
from graders.course.targets import is_zip, write_whole
from graders.gradescope.kept import as_json
from graders.grading.gather import lesson_of
from graders.handout.package import DATE, set_up_files, wheel

LESSON = "lesson.json"
PINS = "requirements.txt"
MARK = b"made by graders gradescope"
SCRIPTS = {"setup.sh": "setup.sh", "run_autograder": "run_autograder.sh"}
"""What Gradescope runs, by its name for it and by ours."""


def autograder(course: Course, lesson: str) -> bytes:
    """The zip's content. The same lesson gives the same bytes.

    Raises CourseError where the lesson cannot be graded as it is, or was not released.
    """
    gathered = lesson_of(course, lesson)
    released = course.path("release", lesson) / f"{lesson}.ipynb"
    if not released.is_file():
        raise CourseError(f"{lesson} was not released here. Run `graders release {lesson}` first.")
    with explained(f"reading {released}"):
        given = released.read_text(encoding="utf-8")
    name, package = wheel()
    files = {
        **{name: (Path(__file__).parent / ours).read_bytes() for name, ours in SCRIPTS.items()},
        LESSON: as_json(gathered, given).encode(),
        PINS: set_up_files()["requirements/lessons.txt"],
        name: package,
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.comment = MARK
        for file, content in files.items():
            entry = zipfile.ZipInfo(file, DATE)
            entry.external_attr = (0o100755 if file in SCRIPTS else 0o100644) << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def write_autograder(course: Course, lesson: str, target: Path) -> int:
    """Write the zip; gives its size in bytes. Raises CourseError."""
    content = autograder(course, lesson)
    write_whole(target, content, "a zip of `graders gradescope`", is_zip(MARK))
    return len(content)
