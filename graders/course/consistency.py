"""Whether a lesson's notebook and its questions fit together, before students get it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution

from graders.checking.panel import count
from graders.course.examine import read_notebook
from graders.questions.question import UnknownQuestion, find, load_hidden, load_lessons, questions
from graders.source.checks import checked_ids
from graders.source.tree import syntax_error

LEFTOVERS = ("BEGIN SOLUTION", "END SOLUTION", "BEGIN HIDDEN TESTS", "BEGIN MARK SCHEME", "graders.hidden")


def faults_of_lesson(lesson: str, notebook: Path) -> list[str]:
    """What does not fit between a source notebook and the questions of its lesson; empty when all is well."""
    faults = [f"{module} cannot be imported: {problem}" for module, problem in load_lessons().items()]
    try:
        content = read_notebook(notebook.read_bytes())
    except ValueError as problem:
        return [*faults, f"{notebook.name}: {problem}"]
    asked: list[str] = []
    for number, cell in enumerate(content.cells, start=1):
        if cell.cell_type == "code" and is_grade(cell) and not is_solution(cell):
            faults += _faults_of_test_cell(cell, f"cell {number}", lesson, asked)
    for question in questions(lesson):
        if question.id not in asked:
            faults.append(f"question {question.id!r} is asked in no test cell")
        if question.hidden_points and not load_hidden(question):
            faults.append(
                f"question {question.id!r} keeps {count(question.hidden_points)} for hidden checks, "
                "and there are none in graders.hidden"
            )
    return faults


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


def _faults_of_test_cell(cell: NotebookNode, where: str, lesson: str, asked: list[str]) -> Iterator[str]:
    ids = list(checked_ids(cell.source))
    if len(ids) > 1:
        yield f"{where} checks {len(ids)} questions; nbgrader gives a cell one score"
    for name in ids:
        asked.append(name)
        try:
            question = find(name)
        except UnknownQuestion:
            yield f"{where} checks question {name!r}, which does not exist"
            continue
        if question.lesson != lesson:
            yield f"{where} checks question {name!r} of lesson {question.lesson}"
        worth = float(cell.metadata.nbgrader.get("points", 0))
        if worth != question.points:
            yield f"{where} is worth {worth:g} for nbgrader; question {name!r} is worth {question.points:g}"
