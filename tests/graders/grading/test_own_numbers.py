"""A lesson with numbers of each student's own, from the release to the grades."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from graders.course.course import Course
from graders.course.errors import CourseError
from graders.course.release import release
from graders.course.results import Result
from graders.grading.coordinate import Options, grade_class
from graders.grading.names import OTHERS_NUMBERS, signed_by_another
from graders.grading.submission_limits import SubmissionLimits

from .test_same_grades import assert_same, both_graded

pytestmark = pytest.mark.slow
Notebook = dict[str, Any]
LESSON = "own"
QUESTIONS = """
from graders.questions import Lesson, drawn, gradient, one_of

lesson = Lesson("own")
PLACES = drawn(x=one_of(2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0))
lesson.question("own-slope", "A slope", of=lambda x, c: c * x * x, at=PLACES, own=drawn(c=one_of(5.0, 3.0)),
                asks=[gradient("slope", 2.0)])
"""
PROJECT = Path(__file__).parents[3]
MODEL = 'own = mine("own-slope")\nslope = 2 * own["c"] * own["x"]'
SOLVED = f"slope = ...\n### BEGIN SOLUTION\n{MODEL}\n### END SOLUTION"


def cell(name: str, source: str, *, points: int = 0, answer: bool = False) -> Any:
    made = new_code_cell(source, id=name)  # type: ignore[no-untyped-call]
    made.metadata["nbgrader"] = {
        "grade": bool(points), "grade_id": name, "locked": not answer, "solution": answer,
        "schema_version": 3, "task": False, **({"points": points} if points else {}),
    }  # fmt: skip
    return made


SOURCE = new_notebook(  # type: ignore[no-untyped-call]
    cells=[
        cell("setup", "from graders import check, i_am, mine"),
        cell("mine-slope", 'mine("own-slope")'),
        cell("a-slope", SOLVED, answer=True),
        cell("check-slope", 'check("own-slope")', points=2),
    ],
    metadata={"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
)
CONFIG = (PROJECT / "notebooks" / "nbgrader_config.py").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("own") / "course"
    source = root / "source" / LESSON
    source.mkdir(parents=True)
    assert '    "variants.toml",\n' in CONFIG
    (root / "nbgrader_config.py").write_text(CONFIG.replace('    "variants.toml",\n', ""), encoding="utf-8")
    (source / f"{LESSON}.ipynb").write_text(json.dumps(SOURCE), encoding="utf-8")
    (source / "questions.py").write_text(QUESTIONS, encoding="utf-8")
    (source / "variants.toml").write_text('salt = "autumn"\n', encoding="utf-8")
    release(Course(root), LESSON)
    return root


@pytest.fixture
def course(released: Path, tmp_path: Path) -> Course:
    return Course(Path(shutil.copytree(released, tmp_path / "course")))


def own(course: Course, student: str) -> Mapping[str, float]:
    return course.lesson(LESSON).find("own-slope").of_student(student).own


def slope(course: Course, student: str) -> float:
    return 2 * own(course, student)["c"] * own(course, student)["x"]


def hand_in(course: Course, student: str, answer: str, edit: Callable[[Notebook], object] = id) -> None:
    folder = course.path("submitted", LESSON, student)
    shutil.copytree(course.path("release", LESSON), folder)
    file = folder / f"{LESSON}.ipynb"
    work = json.loads(file.read_text(encoding="utf-8"))
    for each in work["cells"]:
        if each["metadata"].get("nbgrader", {}).get("grade_id") == "a-slope":
            each["source"] = answer
    edit(work)
    file.write_text(json.dumps(work), encoding="utf-8")


def graded(course: Course) -> dict[str, Result]:
    outcome = grade_class(course, LESSON, Options(SubmissionLimits(cell_seconds=20)))
    assert outcome.stopped == ""
    return {result.student: result for result in outcome.results}


def total(result: Result) -> float:
    assert result.scores is not None
    return sum(score.points or 0.0 for score in result.scores)


def names_of(result: Result) -> list[str]:
    return [remark.text for remark in result.remarks if remark.kind == OTHERS_NUMBERS]


def differing(course: Course) -> tuple[str, str]:
    """Two students with different numbers, neither of them the common ones."""
    names = [f"student{number}" for number in range(40)]
    usual = course.lesson(LESSON).find("own-slope").own
    first = next(name for name in names if own(course, name) != usual)
    return first, next(name for name in names if own(course, name) not in (usual, own(course, first)))


def test_each_is_graded_by_their_own_numbers_whatever_name_their_notebook_bears(course: Course) -> None:
    ada, bob = differing(course)
    hand_in(course, ada, MODEL)  # in a kernel that knows whose work it runs
    hand_in(course, bob, f"i_am({ada!r})\nslope = {slope(course, ada)}")
    hand_in(course, "careful", f"i_am(' Careful ')\nslope = {slope(course, 'careful')}")
    lost = next(
        f"lost{n}" for n in range(9) if own(course, f"lost{n}") != course.lesson(LESSON).find("own-slope").own
    )
    hand_in(course, lost, "slope = 20.0")  # the common numbers: 2 * 5 * 2

    found = graded(course)

    assert {name: total(result) for name, result in found.items()} == {
        ada: 2.0,
        bob: 0.0,
        "careful": 2.0,
        lost: 0.0,
    }
    assert names_of(found[ada]) == names_of(found["careful"]) == []
    assert names_of(found[bob]) == [f"the notebook says that it is {ada!r}'s; it was graded as {bob!r}'s"]
    assert names_of(found[lost]) == [
        "the answer to 'own-slope' fits the common numbers and not their own; was it written without a name?"
    ]


def test_the_file_that_says_whose_numbers_they_are_is_the_graders_own(course: Course) -> None:
    ada, bob = differing(course)
    hand_in(course, bob, MODEL)
    planted = course.path("submitted", LESSON, bob) / "variants.toml"
    planted.write_text(f'salt = "autumn"\nstudent = "{ada}"\n', encoding="utf-8")
    assert total(graded(course)[bob]) == 2.0


@pytest.mark.parametrize("change", ["salt", "off", "gone"])
def test_numbers_that_changed_since_the_release_stop_grading_before_anything_is_written(
    course: Course, change: str
) -> None:
    hand_in(course, "ada", MODEL)
    source = course.path("source", LESSON) / "variants.toml"
    if change == "salt":
        source.write_text('salt = "spring"\n', encoding="utf-8")
    elif change == "gone":
        source.unlink()
    else:
        (course.root / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    with pytest.raises(CourseError, match="nothing was changed: students' own numbers were switched"):
        graded(Course(course.root))
    assert not course.path("autograded", LESSON, "ada").exists()


def test_an_answer_that_fits_the_common_numbers_in_part_is_told_too(course: Course) -> None:
    source = course.path("source", LESSON) / "questions.py"
    both = QUESTIONS.replace(
        'asks=[gradient("slope", 2.0)]', 'asks=[gradient("slope", 1.0), number("n", 1.0, 3)]'
    )
    source.write_text(both.replace("gradient, one_of", "gradient, number, one_of"), encoding="utf-8")
    lost = next(f"lost{n}" for n in range(9) if own(course, f"lost{n}") != {"x": 2.0, "c": 5.0})
    hand_in(course, lost, "slope, n = 20.0, 4")
    (result,) = graded(course).values()
    assert total(result) == 0.0
    assert len(names_of(result)) == 1


def test_a_course_that_keeps_the_file_back_gives_all_the_common_numbers(course: Course) -> None:
    (course.root / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    off = Course(course.root)
    shutil.rmtree(off.path("release", LESSON))
    folder = release(off, LESSON)
    assert not (folder / "variants.toml").exists()
    hand_in(off, "ada", MODEL)
    hand_in(off, "bob", "slope = 20.0")
    assert {name: total(result) for name, result in graded(off).items()} == {"ada": 2.0, "bob": 2.0}


@pytest.mark.exhaustive
def test_plain_nbgrader_gives_the_same_grades(course: Course) -> None:
    ada, bob = differing(course)
    hand_in(course, ada, MODEL)
    hand_in(course, bob, f"slope = {slope(course, ada)}")
    theirs, ours = both_graded(course.root, LESSON)
    assert_same(theirs, ours, LESSON)


@pytest.mark.parametrize(
    ("cells", "names"),
    [
        ([{"source": 'i_am("bob")'}], ["bob"]),
        ([{"source": ["from graders import i_am\n", 'i_am("bob")\n']}], ["bob"]),
        ([{"source": 'graders.i_am("bob")'}], ["bob"]),
        ([{"source": 'i_am("ADA ")'}], []),
        ([{"source": 'i_am("")'}], []),
        ([{"source": "i_am(name)"}], []),
        ([{"source": "i_am(("}], []),
        ([{"source": 3, "outputs": 4}], []),
        (
            [
                {
                    "source": "",
                    "outputs": [{"data": {"application/vnd.autodiff-lite.mine+json": {"student": "eve"}}}],
                }
            ],
            ["eve"],
        ),
        ([{"source": "", "outputs": [{"data": {"application/vnd.autodiff-lite.mine+json": 3}}, 7]}], []),
    ],
)
def test_other_names_in_a_notebook_are_found(cells: list[dict[str, Any]], names: list[str]) -> None:
    text = json.dumps({"cells": [{"cell_type": "code", **each} for each in cells]}).encode()
    found = [remark.text for remark in signed_by_another(text, "ada")]
    assert found == [f"the notebook says that it is {name!r}'s; it was graded as 'ada''s" for name in names]


@pytest.mark.parametrize("broken", [b"", b"{", b"[]", b'{"cells": 3}', b'{"cells": [3, null]}', b"\xff"])
def test_what_is_no_notebook_bears_no_name(broken: bytes) -> None:
    assert signed_by_another(broken, "ada") == []
