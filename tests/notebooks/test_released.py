"""What students get, and what happens when it is run."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from nbformat import NotebookNode

from graders.questions.lesson import Lesson

pytestmark = pytest.mark.slow

LESSON = "03-gradients"
CHECK = re.compile(r'check\("([a-z0-9-]+)"\)')

Run = Callable[[NotebookNode, Path], NotebookNode]


def panels(notebook: NotebookNode) -> dict[str, str]:
    """The plain text of each check's panel."""
    return {
        match.group(1): output.data["text/plain"]
        for cell in notebook.cells
        if cell.cell_type == "code" and (match := CHECK.fullmatch(cell.source))
        for output in cell.outputs
        if output.output_type == "execute_result"
    }


def errors(notebook: NotebookNode) -> list[tuple[str, str]]:
    return [
        (cell.id, output.evalue)
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "error"
    ]


@pytest.fixture(scope="module")
def solved(source: NotebookNode, lesson_folder: Path, run: Run) -> NotebookNode:
    return run(source, lesson_folder)


@pytest.fixture(scope="module")
def untouched(released: NotebookNode, released_folder: Path, run: Run) -> NotebookNode:
    return run(released, released_folder)


def test_with_the_solutions_every_cell_runs_from_a_fresh_kernel(solved: NotebookNode) -> None:
    assert errors(solved) == []


def test_with_the_solutions_every_check_gives_all_its_points(solved: NotebookNode, lesson: Lesson) -> None:
    shown = panels(solved)
    assert set(shown) == {question.id for question in lesson}
    for name, text in shown.items():
        points = f"{lesson.find(name).visible_points:g}"
        assert f"({points} of {points} point" in text, text
        assert "✗" not in text, text


def test_nothing_in_the_lesson_writes_to_stderr(solved: NotebookNode, untouched: NotebookNode) -> None:
    for notebook in (solved, untouched):
        for cell in notebook.cells:
            written = [output for output in cell.get("outputs", ()) if output.get("name") == "stderr"]
            assert written == [], cell.id


def test_the_plots_and_the_graph_are_pictures(solved: NotebookNode) -> None:
    kinds = {
        cell.id: {kind for output in cell.outputs for kind in output.get("data", {})}
        for cell in solved.cells
        if cell.cell_type == "code"
    }
    assert "image/png" in kinds["plot-cubic"]
    assert "image/png" in kinds["tangent"]
    assert kinds["graph"] & {"image/svg+xml", "text/html"}


def test_the_drawn_graph_shows_the_values_and_gradients_that_the_lesson_talks_about(
    solved: NotebookNode,
) -> None:
    (cell,) = [cell for cell in solved.cells if cell.id == "graph"]
    shown = " ".join("".join(text) for output in cell.outputs for text in output.data.values())
    for number in ("10", "7", "4", "3"):
        assert re.search(rf"(?<!\d){number}(?:\.0)?(?!\d)", shown), number


def test_the_released_lesson_holds_neither_solutions_nor_hidden_checks(
    source: NotebookNode, released: NotebookNode, released_folder: Path
) -> None:
    text = (released_folder / f"{LESSON}.ipynb").read_text(encoding="utf-8")
    for mark in ("SOLUTION", "HIDDEN", "Marking guide"):
        assert mark not in text
    assert {file.name for file in released_folder.glob("*.py")} == {"questions.py"}
    for cell in source.cells:
        for region in re.findall(r"### BEGIN[^\n]*\n(.*?)### END", cell.source, flags=re.DOTALL):
            found = next(other for other in released.cells if other.id == cell.id)
            for line in filter(None, map(str.strip, region.splitlines())):
                # A solution may repeat a line that students are given.
                outside = re.sub(r"### BEGIN.*?### END[^\n]*", "", cell.source, flags=re.DOTALL)
                assert line in outside or line not in found.source, line


def test_the_released_lesson_takes_its_pictures_along(released: NotebookNode, released_folder: Path) -> None:
    for cell in released.cells:
        for path in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", cell.source):
            assert (released_folder / path).is_file(), path


def test_an_untouched_lesson_runs_without_an_error(untouched: NotebookNode) -> None:
    assert errors(untouched) == []


def test_an_untouched_lesson_earns_nothing_and_every_panel_says_what_to_do(
    untouched: NotebookNode, lesson: Lesson
) -> None:
    shown = panels(untouched)
    assert set(shown) == {question.id for question in lesson}
    for text in shown.values():
        assert re.search(r"\(0 of \d", text), text
        assert "✓" not in text, text
        assert "Traceback" not in text


def test_what_students_may_not_change_is_locked_and_what_they_must_change_is_not(
    released: NotebookNode,
) -> None:
    for cell in released.cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("locked"):
            assert cell.metadata["editable"] is False, cell.id
        if marks.get("solution"):
            assert cell.metadata.get("editable", True), cell.id
