"""The written answers of a lesson, as a page shows them to whoever reads them."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from graders.course.course import Course
from graders.course.errors import CourseError, explained
from graders.course.feedback import graded_students
from graders.feedback.cards import headings
from graders.feedback.exporter import picture_in
from graders.feedback.texts import Texts
from graders.review.guide import REGION, Point, guide_of, points_of


@dataclass(frozen=True)
class Question:
    """A written question: what is asked, what it is worth, and the points of its marking guide."""

    id: str
    title: str
    possible: float
    prompt: str
    guide: str
    points: tuple[Point, ...]


class Answers:
    """What a class wrote. Students are known by a number, in an order that tells nothing of their names."""

    def __init__(self, course: Course, lesson: str) -> None:
        self.course = course
        self.lesson = lesson
        source = course.path("source", lesson)
        with explained(f"reading {lesson}"):
            self._cells = _cells(source / f"{lesson}.ipynb")
        self.questions = list(self._questions(source))
        if not self.questions:
            raise CourseError(f"{lesson} has no written answers: no answer cell of it is graded by a person.")
        self.students = sorted(graded_students(course, lesson), key=self._shuffled)

    def _shuffled(self, student: str) -> str:
        return hashlib.sha256(f"{self.course.id}\0{self.lesson}\0{student}".encode()).hexdigest()

    def _questions(self, source: Path) -> Iterator[Question]:
        title, above = "", ""
        for cell in self._cells:
            marks = cell.metadata.get("nbgrader") or {}
            written = marks.get("grade") and marks.get("solution")
            task = bool(marks.get("task"))
            if written or task:
                name, possible = str(marks["grade_id"]), float(marks.get("points") or 0)
                title = next((text for _, text in headings(cell.source)), title) if task else title
                asked = REGION.sub("", cell.source) if task else above
                guide = guide_of(self._cells, name)
                texts = Texts(functools.partial(picture_in, source))
                yield Question(
                    name,
                    title or name,
                    possible,
                    str(texts.markdown(asked)),
                    guide,
                    tuple(points_of(guide, possible)),
                )
            elif cell.cell_type == "markdown":
                above = cell.source
                for _, text in headings(cell.source):
                    title = text

    def of(self, question: str) -> dict[str, str]:
        """Each student's answer as HTML in which nothing runs; a sentence where it is not to be found."""
        return {student: self._answer(question, student) for student in self.students}

    def _answer(self, question: str, student: str) -> str:
        folder = self.course.path("autograded", self.lesson, student)
        try:
            cells = _cells(folder / f"{self.lesson}.ipynb")
        except Exception:  # a file that somebody changed since it was graded can be anything
            return "<p>(The graded notebook cannot be read.)</p>"
        place = next((n for n, cell in enumerate(cells) if _name(cell) == question), None)
        if place is None:
            return "<p>(This answer is not in the graded notebook.)</p>"
        texts = Texts(functools.partial(picture_in, folder))
        cell = cells[place]
        if (cell.metadata.get("nbgrader") or {}).get("task"):
            return "".join(_shown(each, texts) for each in _until_next(cells[place + 1 :]))
        return _shown(cell, texts)


def _until_next(cells: Sequence[NotebookNode]) -> Iterator[NotebookNode]:
    """The cells below a task, which are its answer, up to the next that nbgrader knows."""
    for cell in cells:
        if _name(cell):
            return
        yield cell


def _shown(cell: NotebookNode, texts: Texts) -> str:
    if cell.cell_type == "markdown":
        return str(texts.markdown(cell.source, cell.get("attachments")))
    outputs = "".join(texts.output(output) for output in cell.get("outputs", []))
    return str(texts.code(cell.source)) + outputs


def _name(cell: NotebookNode) -> str:
    return str((cell.metadata.get("nbgrader") or {}).get("grade_id", ""))


def _cells(file: Path) -> list[Any]:
    return list(nbformat.read(str(file), as_version=4).cells)  # type: ignore[no-untyped-call]  # nbformat is partly typed
