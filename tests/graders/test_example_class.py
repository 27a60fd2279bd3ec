"""Every lesson has a class that handed it in, and each gets what was worked out for it by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest

from graders.course.course import Course
from graders.course.demo import differences, expected_file, hand_in, scratch_course
from graders.course.release import release
from graders.grading.coordinate import Options, grade_class
from graders.grading.submission_limits import SubmissionLimits

ROOT = Path(__file__).parents[2]
CLASS = ROOT / "examples" / "class"
LESSONS = sorted(path.parent.name for path in ROOT.glob("notebooks/source/*/*.ipynb"))
EVERY = pytest.mark.parametrize("lesson", LESSONS)
CELL_SECONDS = 5
DEMO = "03-gradients"
"""The lesson that `graders demo` shows, and whose class is graded with it."""


def points_of(lesson: str) -> dict[str, float]:
    """What each cell of a lesson that gives points gives."""
    notebook = nbformat.read(ROOT / "notebooks" / "source" / lesson / f"{lesson}.ipynb", as_version=4)
    marks = [cell.metadata.get("nbgrader", {}) for cell in notebook.cells]
    return {mark.grade_id: mark.points for mark in marks if mark.get("grade") and mark.get("points")}


def worked_out(lesson: str) -> dict[str, Any]:
    written = json.loads(expected_file(lesson, CLASS).read_text(encoding="utf-8"))
    assert written["lesson"] == lesson
    students: dict[str, Any] = written["students"]
    return students


@EVERY
def test_one_is_right_one_half_right_one_blank_and_one_odd(lesson: str) -> None:
    full = points_of(lesson)
    students = worked_out(lesson)
    assert len(students) >= 4
    assert students.keys() == {path.parent.name for path in CLASS.glob(f"*/{lesson}.ipynb")}
    shares = []
    for each in students.values():
        if each["scores"] is not None:
            assert each["scores"].keys() == full.keys()
            known = {cell: score for cell, score in each["scores"].items() if score is not None}
            assert all(0 <= score <= full[cell] for cell, score in known.items())
            shares.append(sum(known.values()) / sum(full[cell] for cell in known))
    assert max(shares) == 1
    assert any(0.2 < share < 0.8 for share in shares)
    assert any("blank" in each["remarks"] for each in students.values())
    assert any(set(each["remarks"]) - {"blank", "to grade by hand"} for each in students.values())


@EVERY
def test_what_they_handed_in_is_the_lesson_as_it_is_now(lesson: str) -> None:
    source = nbformat.read(ROOT / "notebooks" / "source" / lesson / f"{lesson}.ipynb", as_version=4)
    for student, each in worked_out(lesson).items():
        if each["scores"] is not None and "deleted cell" not in each["remarks"]:
            work = nbformat.read(CLASS / student / f"{lesson}.ipynb", as_version=4)
            ids = [cell.id for cell in work.cells]
            assert ids == [cell.id for cell in source.cells], "run: python examples/refresh_class.py"


@pytest.mark.slow
@pytest.mark.parametrize("lesson", [each for each in LESSONS if each != DEMO])
def test_each_gets_what_was_worked_out_by_hand(lesson: str, tmp_path: Path) -> None:
    course = scratch_course(Course(ROOT / "notebooks"), [lesson], tmp_path / "course")
    release(course, lesson)
    students = hand_in(course, lesson, CLASS)
    limits = SubmissionLimits(cell_seconds=CELL_SECONDS)
    outcome = grade_class(course, lesson, Options(limits))
    assert outcome.stopped == ""
    assert sorted(result.student for result in outcome.results) == students
    assert differences(outcome, CLASS) == []
