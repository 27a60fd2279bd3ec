"""A whole course in small: a scratch copy of the course, a class that has handed in, grades and feedback.

Works in a folder of its own, never in a real course.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from graders.checking.configuration import CONFIG
from graders.course.course import Course
from graders.course.errors import CourseError, explained
from graders.course.results import ClassResult

MARK = ".made-by-graders-demo"
EXPECTED = "expected.json"


def scratch_course(original: Course, lessons: Sequence[str], folder: Path) -> Course:
    """A fresh course in `folder` with these lessons. A folder not from an earlier demo is left alone."""
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
        for lesson in lessons:
            shutil.copytree(original.path("source", lesson), folder / "source" / lesson)
    return Course(folder)


def has_class(lesson: str, class_folder: Path) -> bool:
    """Whether somebody of the class handed in this lesson."""
    return any(class_folder.glob(f"*/{lesson}.ipynb"))


def hand_in(course: Course, lesson: str, class_folder: Path) -> list[str]:
    """Put a class's work for a lesson under `submitted/`. Returns the students. Raises CourseError if none.

    The class's folder has a folder for each student; in it are notebooks, each called as its lesson.
    """
    with explained(f"handing in {class_folder}"):
        students = sorted(file.parent for file in class_folder.glob(f"*/{lesson}.ipynb"))
        if not students:
            raise CourseError(
                f"{class_folder} holds no class: a folder for each student with {lesson}.ipynb in it."
            )
        for student in students:
            others = [file.name for file in student.glob("*.ipynb") if file.stem != lesson]
            place = course.path("submitted", lesson, student.name)
            shutil.copytree(student, place, ignore=shutil.ignore_patterns(*others))
    return [student.name for student in students]


def expected_file(lesson: str, class_folder: Path) -> Path:
    """Where it is written down what a class's work for a lesson must get."""
    own = class_folder / "expected" / f"{lesson}.json"
    return own if own.is_file() else class_folder / EXPECTED


def differences(outcome: ClassResult, class_folder: Path) -> list[str] | None:
    """Where scores and remarks differ from what is written down; None where nothing is.

    The file maps a student to `{"scores": {cell: points or null}, "remarks": [kind, ...]}`, or to
    `{"scores": null, ...}` where nothing can be graded.
    """
    file = expected_file(outcome.lesson, class_folder)
    if not file.is_file():
        return None
    try:
        written = json.loads(file.read_text(encoding="utf-8"))
        expected = written["students"]
        if written.get("lesson", outcome.lesson) != outcome.lesson:
            return None
    except (ValueError, KeyError) as problem:
        raise CourseError(f"{file} cannot be read: {problem!r}") from None
    found = {result.student: result for result in outcome.results}
    lines = [f"{student}: was not graded" for student in expected.keys() - found.keys()]
    for student, result in found.items():
        if student not in expected:
            lines.append(f"{student}: is not in {file.name}")
            continue
        wanted = expected[student]
        scores = None if result.scores is None else {score.cell: score.points for score in result.scores}
        if scores != wanted["scores"]:
            lines.append(f"{student}: scores {scores}, expected {wanted['scores']}")
        kinds = sorted({remark.kind for remark in result.remarks})
        if kinds != sorted(wanted["remarks"]):
            lines.append(f"{student}: remarks {kinds}, expected {sorted(wanted['remarks'])}")
    return sorted(lines)
