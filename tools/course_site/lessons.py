"""The lessons as students get them: released by `graders` in a copy of the course that is thrown away."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from course_site.problem import SiteProblem
from graders.course.course import Course
from graders.course.errors import CourseError
from graders.course.release import release

STAYS = ("hidden.py", "tests.py", "gradebook.db")


def released(course: Path, target: Path, names: Sequence[str] = ()) -> list[str]:
    """Release the lessons of a course (all, or those named) into `target`, a folder each; their names.

    Raises SiteProblem when a lesson cannot be released, and when something is there that must stay.
    """
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch)
        shutil.copy(course / "nbgrader_config.py", copy)
        shutil.copytree(course / "source", copy / "source", ignore=shutil.ignore_patterns("__pycache__"))
        try:
            found = Course(copy)
            lessons = sorted({found.find_lesson(name) for name in names}) or found.lessons()
            for lesson in lessons:
                shutil.copytree(release(found, lesson), target / lesson)
            # The map of the lessons and the glossary, which every student gets.
            shutil.copytree(course / "students", target, dirs_exist_ok=True)
        except CourseError as problem:
            raise SiteProblem(str(problem)) from None
    for file in target.rglob("*"):
        if file.name in STAYS:
            raise SiteProblem(
                f"{file.relative_to(target)} must not leave the course; the site was not built."
            )
        if file.suffix == ".svg":
            as_ascii(file)
    return lessons


def as_ascii(figure: Path) -> None:
    """Write an SVG's other characters as references: JupyterLite shows no figure with any beyond Latin-1."""
    figure.write_bytes(figure.read_text(encoding="utf-8").encode("ascii", "xmlcharrefreplace"))
