"""Lessons with numbers of one's own: a thousand students, and what one learns of the others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from nbformat import NotebookNode

import autodiff_lite as ad
from graders.answers.local import LocalAnswers
from graders.authoring.variety import look_at_variants
from graders.checking.verdict import judge
from graders.questions.folder import VARIANTS, Folder, load
from graders.questions.question import Question

from .test_every_lesson import COURSE, SOLUTION, notebook_of

LESSONS = sorted(path.parent.name for path in COURSE.glob(f"source/*/{VARIANTS}"))
STUDENTS = [f"student {number}" for number in range(1000)]


def drawing(name: str) -> list[Question]:
    lesson = load(Folder.read(COURSE / "source" / name, hidden=True, varied=True))
    return [question for question in lesson if question.variants is not None]


QUESTIONS = [pytest.param(name, each.id, id=each.id) for name in LESSONS for each in drawing(name)]
EVERY = pytest.mark.parametrize(("name", "id"), QUESTIONS)


def question(name: str, id: str) -> Question:
    return next(each for each in drawing(name) if each.id == id)


def variants(asked: Question) -> dict[str, Question]:
    """Those that a thousand students have, each once."""
    return {repr(own.own): own for own in map(asked.of_student, STUDENTS)}


def model(name: str, id: str) -> str:
    """The solution in the answer cell above a question's check."""
    cells: list[NotebookNode] = notebook_of(name).cells
    checked = next(place for place, cell in enumerate(cells) if cell.source == f'check("{id}")')
    above: Iterator[Any] = (cell for cell in reversed(cells[:checked]) if SOLUTION.search(cell.source))
    found = SOLUTION.search(next(above).source)
    assert found is not None
    return found[1]


def answers(name: str, own: Question) -> LocalAnswers:
    program = model(name, own.id)
    names: dict[str, Any] = {"ad": ad, "np": np, "mine": lambda question: own.own, "In": ["", program]}
    exec(program, names)
    return LocalAnswers(names)


def test_lesson_03_and_another_one_draw_numbers() -> None:
    assert "03-gradients" in LESSONS
    assert len(LESSONS) >= 2


@EVERY
def test_the_model_solution_is_right_for_each_of_a_thousand_students(name: str, id: str) -> None:
    asked = question(name, id)
    different = variants(asked)
    assert len(different) >= 30
    for own in different.values():
        found = judge(own, answers(name, own), seed=1)
        assert (found.earned, found.faults, found.problems) == (own.points, (), ()), own.own


@EVERY
def test_every_variant_keeps_mistakes_apart_and_is_as_hard_as_the_common_one(name: str, id: str) -> None:
    found = look_at_variants(question(name, id))
    assert (found.wrong, found.uneven) == ([], [])


@EVERY
def test_one_students_answer_is_right_for_nobody_with_other_numbers(name: str, id: str) -> None:
    different = list(variants(question(name, id)).values())
    for owner in different[:6]:
        leaked = answers(name, owner)
        for other in different:
            if other is not owner:
                assert judge(other, leaked, seed=1).earned < other.points, (owner.own, other.own)


@EVERY
def test_without_numbers_of_ones_own_the_question_is_the_common_one(name: str, id: str) -> None:
    common = load(Folder.read(Path(COURSE / "source" / name))).find(id)
    assert common.of_student("ada").own == common.own == question(name, id).own
