"""A gradebook in a real PostgreSQL server: the rows of SQLite, and nbgrader goes on from them."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from commands import Commands
from fixtures import NewCourse
from servers import Postgres
from small_class import LESSON, SmallCourse

from graders.course.course import Course

pytestmark = pytest.mark.slow
COUNT = 6


def grade(graders: Commands, course: SmallCourse, *options: str) -> tuple[int, str]:
    command = graders.run("grade", LESSON, "--course", str(course.root), "--db", course.db, *options)
    return command.wait(), command.said()


@pytest.fixture(scope="module")
def graded(graders: Commands, new_course_in_postgresql: NewCourse) -> SmallCourse:
    course = new_course_in_postgresql(COUNT)
    status, said = grade(graders, course)
    assert status == 1, said  # one of them handed in something that is no notebook
    return course


def test_postgresql_holds_row_by_row_what_sqlite_would(
    graders: Commands, graded: SmallCourse, new_course: NewCourse
) -> None:
    in_sqlite = new_course(COUNT)
    assert grade(graders, in_sqlite)[0] == 1
    ours, theirs = graded.rows(), in_sqlite.rows()
    assert ours.keys() == theirs.keys()
    for table, rows in theirs.items():
        assert ours[table] == rows, table
    assert len(theirs["submitted_notebook"]) == COUNT - 1
    assert len(theirs["grade"]) == 3 * (COUNT - 1)
    assert any(row["late_submission_penalty"] for row in theirs["submitted_notebook"])
    assert any(row["needs_manual_grade"] for row in theirs["grade"])
    assert graded.graded_files() == in_sqlite.graded_files()


def test_nbgraders_own_commands_go_on_from_it(graded: SmallCourse, tmp_path: Path) -> None:
    programs = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    file = tmp_path / "grades.csv"
    command = [str(programs / "nbgrader"), "export", f"--db={graded.db}", f"--to={file}"]
    told = subprocess.run(command, cwd=graded.root, env=environment, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    with file.open(encoding="utf-8", newline="") as opened:
        scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(opened)}
    wanted = dict.fromkeys(scores, 0.0)
    with Course(graded.root, graded.db).gradebook() as gradebook:
        for submission in gradebook.assignment_submissions(LESSON):
            wanted[submission.student.id] = max(0.0, submission.score - submission.late_submission_penalty)
    assert len(scores) == COUNT - 1
    assert scores == wanted
    assert scores["student-000"] == 3.0


def test_feedback_is_written_from_it(graders: Commands, graded: SmallCourse) -> None:
    command = graders.run("feedback", LESSON, "--course", str(graded.root), "--db", graded.db)
    assert command.wait() == 0, command.said()
    assert len(list((graded.root / "feedback").glob(f"*/{LESSON}/{LESSON}.html"))) == COUNT - 1


def test_two_graders_with_folders_of_their_own_and_one_gradebook_leave_each_grade_once(
    graders: Commands, graded: SmallCourse, new_course_in_postgresql: NewCourse, tmp_path: Path
) -> None:
    first = new_course_in_postgresql(COUNT)
    second = first.copy(tmp_path / "second", first.db)
    running = [
        graders.start("grade", LESSON, "--course", str(course.root), "--db", course.db, "--workers", "1")
        for course in (first, second)
    ]
    assert [command.wait() for command in running] == [1, 1], [command.said() for command in running]
    assert first.grades() == graded.grades()
    assert first.graded_files() == second.graded_files() == graded.graded_files()


def test_a_server_that_does_not_answer_is_one_message_without_the_password(
    graders: Commands, new_course: NewCourse
) -> None:
    course = new_course(2)
    address = "postgresql+psycopg://ada:open-sesame@127.0.0.1:1/gradebook"
    status, said = grade(graders, SmallCourse(course.root, address))
    assert status == 2
    assert said.startswith("graders: While opening the gradebook: the gradebook cannot be used (")
    assert "open-sesame" not in said
    assert "Traceback" not in said


def test_a_gradebook_without_the_lesson_says_so(
    graders: Commands, graded: SmallCourse, postgres: Postgres
) -> None:
    status, said = grade(graders, SmallCourse(graded.root, postgres.database()))
    assert status == 2
    assert "was never released here" in said


def test_a_second_run_changes_nothing_and_a_persons_grade_outlives_a_forced_one(
    graders: Commands, graded: SmallCourse
) -> None:
    before = graded.rows()
    status, said = grade(graders, graded, "--json")
    told = json.loads(said[said.index("{") :])
    assert (status, told["lesson"]) == (1, LESSON)
    assert graded.rows() == before
    with Course(graded.root, graded.db).gradebook() as gradebook:
        gradebook.find_grade("why", LESSON, LESSON, "student-002").manual_score = 2.5
        gradebook.db.commit()
    grade(graders, graded, "--force", "--only", "student-002")
    with Course(graded.root, graded.db).gradebook() as gradebook:
        why = gradebook.find_grade("why", LESSON, LESSON, "student-002")
        assert (why.manual_score, why.score) == (2.5, 2.5)
        automatic = gradebook.find_grade("check-slope", LESSON, LESSON, "student-002").score
        assert automatic > 0
        assert gradebook.find_submission(LESSON, "student-002").score == automatic + 2.5


def test_a_name_that_a_column_does_not_hold_costs_that_submission_alone(
    graders: Commands, new_course_in_postgresql: NewCourse
) -> None:
    course = new_course_in_postgresql(3)
    submitted = course.root / "submitted"
    long = "student-000-" + "x" * 138
    (submitted / "student-000").rename(submitted / long)
    status, said = grade(graders, course)
    assert status == 1, said
    assert "does not take it" in (course.root / "logs" / LESSON / f"{long}.log").read_text(encoding="utf-8")
    assert set(course.graded_files()) == {"student-001"}
    assert course.left_over() == []
