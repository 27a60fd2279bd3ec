"""A lesson's cells as they follow each other: given, answered by students, checked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nbgrader.utils import is_grade, is_solution

from graders.course.reading import read_notebook
from graders.source.checks import only_check


@dataclass(frozen=True)
class Step:
    """A code cell: its text, the question that it checks if any, and whether students write it."""

    place: int
    text: str
    checks: str | None
    answer: bool


def steps_of(notebook: Path) -> list[Step]:
    """The code cells of a notebook with solutions, in their order. Raises ValueError where it is none."""
    steps = []
    for place, cell in enumerate(read_notebook(notebook.read_bytes()).cells, start=1):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        test = is_grade(cell) and not is_solution(cell)
        checked = only_check(cell.source) if test else None
        if test and checked is None:
            continue  # a test of nbgrader's own kind judges the whole work, which an entry is not
        steps.append(Step(place, cell.source, checked, is_solution(cell)))
    return steps


def answers_to(steps: list[Step], question: str) -> tuple[int, int] | None:
    """The first answer cell of a question and its check, as indices; None where it is not asked.

    The answer begins behind the check before it.
    """
    checked = next((index for index, step in enumerate(steps) if step.checks == question), None)
    if checked is None:
        return None
    above = max((index for index in range(checked) if steps[index].checks), default=-1)
    answer = next((index for index in range(above + 1, checked) if steps[index].answer), checked)
    return answer, checked
