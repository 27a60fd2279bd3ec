"""Figures on a class of 300 whose abilities and mistakes are known, beside SciPy's."""

from __future__ import annotations

import csv
import io
import json
import math
from pathlib import Path

import numpy as np
import pytest
from generated_class import ITEMS, LESSON, RARE, UNEXPLAINED, Person, graded_course, people
from scipy import stats
from typer.testing import CliRunner

from graders.cli import app
from graders.course.course import Course
from graders.diagnosis.diagnose import diagnose
from graders.misconceptions import pin
from graders.statistics.classwork import classwork
from graders.statistics.findings import findings
from graders.statistics.summary import LessonFigures, QuestionFigures, lesson_figures

COUNT = 300
MISSING = ("gone", 'Ünal, "Zoë"')


@pytest.fixture(scope="module")
def students() -> list[Person]:
    return people(COUNT)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, students: list[Person]) -> Course:
    return graded_course(tmp_path_factory.mktemp("class") / "course", students, MISSING)


@pytest.fixture(scope="module")
def figures(course: Course) -> LessonFigures:
    return lesson_figures(classwork(course, LESSON))


@pytest.fixture(scope="module")
def questions(figures: LessonFigures) -> dict[str, QuestionFigures]:
    return {str(question.asked.question): question for question in figures.questions}


@pytest.fixture(scope="module")
def points(students: list[Person]) -> np.ndarray:
    """Shape (students, questions), from how the class was made and not from the gradebook."""
    return np.array([[float(person.answers[item.name] == 13.0) for item in ITEMS] for person in students])


def test_means_errors_and_discrimination_are_scipys(
    questions: dict[str, QuestionFigures], points: np.ndarray
) -> None:
    for column, item in enumerate(ITEMS):
        found, here = questions[item.name], points[:, column]
        assert found.students == COUNT
        assert found.mean == pytest.approx(here.mean())
        assert found.error == pytest.approx(stats.sem(here))
        if np.ptp(here):
            rest = np.delete(points, column, axis=1).sum(axis=1)
            assert found.discrimination.value == pytest.approx(stats.pearsonr(here, rest).statistic)
        else:
            assert found.discrimination.value is None
            assert found.discrimination.why == "everybody has the same points"


def test_what_was_planted_lies_within_three_standard_errors(
    questions: dict[str, QuestionFigures], students: list[Person]
) -> None:
    """The difficulty that follows from the abilities; and the discrimination in classes of the same kind."""
    others = []
    for seed in range(40):
        again = people(COUNT, 100 + seed)
        table = np.array([[person.answers[item.name] == 13.0 for item in ITEMS] for person in again], float)
        rests = [np.delete(table, column, axis=1).sum(axis=1) for column in range(5)]
        others.append([stats.pearsonr(table[:, column], rests[column]).statistic for column in range(5)])
    typical = np.mean(others, axis=0)
    for column, item in enumerate(ITEMS[:5]):
        found = questions[item.name]
        expected = np.mean([item.chance(person.ability) for person in students])
        assert found.difficulty is not None
        assert found.error is not None
        assert abs(found.difficulty - expected) < 3 * found.error
        value, error = found.discrimination.value, found.discrimination.error
        assert value is not None
        assert error is not None
        assert abs(value - typical[column]) < 3 * error


def test_each_planted_mistake_is_in_first_place_with_its_count(
    questions: dict[str, QuestionFigures], students: list[Person]
) -> None:
    for item in ITEMS:
        made = sum(person.answers[item.name] == item.wrong for person in students)
        if item.mistake is None or not made:
            continue
        first = questions[item.name].mistakes[0]
        if item.mistake == "coefficient-dropped":  # it explains the rarer answer too
            made += sum(person.answers[item.name] == RARE for person in students)
        assert (first.id, first.students) == (item.mistake, made)
        assert first.example == f"{item.name}_slope = {item.wrong:g}"


def test_a_shared_answer_that_nothing_explains_comes_with_a_pin_that_explains_it(
    questions: dict[str, QuestionFigures], students: list[Person]
) -> None:
    (shared,) = questions["puzzling"].unexplained
    assert shared.students == sum(person.answers["puzzling"] == UNEXPLAINED for person in students)
    pasted = eval(shared.pin, {"pin": pin})
    found = diagnose(lambda x: x**3, {"x": 2.0}, UNEXPLAINED, pinned=[pasted])
    assert found.best is not None
    assert found.best.title == "What went wrong"
    assert all(not questions[item.name].unexplained for item in ITEMS if item.name != "puzzling")


def test_what_may_be_broken_or_not_needed_or_misleads_is_said(figures: LessonFigures) -> None:
    found = [(finding.kind, finding.label) for finding in findings(figures)]
    assert found[:2] == [("everybody-failed", "broken"), ("strong-fail", "misleading")]
    assert ("everybody-passed", "given") in found
    assert [label for kind, label in found if kind == "shared-answer"] == ["puzzling"]


def test_blanks_hints_runs_late_and_missing_are_counted(
    figures: LessonFigures, questions: dict[str, QuestionFigures], students: list[Person]
) -> None:
    for item in ITEMS:
        found = questions[item.name]
        assert found.blank == pytest.approx(
            np.mean([person.answers[item.name] is None for person in students])
        )
        assert found.hinted == sum(item.name in person.hints for person in students)
        assert found.runs == pytest.approx(np.mean([person.runs for person in students]))
    assert {person.student for person in figures.late} == {each.id for each in students if each.late}
    assert set(figures.missing) == set(MISSING)
    assert not figures.ungraded


def test_fifths_of_the_class_rise_where_a_question_tells_and_fall_where_it_misleads(
    questions: dict[str, QuestionFigures],
) -> None:
    for item in ITEMS[:3]:
        weak, *_, strong = questions[item.name].quintiles
        assert strong > weak + 0.2
    assert questions["broken"].quintiles == (0.0,) * 5


def test_the_page_names_nobody_unless_it_is_asked_to(course: Course, tmp_path: Path) -> None:
    page, told = tmp_path / "page.html", tmp_path / "told.html"
    run = CliRunner().invoke(app, ["stats", LESSON, "--course", str(course.root), "--html", str(page)])
    assert run.exit_code == 0, run.output
    assert "student-0" not in page.read_text(encoding="utf-8") + run.output
    assert "gone" not in run.output
    command = ["stats", LESSON, "--course", str(course.root), "--html", str(told), "--names"]
    run = CliRunner().invoke(app, command)
    assert "student-0013" in told.read_text(encoding="utf-8")
    assert "Ünal, &#34;Zoë&#34;" in told.read_text(encoding="utf-8")
    assert "gone" in run.output
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "src=" not in text
    assert text.count("<svg") == 8
    assert "prefers-color-scheme: dark" in text


def test_figures_for_programs_are_the_same_in_json_and_csv(
    course: Course, questions: dict[str, QuestionFigures], tmp_path: Path
) -> None:
    file = tmp_path / "new" / "figures.csv"
    command = ["stats", LESSON, "--course", str(course.root), "--json", "--csv", str(file)]
    run = CliRunner().invoke(app, command)
    data = json.loads(run.stdout)
    assert (data["graded"], data["missing"]) == (COUNT, 2)
    assert "students" not in data
    assert sum(data["tenths"]) == COUNT
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))
    for row, noted in zip(rows, data["questions"], strict=True):
        found = questions[row["question"]]
        assert float(row["mean"]) == noted["mean"] == found.mean
        assert (float(row["discrimination"]) if row["discrimination"] else None) == noted["discrimination"]
    assert not any(math.isnan(share) for share in data["shares"])


def test_the_course_stands_beside_the_lesson_in_table_and_json(course: Course, tmp_path: Path) -> None:
    command = ["stats", "--course", str(course.root), "--json", "--csv", str(tmp_path / "c.csv")]
    run = CliRunner().invoke(app, [*command, "--html", str(tmp_path / "c.html")])
    data = json.loads(run.stdout)
    assert [lesson["lesson"] for lesson in data["lessons"]] == [LESSON]
    row = next(csv.DictReader(io.StringIO((tmp_path / "c.csv").read_text(encoding="utf-8"))))
    assert (row["lesson"], row["graded"]) == (LESSON, str(COUNT))
    assert "student-0" not in (tmp_path / "c.html").read_text(encoding="utf-8")
