"""What is there is found: lost marks, answers in several cells, written answers beside their cell."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from .lesson import (
    FULL,
    STUB,
    TEXT_STUB,
    Notebook,
    cell,
    graded,
    graded_by_nbgrader,
    looked_at,
    named,
    solved,
)


def kinds(remarks: Any) -> list[str]:
    return [remark.kind for remark in remarks]


def place(made: Notebook, name: str) -> int:
    return int(made["cells"].index(named(made, name)))


def test_a_right_notebook_has_its_points_and_no_remark() -> None:
    assert graded(solved()) == (FULL, ())
    assert graded_by_nbgrader(solved()) == FULL


def test_marks_that_were_lost_are_found_by_the_cells_ids() -> None:
    made = solved()
    for each in made["cells"]:
        each["metadata"] = {}
    points, remarks = graded(made)
    assert points == FULL
    assert kinds(remarks) == ["lost marks"]
    assert "7 cells had lost nbgrader's marks" in remarks[0].text


@pytest.mark.parametrize("rest", [{}, None, {"grade_id": None}, "gone", 3])
def test_marks_of_any_other_form_are_lost_marks(rest: Any) -> None:
    made = solved()
    for each in made["cells"]:
        if "nbgrader" in each["metadata"]:
            each["metadata"]["nbgrader"] = copy.deepcopy(rest)
    assert graded(made)[0] == FULL


def test_without_marks_and_ids_the_cells_that_nobody_edits_are_known_by_their_text() -> None:
    made = solved()
    for number, each in enumerate(made["cells"]):
        each["metadata"], each["id"] = {}, f"new-{number}"
    points, remarks = graded(made)
    assert points == FULL
    assert kinds(remarks) == ["lost marks", "found answer", "deleted cell", "deleted cell"]


def test_a_notebook_of_another_lesson_is_not_taken_for_this_one_by_a_name_that_both_use() -> None:
    other = [
        cell("code", "k1", "import math", "setup"),
        cell("code", "x1", "curve = 1", "a-curve", answer=True),
        cell("code", "x2", "assert curve", "check-curve", points=1),
    ]
    made = {**solved(), "cells": other}
    found, remarks = looked_at(made)
    assert found is None
    assert remarks[0].text == "a notebook of another lesson: curves, not slopes"


def test_an_id_that_another_lesson_uses_too_makes_no_notebook_of_this_one() -> None:
    made = {**solved(), "cells": [cell("code", "k1", "import os"), cell("code", "k2", "print(1)")]}
    found, remarks = looked_at(made)
    assert found is None
    assert kinds(remarks) == ["another notebook"]


@pytest.mark.parametrize("name", ["setup", "check-double", "check-root", "check-scale"])
def test_a_read_only_cell_that_is_gone_is_put_back_and_said(name: str) -> None:
    made = solved()
    made["cells"].remove(named(made, name))
    points, remarks = graded(made)
    assert points == FULL
    assert kinds(remarks) == ["deleted cell"]
    assert f"'{name}' was deleted; it was put back" in remarks[0].text


def halves(made: Notebook, name: str, at: int, *, marked: bool) -> None:
    """Split a cell above its line number `at`, as Jupyter does."""
    first = named(made, name)
    lines = first["source"].split("\n")
    second = {**copy.deepcopy(first), "id": f"{first['id']}-below", "source": "\n".join(lines[at:])}
    if not marked:
        second["metadata"] = {}
    first["source"] = "\n".join(lines[:at])
    made["cells"].insert(place(made, name) + 1, second)


@pytest.mark.parametrize("at", [1, 2, 3])
def test_an_answer_split_in_two_marked_cells_is_one_answer(at: int) -> None:
    made = solved()
    halves(made, "a-double", at, marked=True)
    points, remarks = graded(made)
    assert points == FULL
    assert len(remarks) == 1
    found, _ = looked_at(made)
    assert found is not None
    assert [each.source for each in found.cells if "base = 21" in each.source] == [
        named(solved(), "a-double")["source"]
    ]


@pytest.mark.parametrize("at", [2, 3])
def test_an_answer_split_inside_of_a_block_is_one_answer_though_the_second_half_has_no_marks(at: int) -> None:
    made = solved()
    named(made, "a-double")["source"] = "if True:\n    base = 21\n    double = base * 2\n    double += 0"
    halves(made, "a-double", at, marked=False)
    points, remarks = graded(made)
    assert points == FULL
    assert kinds(remarks) == ["split cell"]


def test_scratch_work_below_an_answer_stays_a_cell_of_its_own() -> None:
    made = solved()
    made["cells"].insert(place(made, "a-double") + 1, cell("code", "scratch", "print(double)\nmore = 1 / 0"))
    points, remarks = graded(made)
    assert (points, remarks) == (FULL, ())


def test_of_two_attempts_at_an_answer_the_last_one_counts_and_the_first_does_not_stop_it() -> None:
    made = solved()
    first = {**copy.deepcopy(named(made, "a-double")), "id": "first", "source": "double = 1 / 0"}
    made["cells"].insert(place(made, "a-double"), first)
    points, remarks = graded(made)
    assert points == FULL
    assert kinds(remarks) == ["duplicate cell"]
    assert remarks[0].text.endswith("the last one counts")


@pytest.mark.parametrize("name", ["a-double", "a-root", "why"])
@pytest.mark.parametrize("below", [True, False])
def test_a_blank_copy_beside_an_answer_takes_nothing_away(name: str, below: bool) -> None:
    made = solved()
    blank = {
        "a-double": f"double = ...\n{STUB}  ",
        "a-root": f"def root(x):\n    ...\n{STUB}",
        "why": TEXT_STUB,
    }
    copied = {**copy.deepcopy(named(made, name)), "id": "copy", "source": blank[name]}
    made["cells"].insert(place(made, name) + below, copied)
    points, remarks = graded(made)
    assert points == FULL
    assert kinds(remarks) == ["duplicate cell"]


def test_a_written_answer_in_several_cells_is_put_together() -> None:
    made = solved()
    halves(made, "why", 1, marked=True)
    points, remarks = graded(made)
    assert points == FULL
    assert "put together" in remarks[0].text
    found, _ = looked_at(made)
    assert found is not None
    [text] = [each.source for each in found.cells if "undoes a square" in each.source]
    assert "half of two is one" in text


def rebuilt(made: Notebook) -> None:
    made["cells"][place(made, "why")] = cell("markdown", "rebuilt", "Because.")


def beside_a_blank_one(made: Notebook) -> None:
    named(made, "why")["source"] = TEXT_STUB
    made["cells"].insert(place(made, "why"), cell("markdown", "mine", "Because."))


def in_the_question(made: Notebook) -> None:
    named(made, "why")["source"] = TEXT_STUB
    made["cells"][place(made, "why") - 1]["source"] += "\n\nBecause."


def as_a_comment(made: Notebook) -> None:
    made["cells"][place(made, "why")] = cell("code", "mine", "# Because.")


def as_code_that_is_none(made: Notebook) -> None:
    made["cells"][place(made, "why")] = cell("code", "mine", "Because of that.")


def in_a_raw_cell(made: Notebook) -> None:
    made["cells"][place(made, "why")] = cell("raw", "mine", "Because.")


def in_two_cells(made: Notebook) -> None:
    made["cells"][place(made, "why")] = cell("markdown", "mine", "Because.")
    made["cells"].insert(place(made, "check-scale"), cell("markdown", "mine-too", "Therefore."))


@pytest.mark.parametrize(
    "edit",
    [
        rebuilt,
        beside_a_blank_one,
        in_the_question,
        as_a_comment,
        as_code_that_is_none,
        in_a_raw_cell,
        in_two_cells,
    ],
)
def test_a_written_answer_outside_of_its_cell_is_shown_to_the_person_who_grades(edit: Any) -> None:
    made = solved()
    edit(made)
    points, remarks = graded(made)
    assert points == FULL
    assert "found answer" in kinds(remarks)
    found, _ = looked_at(made)
    assert found is not None
    [answer] = [each for each in found.cells if each.metadata.get("nbgrader", {}).get("grade_id") == "why"]
    assert "Because" in answer.source


def test_a_written_answer_that_is_nowhere_waits_for_nobody() -> None:
    made = solved()
    named(made, "why")["source"] = f"{TEXT_STUB}  \n"
    assert graded(made) == ({**FULL, "why": 0.0}, ())


def test_the_lessons_own_prose_is_no_written_answer() -> None:
    made = solved()
    made["cells"].remove(named(made, "why"))
    points, remarks = graded(made)
    assert points == {**FULL, "why": 0.0}
    assert kinds(remarks) == ["deleted cell"]
