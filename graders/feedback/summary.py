"""One page a student over all lessons, and a zip with one page of feedback a student."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from graders.checking.panel import amount, count
from graders.course.course import Course
from graders.course.errors import explained
from graders.course.results import lateness
from graders.course.targets import is_zip, write_whole
from graders.feedback.exporter import template
from graders.feedback.scores import Standing, standing

SUMMARY = "summary.html"
MARK = b"made by graders feedback"
ZIP = ("a zip of `graders feedback`", is_zip(MARK))
"""What `write_zip` writes, for those who look at its target before."""


@dataclass(frozen=True)
class Row:
    """A lesson in the summary. `link` leads to its page of feedback, where there is one."""

    lesson: str
    link: str
    points: str
    notes: str


def write_summaries(course: Course, students: Sequence[str]) -> list[Path]:
    """Write `feedback/<student>/summary.html` for each of them; gives the files. Raises CourseError."""
    written = []
    with explained("writing the summaries"), course.gradebook() as gradebook:
        lessons = {
            assignment.name: [notebook.name for notebook in assignment.notebooks]
            for assignment in sorted(gradebook.assignments, key=lambda each: each.name)
        }
        for student in students:
            file = course.path("feedback", SUMMARY, student)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(_page(course, gradebook, lessons, student), encoding="utf-8")
            written.append(file)
    return written


def _page(course: Course, gradebook: Any, lessons: dict[str, list[str]], student: str) -> str:
    rows, points, possible, name = [], 0.0, 0.0, ""
    for lesson, notebooks in lessons.items():
        for notebook in notebooks:
            stands = standing(gradebook, lesson, notebook, student) or Standing(student)
            page = course.path("feedback", lesson, student) / f"{notebook}.html"
            link = f"{quote(lesson)}/{quote(notebook)}.html" if page.is_file() else ""
            rows.append(_row(lesson, link, stands))
            points, possible = points + stands.total, possible + stands.possible
            name = name or stands.name
    total = f"{amount(points)} of {count(possible)}"
    return str(template(SUMMARY).render(student=name or student, rows=rows, total=total))


def _row(lesson: str, link: str, stands: Standing) -> Row:
    if not stands.marks:
        return Row(lesson, "", "–", "nothing was graded")
    notes = [lateness(stands.late)] if stands.late > 0 else []
    if stands.penalty:
        notes.append(f"{count(stands.penalty)} off for lateness")
    if stands.waiting:
        notes.append(f"up to {count(stands.waiting)} more: waits for a person")
    points = f"{amount(stands.total)} of {amount(stands.possible)}"
    return Row(lesson, link, points, "; ".join(notes))


def write_zip(course: Course, lesson: str, students: Sequence[str], file: Path) -> list[str]:
    """Write a zip with `<student>.html` for each student; gives the names. Raises CourseError.

    The zip takes its place when it is whole; an earlier one of the same name stays until then.
    """
    names = []
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive, explained("reading the feedback"):
        archive.comment = MARK
        for student in students:
            page = course.path("feedback", lesson, student) / f"{lesson}.html"
            archive.write(page, f"{student}.html")
            names.append(f"{student}.html")
    write_whole(file, made.getvalue(), *ZIP)
    return names
