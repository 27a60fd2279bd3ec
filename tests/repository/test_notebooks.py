"""Lessons are kept in normal form, so that a diff shows what a person changed."""

from pathlib import Path

import nbformat
import pytest
from normalise import main, normal_form
from tracked import ROOT, text_of, tracked

LESSONS = [*tracked("notebooks/source/*/*.ipynb"), *tracked("notebooks/students/*.ipynb")]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_is_in_normal_form(lesson: Path) -> None:
    assert text_of(lesson) == normal_form(text_of(lesson)), f"run: python tools/normalise.py {lesson}"


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_a_lessons_cells_have_ids_of_their_own(lesson: Path) -> None:
    notebook = nbformat.read(ROOT / lesson, as_version=4)
    nbformat.validate(notebook)
    ids = [cell["id"] for cell in notebook.cells]
    assert len(set(ids)) == len(ids)


def used_notebook() -> str:
    cell = nbformat.v4.new_code_cell("1 + 1\n2 + 2", execution_count=7, id="sum", metadata={"scrolled": True})
    cell.outputs = [nbformat.v4.new_output("execute_result", {"text/plain": "4"}, execution_count=7)]
    graded = nbformat.v4.new_markdown_cell("Why?", id="why", metadata={"nbgrader": {"grade": True}})
    metadata = {"kernelspec": {"name": "somebodys-env", "display_name": "mine"}, "colab": {"name": "x"}}
    return nbformat.writes(nbformat.v4.new_notebook(cells=[cell, graded], metadata=metadata))


def test_normal_form_drops_what_programs_leave_behind_and_keeps_the_lesson() -> None:
    notebook = nbformat.reads(normal_form(used_notebook()), as_version=4)
    code, graded = notebook.cells
    assert (code.source, code.outputs, code.execution_count) == ("1 + 1\n2 + 2", [], None)
    assert (code.metadata, graded.metadata) == ({}, {"nbgrader": {"grade": True}})
    assert [code.id, graded.id] == ["sum", "why"]
    assert notebook.metadata.kernelspec.name == "python3"
    assert "colab" not in notebook.metadata


def test_normal_form_of_the_normal_form_is_itself() -> None:
    once = normal_form(used_notebook())
    assert normal_form(once) == once


def test_the_check_names_a_notebook_that_is_not_in_normal_form(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "lesson.ipynb"
    file.write_text(used_notebook(), encoding="utf-8")
    assert main(["--check", str(file)]) == 1
    assert "lesson.ipynb is not in normal form" in capsys.readouterr().err
    assert main([str(file)]) == 0
    assert main(["--check", str(file)]) == 0


@pytest.mark.parametrize(("text", "why"), [("{", "not JSON"), ('{"cells": 3}', "not a valid notebook")])
def test_what_is_no_notebook_is_named_and_left_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, why: str
) -> None:
    file = tmp_path / "lesson.ipynb"
    file.write_text(text, encoding="utf-8")
    assert main([str(file)]) == 1
    assert why in capsys.readouterr().err
    assert file.read_text(encoding="utf-8") == text
