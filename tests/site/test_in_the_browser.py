"""Lesson 03 in a browser tab without a server: it runs, checks, draws, stops, keeps, and is graded."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from kernels import Kernels
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from playwright.sync_api import Browser, expect

from .browsing import PATIENCE, InBrowser, Window, window

pytestmark = [pytest.mark.slow, pytest.mark.exhaustive]

LESSON = "03-gradients"
POINTS = re.compile(r"\(([\d.]+) of ([\d.]+) points?\)")
ENDLESS = "def central_slope(x, h):\n    while True:\n        x = x + h"


@pytest.fixture(scope="module")
def opened(browser: Browser, address: str) -> Iterator[Window]:
    with window(browser, address) as found:
        yield found


@pytest.fixture(scope="module")
def lesson(opened: Window) -> InBrowser:
    found = opened.lesson(LESSON)
    expect(found.words).to_contain_text("Python is starting in your browser", timeout=PATIENCE)
    found.wait_for_python()
    return found


@pytest.fixture(scope="module")
def ran(lesson: InBrowser) -> NotebookNode:
    return lesson.run_all()


@pytest.fixture(scope="module")
def elsewhere(ran: NotebookNode, site: Path) -> NotebookNode:
    """The same cells, run by the kernel of this machine."""
    copy = nbformat.from_dict(ran)
    folder = site / "lite" / "files" / LESSON
    NotebookClient(
        copy,
        kernel_name="python3",
        kernel_manager_class=Kernels,
        resources={"metadata": {"path": str(folder)}},
    ).execute()
    return copy


def outputs(notebook: NotebookNode, kind: str) -> dict[str, str]:
    """The outputs of one kind, by the ids of their cells."""
    return {
        cell.id: "".join(output.data[kind])
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if kind in output.get("data", {})
    }


def printed(notebook: NotebookNode) -> dict[str, list[str]]:
    """The words that each cell prints, without its numbers: their last digits are each system's own."""
    streams = {
        cell.id: "".join(output.text for output in cell.outputs if output.output_type == "stream")
        for cell in notebook.cells
        if cell.cell_type == "code"
    }
    return {name: re.sub(r"[+-]?\d[\d.e+-]*", " ", text).split() for name, text in streams.items()}


def test_every_cell_runs_and_prints_what_it_prints_on_a_computer(
    ran: NotebookNode, elsewhere: NotebookNode
) -> None:
    code = [cell for cell in ran.cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in code if cell.source.strip())
    assert [output for cell in code for output in cell.outputs if output.output_type == "error"] == []
    assert printed(ran) == printed(elsewhere)
    assert any(printed(ran).values())


def test_every_panel_and_every_graph_is_the_one_that_jupyterlab_shows(
    ran: NotebookNode, elsewhere: NotebookNode
) -> None:
    shown = outputs(ran, "text/html")
    assert sum("graders-panel" in html for html in shown.values()) == 8
    assert shown == outputs(elsewhere, "text/html")
    drawn = outputs(ran, "image/svg+xml")
    assert "graph" in drawn or "<svg" in shown["graph"]
    assert drawn == outputs(elsewhere, "image/svg+xml")
    assert set(outputs(ran, "image/png")) == set(outputs(elsewhere, "image/png"))


def test_figures_are_seen(lesson: InBrowser) -> None:
    images = lesson.page.locator(".jp-MarkdownOutput img")
    assert images.count() == 5
    for image in images.all():
        image.scroll_into_view_if_needed()
        expect(image).to_have_js_property("complete", True)
        assert image.evaluate("image => image.naturalWidth") > 300


def test_a_wrong_answer_is_explained_and_a_right_one_praised(lesson: InBrowser, ran: NotebookNode) -> None:
    lesson.write("slope = ...", "slope = -35")
    panel = lesson.panel("gradients-slope")
    expect(panel).to_contain_text("The exponent was not lowered", timeout=PATIENCE)
    panel.get_by_text("Where in the graph").click()
    expect(panel.locator("svg")).to_contain_text("look here")
    lesson.write("slope = -35", "slope = 13")
    expect(panel).to_contain_text("The tangent at that point", timeout=PATIENCE)
    lesson.write("slope_choice = ...", "slope_choice = 13")
    expect(lesson.panel("gradients-choice")).to_contain_text("Right (1 of 1 point)", timeout=PATIENCE)


def test_a_function_without_an_end_is_stopped(lesson: InBrowser, ran: NotebookNode) -> None:
    lesson.write("def central_slope", ENDLESS)
    expect(lesson.panel("gradients-difference")).to_contain_text("never end", timeout=PATIENCE)
    lesson.write("while True", "central_slope = ...")


def test_the_stop_button_says_that_python_is_to_be_restarted(lesson: InBrowser) -> None:
    lesson.page.evaluate("window.jupyterapp.commands.execute('notebook:interrupt-kernel')")
    expect(lesson.words).to_contain_text("cannot be interrupted")
    expect(lesson.page.get_by_role("button", name="Restart Python")).to_be_visible()


@pytest.fixture(scope="module")
def downloaded(opened: Window, lesson: InBrowser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The notebook as a student downloads it, after two answers, in a page that was loaded anew."""
    lesson.page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
    lesson.page.reload()
    expect(lesson.cell("slope = 13")).to_be_visible(timeout=PATIENCE)
    with lesson.page.expect_download() as download:
        lesson.page.get_by_role("button", name="Download").click()
    target = tmp_path_factory.mktemp("downloads") / download.value.suggested_filename
    download.value.save_as(target)
    return target


def test_a_reload_keeps_the_work(downloaded: Path) -> None:
    assert downloaded.name == f"{LESSON}.ipynb"
    text = downloaded.read_text(encoding="utf-8")
    for answer in ("slope = 13", "slope_choice = 13"):
        assert answer in text


def test_a_downloaded_notebook_gets_the_points_that_the_page_showed(
    downloaded: Path, root: Path, tmp_path: Path
) -> None:
    notebook = nbformat.read(downloaded, as_version=4)
    shown = {
        cell.metadata.nbgrader.grade_id: float(points.group(1))
        for cell in notebook.cells
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade")
        for html in outputs(NotebookNode(cells=[cell]), "text/html").values()
        if (points := POINTS.search(re.sub("<[^>]*>", "", html)))
    }
    assert shown["check-gradients-choice"] == 1
    assert shown["check-gradients-slope"] == 1.5  # right, and not found with a tape

    shutil.copy(root / "notebooks" / "nbgrader_config.py", tmp_path)
    shutil.copytree(root / "notebooks" / "source" / LESSON, tmp_path / "source" / LESSON)
    handed_in = tmp_path / "submitted" / "ada" / LESSON
    handed_in.mkdir(parents=True)
    shutil.copy(downloaded, handed_in)
    for command in (["release", "--untested", LESSON], ["grade", LESSON]):
        done = subprocess.run(
            [sys.executable, "-m", "graders", *command], cwd=tmp_path, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}", "autodiff") as gradebook:
        (graded,) = gradebook.find_submission(LESSON, "ada").notebooks
        scores = {grade.name: grade.auto_score for grade in graded.grades}
    assert {name: scores[name] for name in shown} == pytest.approx(shown)


def test_where_files_cannot_be_read_the_page_says_so(browser: Browser, address: str) -> None:
    with window(browser, address, service_workers="block") as private:
        lesson = private.lesson(LESSON)
        expect(lesson.words).to_contain_text("Open the lesson in an ordinary window", timeout=PATIENCE)


def test_nothing_is_asked_of_another_host(opened: Window, ran: NotebookNode, downloaded: Path) -> None:
    assert opened.foreign == []
    assert opened.complaints == []


def test_a_first_visit_is_under_40_megabytes_and_under_27_compressed(
    opened: Window, ran: NotebookNode, site: Path
) -> None:
    paths = {site / url.removeprefix(f"{opened.address}/") for url in opened.fetched}
    files = [path.read_bytes() for path in paths if path.is_file()]
    wheels = {path.name.partition("-")[0] for path in paths if path.suffix == ".whl"}
    assert {"numpy", "matplotlib", "autodiff_lite"} <= wheels
    assert sum(map(len, files)) < 40e6
    assert sum(len(gzip.compress(content, 6)) for content in files) < 27e6


def test_what_stays_with_the_teacher_is_nowhere_on_the_site(site: Path, root: Path) -> None:
    names = {file.name for file in site.rglob("*") if file.is_file()}
    assert {"questions.py", f"{LESSON}.ipynb"} <= names
    assert names & {"hidden.py", "tests.py", "gradebook.db", "nbgrader_config.py"} == set()
    released = (site / "lite" / "files" / LESSON / f"{LESSON}.ipynb").read_text(encoding="utf-8")
    for mark in ("BEGIN SOLUTION", "HIDDEN", "Marking guide"):
        assert mark not in released
    index = json.loads((site / "lite" / "api" / "contents" / "all.json").read_text(encoding="utf-8"))
    assert {LESSON, "index.ipynb", "glossary.ipynb"} <= {row["name"] for row in index["content"]}
