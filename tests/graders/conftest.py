"""A small course of the tests' own: two lessons, quick to run; and a lesson's folder beside a test."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).parents[2]
Notebook = dict[str, Any]

QUESTIONS = """
import autodiff_lite as ad
from graders.questions import Criterion, Lesson, ask, compare, direction, drawn, from_a_tape, gradient

lesson = Lesson("mini")


def cubic(x):
    return 3.0 * ad.pow(x, 3.0) + 5.0 * ad.square(x) - 3.0 * x + 10.0


def difference(x, h, points):
    @ask(points, "central_slope")
    def check(question, answers, random):
        place, step = drawn((x, h), random)
        given = answers.call("central_slope", place, step)
        left, here, right = ((place + way) ** 3 for way in (-step, 0, step))
        central = compare(given, (right - left) / (2 * step), name="central_slope", rounding=False)
        one_sided = compare(given, (right - here) / step, name="central_slope", rounding=False).equal
        yield Criterion("Rise over run", points / 2, central.equal or one_sided, central.feedback)
        yield Criterion("Both sides", points / 2, central.equal, "Use the heights on both sides.")

    return check


lesson.question("gradients-slope", "The slope of a cubic", of=cubic, at={"x": -2.0}, asks=[
    direction("slope", 0.5),
    gradient("slope", 1.0, title="The slope"),
    from_a_tape("slope", 0.5),
])
lesson.question(
    "gradients-difference", "A slope from heights", of=lambda x: x**3, at={"x": 2.0}, hidden=1,
    asks=[difference(2.0, 0.25, 1.0)],
)
"""
HIDDEN = """
from graders.questions import uniform

from .questions import difference, lesson

lesson.hidden("gradients-difference", [difference(uniform(-3.0, -1.0), uniform(0.1, 0.4, digits=2), 1.0)])
"""

SLOPE_BY_TAPE = """x = ad.Variable(-2.0)
with ad.GradientTape() as tape:
    y = 3 * x**3 + 5 * x**2 - 3 * x + 10
slope = tape.gradient(y, x)"""
CENTRAL = "def central_slope(x, h):\n    return ((x + h) ** 3 - (x - h) ** 3) / (2 * h)"
ONE_SIDED = "def central_slope(x, h):\n    return ((x + h) ** 3 - x**3) / h"
RIGHT = {"a-slope": SLOPE_BY_TAPE, "a-difference": CENTRAL, "a-classic": "answer = 42"}


def cell(kind: str, name: str, source: str, *, points: float = 0, answer: bool = False) -> Notebook:
    marks = {"grade": bool(points), "grade_id": name, "locked": not answer, "solution": answer}
    marks |= {"schema_version": 3, "task": False} | ({"points": points} if points else {})
    made: Notebook = {"cell_type": kind, "id": name, "metadata": {"nbgrader": marks}, "source": source}
    return made | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def notebook(*cells: Notebook) -> Notebook:
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": list(cells), "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def solved(source: str) -> str:
    return f"### BEGIN SOLUTION\n{source}\n### END SOLUTION"


MINI = notebook(
    cell("code", "setup", "import autodiff_lite as ad\nfrom graders import check"),
    cell("code", "a-slope", "slope = ...\n" + solved(SLOPE_BY_TAPE), answer=True),
    cell("code", "check-slope", 'check("gradients-slope")', points=2),
    cell("code", "a-difference", solved(CENTRAL), answer=True),
    cell("code", "check-difference", 'check("gradients-difference")', points=2),
    cell("code", "a-classic", "answer = 0\n" + solved("answer = 42"), answer=True),
    cell(
        "code",
        "classic",
        "assert answer > 0\n### BEGIN HIDDEN TESTS\nassert answer == 42\n### END HIDDEN TESTS",
        points=1,
    ),
    cell("markdown", "why", solved("Because."), points=3, answer=True),
)
OTHER = notebook(
    cell("code", "a-other", solved("x = 1"), answer=True), cell("code", "other", "assert x", points=1)
)


def changed(released: Notebook, answers: Mapping[str, str | None]) -> Notebook:
    """A student's version: the cells named have new text, or are gone where the text is None."""
    theirs = copy.deepcopy(released)
    for each in list(theirs["cells"]):
        name = each["metadata"].get("nbgrader", {}).get("grade_id")
        if name in answers:
            text = answers[name]
            theirs["cells"].remove(each) if text is None else each.update(source=text)
    return theirs


@pytest.fixture(scope="session")
def mini_notebook() -> Notebook:
    return MINI


@pytest.fixture(scope="session")
def change() -> Callable[[Notebook, Mapping[str, str | None]], Notebook]:
    return changed


@pytest.fixture(scope="session")
def right_answers() -> dict[str, str]:
    return dict(RIGHT)


@pytest.fixture(scope="session")
def one_sided() -> str:
    return ONE_SIDED


@pytest.fixture(scope="session")
def project() -> Path:
    return PROJECT


@pytest.fixture(scope="session")
def released_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with both lessons released by nbgrader. Copy it before writing to it."""
    from graders.course.course import Course
    from graders.course.release import convert

    root = tmp_path_factory.mktemp("released") / "course"
    root.mkdir()
    shutil.copyfile(PROJECT / "notebooks" / "nbgrader_config.py", root / "nbgrader_config.py")
    for lesson, content in {"mini": MINI, "other": OTHER}.items():
        folder = root / "source" / lesson
        folder.mkdir(parents=True)
        (folder / f"{lesson}.ipynb").write_text(json.dumps(content), encoding="utf-8")
    (root / "source" / "mini" / "questions.py").write_text(QUESTIONS, encoding="utf-8")
    (root / "source" / "mini" / "hidden.py").write_text(HIDDEN, encoding="utf-8")
    course = Course(root)
    for lesson in ("mini", "other"):
        shutil.copytree(convert(course, lesson, root / "made"), root / "release" / lesson)
    shutil.rmtree(root / "made")
    return root


@pytest.fixture
def course_folder(released_course: Path, tmp_path: Path) -> Path:
    """A copy of the released course for one test."""
    return Path(shutil.copytree(released_course, tmp_path / "course"))


@pytest.fixture
def hand_in(course_folder: Path) -> Callable[..., Path]:
    """Put a notebook, or bytes, under `submitted/`."""

    def put(student: str, work: Notebook | bytes, lesson: str = "mini", name: str = "mini.ipynb") -> Path:
        file = course_folder / "submitted" / student / lesson / name
        file.parent.mkdir(parents=True)
        file.write_bytes(work if isinstance(work, bytes) else json.dumps(work).encode())
        return file

    return put


@pytest.fixture
def released_notebook(course_folder: Path) -> Notebook:
    content: Notebook = json.loads(
        (course_folder / "release" / "mini" / "mini.ipynb").read_text(encoding="utf-8")
    )
    return content


@pytest.fixture
def lesson_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Write a lesson's folder, and have `check` find it as in a kernel that Jupyter started there."""

    def put(questions: str | None, name: str = "lesson", **others: str) -> Path:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        texts = {**others} if questions is None else {"questions": questions, **others}
        for module, text in texts.items():
            (folder / f"{module}.py").write_text(text, encoding="utf-8")
        monkeypatch.setattr("graders.checking.finding.STARTED_IN", folder)
        monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
        return folder

    return put
