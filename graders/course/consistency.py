"""Whether a lesson's notebook and its questions fit together, before students get it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution

from graders.checking.panel import count
from graders.course.marks import faults_of_marks
from graders.course.reading import read_notebook
from graders.misconceptions.catalogue import check_ids
from graders.questions.folder import BrokenLesson, Folder, load
from graders.questions.lesson import Lesson, UnknownQuestion
from graders.source.checks import checked_ids, only_check
from graders.source.tree import syntax_error

LEFTOVERS = ("BEGIN SOLUTION", "END SOLUTION", "BEGIN HIDDEN TESTS", "BEGIN MARK SCHEME")


def faults_of_lesson(name: str, folder: Path) -> list[str]:
    """What does not fit between a lesson's notebook and its questions; empty when all is well."""
    notebook = folder / f"{name}.ipynb"
    faults = _other_notebooks(folder, notebook)
    try:
        lesson = load(Folder.read(folder, hidden=True))
    except BrokenLesson as problem:
        return [*faults, str(problem)]
    try:
        content = read_notebook(notebook.read_bytes())
    except ValueError as problem:
        return [*faults, f"{notebook.name}: {problem}"]
    faults += faults_of_marks(content, notebook.name)
    asked: list[str] = []
    for number, cell in enumerate(content.cells, start=1):
        if cell.cell_type == "code" and is_grade(cell) and not is_solution(cell):
            faults += _faults_of_test_cell(cell, f"cell {number} of {notebook.name}", lesson, asked)
    return [*faults, *_faults_of_questions(lesson, asked, notebook.name)]


def faults_of_cells(lesson: Lesson, cells: Iterable[tuple[str, str, float]]) -> list[str]:
    """What does not fit between the test cells of the gradebook (name, text, points) and the questions."""
    faults: list[str] = []
    asked: list[str] = []
    for name, source, points in cells:
        if any(checked_ids(source)):
            faults += _faults_of_check(source, points, f"the test cell {name!r}", lesson, asked)
    for question in lesson:
        faults += question.faults if question.id in asked else ()
    return faults


def _other_notebooks(folder: Path, notebook: Path) -> list[str]:
    others = sorted(file.name for file in folder.glob("*.ipynb") if file != notebook)
    if not others:
        return []
    named = ", ".join(others)
    return [f"{folder.name} holds other notebooks beside {notebook.name}: {named}. Grading knows one only"]


def _faults_of_questions(lesson: Lesson, asked: list[str], notebook: str) -> Iterator[str]:
    for name, times in Counter(asked).items():
        if times > 1:
            yield f"question {name!r} is asked in {times} test cells of {notebook}"
    for question in lesson:
        if question.id not in asked:
            yield f"question {question.id!r} of questions.py is asked in no test cell of {notebook}"
        yield from question.faults
        if question.given is not None and question.given.cell is None:
            named = question.given.name
            yield f"question {question.id!r} starts from cell {named!r}, and {notebook} has no such cell"
        try:
            check_ids(question.silence)
        except ValueError as problem:
            yield f"question {question.id!r} silences what is not there: {problem}"


def leftovers(notebook: Path) -> list[str]:
    """Marks of solutions or hidden tests in a released notebook."""
    text = notebook.read_text(encoding="utf-8")
    return [mark for mark in LEFTOVERS if mark in text]


def broken_cells(notebook: Path) -> list[str]:
    """Cells of a released notebook that became broken Python when the solutions were taken out.

    A cell that is broken on purpose carries the tag `raises-exception`.
    """
    broken = []
    for number, cell in enumerate(read_notebook(notebook.read_bytes()).cells, start=1):
        if cell.cell_type == "code" and "raises-exception" not in cell.metadata.get("tags", []):
            problem = syntax_error(cell.source)
            if problem is not None:
                broken.append(f"cell {number}, line {problem.lineno}: {problem.msg}")
    return broken


def _faults_of_test_cell(cell: NotebookNode, where: str, lesson: Lesson, asked: list[str]) -> Iterator[str]:
    if any(checked_ids(cell.source)):
        points = float(cell.metadata.nbgrader.get("points", 0))
        yield from _faults_of_check(cell.source, points, where, lesson, asked)


def _faults_of_check(
    source: str, points: float, where: str, lesson: Lesson, asked: list[str]
) -> Iterator[str]:
    ids = list(checked_ids(source))
    if len(ids) > 1:
        yield f"{where} checks {len(ids)} questions; nbgrader gives a cell one score"
    elif only_check(source) is None:
        yield (
            f"{where} holds other code beside its check. A check is judged outside of the student's "
            'notebook, so it stands alone in its cell: check("...")'
        )
    for name in ids:
        asked.append(name)
        try:
            question = lesson.find(name)
        except UnknownQuestion as unknown:
            near = f"; did you mean {unknown.nearest[0]!r}?" if unknown.nearest else ""
            yield f"{where} checks question {name!r}, which questions.py does not have{near}"
            continue
        if points != question.points:
            parts = f" ({count(question.hidden)} of these by hidden checks)" if question.hidden else ""
            asked_for = f"{question.points:g}{parts}"
            yield f"{where} is worth {points:g} for nbgrader; question {name!r} asks for {asked_for}"
