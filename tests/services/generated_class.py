"""A graded class of any size whose abilities, mistakes and lateness are known, to hold figures to.

Each student has an ability, drawn from the standard normal distribution; the chance to answer a question
right follows from it by the two-parameter logistic model. The verdicts are the grader's own on what each
student answered, the rows and notebooks those that grading leaves; no kernel runs.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import create_engine, insert, update

from graders.answers.local import LocalAnswers
from graders.checking.checks import HINT_TYPE, graded
from graders.course.course import Course
from graders.course.release import convert
from graders.grading import tables
from graders.grading.book import Book

LESSON = "many"
DUE = datetime(2025, 3, 1)
SETTINGS = 'c = get_config()\nc.CourseDirectory.course_id = "generated"\n'
RIGHT, UNEXPLAINED, RARE = 13.0, 777.25, 23.0


@dataclass(frozen=True)
class Item:
    """A question: how well it tells students apart, how hard it is, and what most who fail it answer."""

    name: str
    slope: float
    hardness: float
    wrong: float
    mistake: str | None

    def chance(self, ability: float) -> float:
        """The chance to be right, after A. Birnbaum (in Lord and Novick: Statistical theories, 1968)."""
        return 1.0 / (1.0 + math.exp(-self.slope * (ability - self.hardness)))


ITEMS = (
    Item("easy", 1.5, -1.2, -35.0, "exponent-not-lowered"),
    Item("middle", 2.0, 0.0, -11.0, "coefficient-dropped"),
    Item("hard", 1.5, 1.0, 19.0, "minus-lost"),
    Item("misleading", -1.5, 0.0, 12.0, "value-instead-of-slope"),
    Item("puzzling", 1.0, 0.3, UNEXPLAINED, None),
    Item("broken", 0.0, math.inf, 19.0, "minus-lost"),
    Item("given", 0.0, -math.inf, -35.0, "exponent-not-lowered"),
)
QUESTIONS = """
import autodiff_lite as ad
from graders.questions import Lesson, gradient

lesson = Lesson("many")


def cubic(x):
    return 3.0 * ad.pow(x, 3.0) + 5.0 * ad.square(x) - 3.0 * x + 10.0

""" + "".join(
    f'\nlesson.question("{item.name}", "Question: {item.name}", of=cubic, at={{"x": -2.0}}, '
    f'asks=[gradient("{item.name}_slope", 1.0)])'
    for item in ITEMS
)


@dataclass(frozen=True)
class Person:
    """A student as generated: `answers` are None where nothing was written."""

    id: str
    ability: float
    answers: dict[str, float | None]
    late: timedelta = timedelta(0)
    hints: dict[str, int] = field(default_factory=dict)
    runs: int = 0


def people(count: int, seed: int = 7) -> list[Person]:
    """The class. Of those who fail, 6 in 10 make the planted mistake, 1 in 10 a rarer one; the others wrote
    nothing.
    """
    random = np.random.default_rng(seed)
    found = []
    for number in range(count):
        ability = float(random.normal())
        answers: dict[str, float | None] = {}
        for item in ITEMS:
            chance = float(item.hardness < 0) if math.isinf(item.hardness) else item.chance(ability)
            if random.random() < chance:
                answers[item.name] = RIGHT
            else:
                answers[item.name] = (item.wrong, RARE, None)[int(random.choice(3, p=[0.6, 0.1, 0.3]))]
        late = timedelta(hours=float(random.integers(1, 50))) if number % 10 == 3 else timedelta(0)
        hints = {"middle": 2} if number % 4 == 0 else {}
        found.append(
            Person(f"student-{number:04}", ability, answers, late, hints, int(random.integers(1, 6)))
        )
    return found


def graded_course(root: Path, students: list[Person], missing: tuple[str, ...] = ()) -> Course:
    """A course in which these students are graded, and those `missing` are known and handed in nothing."""
    folder = root / "source" / LESSON
    folder.mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(SETTINGS, encoding="utf-8")
    (folder / "questions.py").write_text(QUESTIONS, encoding="utf-8")
    (folder / f"{LESSON}.ipynb").write_text(json.dumps(_notebook(_cells())), encoding="utf-8")
    course = Course(root)
    convert(course, LESSON, root / "made")
    _write(course, students, missing)
    return course


def _write(course: Course, students: list[Person], missing: tuple[str, ...]) -> None:
    lesson = course.lesson(LESSON)
    judged: dict[tuple[str, float | None], tuple[float, dict[str, Any]]] = {}
    engine = create_engine(course.db_url)
    with engine.begin() as connection:
        connection.execute(update(tables.assignment).values(duedate=DUE))
        if missing:
            connection.execute(insert(tables.student), [{"id": name} for name in missing])
    engine.dispose()
    with Book(course.db_url, LESSON) as book:
        for person in students:
            outputs, scores = {}, {}
            for name, answer in person.answers.items():
                if (name, answer) not in judged:
                    given = {} if answer is None else {f"{name}_slope": answer}
                    said = graded(lesson.find(name), LocalAnswers(given), course="generated", student="")
                    judged[name, answer] = said.points, said._repr_mimebundle_()
                scores[f"check-{name}"], outputs[name] = judged[name, answer]
            _put(course, "autograded", person, outputs)
            _put(course, "submitted", person, dict(_panels(person)))
            with book.record(person.id, DUE + person.late, scores, {}):
                pass


def _panels(person: Person) -> Iterator[tuple[str, dict[str, Any]]]:
    """What the student's own checks left in the notebook."""
    for name in person.answers:
        noted = {"question": name, "level": person.hints.get(name, 0), "points": 0.0, "runs": person.runs}
        yield name, {"text/plain": "", HINT_TYPE: noted}


def _put(course: Course, step: str, person: Person, outputs: dict[str, dict[str, Any]]) -> None:
    file = course.path(step, LESSON, person.id) / f"{LESSON}.ipynb"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(_notebook(_cells(outputs))), encoding="utf-8")


def _cells(outputs: dict[str, dict[str, Any]] | None = None) -> Iterator[dict[str, Any]]:
    for item in ITEMS:
        marks = {"schema_version": 3, "task": False, "grade": True, "solution": False, "locked": True}
        marks |= {"grade_id": f"check-{item.name}", "points": 1}
        data = (outputs or {}).get(item.name)
        shown = {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": data}
        yield {
            "cell_type": "code",
            "id": f"check-{item.name}",
            "metadata": {"nbgrader": marks},
            "source": f'check("{item.name}")',
            "execution_count": None,
            "outputs": [shown] if data else [],
        }


def _notebook(cells: Iterator[dict[str, Any]]) -> dict[str, Any]:
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": list(cells), "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
