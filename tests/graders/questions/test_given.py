"""The program that a question gives: read from the notebook's own cell, known again where it is unchanged."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.utils import compute_checksum

from graders.questions.given import Given, _checksum, cells_of

PROGRAM = "x = ad.Variable(3)\nwith ad.GradientTape() as tape:\n    y = x * x"
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@over(
    source=texts, name=texts, grade=st.booleans(), solution=st.booleans(), locked=st.booleans(),
    points=st.one_of(st.integers(0, 20), st.floats(0, 20)), code=st.booleans(),
)  # fmt: skip
def test_a_checksum_is_nbgraders(
    source: str, name: str, grade: bool, solution: bool, locked: bool, points: float, code: bool
) -> None:
    marks: dict[str, Any] = {"grade": grade, "solution": solution, "locked": locked, "grade_id": name}
    marks |= {"points": points, "schema_version": 3, "task": False}
    cell = (new_code_cell if code else new_markdown_cell)(source, metadata={"nbgrader": marks})
    assert _checksum(source, cell.cell_type, marks) == compute_checksum(cell)


def notebook(source: str, **marks: Any) -> str:
    metadata = (
        {"nbgrader": {"grade_id": "broken", "grade": False, "solution": True, **marks}} if marks else {}
    )
    cell = {"cell_type": "code", "id": "cell-7", "source": source, "metadata": metadata}
    return json.dumps({"cells": [cell]})


def released(source: str = PROGRAM, now: str | None = None, kind: str = "code") -> str:
    """A notebook as students have it: with nbgrader's checksum of the cell that they were given."""
    marks = {"grade_id": "broken", "grade": False, "solution": True, "locked": False}
    cell = new_code_cell(source, metadata={"nbgrader": marks})
    marks["checksum"] = compute_checksum(cell)
    return notebook(source if now is None else now, **marks)


def is_as_given(notebook: str, text: str, name: str = "broken") -> bool:
    return Given(name, lambda: cells_of(notebook)).is_as_given(text)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        (PROGRAM, True),
        (PROGRAM + "\n\n# copied", True),
        (PROGRAM.replace("x * x", "x*x  # a square"), True),
        (PROGRAM.replace("3", "3.0"), False),
        (PROGRAM + "\nz = 1", False),
        ("", False),
        ("x = (", False),
    ],
)
def test_in_the_source_comments_and_spaces_do_not_count(text: str, same: bool) -> None:
    assert is_as_given(notebook(PROGRAM, locked=True), text) == same


def test_a_cell_is_known_by_nbgraders_name_and_by_its_id() -> None:
    assert set(cells_of(notebook(PROGRAM, locked=True))) == {"broken", "cell-7"}
    assert is_as_given(notebook(PROGRAM), PROGRAM, "cell-7")
    assert not is_as_given(notebook(PROGRAM), PROGRAM, "broken")


def test_what_students_find_is_the_text_without_its_solution() -> None:
    source = f"{PROGRAM}\n### BEGIN SOLUTION\nslope = tape.gradient(y, x)\n### END SOLUTION\nprint(x)"
    assert is_as_given(notebook(source, locked=False), f"{PROGRAM}\nprint(x)")
    assert not is_as_given(notebook(source, locked=False), source)


def test_in_a_students_copy_the_checksum_tells_what_stood_there() -> None:
    theirs = released(now="x = 'my own work'")
    assert is_as_given(theirs, PROGRAM)
    assert is_as_given(theirs, PROGRAM + "\n")
    assert not is_as_given(theirs, "x = 'my own work'")
    assert is_as_given(released(), PROGRAM + "  # untouched")


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "null", "[]", "{}", "[" * 100_000, '{"cells": 3}', '{"cells": [3]}'),
        '{"cells": [{"source": 5, "cell_type": 1}]}',
        '{"cells": [{"metadata": {"nbgrader": 4}, "id": "a"}]}',
        '{"cells": [{"metadata": null}]}',
    ],
)
def test_a_notebook_that_cannot_be_read_gives_no_program(text: str) -> None:
    assert not is_as_given(text, "")
    assert Given("broken", lambda: cells_of(text)).cell is None


def test_a_source_in_lines_is_read_as_one_text() -> None:
    lines = json.dumps(
        {"cells": [{"cell_type": "code", "id": "a", "source": ["x = 1\n", "y = 2"], "metadata": {}}]}
    )
    assert is_as_given(lines, "x = 1\ny = 2", "a")
