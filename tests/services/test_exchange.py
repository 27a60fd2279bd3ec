"""nbgrader's exchange from end to end between accounts of one machine, with a course of ours.

The teacher and the students are ordinary accounts; each command runs with the rights of one of them.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from machine import ADA, BRUNO, TEACHER, Machine, a_machine

pytestmark = [pytest.mark.slow, pytest.mark.exhaustive]
LESSON = "01-first-lesson"
COURSE = "autodiff"
RIGHT = {
    "a-first-lesson-slope": """x = ad.Variable(3.7)
with ad.GradientTape() as tape:
    y = x**2 - 4 * x
slope = tape.gradient(y, x)""",
    "a-first-lesson-function": "def slope_at(x):\n    return 2 * x - 4",
}
WRONG = {"a-first-lesson-slope": "slope = 23.38"}


@dataclass(frozen=True)
class Class:
    """What the walk left: the machine, the course, and what `graders grade` said."""

    machine: Machine
    course: Path
    graded: str


def answer(machine: Machine, student: str, answers: dict[str, str]) -> None:
    """Write answers into the notebook that a student has fetched, as that student."""
    file = machine.home(student) / LESSON / f"{LESSON}.ipynb"
    notebook = json.loads(file.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = answers.get(name, cell["source"])
    file.write_text(json.dumps(notebook), encoding="utf-8")


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    with a_machine() as made:
        yield made


@pytest.fixture(scope="module")
def walk(machine: Machine) -> Class:
    """Release, fetch, work, submit twice, collect, grade, release feedback, fetch feedback."""
    course = machine.home(TEACHER) / COURSE

    def teacher(*words: str) -> str:
        ran = machine.run(TEACHER, *words, folder=course)
        return ran.stdout + ran.stderr

    machine.run(TEACHER, "graders", "init", course, "--name", COURSE)
    teacher("graders", "release", LESSON, "--untested")
    teacher("nbgrader", "release_assignment", LESSON)
    both(machine, "fetch_assignment", LESSON)
    answer(machine, ADA, WRONG)
    answer(machine, BRUNO, WRONG)
    both(machine, "submit", LESSON)
    answer(machine, ADA, RIGHT)
    machine.run(ADA, "nbgrader", "submit", LESSON)
    teacher("nbgrader", "collect", LESSON)
    graded = teacher("graders", "grade", LESSON)
    teacher("graders", "feedback", LESSON)
    teacher("nbgrader", "release_feedback", LESSON)
    both(machine, "fetch_feedback", LESSON)
    return Class(machine, course, graded)


def both(machine: Machine, *words: str) -> None:
    """Both students do the same at the same time."""
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda student: machine.run(student, "nbgrader", *words), (ADA, BRUNO)))


def scores(course: Path) -> dict[str, float]:
    with sqlite3.connect(f"file:{course / 'gradebook.db'}?mode=ro", uri=True) as book:
        rows = book.execute(
            "select submitted_assignment.student_id, sum(coalesce(grade.auto_score, 0)) from grade "
            "join submitted_notebook on submitted_notebook.id = grade.notebook_id "
            "join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id "
            "group by 1"
        )
        return dict(rows.fetchall())


def test_the_later_of_two_submissions_is_graded_by_an_ordinary_account(walk: Class) -> None:
    assert scores(walk.course) == {ADA: 4.0, BRUNO: 0.5}
    assert (walk.course / "gradebook.db").owner() == TEACHER
    assert "without isolation" not in walk.graded
    folders = [path.name for path in (walk.course / "submitted").iterdir()]
    assert sorted(folders) == sorted([ADA, BRUNO])
    inbound = [path.name for path in (walk.machine.exchange / COURSE / "inbound").iterdir()]
    assert len([name for name in inbound if name.startswith(f"{ADA}+")]) == 2


def test_each_student_gets_the_page_about_their_own_work(walk: Class) -> None:
    for student, told in ((ADA, "The tangent at that point"), (BRUNO, "exponent")):
        pages = list((walk.machine.home(student) / LESSON / "feedback").glob(f"*/{LESSON}.html"))
        assert pages
        assert [page for page in pages if told in page.read_text(encoding="utf-8")], student
        assert {page.owner() for page in pages} == {student}


def test_what_students_fetched_is_the_notebook_and_its_questions(walk: Class) -> None:
    outbound = walk.machine.exchange / COURSE / "outbound" / LESSON
    assert {path.name for path in outbound.rglob("*")} == {f"{LESSON}.ipynb", "questions.py"}
    fetched = walk.machine.home(BRUNO) / LESSON
    assert {path.name for path in fetched.iterdir()} == {f"{LESSON}.ipynb", "questions.py", "feedback"}


READS = """
import sys, pathlib
for name in sys.argv[1:]:
    path = pathlib.Path(name)
    try:
        print(name, len(list(path.iterdir()) if path.is_dir() else path.read_bytes()))
    except PermissionError:
        print(name, "refused")
"""


def test_a_student_can_read_neither_the_course_nor_another_students_work(walk: Class) -> None:
    exchange = walk.machine.exchange / COURSE
    places = [
        walk.course,
        walk.course / "source" / LESSON / "hidden.py",
        walk.course / "source" / LESSON / f"{LESSON}.ipynb",
        walk.course / "gradebook.db",
        walk.course / "submitted" / BRUNO / LESSON / f"{LESSON}.ipynb",
        walk.course / "autograded",
        walk.course / "logs",
        walk.machine.home(BRUNO) / LESSON / f"{LESSON}.ipynb",
        exchange / "inbound",
        exchange / "feedback",
    ]
    assert [place for place in places if not place.exists()] == []
    told = walk.machine.run(ADA, "python", "-c", READS, *places).stdout.splitlines()
    assert told == [f"{place} refused" for place in places]
    mine = walk.machine.home(ADA) / LESSON / f"{LESSON}.ipynb"
    outbound = exchange / "outbound" / LESSON / f"{LESSON}.ipynb"
    told = walk.machine.run(ADA, "python", "-c", READS, mine, outbound).stdout
    assert "refused" not in told


def test_a_student_can_neither_change_a_released_lesson_nor_take_the_exchange_away(walk: Class) -> None:
    exchange = walk.machine.exchange
    attempts = {
        "a released notebook": ["rm", "-f", str(exchange / COURSE / "outbound" / LESSON / f"{LESSON}.ipynb")],
        "a course": ["mv", str(exchange / COURSE), str(exchange / "gone")],
        "a new lesson": ["mkdir", str(exchange / COURSE / "outbound" / "02-false")],
    }
    for what, words in attempts.items():
        assert walk.machine.run(ADA, *words, status=None).returncode != 0, what
    assert (exchange / COURSE / "outbound" / LESSON / f"{LESSON}.ipynb").is_file()


def test_the_teacher_grades_without_rights_of_its_own(walk: Class) -> None:
    told = walk.machine.run(TEACHER, "graders", "doctor", folder=walk.course).stdout
    assert "notebooks of students can be run behind walls" in told
    assert re.search(r"uid=\d+", walk.machine.run(TEACHER, "id").stdout)[0] != "uid=0"
