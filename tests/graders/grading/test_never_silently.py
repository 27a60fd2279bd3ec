"""A grade is never silently wrong: what fails of ours leaves no score, and says so."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from graders.checking.checks import VERDICT_TYPE
from graders.cli import app
from graders.course.course import Course
from graders.course.release import convert

pytestmark = pytest.mark.slow
Notebook = dict[str, Any]
PROGRAMS = Path(sys.executable).parent
FAILS_FOR_SOME = """

@ask(0.5, "slope")
def fails_for_some(question, answers):
    if answers.value("slope") == 53:
        raise KeyError("a slip of the author")
    yield Criterion("Any", 0.5, True)
"""
NAMES_WHAT_IS_DRAWN = """
from graders.questions import Criterion, ask

from .questions import lesson


@ask(1)
def names_what_is_drawn(question, answers, random):
    yield Criterion(f"drawn {random.random()!r}", 1, True)


lesson.hidden("gradients-difference", [names_what_is_drawn])
"""


@pytest.fixture
def submitted(
    course_folder: Path,
    hand_in: Callable[..., Path],
    change: Callable[..., Notebook],
    released_notebook: Notebook,
    right_answers: dict[str, str],
) -> Path:
    """A course in which two have handed in: ada everything, bob a wrong slope."""
    hand_in("ada", change(released_notebook, right_answers))
    hand_in("bob", change(released_notebook, {**right_answers, "a-slope": "slope = 53"}))
    return course_folder


def grade(course: Path, *options: str) -> Any:
    wide = {"COLUMNS": "300"}  # so that no message is broken into lines
    return CliRunner().invoke(app, ["grade", "mini", "--course", str(course), *options], env=wide)


def by_nbgrader(course: Path, *options: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GRADERS")}
    return subprocess.run(
        [str(PROGRAMS / "nbgrader"), "autograde", "mini", *options],
        cwd=course,
        env={**kept, "PATH": f"{PROGRAMS}{os.pathsep}{kept['PATH']}"},
        capture_output=True,
        text=True,
        timeout=280,
    )


def files(course: Path) -> dict[str, bytes]:
    return {str(file.relative_to(course)): file.read_bytes() for file in course.rglob("*") if file.is_file()}


def scores(course: Path, student: str) -> dict[str, float | None]:
    with Course(course).gradebook() as gradebook:
        notebook = gradebook.find_submission_notebook("mini", "mini", student)
        return {grade.name: grade.auto_score for grade in notebook.grades}


def edit(course: Path, old: str, new: str, name: str = "questions.py") -> Path:
    file = course / "source" / "mini" / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return file


BREAKS: dict[str, tuple[Callable[[Path], object], str]] = {
    "hidden.py stops": (
        lambda course: edit(course, "from .questions", "1 / 0\nfrom .questions", "hidden.py"),
        "hidden.py, line 4: ZeroDivisionError",
    ),
    "hidden.py is no Python": (
        lambda course: edit(course, "lesson.hidden(", "lesson.hidden((", "hidden.py"),
        "hidden.py, line",
    ),
    "hidden.py is gone": (
        lambda course: (course / "source" / "mini" / "hidden.py").unlink(),
        "keeps 1 point for hidden checks, and there are none",
    ),
    "a hidden check is gone": (
        lambda course: edit(course, "lesson.hidden(", "dict.fromkeys(", "hidden.py"),
        "keeps 1 point for hidden checks, and there are none",
    ),
    "a hidden check is worth less": (
        lambda course: edit(course, "digits=2), 1.0)", "digits=2), 0.5)", "hidden.py"),
        "and those of hidden.py are worth 0.5",
    ),
    "questions.py is gone": (
        lambda course: (course / "source" / "mini" / "questions.py").unlink(),
        "questions.py: there is no such file",
    ),
    "questions.py stops": (
        lambda course: edit(course, 'lesson = Lesson("mini")', "nothing_such"),
        "NameError: name 'nothing_such' is not defined",
    ),
    "a question has another id": (
        lambda course: edit(course, '"gradients-slope"', '"gradients-slop"'),
        "checks question 'gradients-slope', which questions.py does not have",
    ),
    "a question is worth something else": (
        lambda course: edit(course, 'direction("slope", 0.5)', 'direction("slope", 5)'),
        "is worth 2 for nbgrader; question 'gradients-slope' asks for 6.5",
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_lesson_that_cannot_be_judged_is_not_graded_and_nothing_is_touched(
    submitted: Path, name: str
) -> None:
    spoil, words = BREAKS[name]
    spoil(submitted)
    before = files(submitted)
    ran = grade(submitted)
    assert ran.exit_code == 2
    assert words in " ".join(ran.stderr.split())
    assert "Traceback" not in ran.output + ran.stderr
    assert files(submitted) == before


def test_after_an_earlier_run_the_earlier_grades_stand(submitted: Path) -> None:
    assert grade(submitted).exit_code == 0
    BREAKS["hidden.py is gone"][0](submitted)
    before = files(submitted)
    assert grade(submitted, "--force").exit_code == 2
    assert files(submitted) == before
    assert scores(submitted, "ada")["check-difference"] == 2


@pytest.fixture
def failing(submitted: Path) -> tuple[Path, Callable[[], str]]:
    """The course, and what makes its check of the slope fail for one of the two."""

    def spoil() -> str:
        file = edit(submitted, '    direction("slope", 0.5),', "    fails_for_some,")
        text = file.read_text(encoding="utf-8")
        head, tail = text.split('lesson = Lesson("mini")\n')
        text = f'{head}lesson = Lesson("mini")\n{FAILS_FOR_SOME}{tail}'
        file.write_text(text, encoding="utf-8")
        line = text.splitlines().index('        raise KeyError("a slip of the author")') + 1
        return f"KeyError: 'a slip of the author' ({file}, line {line})"

    return submitted, spoil


def test_a_check_that_fails_leaves_that_submission_as_it_was_and_grades_the_others(
    failing: tuple[Path, Callable[[], str]],
) -> None:
    course, spoil = failing
    assert grade(course).exit_code == 0
    earlier, kept = scores(course, "bob"), files(course / "autograded" / "bob")
    assert earlier["check-slope"] == 0.5
    fault = spoil()
    ran = grade(course, "--force")
    assert ran.exit_code == 1
    assert f"the check of 'gradients-slope' failed: {fault}" in " ".join(ran.output.split())
    assert scores(course, "bob") == earlier
    assert files(course / "autograded" / "bob") == kept
    assert scores(course, "ada")["check-slope"] == 2
    assert "Traceback" not in ran.output


def test_a_check_that_fails_gives_a_new_submission_no_score(failing: tuple[Path, Callable[[], str]]) -> None:
    course, spoil = failing
    spoil()
    assert grade(course).exit_code == 1
    assert not (course / "autograded" / "bob").exists()
    with Course(course).gradebook() as gradebook:
        graded = {submission.student.id for submission in gradebook.assignment_submissions("mini")}
        written = [
            grade.auto_score
            for submission in gradebook.assignment_submissions("mini")
            for notebook in submission.notebooks
            for grade in notebook.grades
            if submission.student.id == "bob"
        ]
    assert "ada" in graded
    assert all(score is None for score in written)


def test_under_plain_nbgrader_a_check_that_fails_gives_no_score_and_the_earlier_one_stands(
    failing: tuple[Path, Callable[[], str]],
) -> None:
    course, spoil = failing
    first = by_nbgrader(course)
    assert first.returncode == 0, first.stderr[-2000:]
    earlier = scores(course, "bob")
    assert earlier["check-slope"] == 0.5
    fault = spoil()
    again = by_nbgrader(course, "--force")
    assert again.returncode != 0
    assert f"graders: this submission cannot be graded: {fault}" in again.stdout + again.stderr
    assert scores(course, "bob") == earlier
    assert scores(course, "ada")["check-slope"] == 2


@pytest.mark.parametrize("name", ["hidden.py is gone", "a question has another id"])
def test_plain_nbgrader_gives_no_score_where_the_lesson_cannot_be_judged(submitted: Path, name: str) -> None:
    spoil, words = BREAKS[name]
    spoil(submitted)
    ran = by_nbgrader(submitted)
    assert ran.returncode != 0
    said = ran.stdout + ran.stderr
    assert "graders: this submission cannot be graded: " in said
    assert words in said or "there is no question 'gradients-slope'" in said
    assert not (submitted / "autograded" / "ada" / "mini" / "mini.ipynb").exists()


def test_questions_that_were_handed_in_are_loaded_by_neither(submitted: Path) -> None:
    for name in ("questions.py", "hidden.py", "tests.py"):
        (submitted / "submitted" / "ada" / "mini" / name).write_text("raise SystemExit('loaded')\n")
    ours = Path(shutil.copytree(submitted, submitted.with_name("ours")))
    ran = by_nbgrader(submitted)
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert grade(ours).exit_code == 0
    full = {"check-slope": 2.0, "check-difference": 2.0, "classic": 1.0, "why": 0.0}
    assert scores(submitted, "ada") == scores(ours, "ada") == full


def drawn(course: Path, student: str) -> list[str]:
    file = course / "autograded" / student / "mini" / "mini.ipynb"
    cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
    verdicts = [
        output["data"][VERDICT_TYPE]
        for cell in cells
        for output in cell.get("outputs", [])
        if VERDICT_TYPE in output.get("data", {})
    ]
    return [name for each in verdicts for name, _ in each["criteria"] if name.startswith("drawn")]


@pytest.mark.parametrize("course_id", [None, "Prüfung 2/3 é"])
def test_hidden_checks_draw_the_same_by_both_graders_whatever_the_course_is_called(
    submitted: Path, course_id: str | None
) -> None:
    settings = submitted / "nbgrader_config.py"
    said = "" if course_id is None else f"c.CourseDirectory.course_id = {course_id!r}"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('c.CourseDirectory.course_id = "autodiff"', said), encoding="utf-8")
    (submitted / "source" / "mini" / "hidden.py").write_text(NAMES_WHAT_IS_DRAWN, encoding="utf-8")
    (submitted / "gradebook.db").unlink()
    convert(Course(submitted), "mini", submitted / "made")
    ours = Path(shutil.copytree(submitted, submitted.with_name("ours")))
    ran = by_nbgrader(submitted)
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert grade(ours).exit_code == 0
    for student in ("ada", "bob"):
        assert len(drawn(ours, student)) == 1
        assert drawn(ours, student) == drawn(submitted, student)
    assert drawn(ours, "ada") != drawn(ours, "bob")
