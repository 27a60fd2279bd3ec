"""From bytes to a notebook with remarks, and finding submissions, without a kernel."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from graders.course.consistency import broken_cells, faults_of_lesson
from graders.course.course import Course
from graders.course.errors import CourseError
from graders.course.examine import examine
from graders.course.restore import name_of
from graders.course.submissions import find_submissions
from graders.grading.gather import lesson_of
from graders.grading.steps import released_cells

Notebook = dict[str, Any]


@pytest.fixture(scope="module")
def course(released_course: Path) -> Course:
    return Course(released_course)


@pytest.fixture(scope="module")
def released(released_course: Path) -> Notebook:
    content: Notebook = json.loads(
        (released_course / "release" / "mini" / "mini.ipynb").read_text(encoding="utf-8")
    )
    return content


def look(course: Course, work: Notebook | bytes) -> tuple[bool, dict[str, str]]:
    data = work if isinstance(work, bytes) else json.dumps(work).encode()
    found = examine(
        data, released_cells(lesson_of(course, "mini")), "mini", {"a-other": "other", "other": "other"}
    )
    return found.notebook is not None, {remark.kind: remark.text for remark in found.remarks}


def test_a_submission_with_every_answer_has_no_remarks(
    course: Course, released: Notebook, change: Any, right_answers: dict[str, str]
) -> None:
    assert look(course, change(released, right_answers)) == (True, {})


def test_hidden_tests_that_students_never_had_are_no_edit(course: Course, released: Notebook) -> None:
    classic = next(cell for cell in released["cells"] if cell["id"] == "classic")
    assert "hidden" not in "".join(classic["source"]).lower()
    assert "edited cell" not in look(course, released)[1]


def test_a_blank_submission_is_said_to_be_blank(course: Course, released: Notebook) -> None:
    assert look(course, released)[1].keys() == {"blank"}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        (b"  \n", "the file is empty"),
        (b"%PDF-1.7 ...", "it is a PDF file"),
        (b"PK\x03\x04...", "zip archive"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"print('hello')", "it is not JSON"),
        (b'{"cells": [{"cell_type": "code", ', "breaks off or is damaged"),
        (b"\xff\xfe\x00j", "not text"),
        (b'{"a": 1}', "JSON without cells"),
        (b"[]", "JSON without cells"),
        (
            b'{"cells": [1, 2], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
            "breaks the notebook format",
        ),
        (b'{"cells": [], "metadata": {}, "nbformat": 99, "nbformat_minor": 5}', "breaks the notebook format"),
        (b"[" * 100_000, "nested too deep"),
    ],
    ids=range(13),
)
def test_what_is_not_a_notebook_is_named(course: Course, data: bytes, words: str) -> None:
    readable, remarks = look(course, data)
    assert not readable
    assert words in remarks["not a notebook"]


def test_a_notebook_of_another_lesson_is_told_apart(course: Course, released_course: Path) -> None:
    other = (released_course / "release" / "other" / "other.ipynb").read_bytes()
    readable, remarks = look(course, other)
    assert not readable
    assert remarks["another notebook"] == "a notebook of another lesson: other, not mini"


def test_an_edited_test_cell_is_noticed_even_when_its_checksum_was_made_to_fit(
    course: Course, released: Notebook, change: Any
) -> None:
    from nbformat import from_dict
    from nbgrader.utils import compute_checksum

    theirs = change(released, {"check-slope": "2.0"})
    edited = next(cell for cell in theirs["cells"] if cell["id"] == "check-slope")
    edited["metadata"]["nbgrader"]["checksum"] = compute_checksum(from_dict(edited))
    assert "the test cell 'check-slope' was edited" in look(course, theirs)[1]["edited cell"]


def test_deleted_copied_and_converted_cells_are_noticed(
    course: Course, released: Notebook, change: Any
) -> None:
    without_test = change(released, {"check-slope": None})
    assert look(course, without_test)[1]["deleted cell"] == (
        "the test cell 'check-slope' was deleted; it was put back and graded"
    )
    without_answer = change(released, {"a-classic": None})
    assert look(course, without_answer)[1]["deleted cell"] == "the answer cell 'a-classic' was deleted"
    twice = change(released, {})
    twice["cells"].append({**twice["cells"][2], "id": "copy"})
    assert "is there 2 times" in look(course, twice)[1]["duplicate cell"]
    turned = change(released, {})
    turned["cells"][1].update(cell_type="raw")
    del turned["cells"][1]["outputs"], turned["cells"][1]["execution_count"]
    assert "was turned into a raw cell" in look(course, turned)[1]["changed cell"]


def test_the_released_cells_come_in_the_order_of_the_notebook(
    course: Course, mini_notebook: Notebook
) -> None:
    names = [cell.name for cell in released_cells(lesson_of(course, "mini"))]
    assert names == [cell["id"] for cell in mini_notebook["cells"]]


def test_a_lesson_that_was_never_released_says_how_to_release_it(course: Course) -> None:
    with pytest.raises(CourseError, match="graders release nothing"):
        lesson_of(course, "nothing")


@pytest.mark.parametrize("student", ["zoë o'neil", "-dash", "[b]rackets*", "{braces}", "名前"])
def test_odd_but_possible_names_are_students(course_folder: Path, hand_in: Any, student: str) -> None:
    file = hand_in(student, b"x")
    assert [(one.student, one.file) for one in find_submissions(Course(course_folder), "mini")] == [
        (student, file)
    ]


@pytest.mark.parametrize("student", [".hidden", "two\nlines", " space"])
def test_impossible_names_are_reported_and_not_lost(course_folder: Path, hand_in: Any, student: str) -> None:
    hand_in(student, b"x")
    [found] = find_submissions(Course(course_folder), "mini")
    assert found.file is None
    assert "rename it" in found.remarks[0].text


def test_a_notebook_under_another_name_is_taken_and_said(course_folder: Path, hand_in: Any) -> None:
    file = hand_in("ada", b"x", name="mini (1).ipynb")
    [found] = find_submissions(Course(course_folder), "mini")
    assert found.file == file
    assert found.remarks[0].kind == "renamed"


def test_several_notebooks_or_none_are_left_to_a_person(course_folder: Path, hand_in: Any) -> None:
    hand_in("ada", b"x", name="notes.txt")
    file = hand_in("bob", b"x", name="a.ipynb")
    file.with_name("b.ipynb").write_bytes(b"x")
    found = {one.student: one for one in find_submissions(Course(course_folder), "mini")}
    assert "nothing that ends in .ipynb" in found["ada"].remarks[0].text
    assert "'a.ipynb', 'b.ipynb'" in found["bob"].remarks[0].text


def test_a_file_too_large_is_not_read(course_folder: Path, hand_in: Any) -> None:
    file = hand_in("ada", b"x")
    with file.open("wb") as sparse:
        sparse.truncate(60_000_000)
    [found] = find_submissions(Course(course_folder), "mini")
    with pytest.raises(ValueError, match="60 MB"):
        found.read()


def test_an_empty_class_says_where_submissions_belong(course_folder: Path) -> None:
    with pytest.raises(CourseError, match="Nobody has handed in mini"):
        find_submissions(Course(course_folder), "mini")


def test_unknown_lessons_and_folders_are_answered(course_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="Did you mean mini"):
        Course(course_folder).find_lesson("mni")
    with pytest.raises(CourseError, match="is not a course"):
        Course(tmp_path)
    (course_folder / "nbgrader_config.py").write_text("c = get_config(\n")
    with pytest.raises(CourseError, match="cannot be read: SyntaxError"):
        Course(course_folder)


def test_what_does_not_fit_between_notebook_and_questions_is_listed(tmp_path: Path, project: Path) -> None:
    lesson = project / "notebooks" / "source" / "03-gradients"
    assert faults_of_lesson("03-gradients", lesson) == []
    folder = Path(shutil.copytree(lesson, tmp_path / "03-gradients"))
    file = folder / "03-gradients.ipynb"
    content = json.loads(file.read_text(encoding="utf-8"))
    tests = [cell for cell in content["cells"] if (name_of_raw(cell) or "").startswith("check-gradients")]
    tests[0]["metadata"]["nbgrader"]["points"] = 7
    tests[1]["source"] = 'check("gradients-nothing")'
    tests[2]["source"] = 'check("gradients-slope"); check("gradients-watch")'
    file.write_text(json.dumps(content), encoding="utf-8")
    faults = "\n".join(faults_of_lesson("03-gradients", folder))
    assert "is worth 7 for nbgrader; question 'gradients-choice' asks for 1" in faults
    assert "'gradients-nothing', which questions.py does not have" in faults
    assert "checks 2 questions" in faults
    assert "question 'gradients-product' of questions.py is asked in no test cell" in faults


def test_hidden_checks_that_are_worth_something_else_are_a_fault_and_so_are_none(
    course_folder: Path,
) -> None:
    folder = course_folder / "source" / "mini"
    assert faults_of_lesson("mini", folder) == []
    hidden = folder / "hidden.py"
    hidden.write_text(hidden.read_text().replace("digits=2), 1.0)", "digits=2), 0.5)"))
    (fault,) = faults_of_lesson("mini", folder)
    assert fault.endswith("keeps 1 point for hidden checks, and those of hidden.py are worth 0.5")
    hidden.unlink()
    (fault,) = faults_of_lesson("mini", folder)
    assert fault == "question 'gradients-difference' keeps 1 point for hidden checks, and there are none"


def test_a_cell_that_a_question_starts_from_and_that_is_not_there_is_a_fault(course_folder: Path) -> None:
    folder = course_folder / "source" / "mini"
    questions = folder / "questions.py"
    questions.write_text(questions.read_text().replace("hidden=1,", 'hidden=1, given="absent",'))
    (fault,) = faults_of_lesson("mini", folder)
    assert "starts from cell 'absent', and mini.ipynb has no such cell" in fault


def name_of_raw(cell: Notebook) -> str | None:
    name = cell["metadata"].get("nbgrader", {}).get("grade_id")
    return str(name) if name else None


def test_cells_that_are_not_python_without_their_solution_are_found(
    tmp_path: Path, released: Notebook, change: Any
) -> None:
    file = tmp_path / "released.ipynb"
    file.write_text(json.dumps(change(released, {"a-slope": "def f():\n    # Your answer goes here."})))
    assert broken_cells(file) == [
        "cell 2, line 2: expected an indented block after function definition on line 1"
    ]
    file.write_text(json.dumps(change(released, {"a-slope": "%matplotlib inline\n!ls"})))
    assert broken_cells(file) == []


def test_a_cell_without_nbgrader_metadata_has_no_name() -> None:
    from nbformat import from_dict

    for metadata in ({}, {"nbgrader": {}}, {"nbgrader": 3}, {"nbgrader": {"grade_id": 5}}):
        assert name_of(from_dict({"metadata": metadata})) is None
