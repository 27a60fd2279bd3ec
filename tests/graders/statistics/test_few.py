"""Figures where there is little: no class, a small one, odd answers, older verdicts, broken lessons."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from graders.checking.checks import VERDICT_TYPE
from graders.cli import app
from graders.course.course import Course
from graders.course.results import Standing
from graders.grading.book import Book
from graders.statistics.classwork import Asked, ClassWork, Member, Reply, classwork
from graders.statistics.findings import findings
from graders.statistics.mistakes import named, unexplained
from graders.statistics.page import lesson_page
from graders.statistics.summary import CourseFigures, lesson_figures

ASKED = Asked("check-a", "a", "A question", 2.0)


def work(*points: float | None, lesson: str = "mini", **more: Any) -> ClassWork:
    members = tuple(
        Member(f"s{number}", Standing(), {"check-a": Reply(each, **more)}, True)
        for number, each in enumerate(points)
    )
    return ClassWork(lesson, (ASKED,), members)


def stats(*arguments: str, course: Path) -> Any:
    return CliRunner().invoke(app, ["stats", *arguments, "--course", str(course)])


def test_where_nothing_is_graded_one_sentence_says_what_to_do(course_folder: Path) -> None:
    for arguments in (["mini"], []):
        run = stats(*arguments, course=course_folder)
        assert run.exit_code == 2
        assert "graded yet. Run `graders grade" in run.stderr


def test_an_unknown_lesson_and_one_never_released_are_answered(course_folder: Path) -> None:
    assert "Did you mean mini" in stats("minni", course=course_folder).stderr
    (course_folder / "gradebook.db").unlink()
    run = stats("mini", course=course_folder)
    assert (run.exit_code, "graders release mini" in run.stderr) == (2, True)


def test_a_file_that_cannot_be_written_is_one_sentence(
    course_folder: Path, hand_in: Any, tmp_path: Path
) -> None:
    with (
        Book(f"sqlite:///{course_folder}/gradebook.db", "mini") as book,
        book.record("ada", None, {"classic": 1}, {}),
    ):
        pass
    hand_in("ada", b"{}")
    (tmp_path / "file").write_text("", encoding="utf-8")
    run = stats("mini", "--csv", str(tmp_path / "file" / "below.csv"), course=course_folder)
    assert run.exit_code == 2
    assert "While writing" in run.stderr


def test_a_lesson_that_cannot_be_read_leaves_the_others_their_figures(
    course_folder: Path, hand_in: Any
) -> None:
    with (
        Book(f"sqlite:///{course_folder}/gradebook.db", "other") as book,
        book.record("ada", None, {"other": 1}, {}),
    ):
        pass
    hand_in("ada", b"{}", "other", "other.ipynb")
    (course_folder / "source" / "mini" / "questions.py").write_text("1 +", encoding="utf-8")
    run = stats(course=course_folder)
    assert run.exit_code == 0
    assert "mini is left out." in run.stderr
    assert "other" in run.stdout


def test_a_written_answers_title_is_the_heading_above_it(course_folder: Path) -> None:
    source = course_folder / "source" / "mini" / "mini.ipynb"
    notebook = json.loads(source.read_text(encoding="utf-8"))
    heading = {
        "cell_type": "markdown",
        "id": "above",
        "metadata": {},
        "source": "Text.\n\n## In your words\n\nWhy?",
    }
    notebook["cells"].insert(-1, heading)
    source.write_text(json.dumps(notebook), encoding="utf-8")
    titles = {asked.cell: asked.title for asked in classwork(Course(course_folder), "mini").asked}
    assert (titles["why"], titles["check-slope"]) == ("In your words", "The slope of a cubic")


def test_a_handful_of_students_gives_means_and_no_correlation() -> None:
    figures = lesson_figures(work(0.0, 1.0, 2.0))
    (question,) = figures.questions
    assert (question.mean, question.right, question.quintiles) == (1.0, pytest.approx(1 / 3), ())
    assert question.discrimination.value is None
    assert question.discrimination.why == "fewer than 10 students have a score"


def test_one_question_alone_has_no_rest_to_correlate_with() -> None:
    (question,) = lesson_figures(work(*[0.0, 2.0] * 10)).questions
    assert question.discrimination.value is None


def test_what_waits_for_a_person_counts_in_no_mean() -> None:
    figures = lesson_figures(work(None, None, 2.0))
    (question,) = figures.questions
    assert (question.students, question.mean, question.waiting) == (1, 2.0, 2)
    assert [person.share for person in figures.people] == [None, None, 1.0]
    assert [finding.kind for finding in findings(figures)] == ["waiting"]
    assert "A question" in lesson_page(figures, 0.5)


def test_a_score_by_hand_that_is_out_of_bounds_is_worth_a_look() -> None:
    first, *_ = findings(lesson_figures(work(-1.0, 2.0, 2.5, 0.0)))
    assert (first.kind, first.text[:35]) == ("outside", "2 scores are below 0 or above 2, wh")
    assert all(each.kind != "outside" for each in findings(lesson_figures(work(0.0, 2.0))))


def test_whether_an_answer_is_blank_is_not_guessed() -> None:
    (question,) = lesson_figures(work(0.0, 2.0)).questions
    assert question.blank is None
    (question,) = lesson_figures(work(0.0, 0.0, blank=True)).questions
    assert (question.blank, question.tried) == (1.0, 0)


def test_a_title_or_a_name_cannot_write_into_the_page() -> None:
    odd = "<script>alert(1)</script>"
    asked = Asked("check-a", odd, odd, 2.0)
    reply = Reply(0.0, False, (("pinned", odd),), {"x": odd})
    people = tuple(Member(f"{odd}{number}", Standing(odd), {"check-a": reply}, True) for number in range(12))
    page = lesson_page(lesson_figures(ClassWork(odd, (asked,), people)), 0.5, names=True)
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_an_answer_that_names_its_student_is_no_example(course_folder: Path, hand_in: Any) -> None:
    verdict = {"blank": False, "mistakes": [["minus-lost", "A minus was lost"]]}
    verdict["answers"] = {"slope": 4.0, "who": "I am Ada", "ids": {"ADA": 1}}
    output = {"data": {VERDICT_TYPE: verdict}}
    marks = {"nbgrader": {"grade_id": "check-slope"}}
    graded = {"cells": [{"metadata": marks, "outputs": [output, "odd", {"data": 3}]}, "odd"]}
    file = course_folder / "autograded" / "ada" / "mini" / "mini.ipynb"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(graded), encoding="utf-8")
    hand_in("ada", b"[" * 100_000)
    with (
        Book(f"sqlite:///{course_folder}/gradebook.db", "mini") as book,
        book.record("ada", None, {"check-slope": 0}, {}),
    ):
        pass
    (member,) = classwork(Course(course_folder), "mini").graded
    assert member.replies is not None
    assert member.replies["check-slope"].answers == {"slope": 4.0}


def test_a_misconception_counts_once_a_student_and_pins_stand_alone() -> None:
    twice = Reply(0.0, False, (("minus-lost", "A"), ("minus-lost", "B")), {"x": 1})
    pins = [Reply(0.0, False, (("pinned", title),), {"x": 2}) for title in ("one", "two", "two")]
    found = named(ASKED, [twice, twice, twice, *pins])
    assert [(mistake.id, mistake.students) for mistake in found] == [
        ("minus-lost", 3),
        ("pinned", 2),
        ("pinned", 1),
    ]


def test_what_the_right_ones_answer_too_is_no_candidate() -> None:
    wrong = [Reply(0.0, False, (), {"a": 1.0, "b": 5.00001}) for _ in range(4)]
    (shared,) = unexplained(ASKED, [Reply(2.0, False, (), {"a": 1.0, "b": 6.0}), *wrong])
    assert (shared.name, shared.students) == ("b", 4)
    assert shared.pin.startswith("pin(5.00001, ")


def test_falling_students_are_found_and_named_only_when_asked() -> None:
    first = lesson_figures(work(2.0, 1.0, lesson="01"))
    second = lesson_figures(work(0.5, 1.0, lesson="02"))
    assert CourseFigures((first, second)).falling() == [("s0", 1.0, 0.25)]
