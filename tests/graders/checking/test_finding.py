"""Where `check` finds a lesson's questions: beside the notebook; for nbgrader, in the course alone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from graders import check
from graders.checking.checks import Checked
from graders.checking.finding import graded_here
from graders.checking.finding import lesson_beside as found_beside
from graders.questions.folder import BrokenLesson
from graders.questions.lesson import UnknownQuestion

# What a student set: `check` reads it by its name.
length = 3.0

Put = Callable[..., Path]

LESSON = """
from graders.questions import Lesson, number

lesson = Lesson("{name}")
lesson.question("{name}-length", "A length", asks=[number("length", 1, {right})])
"""


def text(name: str = "lesson", right: object = 3.0) -> str:
    return LESSON.format(name=name, right=right)


def shown(checked: Checked) -> str:
    """The words of a panel, however its lines were broken."""
    return " ".join(repr(checked).split())


def test_the_questions_beside_the_notebook_are_found(lesson_beside: Put) -> None:
    lesson_beside(text())
    assert float(check("lesson-length")) == 1.0


def test_a_missing_questions_file_is_one_sentence_that_names_it_and_its_place(
    lesson_beside: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = lesson_beside(None)
    elsewhere = folder.parent / "empty"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    told = check("lesson-length")
    assert shown(told) == (
        "Nothing to check here. The file `questions.py` of this lesson is missing; "
        f"put it beside the notebook, into `{folder}`."
    )
    assert float(told) == 0.0
    assert told.faults == ()


@pytest.mark.parametrize(
    ("broken", "line", "reason"),
    [
        ("lesson = 1\nif lesson\n", 2, "SyntaxError: expected ':'"),
        ("from graders.questions import Lesson\n\n1 / 0\n", 3, "ZeroDivisionError: division by zero"),
        ("from graders.questions import nothing_such\n", 1, "ImportError: cannot import name"),
        ("import a_package_that_is_not_there\n", 1, "ModuleNotFoundError"),
        ("raise SystemExit(3)\n", 1, "SystemExit: 3"),
        ("x = 1\n", None, 'it makes no lesson; write `lesson = Lesson("lesson")` once'),
        (text("other"), None, "its lesson is called 'other', and its folder 'lesson'"),
    ],
)
def test_a_broken_questions_file_is_told_with_file_and_line_and_without_a_traceback(
    lesson_beside: Put, broken: str, line: int | None, reason: str
) -> None:
    folder = lesson_beside(broken)
    told = check("lesson-length")
    place = f"{folder}/questions.py" + (f", line {line}" if line else "")
    assert shown(told).startswith("The questions of this lesson cannot be loaded. That is not your fault")
    assert f"{place}: {reason}" in shown(told)
    assert "Traceback" not in repr(told)
    assert float(told) == 0.0
    assert f"{place}: {reason}" in told.faults[0]


def test_a_file_that_is_no_text_is_told(lesson_beside: Put) -> None:
    folder = lesson_beside(text())
    (folder / "questions.py").write_bytes(b"\xff\xfe")
    assert f"{folder}/questions.py: it is not text in UTF-8" in shown(check("lesson-length"))


def test_what_else_lies_beside_the_notebook_takes_no_check_away(lesson_beside: Put) -> None:
    folder = lesson_beside(text())
    (folder / "mine.py").write_bytes("naïve = 'é'".encode("latin-1"))
    (folder / "a-folder.py").mkdir()
    (folder / "gone.py").symlink_to("nowhere")
    (folder / "broken.py").write_text("if if")
    assert float(check("lesson-length")) == 1.0


def test_a_broken_lesson_never_hides_anothers_questions(lesson_beside: Put) -> None:
    lesson_beside("1 / 0", "broken")
    assert "ZeroDivisionError" in repr(check("lesson-length"))
    lesson_beside(text())
    assert float(check("lesson-length")) == 1.0
    lesson_beside("1 / 0", "broken")
    assert "ZeroDivisionError" in repr(check("lesson-length"))


def test_a_questions_file_that_was_repaired_is_read_anew(lesson_beside: Put) -> None:
    lesson_beside(text(right="1 / 0"))
    assert "ZeroDivisionError" in repr(check("lesson-length"))
    lesson_beside(text(right=3.0))
    assert float(check("lesson-length")) == 1.0
    lesson_beside(text(right=5))
    assert float(check("lesson-length")) == 0.0


def test_where_vs_code_says_the_notebook_is_comes_before_the_kernels_folder(
    lesson_beside: Put, tmp_path: Path
) -> None:
    there = lesson_beside(text("there"), "there")
    lesson_beside(text("here"), "here")
    assert found_beside({"__vsc_ipynb_file__": str(there / "there.ipynb")}).name == "there"
    assert found_beside({}).name == "here"


@pytest.mark.parametrize("odd", ["", "relative/lesson.ipynb", 3, None, "/nowhere/at/all.ipynb"])
def test_a_place_that_says_nothing_is_passed_over(lesson_beside: Put, odd: object) -> None:
    lesson_beside(text())
    assert found_beside({"__vsc_ipynb_file__": odd}).name == "lesson"


def test_where_jupyter_says_the_notebook_is_comes_before_the_kernels_folder(
    lesson_beside: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = lesson_beside(text("there"), "there")
    lesson_beside(text("here"), "here")
    monkeypatch.setenv("JPY_SESSION_NAME", str(there / "there.ipynb"))
    assert found_beside({}).name == "there"
    monkeypatch.setenv("JPY_SESSION_NAME", "0b1f-some-other-name")
    assert found_beside({}).name == "here"


def test_hidden_checks_beside_a_notebook_are_never_read(lesson_beside: Put) -> None:
    lesson_beside(text(), hidden="1 / 0", tests="1 / 0")
    assert float(check("lesson-length")) == 1.0


@pytest.mark.slow
@pytest.mark.parametrize("before", ["", "import os; os.chdir('/')\n"], ids=["stays", "leaves first"])
def test_a_kernel_that_changed_its_folder_still_finds_its_questions(
    lesson_beside: Put, root: Path, before: str
) -> None:
    import nbformat
    from nbclient import NotebookClient

    folder = lesson_beside(text())
    cells = [
        before + "from graders import check\nlength = 3.0",
        "import os, shutil, tempfile\ngone = tempfile.mkdtemp()\nos.chdir(gone)\nshutil.rmtree(gone)",
        'float(check("lesson-length"))',
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(folder)}}).execute(
        env={**os.environ, "PYTHONPATH": str(root)}
    )
    assert notebook.cells[2].outputs[0].data["text/plain"] == "1.0"


def test_a_process_whose_folder_is_gone_is_answered(tmp_path: Path, root: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    code = f"import os, sys; sys.path[:0] = [{str(root)!r}]; os.rmdir({str(gone)!r})\n"
    code += "from graders import check; print(check('x'))"
    ran = subprocess.run([sys.executable, "-c", code], cwd=gone, capture_output=True, text=True)
    assert ran.stderr == ""
    assert "`questions.py` of this lesson is missing; put it beside the notebook." in ran.stdout


@pytest.fixture
def autograded(tmp_path: Path, lesson_beside: Put, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The course's folder, with this process a kernel in `autograded/ada/lesson`."""
    course = tmp_path / "course"
    (course / "source").mkdir(parents=True)
    (course / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'of two'\n")
    shutil.move(lesson_beside(text()), course / "source" / "lesson")
    work = course / "autograded" / "ada" / "lesson"
    work.mkdir(parents=True)
    monkeypatch.setattr("graders.checking.finding.STARTED_IN", work)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    return course


def test_while_nbgrader_grades_the_lesson_is_that_of_the_course(autograded: Path) -> None:
    here = graded_here()
    assert (here.course, here.student, here.lesson.name) == ("of two", "ada", "lesson")


def test_questions_that_a_student_handed_in_are_never_loaded(autograded: Path) -> None:
    work = autograded / "autograded" / "ada" / "lesson"
    (work / "questions.py").write_text(text(right=99.0) + "\nraise SystemExit(1)\n")
    (work / "hidden.py").write_text("raise SystemExit(1)\n")
    assert float(check("lesson-length")) == 1.0
    length = 99.0  # noqa: F841  # check reads it by its name
    assert float(check("lesson-length")) == 0.0


def test_without_questions_in_the_course_those_of_a_student_do_not_stand_in(autograded: Path) -> None:
    shutil.copy(
        autograded / "source" / "lesson" / "questions.py", autograded / "autograded" / "ada" / "lesson"
    )
    (autograded / "source" / "lesson" / "questions.py").unlink()
    with pytest.raises(BrokenLesson, match="there is no such file, and grading needs it") as told:
        graded_here()
    assert told.value.file == str(autograded / "source" / "lesson" / "questions.py")


def test_a_course_may_lay_out_its_folders_otherwise(
    autograded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (autograded / "nbgrader_config.py").open("a") as settings:
        settings.write("c.CourseDirectory.source_directory = 'originals'\n")
        settings.write(f"c.CourseDirectory.root = {str(autograded)!r}\n")
    (autograded / "source").rename(autograded / "originals")
    assert graded_here().lesson.name == "lesson"


def test_a_check_that_fails_ends_a_kernel_in_which_nbgrader_grades(autograded: Path, root: Path) -> None:
    (autograded / "source" / "lesson" / "questions.py").write_text(
        text() + "lesson.question('fails', 'F', asks=[number('length', 1, lambda question: 1 / 0)])\n"
    )
    code = f"import sys; sys.path[:0] = [{str(root)!r}]\nfrom graders import check\nlength = 3.0\n"
    work = autograded / "autograded" / "ada" / "lesson"

    def run(id: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", f"{code}print(repr(check({id!r})), flush=True)"]
        return subprocess.run(command, cwd=work, capture_output=True, text=True)

    fine = run("lesson-length")
    assert (fine.returncode, fine.stdout, fine.stderr) == (0, "1.0\n", "")
    failed = run("fails")
    assert (failed.returncode, failed.stdout) == (70, "")
    assert failed.stderr.startswith("graders: this submission cannot be graded: ZeroDivisionError")
    assert "Traceback" not in failed.stderr


def notebook(id: str, points: float) -> str:
    marks = {"grade": True, "solution": False, "grade_id": "c", "points": points}
    cell = {"cell_type": "code", "source": f'check("{id}")', "metadata": {"nbgrader": marks}}
    return json.dumps({"cells": [cell]})


def test_a_test_cell_that_asks_for_what_is_not_there_or_worth_something_else_is_no_score(
    autograded: Path,
) -> None:
    file = autograded / "source" / "lesson" / "lesson.ipynb"
    file.write_text(notebook("lesson-length", 1))
    assert graded_here().question("lesson-length").points == 1
    with pytest.raises(UnknownQuestion):  # a student's own slip, in a cell of their own
        graded_here().question("lesson-lenght")
    file.write_text(notebook("lesson-lenght", 1))
    with pytest.raises(
        BrokenLesson, match="there is no question 'lesson-lenght', for which a test cell asks"
    ):
        graded_here().question("lesson-lenght")
    file.write_text(notebook("lesson-length", 5))
    with pytest.raises(BrokenLesson, match="asks for 1 points, and its test cell gives 5"):
        graded_here().question("lesson-length")
