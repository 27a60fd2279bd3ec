"""Grades on their way out: nothing is lost, nothing is made up, and no spreadsheet runs a student's name."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, update
from typer.testing import CliRunner

from graders.cli import app
from graders.course.course import Course
from graders.course.spreadsheet import safe, safe_key
from graders.grading import tables
from graders.grading.book import Book

from .platforms import READ

FULL = {"check-slope": 2.0, "check-difference": 2.0, "classic": 1.0, "why": 3.0}
DUE = datetime(2025, 3, 1)
NAMES = {
    "ada": ("Ada", "Lovelace, Countess", "ada@example.org"),
    "bruno": ('B. "The Rock"', '=HYPERLINK("https://example.org/","prize")', "+bruno@example.org"),
    "-dash": ("@SUM(A1)", "+1-800\nsecond line", ""),
    "عمر": ("عمر", "\u202eالخيام", "omar@example.org"),
    "late one": ("\tTab", "-cmd|' /C calc'!A0", ""),
    "waits": ("Zoë", "O'Neil", ""),
    "gone": ("Gone", "Away", "gone@example.org"),
}
TOTALS = {"ada": 8.0, "bruno": 4.5, "-dash": 0.0, "عمر": 2.666667, "late one": 3.0}
WAITING, MISSING = ("waits",), ("gone",)


@pytest.fixture(scope="module")
def course(released_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = Path(shutil.copytree(released_course, tmp_path_factory.mktemp("export") / "course"))
    db = f"sqlite:///{root}/gradebook.db"
    scores: dict[str, dict[str, float | None]] = {
        "ada": dict(FULL),
        "bruno": {**FULL, "check-slope": 0.5, "why": 1.0, "check-difference": 2.0},
        "-dash": dict.fromkeys(FULL, 0.0),
        "عمر": {**dict.fromkeys(FULL, 0.0), "check-slope": 2 / 3, "check-difference": 2.0},
        "late one": {**dict.fromkeys(FULL, 0.0), "why": 3.0, "classic": 1.0},
        "waits": {**FULL, "why": None},
    }
    engine = create_engine(db)
    with Book(db, "mini") as book:
        for student, given in scores.items():
            with book.record(student, DUE + timedelta(hours=26.5 * (student == "late one")), given, {}):
                pass
    with engine.begin() as connection:
        connection.execute(
            update(tables.assignment).where(tables.assignment.c.name == "mini").values(duedate=DUE)
        )
        connection.execute(tables.student.insert().values(id="gone"))
        for student, (first, last, email) in NAMES.items():
            row = update(tables.student).where(tables.student.c.id == student)
            connection.execute(row.values(first_name=first, last_name=last, email=email))
        late = tables.submitted_assignment.select().where(
            tables.submitted_assignment.c.student_id == "late one"
        )
        known = connection.execute(late).one().id
        notebook = update(tables.submitted_notebook).where(tables.submitted_notebook.c.assignment_id == known)
        connection.execute(notebook.values(late_submission_penalty=1.0))
    engine.dispose()
    return root


def export(course: Path, to: Path, *arguments: str, code: int = 0) -> tuple[str, str]:
    command = ["export", "mini", "--course", str(course), "--to", str(to), *arguments]
    run = CliRunner().invoke(app, command)
    assert run.exit_code == code, run.output
    return (to.read_bytes().decode("utf-8") if to.exists() else ""), run.stderr


def table(text: str) -> dict[str, dict[str, str]]:
    return {row["student"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def test_the_table_has_a_row_a_student_with_total_penalty_lateness_and_each_question(
    course: Path, tmp_path: Path
) -> None:
    text, told = export(course, tmp_path / "grades.csv")
    rows = table(text)
    assert set(rows) == set(NAMES)
    late = rows["late one"]
    assert (late["total"], late["points"], late["penalty"], late["possible"]) == ("3", "4", "1", "8")
    assert (late["seconds_late"], late["late"]) == ("95400", "1 day 2 h")
    assert late["handed_in"] == "2025-03-02T02:30:00+00:00"
    assert list(late)[-4:] == ["check-slope", "check-difference", "classic", "why"]
    assert rows["bruno"]["check-slope"] == "0.5"
    assert (rows["waits"]["status"], rows["waits"]["total"], rows["waits"]["why"]) == (
        "waits for a person",
        "",
        "",
    )
    assert (rows["gone"]["status"], rows["gone"]["total"]) == ("nothing handed in", "")
    assert "nothing from 1 student" in told
    assert "answers of 1 student wait" in told


@pytest.mark.parametrize("platform", READ)
def test_what_a_platform_reads_is_what_the_gradebook_holds(
    course: Path, tmp_path: Path, platform: str
) -> None:
    text, _ = export(course, tmp_path / "grades.csv", "--as", platform)
    found = READ[platform](text)
    assert set(found.grades) == set(NAMES)
    for student, row in found.grades.items():
        (grade,) = row.values()
        assert grade == (pytest.approx(TOTALS[student]) if student in TOTALS else None)
    if found.possible:
        assert list(found.possible.values()) == [8.0]


@pytest.mark.parametrize("platform", READ)
def test_zero_and_so_far_are_given_when_they_are_asked_for(
    course: Path, tmp_path: Path, platform: str
) -> None:
    text, told = export(course, tmp_path / "grades.csv", "--as", platform, "--zero", "--so-far")
    grades = {student: next(iter(row.values())) for student, row in READ[platform](text).grades.items()}
    assert (grades["waits"], grades["gone"]) == (5.0, 0.0)
    assert "empty" not in told


@pytest.mark.parametrize("form", ["table", *READ])
def test_no_field_of_any_file_is_a_formula_that_does_something(
    course: Path, tmp_path: Path, form: str
) -> None:
    text, _ = export(course, tmp_path / "grades.csv", "--as", form)
    for row in csv.reader(io.StringIO(text, newline="")):
        for part in row:
            if part.startswith(("=", "+", "-", "@", "\t", "\r")):
                assert not set(part) & set("=()|!'\"\n\t ,;:/"), part


def test_names_survive_behind_the_apostrophe(course: Path, tmp_path: Path) -> None:
    text, _ = export(course, tmp_path / "grades.csv")
    for student, row in table(text).items():
        first, last, email = NAMES[student]
        assert (row["first_name"].removeprefix("'"), row["last_name"].removeprefix("'")) == (first, last)
        assert row["email"] == email


CANVAS = """\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Other (11),mini (4711),Current Score
    Points Possible,,,,,5,8,(read only)
"Manual Posting",,,,,,,
"Lovelace, Ada",101,A-1,ada,Group 1,3,,50
"Rock, Bruno",102,A-2,BRUNO,Group 1,,,
"Omar",103,عمر,okhayyam,Group 2,,,
"Student, Test",199,,,,,,
"""
BRIGHTSPACE = """OrgDefinedId,Username,mini Points Grade <Numeric MaxPoints:8 Weight:10>,End-of-Line Indicator
#101,#ada,,#
#102,#bruno,3,#
"""
BLACKBOARD = (
    '"Last Name"\t"First Name"\t"Username"\t"Student ID"\t"mini [Total Pts: 8 Score] |66412"\r\n'
    '"Lovelace"\t"=1+1"\t"ada"\t"101"\t""\r\n'
)
MOODLE = 'First name;Last name;ID number;Email address;"mini (Real)"\nAda;Lovelace;;ADA@example.org;-\n'
GRADESCOPE = "First Name,Last Name,SID,Email,Sections\nAda,Lovelace,101,ada@example.org,\n"


def test_canvass_own_export_is_filled_in_with_its_ids_and_its_column(course: Path, tmp_path: Path) -> None:
    (tmp_path / "theirs.csv").write_text(CANVAS, encoding="utf-8")
    command = ("--as", "canvas", "--roster", str(tmp_path / "theirs.csv"))
    text, told = export(course, tmp_path / "grades.csv", *command, code=1)
    assert text.splitlines()[0] == "Student,ID,SIS User ID,SIS Login ID,Section,mini (4711)"
    found = READ["canvas"](text)
    assert found.grades == {"101": {"mini": 8.0}, "102": {"mini": 4.5}, "103": {"mini": 2.666667}}
    assert "not in the file: late one is not in the platform's file" in told
    assert "nobody's here, left out: 1." in told


@pytest.mark.parametrize(
    ("platform", "theirs", "coding", "key", "column"),
    [
        ("brightspace", BRIGHTSPACE, "utf-8", "ada", "mini"),
        ("blackboard", BLACKBOARD, "utf-16", "ada", "mini [Total Pts: 8 Score] |66412"),
        ("moodle", MOODLE, "utf-8", None, "mini"),
        ("gradescope", GRADESCOPE, "utf-8", "101", "mini"),
    ],
)
def test_each_platforms_own_export_finds_its_students(
    course: Path, tmp_path: Path, platform: str, theirs: str, coding: str, key: str | None, column: str
) -> None:
    (tmp_path / "theirs.csv").write_bytes(theirs.encode(coding))
    command = ("--as", platform, "--roster", str(tmp_path / "theirs.csv"))
    text, _ = export(course, tmp_path / "grades.csv", *command, code=1)
    if key is None:  # by the address that Moodle has, whatever its capitals
        (row,) = csv.DictReader(io.StringIO(text, newline=""))
        assert (row["Email address"], row["mini (Real)"]) == ("ADA@example.org", "8")
    else:
        assert READ[platform](text).grades[key] == {column: 8.0}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff\xfa\x00", "not a text in UTF-8"),
        (b"", "no column is called"),
        (b"Name,Grade\nada,1\n", "no column is called SIS Login ID"),
        (b'Student,ID,"SIS Login ID\n', "cannot be read as a table"),
        (None, "While reading"),
    ],
)
def test_a_file_that_is_no_platforms_is_one_sentence(
    course: Path, tmp_path: Path, content: bytes | None, says: str
) -> None:
    theirs = tmp_path / "theirs.csv"
    if content is not None:
        theirs.write_bytes(content)
    command = ("--as", "canvas", "--roster", str(theirs))
    text, told = export(course, tmp_path / "grades.csv", *command, code=2)
    assert (text, says in told) == ("", True)


def test_two_students_with_one_row_and_one_with_two_get_no_grade(course: Path, tmp_path: Path) -> None:
    rows = "Student,ID,SIS User ID,SIS Login ID,Section\nA,1,ada,bruno,\nB,2,,-dash,\nC,3,-dash,x,\n"
    (tmp_path / "theirs.csv").write_text(rows, encoding="utf-8")
    command = ("--as", "canvas", "--roster", str(tmp_path / "theirs.csv"))
    text, told = export(course, tmp_path / "grades.csv", *command, code=1)
    assert "-dash could be any of several rows" in told
    assert "bruno and ada are one row" in told
    assert READ["canvas"](text).grades == {}


def test_the_platforms_own_file_is_never_written_over(course: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.csv"
    theirs.write_text("SIS Login ID,mini (7)\nada,\n", encoding="utf-8")
    for roster in (("--roster", str(theirs)), ()):
        if not roster:  # another download, with more columns than an import needs
            theirs.write_text("SIS Login ID,mini (7),Final Score\nada,,\n", encoding="utf-8")
        before = theirs.read_bytes()
        _, told = export(course, theirs, "--as", "canvas", *roster, code=2)
        assert (theirs.read_bytes(), "another name" in told) == (before, True)
    ours = tmp_path / "ours.csv"
    export(course, ours, "--as", "canvas")
    export(course, ours, "--as", "canvas", "--zero")


def test_scores_out_of_bounds_and_a_penalty_of_an_earlier_score_are_told(
    course: Path, tmp_path: Path
) -> None:
    root = Path(shutil.copytree(course, tmp_path / "course"))
    (root / "nbgrader_config.py").open("a").write('\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    with Course(root).gradebook() as gradebook:
        for student, points in (("ada", -1.0), ("bruno", 30.0), ("-dash", float("inf"))):
            grade = gradebook.find_grade("why", "mini", "mini", student)
            grade.manual_score, grade.needs_manual_grade = points, False
        gradebook.db.commit()
    text, told = export(root, tmp_path / "grades.csv")
    assert "mini: ada has -1 of 3 points for why." in told
    assert "mini: bruno has 30 of 3 points for why." in told
    assert "mini: late one has a penalty of 1 for lateness, and the course's rule takes 4 of" in told
    assert "graders grade mini --force --only 'late one'" in told
    assert (table(text)["-dash"]["total"], table(text)["-dash"]["status"]) == ("", "waits for a person")


def test_who_handed_in_and_is_not_graded_is_in_the_table(course: Path, tmp_path: Path) -> None:
    folder = course / "submitted" / "new one" / "mini"
    folder.mkdir(parents=True)
    (folder / "mini.ipynb").write_text("{}", encoding="utf-8")
    try:
        text, told = export(course, tmp_path / "grades.csv", "--zero", "--so-far")
    finally:
        (folder / "mini.ipynb").unlink()
        folder.rmdir()
    row = table(text)["new one"]
    assert (row["status"], row["total"]) == ("not graded", "")
    assert "work of 1 student is not graded" in told


def test_all_lessons_stand_in_one_table_each_under_its_name(course: Path, tmp_path: Path) -> None:
    run = CliRunner().invoke(app, ["export", "--course", str(course), "--to", str(tmp_path / "all.csv")])
    assert run.exit_code == 0, run.output
    row = table((tmp_path / "all.csv").read_text(encoding="utf-8"))["ada"]
    assert (row["mini total"], row["other status"]) == ("8", "nothing handed in")


def test_what_cannot_be_exported_is_one_sentence(course: Path, tmp_path: Path) -> None:
    for arguments, says in (
        (["minni"], "Did you mean mini"),
        (["mini", "--roster", "x.csv"], "name the platform"),
        (["mini", "--to", "/dev/null/below.csv"], "While writing"),
    ):
        run = CliRunner().invoke(app, ["export", *arguments, "--course", str(course)])
        assert (run.exit_code, says in run.stderr) == (2, True), run.output
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n", encoding="utf-8")
    run = CliRunner().invoke(app, ["export", "--course", str(tmp_path)])
    assert (run.exit_code, "no gradebook yet" in run.stderr) == (2, True), run.output


@pytest.mark.slow
def test_nbgraders_own_command_finds_the_exporter_and_writes_the_same_file(
    course: Path, tmp_path: Path
) -> None:
    programs = Path(sys.executable).parent
    command = [str(programs / "nbgrader"), "export", "--exporter=graders.export.exporters.Canvas"]
    command += ["--assignment", '["mini"]', "--to", str(tmp_path / "theirs.csv"), "--Export.zero=True"]
    environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    run = subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    ours, _ = export(course, tmp_path / "ours.csv", "--as", "canvas", "--zero")
    assert (tmp_path / "theirs.csv").read_bytes().decode() == ours
    assert "answers of 1 student wait" in run.stderr


def test_every_exporter_is_one_of_nbgraders(course: Path, tmp_path: Path) -> None:
    from nbgrader.plugins import ExportPlugin

    from graders.export import exporters

    kinds = [
        exporters.Export,
        exporters.Moodle,
        exporters.Blackboard,
        exporters.Brightspace,
        exporters.Gradescope,
    ]
    for kind in kinds:
        assert issubclass(kind, ExportPlugin)
        target = tmp_path / f"{kind.__name__}.csv"
        made: Any = kind(to=str(target), assignment=["mini"], student=["ada", "bruno"])

        class Gradebook:
            engine = create_engine(f"sqlite:///{course}/gradebook.db")

        made.export(Gradebook())
        assert "bruno" in target.read_text(encoding="utf-8")
        assert "gone" not in target.read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["=1+1", "+1 (a)", "-cmd|x", "@SUM(A1)", "\t=1", "\r=1", " =1"])
def test_a_text_that_a_spreadsheet_would_run_is_defused(text: str) -> None:
    assert safe(text) == safe_key(text) == f"'{text}"
