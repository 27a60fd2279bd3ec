"""Grading a class: every kind of submission gets its points or its reason, and none stops the others."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from graders.cli import app
from graders.course.course import Course
from graders.course.demo import hand_in as hand_in_class
from graders.course.demo import scratch_course
from graders.course.errors import CourseError, GradebookBusy
from graders.course.feedback import graded_students, write_feedback
from graders.course.release import release
from graders.course.report import labels, print_report
from graders.course.restore import name_of
from graders.course.results import ClassResult, Result, Score
from graders.grading.coordinate import Options, Watching, grade_class
from graders.grading.submission_limits import SubmissionLimits

pytestmark = pytest.mark.slow
Notebook = dict[str, Any]
LIMITS = SubmissionLimits(cell_seconds=2, notebook_seconds=6)
QUICK = Options(LIMITS, force=True)


def points(result: Result) -> dict[str, float | None] | None:
    return None if result.scores is None else {score.cell: score.points for score in result.scores}


def kinds(result: Result) -> list[str]:
    return sorted(remark.kind for remark in result.remarks)


@contextlib.contextmanager
def holding_the_gradebook(course: Course) -> Iterator[None]:
    connection = sqlite3.connect(course.root / "gradebook.db", isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        connection.close()


def test_a_class_of_all_kinds_is_graded_to_its_end(
    course_folder: Path,
    hand_in: Any,
    change: Any,
    released_notebook: Notebook,
    right_answers: dict[str, str],
    one_sided: str,
) -> None:
    why = "Because a constant is not watched."
    hand_in("zoë o'neil [1]", change(released_notebook, {**right_answers, "why": why}))
    partly = {**right_answers, "a-difference": one_sided, "a-classic": "answer = 41", "a-slope": "slope = 53"}
    hand_in("-half", change(released_notebook, partly))
    gone = {**right_answers, "check-slope": None, "a-difference": None, "check-difference": None}
    hand_in("deleter", change(released_notebook, gone))
    stuck = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True:\n    pass"
    hand_in("stuck", change(released_notebook, {**right_answers, "a-slope": stuck}))
    hand_in("quitter", change(released_notebook, {**right_answers, "a-difference": "import os\nos._exit(3)"}))
    hand_in("scan", b"%PDF-1.4")
    hand_in("ßlank", released_notebook)

    course = Course(course_folder)
    seen: list[str] = []
    outcome = grade_class(course, "mini", QUICK, Watching(student=seen.append))
    found = {result.student: result for result in outcome.results}

    assert outcome.stopped == ""
    assert sorted(seen) == sorted(found)
    full = {"check-slope": 2.0, "check-difference": 2.0, "classic": 1.0, "why": None}
    assert points(found["zoë o'neil [1]"]) == full
    assert kinds(found["zoë o'neil [1]"]) == ["to grade by hand"]
    half = {"check-slope": 0.5, "check-difference": 1.0, "classic": 0.0, "why": 0.0}
    assert points(found["-half"]) == half
    assert points(found["deleter"]) == {**full, "check-difference": 0.0, "why": 0.0}
    assert kinds(found["deleter"]) == ["deleted cell"] * 3
    assert points(found["ßlank"]) == dict.fromkeys(full, 0.0)
    assert kinds(found["ßlank"]) == ["blank"]
    assert points(found["scan"]) is None
    assert kinds(found["scan"]) == ["not a notebook"]
    assert points(found["quitter"]) is None
    assert "kernel died" in found["quitter"].remarks[0].text
    assert points(found["stuck"]) is None
    assert "could not be interrupted" in found["stuck"].remarks[0].text

    # The gradebook, read by nbgrader, says the same; those not graded have no graded notebook.
    with course.gradebook() as gradebook:
        submission = gradebook.find_submission_notebook("mini", "mini", "-half")
        assert {grade.name: grade.auto_score for grade in submission.grades} == half
    assert graded_students(course, "mini") == sorted(
        student for student, result in found.items() if result.scores is not None
    )

    page = (write_feedback(course, "mini", "zoë o'neil [1]") / "mini.html").read_text(encoding="utf-8")
    assert "✓" in page

    # Without force what is graded stays as it is, and only new work is run.
    hand_in("late", change(released_notebook, right_answers))
    graded = course.path("autograded", "mini", "-half") / "mini.ipynb"
    before = graded.stat().st_mtime_ns
    again = grade_class(course, "mini", Options(LIMITS, only=("-half", "late")))
    assert {result.student: points(result) for result in again.results} == {
        "-half": half,
        "late": {**full, "why": 0.0},
    }
    assert graded.stat().st_mtime_ns == before


def test_a_restored_cell_stands_where_it_was(
    course_folder: Path, hand_in: Any, change: Any, released_notebook: Notebook, right_answers: dict[str, str]
) -> None:
    import nbformat

    hand_in(
        "ada", change(released_notebook, {**right_answers, "check-slope": None, "check-difference": None})
    )
    course = Course(course_folder)
    grade_class(course, "mini", QUICK)
    graded = nbformat.read(course.path("autograded", "mini", "ada") / "mini.ipynb", as_version=4)
    assert [name_of(cell) for cell in graded.cells] == [
        cell["metadata"]["nbgrader"]["grade_id"] for cell in released_notebook["cells"]
    ]


def test_a_locked_gradebook_is_one_clear_message_and_nothing_is_lost(
    course_folder: Path, hand_in: Any
) -> None:
    file = hand_in("ada", b"%PDF")
    course = Course(course_folder)
    with (
        holding_the_gradebook(course),
        pytest.raises(GradebookBusy, match="another program holds the gradebook"),
    ):
        grade_class(course, "mini")
    assert file.read_bytes() == b"%PDF"


def test_a_gradebook_that_gets_locked_midway_keeps_what_is_done(
    course_folder: Path,
    hand_in: Any,
    change: Any,
    released_notebook: Notebook,
    right_answers: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("graders.grading.book.WAIT_SECONDS", 1)
    for student in ("ada", "bob"):
        hand_in(student, change(released_notebook, right_answers))
    course = Course(course_folder)
    with contextlib.ExitStack() as held:
        outcome = grade_class(
            course,
            "mini",
            Options(LIMITS, workers=1),
            Watching(done=lambda result: held.enter_context(holding_the_gradebook(course)) and None),
        )
    (done,) = [result.student for result in outcome.results]
    assert done in ("ada", "bob")
    assert "another program holds the gradebook" in outcome.stopped
    assert graded_students(course, "mini") == [done]


def test_a_course_that_cannot_be_written_to_stops_with_the_place(
    course_folder: Path, hand_in: Any, change: Any, released_notebook: Notebook
) -> None:
    hand_in("ada", released_notebook)
    (course_folder / "autograded").write_text("a file where a folder belongs")
    with pytest.raises(CourseError, match=r"autograded.*Nothing was lost"):
        grade_class(Course(course_folder), "mini", QUICK)


def test_a_student_who_handed_in_nothing_cannot_be_chosen(course_folder: Path, hand_in: Any) -> None:
    hand_in("bruno", b"")
    with pytest.raises(CourseError, match=r"'brun' has not handed in\. Did you mean bruno"):
        grade_class(Course(course_folder), "mini", Options(only=("brun",)))


@pytest.fixture
def scratch(project: Path, tmp_path: Path) -> Course:
    return scratch_course(Course(project / "notebooks"), ["03-gradients"], tmp_path / "demo")


def test_a_release_that_fails_leaves_the_earlier_one(scratch: Course) -> None:
    released = release(scratch, "03-gradients") / "03-gradients.ipynb"
    before = released.read_bytes()
    source = scratch.path("source", "03-gradients") / "03-gradients.ipynb"
    content = json.loads(source.read_text(encoding="utf-8"))
    answer = next(cell for cell in content["cells"] if "BEGIN SOLUTION" in "".join(cell["source"]))
    answer["source"] = "def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION"
    source.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(CourseError, match="without the solutions it is not Python any more"):
        release(scratch, "03-gradients")
    assert released.read_bytes() == before


def test_what_is_released_holds_no_solution_and_no_hidden_check(scratch: Course) -> None:
    for file in release(scratch, "03-gradients").rglob("*.ipynb"):
        text = file.read_text(encoding="utf-8")
        assert "SOLUTION" not in text
        assert "HIDDEN" not in text
        assert "slope_choice = 13" not in text


def test_the_demo_never_works_in_a_folder_of_somebody_else(project: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(CourseError, match="holds something else already"):
        scratch_course(Course(project / "notebooks"), ["03-gradients"], tmp_path)
    assert (tmp_path / "thesis.tex").read_text() == "years of work"


def test_an_empty_class_folder_is_answered(scratch: Course, tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="holds no class"):
        hand_in_class(scratch, "03-gradients", tmp_path / "nothing")


def test_the_report_names_everybody_whatever_they_are_called(course_folder: Path) -> None:
    from graders.course.submissions import Remark
    from graders.grading.gather import lesson_of
    from graders.grading.steps import released_cells

    cells = tuple(released_cells(lesson_of(Course(course_folder), "mini")))
    scores = (Score("check-slope", 1.25, 2.0), Score("why", None, 3.0, written=True))
    results = (
        Result("[bold]x[/]", scores, (Remark("edited cell", "the [red]cell[/red]"),)),
        Result("nobody", None, (Remark("not a notebook", "a scan"),)),
    )
    console = Console(width=150, record=True, file=open("/dev/null", "w"))  # noqa: SIM115, PTH123
    print_report(console, ClassResult("mini", cells, results))
    text = console.export_text()
    for words in (
        "[bold]x[/]",
        "the [red]cell[/red]",
        "1.25 + ?",
        "by hand",
        "–",
        "1 of 2 submissions graded",
    ):
        assert words in text


def test_columns_are_named_by_what_tells_them_apart(course_folder: Path) -> None:
    from graders.grading.gather import lesson_of
    from graders.grading.steps import released_cells

    cells = [cell for cell in released_cells(lesson_of(Course(course_folder), "mini")) if cell.test]
    assert labels(cells[:2]) == ["slope", "difference"]
    assert labels(cells) == ["gradients-slope", "gradients-difference", "classic"]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Any:
    def command(*arguments: str, cwd: Path) -> Any:
        monkeypatch.chdir(cwd)
        return CliRunner().invoke(app, list(arguments))

    return command


def test_the_commands_end_with_codes_that_mean_something(
    run: Any, course_folder: Path, hand_in: Any, tmp_path: Path
) -> None:
    hand_in("scan", b"%PDF")
    graded = run("grade", "mini", cwd=course_folder)
    assert graded.exit_code == 1
    assert "0 of 1 submissions graded" in graded.stdout
    nothing = run("grade", "nothing", cwd=course_folder)
    assert (nothing.exit_code, nothing.stdout) == (2, "")
    assert nothing.stderr == "graders: There is no lesson 'nothing'. Did you mean other or mini?\n"
    nowhere = run("release", "mini", "--course", "absent", cwd=tmp_path)
    assert nowhere.exit_code == 2
    assert "is not a course" in nowhere.stderr
    unwritten = run("feedback", "mini", cwd=course_folder)
    assert unwritten.exit_code == 2
    assert "Run `graders grade mini` first" in unwritten.stderr


def test_the_questions_of_a_lesson_are_listed(run: Any, project: Path) -> None:
    listed = run("questions", "03-gradients", cwd=project)
    assert listed.exit_code == 0
    assert "gradients-slope" in listed.stdout
    unknown = run("questions", "99", cwd=project)
    assert unknown.exit_code == 2
    assert "03-gradients" in unknown.stderr


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom graders.cli import app\n"
        "try:\n    app(['--help'])\nexcept SystemExit as end:\n    assert not end.code\n"
        "heavy = {'nbgrader', 'nbconvert', 'IPython', 'sqlalchemy', 'numpy', 'autodiff_lite'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.rstrip().endswith("[]")
