"""The rendered lessons hold no barrier that axe-core, a checker of accessibility, calls serious."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from nbconvert import HTMLExporter
from playwright.sync_api import sync_playwright

from graders.course.course import Course
from graders.course.release import convert

pytestmark = pytest.mark.slow

COURSE = Path(__file__).parents[2] / "notebooks"
LESSONS = sorted(path.parent.name for path in COURSE.glob("source/*/*.ipynb"))
SOME = ("00", "03", "05", "10")
"""The lessons that are opened in each run."""
OURS = {
    "include": [[".jp-RenderedMarkdown"], [".jp-OutputArea-output"]],
    "exclude": [[".highlight"], [".jp-OutputPrompt"]],
}
GRAVE = ("serious", "critical")


def page(name: str, folder: Path, run: Any) -> Path:
    """The released lesson, run and rendered with JupyterLab's own styles."""
    released = convert(Course(COURSE, f"sqlite:///{folder / 'gradebook.db'}"), name, folder / "release")
    notebook = run(nbformat.read(released / f"{name}.ipynb", as_version=4), released)
    html, _ = HTMLExporter(template_name="lab", embed_images=True).from_notebook_node(
        notebook, {"metadata": {"path": str(released)}}
    )
    file = folder / f"{name}.html"
    file.write_text(html, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    "name",
    [name if name[:2] in SOME else pytest.param(name, marks=pytest.mark.exhaustive) for name in LESSONS],
)
def test_axe_finds_nothing_serious_in_a_released_lesson(name: str, tmp_path: Path, run: Any) -> None:
    file = page(name, tmp_path, run)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", "--headless"]
        )
        try:
            opened = browser.new_page(viewport={"width": 1280, "height": 900})
            # Nothing is fetched: formulas stay as they are written.
            opened.route("http*://**", lambda route: route.abort())
            opened.goto(file.as_uri())
            found = Axe().run(opened, context=OURS).response
        finally:
            browser.close()
    grave = {
        each["id"]: [node["html"][:160] for node in each["nodes"][:3]]
        for each in found["violations"]
        if each["impact"] in GRAVE
    }
    assert grave == {}
    looked_at = {each["id"] for each in found["passes"]}
    assert {"image-alt", "color-contrast", "heading-order"} & looked_at
