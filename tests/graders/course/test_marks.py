"""A source notebook that nbgrader would refuse, or release in part, is refused with cell and line."""

from __future__ import annotations

import re
from typing import Any

import nbformat
import pytest

from graders.course.marks import faults_of_marks


def notebook(*cells: tuple[str, dict[str, Any]]) -> nbformat.NotebookNode:
    made = [
        nbformat.v4.new_code_cell(source, metadata={"nbgrader": marks} if marks else {})
        for source, marks in cells
    ]
    return nbformat.v4.new_notebook(cells=made)


ANSWER = {"grade": False, "solution": True, "locked": False, "grade_id": "a", "schema_version": 3}
RIGHT = "x = ...\n### BEGIN SOLUTION\nx = 1\n### END SOLUTION"


@pytest.mark.parametrize(
    ("source", "marks", "words"),
    [
        ("### BEGIN SOULTION\nx = 1\n### END SOLUTION", ANSWER, r"line 1: '### BEGIN SOULTION' is no mark"),
        ("### Begin Solution\nx = 1", ANSWER, r"line 1: .*'### BEGIN SOLUTION' is"),
        ("x = 1\n### END HIDEN TESTS", ANSWER, r"line 2: .*'### END HIDDEN TESTS' is"),
        ("### BEGIN SOLUTION\nx = 1", ANSWER, r"line 1: this SOLUTION has no end"),
        ("x = 1\n### END SOLUTION", ANSWER, r"line 2: 'END SOLUTION' ends what did not begin"),
        ("### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION", ANSWER, r"line 2: .*stands inside"),
        ("### BEGIN SOLUTION\n### END HIDDEN TESTS", ANSWER, r"line 2: 'END HIDDEN TESTS' ends what"),
        (RIGHT, {}, r"line 2: a solution begins in a cell that is not marked"),
        (RIGHT, {**ANSWER, "grade_id": "two words"}, r"has the name 'two words'"),
        (RIGHT, {**ANSWER, "grade": True, "points": -1}, r"is worth -1 points"),
    ],
)
def test_a_mark_that_is_not_as_nbgrader_needs_it_is_named(
    source: str, marks: dict[str, Any], words: str
) -> None:
    faults = faults_of_marks(notebook((source, marks)), "lesson.ipynb")
    assert any(re.search(f"cell 1 of lesson.ipynb.*{words}", fault) for fault in faults), faults


def test_two_cells_of_one_name_are_named() -> None:
    faults = faults_of_marks(notebook((RIGHT, ANSWER), (RIGHT, ANSWER)), "lesson.ipynb")
    assert faults == ["cell 2 of lesson.ipynb is called 'a', as cell 1 is; give each a name of its own"]


def test_a_notebook_in_order_has_no_fault() -> None:
    ordinary = "# begin here\n## Solutions of equations\nx = 1"
    assert faults_of_marks(notebook((RIGHT, ANSWER), (ordinary, {})), "lesson.ipynb") == []
