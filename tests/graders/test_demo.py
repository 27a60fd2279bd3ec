"""The example class: its scores, worked out by hand, are the scores that arrive in the gradebook."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from feedback_pages import faults_of_html, happenings

from graders.course.course import Course
from graders.course.errors import CourseError
from graders.course.feedback import graded_students
from graders.feedback.summary import write_zip

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def demo(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, subprocess.CompletedProcess[str]]:
    folder = tmp_path_factory.mktemp("demo") / "course"
    command = [sys.executable, "-m", "graders", "demo", "--into", str(folder)]
    return folder, subprocess.run(command, capture_output=True, text=True, cwd=project, timeout=280)


@pytest.fixture(scope="module")
def expected(project: Path) -> dict[str, Any]:
    text = (project / "examples" / "class" / "expected.json").read_text(encoding="utf-8")
    students: dict[str, Any] = json.loads(text)["students"]
    return students


def test_the_demo_ends_well_and_agrees_with_what_is_expected(demo: Any) -> None:
    _, ran = demo
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "All scores and remarks of 03-gradients are as they were worked out by hand." in ran.stdout
    assert "Traceback" not in ran.stdout + ran.stderr


def test_the_gradebook_holds_the_scores_worked_out_by_hand(demo: Any, expected: dict[str, Any]) -> None:
    folder, _ = demo
    found: dict[str, Any] = {}
    with Course(folder).gradebook() as gradebook:
        for submission in gradebook.assignment_submissions("03-gradients"):
            grades = submission.notebooks[0].grades
            found[submission.student.id] = {
                grade.name: None if grade.needs_manual_grade else grade.auto_score
                for grade in grades
                if grade.max_score
            }
    assert found == {student: each["scores"] for student, each in expected.items() if each["scores"]}


def test_everybody_is_in_the_table_and_every_reason_in_the_list(demo: Any, expected: dict[str, Any]) -> None:
    _, ran = demo
    assert len(expected) == 10
    for student, each in expected.items():
        assert student in ran.stdout
        for kind in each["remarks"]:
            assert kind in ran.stdout


def test_whoever_was_graded_has_feedback(demo: Any, expected: dict[str, Any]) -> None:
    folder, _ = demo
    for student, each in expected.items():
        page = folder / "feedback" / student / "03-gradients" / "03-gradients.html"
        assert page.is_file() == (each["scores"] is not None)


def test_expected_scores_lie_within_the_points_of_their_questions(
    expected: dict[str, Any], project: Path
) -> None:
    lesson = Course(project / "notebooks").lesson("03-gradients")
    for each in expected.values():
        for cell, score in (each["scores"] or {}).items():
            if cell.startswith("check-"):
                assert 0 <= score <= lesson.find(cell.removeprefix("check-")).points


def test_no_page_of_feedback_runs_fetches_or_hides_anything(demo: Any, expected: dict[str, Any]) -> None:
    folder, _ = demo
    pages = sorted((folder / "feedback").glob("*/03-gradients/*.html"))
    summaries = sorted((folder / "feedback").glob("*/summary.html"))
    assert len(pages) == len(summaries) == sum(each["scores"] is not None for each in expected.values())
    chloe = [each for each in [*pages, *summaries] if "chloe" in each.parts]
    assert happenings([*pages, summaries[0]], axe=chloe) == {}
    for page in [*chloe, summaries[0]]:
        assert faults_of_html(page) == []
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "Marking guide" not in text
        assert "HIDDEN TESTS" not in text
        assert "Test cell" not in text
        assert len(text) < 1_000_000
        others = {student for student in expected if student not in page.parts}
        assert not any(f">{other}<" in text for other in others)


def test_a_zip_holds_one_page_for_each_student(demo: Any, expected: dict[str, Any], tmp_path: Path) -> None:
    course = Course(demo[0])
    students = graded_students(course, "03-gradients")
    with pytest.raises(CourseError, match="is a folder"):
        write_zip(course, "03-gradients", students, tmp_path)
    write_zip(course, "03-gradients", students, tmp_path / "pages.zip")
    with zipfile.ZipFile(tmp_path / "pages.zip") as made:
        assert sorted(made.namelist()) == sorted(
            f"{student}.html" for student, each in expected.items() if each["scores"] is not None
        )
        page = demo[0] / "feedback" / "ada" / "03-gradients" / "03-gradients.html"
        assert made.read("ada.html") == page.read_bytes()
