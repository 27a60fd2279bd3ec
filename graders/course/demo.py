"""A whole course in small: a scratch copy of the course, a class that has handed in, grades and feedback.

Works in a folder of its own, never in a real course.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from graders.checking.configuration import CONFIG
from graders.course.course import Course
from graders.course.errors import CourseError, explained
from graders.course.results import ClassResult

MARK = ".made-by-graders-demo"
EXPECTED = "expected.json"


def scratch_course(original: Course, lesson: str, folder: Path) -> Course:
    """A fresh course in `folder` with this one lesson. A folder not from an earlier demo is left alone."""
    with explained(f"making a scratch course in {folder}"):
        if folder.exists() and any(folder.iterdir()):
            if not (folder / MARK).is_file():
                raise CourseError(f"{folder} holds something else already. Give another folder with --into.")
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MARK).write_text(
            "`graders demo` made this folder and will make it anew.\n", encoding="utf-8"
        )
        shutil.copyfile(original.root / CONFIG, folder / CONFIG)
        shutil.copytree(original.path("source", lesson), folder / "source" / lesson)
    return Course(folder)


def hand_in(course: Course, lesson: str, class_folder: Path) -> list[str]:
    """Put a class's work under `submitted/`. Returns the students. Raises CourseError when there is none."""
    with explained(f"handing in {class_folder}"):
        students = (
            sorted(path for path in class_folder.iterdir() if path.is_dir()) if class_folder.is_dir() else []
        )
        if not students:
            raise CourseError(
                f"{class_folder} holds no class: a folder for each student with {lesson}.ipynb in it."
            )
        for student in students:
            shutil.copytree(student, course.path("submitted", lesson, student.name))
    return [student.name for student in students]


def differences(outcome: ClassResult, class_folder: Path) -> list[str] | None:
    """Where the scores and remarks differ from the class's `expected.json`; None when it has no such file.

    The file maps a student to `{"scores": {cell: points or null}, "remarks": [kind, ...]}`, or to
    `{"scores": null, ...}` where nothing can be graded.
    """
    file = class_folder / EXPECTED
    if not file.is_file():
        return None
    try:
        expected = json.loads(file.read_text(encoding="utf-8"))["students"]
    except (ValueError, KeyError) as problem:
        raise CourseError(f"{file} cannot be read: {problem!r}") from None
    found = {result.student: result for result in outcome.results}
    lines = [f"{student}: was not graded" for student in expected.keys() - found.keys()]
    for student, result in found.items():
        if student not in expected:
            lines.append(f"{student}: is not in {EXPECTED}")
            continue
        wanted = expected[student]
        scores = None if result.scores is None else {score.cell: score.points for score in result.scores}
        if scores != wanted["scores"]:
            lines.append(f"{student}: scores {scores}, expected {wanted['scores']}")
        kinds = sorted({remark.kind for remark in result.remarks})
        if kinds != sorted(wanted["remarks"]):
            lines.append(f"{student}: remarks {kinds}, expected {sorted(wanted['remarks'])}")
    return sorted(lines)
