"""A small course with every kind of question, and the secrets that no submission may come to know."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Notebook = dict[str, Any]

LESSON = "attacked"
QUESTIONS = {
    "check-slope": "gradients-slope",
    "check-choice": "gradients-choice",
    "check-difference": "gradients-difference",
    "check-task": "gradients-task",
}
"""Test cells that the grader answers itself: a value, a choice, and two functions with hidden checks."""
POINTS = {"check-slope": 2.0, "check-choice": 1.0, "check-difference": 2.0, "check-task": 3.0}
QUESTIONS_PY = """
import autodiff_lite as ad
from graders.questions import Criterion, Lesson, ask, choice, direction, from_a_tape, function, gradient

lesson = Lesson("attacked")
CUBIC = {"of": lambda x: 3.0 * x**3 + 5.0 * x**2 - 3.0 * x + 10.0, "at": {"x": -2.0}}


def central(x, h):
    return ((x + h) ** 3 - (x - h) ** 3) / (2 * h)


lesson.question("gradients-slope", "The slope of a cubic", **CUBIC, asks=[
    direction("slope", 0.5),
    gradient("slope", 1.0),
    from_a_tape("slope", 0.5),
])
lesson.question("gradients-choice", "Which slope?", **CUBIC, asks=[
    direction("slope_choice", 0.25, among=(-2, 13, 4, -6)),
    choice("slope_choice", 0.75, (-2, 13, 4, -6)),
])
lesson.question("gradients-difference", "A slope from heights alone", hidden=1, asks=[
    function("central_slope", 1.0, [(2.0, 0.25)], central, rounding=False),
])
lesson.question(
    "gradients-task", "Your own slope function", of=lambda x: ad.square(x) + 2.0 * x - 1.0, at={"x": 2.0},
    hidden=1, asks=[function("slope_at", 1.5, [2.0, 3], tape=0.5), gradient("task_slope", 0.5)],
)
"""
HIDDEN_PY = """
# HIDDEN
from graders.questions import ask, function, uniform

from .questions import central, lesson


@ask(1.0, "central_slope")
def difference_elsewhere(question, answers, random):
    places = [(uniform(-3.0, -1.0), uniform(0.1, 0.4, digits=2))]
    asked = function("central_slope", 1.0, places, central, rounding=False)
    yield from asked.criteria(question, answers, random)


lesson.hidden("gradients-difference", [difference_elsewhere])
lesson.hidden("gradients-task", [
    function("slope_at", 0.5, [uniform(-9.0, -5.0), uniform(-4.0, 0.0)]),
    function("slope_at", 0.5, [uniform(3.0, 7.0)]),
])
"""
"""What only grading asks; HIDDEN stands for the run's secret."""
CLASSIC = "classic"
"""A test cell of nbgrader's own kind, which runs in the student's kernel."""

SLOPE = """x = ad.Variable(-2.0)
with ad.GradientTape() as tape:
    y = 3 * x**3 + 5 * x**2 - 3 * x + 10
slope = tape.gradient(y, x)"""
DIFFERENCE = """def central_slope(x, h):
    return ((x + h) ** 3 - (x - h) ** 3) / (2 * h)"""
TASK = """def slope_at(place):
    x = ad.Variable(float(place))
    with ad.GradientTape() as tape:
        y = x**2 + 2 * x - 1
    return tape.gradient(y, x)


task_slope = slope_at(2.0)"""
ANSWERS = {
    "a-slope": ("slope = ...", SLOPE),
    "a-choice": ("slope_choice = ...", "slope_choice = 13"),
    "a-difference": ("def central_slope(x, h):\n    return ...", DIFFERENCE),
    "a-task": ("def slope_at(x):\n    return ...\n\n\ntask_slope = ...", TASK),
    "a-classic": ("answer = 0", "answer = 42"),
}
"""Each answer cell as it is released, and a right answer."""


@dataclass(frozen=True)
class Planted:
    """Secrets of one run, made at random, each where only the grader may look."""

    environment: str = field(default_factory=lambda: f"ENVIRONMENT{secrets.token_hex(12)}")
    file: str = field(default_factory=lambda: f"FILE{secrets.token_hex(12)}")
    gradebook: str = field(default_factory=lambda: f"GRADEBOOK{secrets.token_hex(12)}")
    submission: str = field(default_factory=lambda: f"SUBMISSION{secrets.token_hex(12)}")
    solution: str = field(default_factory=lambda: f"SOLUTION{secrets.token_hex(12)}")
    hidden: str = field(default_factory=lambda: f"HIDDEN{secrets.token_hex(12)}")

    def all(self) -> list[str]:
        return [self.environment, self.file, self.gradebook, self.submission, self.solution, self.hidden]


def cell(kind: str, name: str, source: str, *, points: float = 0, answer: bool = False) -> Notebook:
    """A cell as nbgrader marks it."""
    marks = {"grade": bool(points), "grade_id": name, "locked": not answer, "solution": answer}
    marks |= {"schema_version": 3, "task": False} | ({"points": points} if points else {})
    made: Notebook = {"cell_type": kind, "id": name, "metadata": {"nbgrader": marks}, "source": source}
    return made | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def source_notebook(planted: Planted) -> Notebook:
    """The lesson as its author wrote it, with solutions."""
    hidden = "assert answer > 0\n### BEGIN HIDDEN TESTS\nassert answer == 42\n### END HIDDEN TESTS"
    cells = [cell("code", "setup", "import autodiff_lite as ad\nfrom graders import check")]
    for name, question in QUESTIONS.items():
        answer = name.replace("check-", "a-")
        cells.append(cell("code", answer, _with_solution(answer, planted), answer=True))
        cells.append(cell("code", name, f'check("{question}")', points=POINTS[name]))
    cells.append(cell("code", "a-classic", _with_solution("a-classic", planted), answer=True))
    cells.append(cell("code", CLASSIC, hidden, points=1))
    return notebook(cells)


def notebook(cells: list[Notebook]) -> Notebook:
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def _with_solution(name: str, planted: Planted) -> str:
    stub, right = ANSWERS[name]
    return f"{stub}\n### BEGIN SOLUTION\n# {planted.solution}\n{right}\n### END SOLUTION"


def make_course(folder: Path, settings: Path, planted: Planted) -> None:
    """Write the course, release its lesson, and put secrets beside it and into its gradebook."""
    from graders.course.course import Course
    from graders.course.release import convert

    source = folder / "source" / LESSON
    source.mkdir(parents=True)
    shutil.copyfile(settings, folder / "nbgrader_config.py")
    (source / f"{LESSON}.ipynb").write_text(json.dumps(source_notebook(planted)), encoding="utf-8")
    (source / "questions.py").write_text(QUESTIONS_PY, encoding="utf-8")
    (source / "hidden.py").write_text(HIDDEN_PY.replace("HIDDEN", planted.hidden), encoding="utf-8")
    (source / "tests.py").write_text(f"# {planted.solution}\n", encoding="utf-8")
    (source / "data").mkdir()
    (source / "data" / "values.csv").write_text("1,2\n", encoding="utf-8")
    (source / "table.csv").write_text("3,4\n", encoding="utf-8")
    (folder / "for-teachers.txt").write_text(planted.file, encoding="utf-8")
    course = Course(folder)
    shutil.copytree(convert(course, LESSON, folder / "made"), folder / "release" / LESSON)
    shutil.rmtree(folder / "made")
    with course.gradebook() as gradebook:
        gradebook.add_student("ada", first_name=planted.gradebook, last_name="Ada")


def honest(planted: Planted, answers: Mapping[str, str] | None = None) -> Notebook:
    """A submission by somebody who answered everything, and wrote something of their own."""
    given = {name: right for name, (_, right) in ANSWERS.items()} | dict(answers or {})
    work = source_notebook(planted)
    for each in work["cells"]:
        name = each["metadata"]["nbgrader"]["grade_id"]
        if name in given:
            each["source"] = f"# {planted.submission}\n{given[name]}"
        if name == CLASSIC:
            each["source"] = "assert answer > 0"
    return work
