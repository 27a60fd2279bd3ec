"""Lesson 03 fits together: cells, questions, points and figures."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbgrader.nbgraderformat import MetadataValidator

from graders.questions.lesson import Lesson
from graders.questions.question import Question

from .written import questions

CHECK = re.compile(r'check\("([a-z0-9-]+)"\)')


def graded(notebook: NotebookNode) -> Iterator[tuple[int, NotebookNode]]:
    """The cells that give points, with their positions."""
    for position, cell in enumerate(notebook.cells):
        if cell.metadata.get("nbgrader", {}).get("grade"):
            yield position, cell


def checked(notebook: NotebookNode, lesson: Lesson) -> list[tuple[int, NotebookNode, Question]]:
    """The cells that check a question."""
    found = []
    for position, cell in graded(notebook):
        match = CHECK.fullmatch(cell.source)
        if match:
            found.append((position, cell, lesson.find(match.group(1))))
    return found


def heading_before(notebook: NotebookNode, position: int) -> str:
    """The last heading of a question above a cell."""
    lines = [
        line
        for cell in notebook.cells[:position]
        if cell.cell_type == "markdown"
        for line in cell.source.splitlines()
        if re.match(r"#+ Question", line)
    ]
    return lines[-1]


def test_nbgrader_accepts_the_metadata_of_every_cell(source: NotebookNode) -> None:
    assert list(graded(source))
    MetadataValidator().validate_nb(source)


def test_cell_ids_are_words_that_a_person_can_read(source: NotebookNode) -> None:
    for cell in source.cells:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", cell.id), cell.id


def test_a_graded_cell_is_named_in_nbgrader_for_the_question_it_checks(
    source: NotebookNode, lesson: Lesson
) -> None:
    for _, cell, question in checked(source, lesson):
        assert cell.metadata.nbgrader.grade_id == cell.id == f"check-{question.id}"


def test_every_question_of_the_lesson_is_checked_once_and_in_the_order_of_the_module(
    source: NotebookNode,
    lesson: Lesson,
) -> None:
    assert [question.id for _, _, question in checked(source, lesson)] == [q.id for q in lesson]


def test_points_in_the_notebook_are_the_points_of_questions_py(source: NotebookNode, lesson: Lesson) -> None:
    for _, cell, question in checked(source, lesson):
        assert cell.metadata.nbgrader.points == question.points, question.id


def test_every_heading_of_a_question_says_the_points_that_its_cell_gives(source: NotebookNode) -> None:
    for position, cell in graded(source):
        points = cell.metadata.nbgrader.points
        if points:
            said = re.search(r"\((\d+) points?\b", heading_before(source, position))
            assert said, cell.id
            assert float(said.group(1)) == points, cell.id


def test_the_title_says_the_points_in_all(source: NotebookNode) -> None:
    total = sum(cell.metadata.nbgrader.points for _, cell in graded(source))
    said = re.search(r"(\d+) points", source.cells[0].source)
    assert said
    assert float(said.group(1)) == total


def test_a_check_cell_is_locked_and_its_answer_stands_right_above_it(
    source: NotebookNode, lesson: Lesson
) -> None:
    for position, cell, question in checked(source, lesson):
        assert cell.metadata.nbgrader.locked, question.id
        answer = source.cells[position - 1]
        assert answer.metadata.nbgrader.solution, question.id
        assert not answer.metadata.nbgrader.locked, question.id
        set_there = {
            node.id if isinstance(node, ast.Name) else node.name
            for node in ast.walk(ast.parse(answer.source))
            if isinstance(node, ast.FunctionDef)
            or (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
        }
        assert set(question.reads) <= set_there, question.id


def test_every_graded_cell_is_a_check_or_belongs_to_the_written_answer(
    source: NotebookNode, lesson: Lesson
) -> None:
    others = {cell.id for _, cell in graded(source)} - {cell.id for _, cell, _ in checked(source, lesson)}
    assert others == {"a-explain", "explain-guide"}


def test_the_marking_guide_gives_no_points_and_only_those_who_grade_see_it(source: NotebookNode) -> None:
    guide = next(cell for cell in source.cells if cell.id == "explain-guide")
    answer = next(cell for cell in source.cells if cell.id == "a-explain")
    assert (guide.metadata.nbgrader.points, guide.metadata.nbgrader.locked) == (0, True)
    assert (answer.metadata.nbgrader.solution, answer.cell_type) == (True, "markdown")
    hidden = guide.source.partition("### BEGIN HIDDEN TESTS")[2]
    assert "Marking guide" in hidden
    assert hidden.strip().endswith("### END HIDDEN TESTS")


def test_every_picture_exists_beside_the_notebook_and_has_words_for_those_who_cannot_see_it(
    source: NotebookNode, lesson_folder: Path
) -> None:
    pictures = [
        picture
        for cell in source.cells
        if cell.cell_type == "markdown"
        for picture in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", cell.source)
    ]
    assert pictures
    for words, path in pictures:
        assert (lesson_folder / path).is_file(), path
        assert len(words) > 40, path
    used = {Path(path).name for _, path in pictures}
    assert used == {path.name for path in (lesson_folder / "figures").glob("*.svg")}


def test_no_text_that_students_can_open_holds_a_graded_number(source: NotebookNode, lesson: Lesson) -> None:
    """Folded explanations are about examples, never about what is asked."""
    for cell in source.cells:
        for folded in re.findall(r"<details>.*?</details>", cell.source, flags=re.DOTALL):
            words = set(re.findall(r"(?<![\d.])\d+(?![\d.]*\d)", folded))
            for question in lesson:
                answer = f"{float(question.gradient()):g}"
                assert answer not in words, (cell.id, question.id)


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.id)
def test_a_question_says_where_it_is_differentiated_so_that_its_answer_is_computed(
    question: Question,
) -> None:
    assert question.of is not None
    assert question.wrt in question.at
    assert float(question.gradient()) != float(question.value())
