"""A class out of the lessons' own `tests.py`: each student gives some right answers and some wrong ones.

Answers that build on each other are the difficulty: whoever gets one wrong cannot be told what the next is
worth. So an answer, and a given cell, that uses a name which a wrong answer left is left blank: it is worth
nothing, and what it would have set is not to be used either.
"""

from __future__ import annotations

import ast
import copy
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from graders.authoring.entries import Entry, read_entries
from graders.authoring.notebook import Step, answers_to, steps_of
from graders.questions.folder import TESTS, Folder, load
from graders.questions.lesson import Lesson
from graders.source.names import history, open_names

RIGHT = 0.75
"""How many of the answers are right, where they can be chosen."""
SLOW = ("while True", "time.sleep", "input(")


@dataclass
class Student:
    """A hand-in, and for each question the points and the misconceptions that grading must find."""

    notebook: NotebookNode
    points: dict[str, float] = field(default_factory=dict)
    mistakes: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Made:
    """A lesson as it is needed to make a class: its folder, its steps, its entries by question."""

    folder: Path
    lesson: Lesson
    steps: Sequence[Step]
    entries: Mapping[str, Sequence[Entry]]

    @classmethod
    def read(cls, folder: Path) -> Made:
        lesson = load(Folder.read(folder, hidden=True))
        steps = steps_of(folder / f"{folder.name}.ipynb")
        entries: dict[str, list[Entry]] = {}
        for entry in read_entries(folder / TESTS):
            if not any(words in entry.code for words in SLOW):
                entries.setdefault(entry.question, []).append(entry)
        return cls(folder, lesson, steps, entries)


def made_class(made: Made, released: Path, students: int, seed: int) -> list[Student]:
    """Hand-ins of a lesson, the same for the same seed. `released` is the notebook that students get."""
    notebook = nbformat.read(released, as_version=4)
    return [_student(made, notebook, random.Random(f"{seed} {number}")) for number in range(students)]


def _student(made: Made, released: NotebookNode, chance: random.Random) -> Student:
    student = Student(copy.deepcopy(released))
    places = {cell_place: question for question, cell_place in _answer_places(made).items()}
    spoiled: set[str] = set()
    for place, step in enumerate(made.steps):
        if place in places:
            question = made.lesson.find(places[place])
            chosen = _choose(made.entries.get(question.id, ()), question.points, chance)
            elsewhere = set(question.reads) - _set(chosen.code if chosen else "") - _set(step.text)
            if chosen is None or (_read(chosen.code) | elsewhere) & spoiled:
                student.points[question.id] = 0.0
                spoiled |= _set(step.text)
                continue
            _put(student.notebook, step, chosen.code)
            student.points[question.id] = chosen.points
            student.mistakes[question.id] = chosen.misconceptions
            if chosen.points < question.points:
                spoiled |= _set(step.text) | _set(chosen.code)
            else:
                spoiled -= _set(step.text)
        elif step.checks is None and _read(step.text) & spoiled:
            spoiled |= _set(step.text)
    return student


def _answer_places(made: Made) -> dict[str, int]:
    found = {question.id: answers_to(list(made.steps), question.id) for question in made.lesson}
    return {name: pair[0] for name, pair in found.items() if pair is not None}


def _choose(entries: Sequence[Entry], points: float, chance: random.Random) -> Entry | None:
    right = [entry for entry in entries if entry.points >= points]
    wrong = [entry for entry in entries if entry.points < points]
    pool = right if chance.random() < RIGHT or not wrong else wrong
    return chance.choice(pool) if pool else None


def _put(notebook: NotebookNode, step: Step, code: str) -> None:
    """Write an answer where the lesson has this step; cells stand in the same order in both."""
    notebook.cells[step.place - 1].source = code


def _body(code: str) -> list[ast.stmt]:
    try:
        return ast.parse(code).body
    except (SyntaxError, ValueError):
        return []


def _set(code: str) -> set[str]:
    """The names that a cell sets or changes."""
    return {found.name for found in history(_body(code))}


def _read(code: str) -> set[str]:
    """The names that a cell takes from the cells before it."""
    return open_names(_body(code))


def verdicts(autograded: Path, of_type: str) -> dict[str, dict[str, Any]]:
    """What grading wrote beside each check's panel, by question."""
    found = {}
    for cell in nbformat.read(autograded, as_version=4).cells:
        for output in cell.get("outputs", []):
            noted = output.get("data", {}).get(of_type)
            if noted and noted.get("question"):
                found[noted["question"]] = noted
    return found
