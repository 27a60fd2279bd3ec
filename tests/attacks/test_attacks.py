"""What must hold for every attack, on the attacker's own work and on everything else."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from feedback_pages import faults_of_html, happenings

from graders.checking.checks import VERDICT_TYPE
from graders.course.course import Course

from .conftest import HONEST, Expected, Run, attacks, files_of, shown
from .course import CLASSIC, LESSON, POINTS, QUESTIONS
from .made import ODD_STUDENTS

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

ATTACKS = attacks()
HIDDEN = re.compile(r"def \w+_elsewhere|lesson\.hidden\(|difference_elsewhere|\bhidden\.py\", line")
SCRIPT = re.compile(r"<script>\s*(document\.title|forged)", re.IGNORECASE)


def points_of(run: Run, student: str) -> dict[str, float]:
    scores = run.of(student).scores
    assert scores is not None, run.of(student).remarks
    return {score.cell.removeprefix("check-"): score.points or 0.0 for score in scores}


def deserved(expected: Expected) -> dict[str, float]:
    full = {cell.removeprefix("check-"): points for cell, points in POINTS.items()}
    return {name: full[name] if name in expected.earns else expected.parts.get(name, 0.0) for name in full}


@pytest.mark.parametrize(("name", "expected"), ATTACKS.items(), ids=ATTACKS.keys())
def test_an_attack_earns_what_its_honest_part_deserves(graded: Run, name: str, expected: Expected) -> None:
    result = graded.of(name)
    kinds = {remark.kind for remark in result.remarks}
    assert kinds >= set(expected.remarks) or expected.may_fail, result.remarks
    if result.scores is None:
        assert not expected.graded or expected.may_fail, result.remarks
        assert kinds, "somebody who is not graded is told why"
        return
    assert expected.graded or expected.may_fail
    points = points_of(graded, name)
    classic = points.pop(CLASSIC)
    deserves = deserved(expected)
    assert points.keys() == deserves.keys()
    assert all(points[question] <= most for question, most in deserves.items()), points
    if not expected.may_fail:
        assert all(points[question] == deserves[question] for question in expected.earns), points
    assert classic == 0 or CLASSIC in expected.unprotected


@pytest.mark.parametrize("name", ATTACKS)
def test_nothing_secret_is_in_what_an_attack_leaves(graded: Run, name: str) -> None:
    shown = graded.shown_to(name)
    secrets = graded.planted.all()
    assert [(file, secret) for file, text in shown.items() for secret in secrets if secret in text] == []
    hidden = {
        file: found.group()
        for file, text in shown.items()
        if (found := HIDDEN.search(mentions_removed(text)))
    }
    assert hidden == {}


def mentions_removed(text: str) -> str:
    """The text less what the attacks themselves write of hidden checks: patterns and imports."""
    return text.replace("def .*_elsewhere", "").replace("def [a-z_]*_elsewhere", "")


@pytest.mark.parametrize("name", [name for name, expected in ATTACKS.items() if expected.graded])
def test_a_trusted_cells_output_is_the_graders_alone(graded: Run, name: str) -> None:
    if graded.of(name).scores is None:
        assert ATTACKS[name].may_fail
        return
    points = points_of(graded, name)
    seen = set()
    for cell in graded.notebook(name)["cells"]:
        marks = cell["metadata"].get("nbgrader", {})
        trusted = marks.get("grade_id") in QUESTIONS
        verdicts = [output for output in cell.get("outputs", []) if VERDICT_TYPE in output.get("data", {})]
        if not trusted:
            assert verdicts == []
            continue
        seen.add(marks["grade_id"])
        assert cell["outputs"] == verdicts
        (output,) = verdicts
        said = "".join(output["data"]["text/plain"])
        assert float(said) == points[marks["grade_id"].removeprefix("check-")]
        assert not SCRIPT.search("".join(output["data"]["text/html"]))
        assert marks["points"] == POINTS[marks["grade_id"]]
    assert seen == set(QUESTIONS)


@pytest.mark.parametrize("student", HONEST)
def test_honest_students_beside_the_attackers_have_full_scores(graded: Run, student: str) -> None:
    possible = sum(POINTS.values()) + 1
    assert graded.of(student).total == possible
    assert graded.of(student).remarks == ()


@pytest.mark.parametrize("student", ODD_STUDENTS, ids=ascii)
def test_an_odd_name_is_graded_like_any_other_or_refused_with_a_reason(graded: Run, student: str) -> None:
    result = graded.of(student)
    if result.scores is None:
        assert [remark.kind for remark in result.remarks] == ["odd name"]
    else:
        assert points_of(graded, student) == {**deserved(Expected()), CLASSIC: 0.0}


def test_the_run_went_to_its_end(graded: Run) -> None:
    assert graded.result.stopped == ""
    students = {result.student for result in graded.result.results}
    assert set(map(shown, students)) == {*HONEST, *ATTACKS, *map(shown, ODD_STUDENTS)}


def test_the_gradebook_holds_what_was_graded_and_nothing_else(graded: Run) -> None:
    with Course(graded.course).gradebook() as gradebook:
        assert gradebook.find_student("ada").first_name == graded.planted.gradebook
        assert [assignment.name for assignment in gradebook.assignments] == [LESSON]
        possible = {cell.name: cell.max_score for cell in gradebook.find_notebook(LESSON, LESSON).grade_cells}
        assert possible == {**POINTS, CLASSIC: 1}
        for submission in gradebook.assignment_submissions(LESSON):
            recorded = {
                grade.name: grade.auto_score or 0.0
                for grade in submission.notebooks[0].grades
                if grade.max_score
            }
            assert recorded.keys() == possible.keys()
            scores = graded.of(submission.student.id).scores or ()
            assert all(recorded[score.cell] == score.points for score in scores)
            assert all(recorded[name] <= possible[name] for name in recorded)
            assert all(grade.manual_score is None for grade in submission.notebooks[0].grades)


def test_no_file_of_the_course_was_changed(graded: Run) -> None:
    after = files_of(graded.course, ("source", "release", "submitted"))
    assert {name for name in graded.before if after.get(name) != graded.before[name]} == set()
    assert (graded.course / "for-teachers.txt").read_text(encoding="utf-8") == graded.planted.file


def test_no_file_is_left_where_none_belongs(graded: Run) -> None:
    assert graded.stray == []
    assert graded.temporary_left == []


def test_no_process_is_left(graded: Run) -> None:
    assert graded.processes_left == []


def test_nobody_reached_a_socket_of_the_host(graded: Run) -> None:
    assert graded.listening.reached() == []


def test_what_an_attack_can_make_the_course_keep_is_bounded(graded: Run) -> None:
    kept = {}
    for file in (graded.course / "autograded").rglob("*"):
        if file.is_file() and "huge" not in str(file):
            student = file.relative_to(graded.course / "autograded").parts[0]
            kept[student] = kept.get(student, 0) + file.stat().st_size
    assert {student: size for student, size in kept.items() if size > 16 * 1024 * 1024} == {}


@pytest.mark.exhaustive  # the pages of the class of the examples are opened in each run
def test_no_page_of_feedback_runs_what_an_attacker_wrote(graded: Run) -> None:
    pages = sorted((graded.course / "feedback").glob(f"*/{LESSON}/*.html"))
    assert len(pages) >= sum(result.scores is not None for result in graded.result.results)
    scripts = [each for each in pages if each.parts[-3] in ("script-in-markdown", "names-of-their-own")]
    assert len(scripts) == 2
    assert happenings(pages, axe=scripts) == {}
    for page in pages:
        text = page.read_text(encoding="utf-8", errors="replace")
        assert not SCRIPT.search(text.partition("<body>")[2])
        assert "HIDDEN TESTS" not in text
        assert len(text) < 6_000_000
        assert faults_of_html(page) == []


def test_every_notebook_of_an_attack_says_what_it_does() -> None:
    for file in sorted((Path(__file__).parent / "notebooks").glob("*.ipynb")):
        first = json.loads(file.read_text(encoding="utf-8"))["cells"][0]
        assert first["cell_type"] == "markdown"
        assert "".join(first["source"]).startswith("# ")


def test_there_are_enough_attacks() -> None:
    assert len(ATTACKS) >= 45
