"""Every lesson in a browser: all cells run, and a right and a wrong answer get the panels of a computer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from kernels import Kernels
from nbclient import NotebookClient
from nbformat import NotebookNode
from playwright.sync_api import Browser

from graders.authoring.entries import Entry, read_entries
from graders.source.checks import checked_ids

from .browsing import Window, window

pytestmark = [pytest.mark.slow, pytest.mark.exhaustive, pytest.mark.timeout(900)]

COURSE = Path(__file__).resolve().parents[2] / "notebooks" / "source"
LESSONS = sorted(path.name for path in COURSE.iterdir() if path.is_dir())


@pytest.fixture
def opened(browser: Browser, address: str) -> Iterator[Window]:
    with window(browser, address) as found:
        yield found


def panels(notebook: NotebookNode) -> dict[str, str]:
    """The panel of each check, by its cell."""
    return {
        cell.id: "".join(output.data["text/html"])
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if "graders-panel" in "".join(output.get("data", {}).get("text/html", ""))
    }


def answer_cell(notebook: NotebookNode, question: str) -> str:
    """The id of the first cell that students write for a question."""
    found = ""
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        if question in checked_ids(cell.source):
            return found
        if checked_ids(cell.source):
            found = ""
        elif cell.metadata.get("nbgrader", {}).get("solution") and not found:
            found = str(cell.id)
    raise AssertionError(f"no cell checks {question}")


def answers(lesson: str) -> tuple[Entry, Entry]:
    """A right and a wrong answer to one question; the mistake in the wrong one has a name, if any has."""
    entries = read_entries(COURSE / lesson / "tests.py")
    best = {entry.question: entry for entry in sorted(entries, key=lambda entry: entry.points)}
    wrong = [entry for entry in entries if entry.points < best[entry.question].points]
    chosen = max(wrong, key=lambda entry: bool(entry.misconceptions))
    return best[chosen.question], chosen


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_runs_and_its_panels_are_a_computers(lesson: str, opened: Window, site: Path) -> None:
    page = opened.lesson(lesson)
    page.wait_for_python()
    blank = page.notebook()
    for entry in answers(lesson):
        page.put({answer_cell(blank, entry.question): entry.code})
        ran = page.run_all()
        elsewhere = nbformat.from_dict(ran)
        folder = site / "lite" / "files" / lesson
        NotebookClient(
            elsewhere,
            kernel_name="python3",
            kernel_manager_class=Kernels,
            resources={"metadata": {"path": str(folder)}},
        ).execute()
        code = [cell for cell in ran.cells if cell.cell_type == "code"]
        assert all(cell.execution_count for cell in code if cell.source.strip())
        assert [output for cell in code for output in cell.outputs if output.output_type == "error"] == []
        checks = {name for cell in code for name in checked_ids(cell.source)}
        assert len(panels(ran)) >= len(checks)
        assert panels(ran) == panels(elsewhere)
    assert opened.foreign == []
    assert opened.complaints == []
