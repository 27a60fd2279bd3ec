"""`graders init` and `graders new`: a course, or a lesson, that works. Nothing is overwritten."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import nbformat

from graders.checking.configuration import CONFIG
from graders.course.errors import CourseError, explained
from graders.questions.folder import HIDDEN, QUESTIONS, TESTS

FIRST_LESSON = "01-first-lesson"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
"""nbgrader makes a folder's name and a part of addresses of it."""


def begin_course(folder: Path, name: str | None = None) -> list[Path]:
    """Write a course with one lesson into a new or empty folder; gives the files. Raises CourseError."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CourseError(
            f"{folder} is not empty, and nothing in it was touched. Give a new folder; "
            "another lesson of a course is begun by `graders new LESSON`."
        )
    course = name or folder.resolve().name
    if not course.strip() or any(sign in course for sign in '"\\\n'):
        raise CourseError(
            f"{course!r} cannot be a course's name: give one without quotation marks and backslashes."
        )
    with explained(f"making {folder}"):
        written = [
            _write(folder / CONFIG, "nbgrader_config.py", {"COURSE": course}),
            _write(folder / "README.md", "README.md", {"COURSE": course}),
            _write(folder / ".gitignore", "gitignore", {}),
        ]
    return written + begin_lesson(folder / "source", FIRST_LESSON)


def begin_lesson(source: Path, lesson: str) -> list[Path]:
    """Write a lesson's folder from the template; gives the files. Raises CourseError.

    The folder must not be there; its name must be one that nbgrader takes.
    """
    if not NAME.fullmatch(lesson):
        raise CourseError(
            f"{lesson!r} cannot be a lesson's name. Use letters, digits, - and _, such as 02-next-lesson."
        )
    folder = source / lesson
    if folder.exists():
        raise CourseError(f"{folder} is there already, and nothing in it was touched. Give another name.")
    prefix = re.sub(r"^[0-9]+[-_]*", "", lesson).lower().replace("_", "-") or lesson.lower()
    words = {"LESSON": lesson, "PREFIX": prefix, "TITLE": prefix.replace("-", " ").capitalize()}
    with explained(f"making {folder}"):
        return [
            _write_notebook(folder / f"{lesson}.ipynb", words),
            _write(folder / QUESTIONS, QUESTIONS, words),
            _write(folder / HIDDEN, HIDDEN, words),
            _write(folder / TESTS, TESTS, words),
        ]


def _filled(template: str, words: Mapping[str, str]) -> str:
    text = (files("graders.authoring") / "templates" / f"{template}.txt").read_text(encoding="utf-8")
    for name, word in words.items():
        text = text.replace(f"@{name}@", word)
    return text


def _write(file: Path, template: str, words: Mapping[str, str]) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(_filled(template, words), encoding="utf-8")
    return file


def _write_notebook(file: Path, words: Mapping[str, str]) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    notebook = nbformat.reads(_filled("lesson.ipynb", words), as_version=4)  # type: ignore[no-untyped-call]  # nbformat is partly typed
    nbformat.write(notebook, str(file))  # type: ignore[no-untyped-call]  # likewise
    return file
