"""The lesson as a student sees it: JupyterLab in a browser, a failing panel, the answer, a passing panel."""

from __future__ import annotations

import json
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from .written import questions

pytestmark = pytest.mark.slow

LESSON = "03-gradients"
QUIET = [
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 120_000
SHADES = ("Light", "Dark")


@dataclass(frozen=True)
class Lab:
    """A JupyterLab on this machine alone, its address, and the folder of its settings."""

    address: str
    token: str
    settings: Path

    def choose_theme(self, theme: str) -> None:
        self._set("apputils-extension/themes", {"theme": theme})

    def show_all_cells(self) -> None:
        """Keep cells in the page that are out of sight, so that a test can ask about them."""
        self._set("notebook-extension/tracker", {"windowingMode": "none"})

    def stay_silent(self) -> None:
        """Ask nothing at the start."""
        self._set("apputils-extension/notification", {"fetchNews": "false", "checkForUpdates": False})

    def _set(self, name: str, values: dict[str, object]) -> None:
        file = self.settings / "@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values), encoding="utf-8")


@pytest.fixture(scope="module")
def lab(
    released_folder: Path, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("lab")
    for shade in SHADES:
        # A copy for each: JupyterLab saves by itself, and an answer must not be there before it is given.
        shutil.copytree(released_folder, folder / shade / LESSON)
    settings, token, port = folder / "settings", secrets.token_hex(16), free_port()
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1"]
    command += [f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}"]
    command += [f"--ServerApp.root_dir={folder}", f"--LabApp.user_settings_dir={settings}"]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            found = Lab(f"http://127.0.0.1:{port}", token, settings)
            found.show_all_cells()
            found.stay_silent()
            wait_until_it_answers(found, server, folder / "log")
            yield found
        finally:
            server.terminate()
            server.wait(20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def wait_until_it_answers(lab: Lab, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        assert server.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(f"{lab.address}/api?token={lab.token}", timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()}")


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield opened
        opened.close()


def open_lesson(browser: Browser, lab: Lab, shade: str) -> Page:
    page = browser.new_page(viewport={"width": 1280, "height": 960})
    page.set_default_timeout(PATIENCE)
    page.goto(f"{lab.address}/lab/tree/{shade}/{LESSON}/{LESSON}.ipynb?token={lab.token}&reset")
    expect(page.get_by_role("heading", name="Gradients").first).to_be_visible(timeout=PATIENCE)
    # The kernel must be up, or what is run waits for a dialogue.
    expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible(timeout=PATIENCE)
    return page


def run_all(page: Page) -> None:
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    expect(panels(page)).to_have_count(len(questions()), timeout=PATIENCE)
    # The last cell's result: everything above it has run.
    expect(output_of(page, "import autodiff_lite as tf")).to_contain_text("10.0", timeout=PATIENCE)


def panels(page: Page) -> Locator:
    return page.locator(".jp-OutputArea-output .graders-panel")


def panel_of(page: Page, question: str) -> Locator:
    return output_of(page, f'check("{question}")').locator(".graders-panel")


def cell_with(page: Page, text: str) -> Locator:
    return page.locator(".jp-CodeCell").filter(has=page.locator(".cm-content", has_text=text)).first


def output_of(page: Page, text: str) -> Locator:
    return cell_with(page, text).locator(".jp-OutputArea-child").last


def write(page: Page, old: str, new: str) -> None:
    """Replace a cell's text as a person does: click, select all, type; then run it and the check below it."""
    cell_with(page, old).locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(new)
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")


@dataclass(frozen=True)
class Sight:
    """A page on which the whole lesson has run, in a light or a dark theme, and what it complained of."""

    page: Page
    shade: str
    complaints: list[str]

    def keep(self, name: str, root: Path) -> None:
        """Keep a picture of what is seen, for people to look at."""
        folder = root / "build" / "screens"
        folder.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=folder / f"{self.shade}-{name}.png")


@pytest.fixture(scope="module", params=SHADES)
def sight(request: pytest.FixtureRequest, lab: Lab, browser: Browser) -> Iterator[Sight]:
    lab.choose_theme(f"JupyterLab {request.param}")
    page = open_lesson(browser, lab, request.param)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    is_light = "true" if request.param == "Light" else "false"
    expect(page.locator("body")).to_have_attribute("data-jp-theme-light", is_light)
    run_all(page)
    yield Sight(page, request.param.lower(), complaints)
    page.close()


def test_every_picture_of_the_lesson_is_seen(sight: Sight, root: Path) -> None:
    images = sight.page.locator(".jp-MarkdownOutput img")
    assert images.count() == 5
    for number in range(images.count()):
        image = images.nth(number)
        image.scroll_into_view_if_needed()
        expect(image).to_have_js_property("complete", True)
        assert image.evaluate("image => image.naturalWidth") > 300
        sight.keep(f"figure-{number + 1}", root)
    drawn_by = {"plot": "Rising or falling at the dot", "tangent": "touch = ad", "graph": "ad.draw("}
    for name, text in drawn_by.items():
        output = output_of(sight.page, text)
        output.scroll_into_view_if_needed()
        expect(output.locator("img, svg").first).to_be_visible()
        sight.keep(name, root)


def test_the_words_of_every_panel_stand_out_from_its_ground(sight: Sight) -> None:
    assert panels(sight.page).count() == len(questions())
    for panel in panels(sight.page).all():
        words, ground = panel.evaluate(
            "panel => [getComputedStyle(panel).color, getComputedStyle(panel).backgroundColor]"
        )
        assert contrast(words, ground) >= 4.5, (words, ground)


def test_a_student_sees_a_failing_panel_writes_the_answer_and_sees_it_pass(sight: Sight, root: Path) -> None:
    page = sight.page
    panel = panel_of(page, "gradients-choice")
    expect(panel).to_contain_text("Not answered yet (0 of 1 point)")
    panel.scroll_into_view_if_needed()
    sight.keep("unanswered", root)

    write(page, "slope_choice = ...", "slope_choice = 4")
    expect(panel).to_contain_text("Partly right (0.25 of 1 point)", timeout=PATIENCE)
    expect(panel).to_contain_text("x squared")
    panel.scroll_into_view_if_needed()
    sight.keep("partly-right", root)

    write(page, "slope_choice = 4", "slope_choice = 13")
    expect(panel).to_contain_text("Right (1 of 1 point)", timeout=PATIENCE)
    panel.scroll_into_view_if_needed()
    sight.keep("right", root)
    assert page.locator("[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    assert sight.complaints == []


def test_a_wrong_answer_is_explained_in_its_panel_hint_by_hint(sight: Sight, root: Path) -> None:
    page = sight.page
    panel = panel_of(page, "gradients-slope")
    write(page, "slope = ...", "slope = -35")
    diagnosis = panel.locator(".graders-diagnosis")
    expect(diagnosis).to_contain_text("The exponent was not lowered", timeout=PATIENCE)
    expect(diagnosis).to_contain_text("Hint 1")
    expect(diagnosis).not_to_contain_text("Hint 2")
    diagnosis.get_by_text("Where in the graph").click()
    expect(diagnosis.locator("svg")).to_be_visible()
    expect(diagnosis.locator("svg")).to_contain_text("look here")
    panel.scroll_into_view_if_needed()
    sight.keep("diagnosis", root)
    for words in diagnosis.locator("div").all():
        ink, ground = words.evaluate(
            "words => [getComputedStyle(words).color,"
            " getComputedStyle(words.closest('.graders-panel')).backgroundColor]"
        )
        if words.locator("svg").count() == 0:
            assert contrast(ink, ground) >= 4.5, (ink, ground)

    write(page, "slope = -35", 'slope = -35\ncheck("gradients-slope", hint=3)')
    further = output_of(page, "hint=3").locator(".graders-diagnosis")
    expect(further).to_contain_text("Hint 3", timeout=PATIENCE)
    further.scroll_into_view_if_needed()
    sight.keep("hints", root)

    write(page, "hint=3", "slope = 19")
    expect(diagnosis).to_contain_text("A minus was lost", timeout=PATIENCE)
    write(page, "slope = 19", "slope = 13")
    expect(panel).to_contain_text("The tangent at that point has exactly this slope", timeout=PATIENCE)
    expect(diagnosis).to_have_count(0)


PROGRAM = """side = ad.Variable({side})
with ad.GradientTape() as tape:
    area = side * side
growth = tape.gradient({arguments})"""


def test_after_a_second_attempt_in_the_same_cell_that_one_is_explained(sight: Sight, root: Path) -> None:
    page = sight.page
    panel = panel_of(page, "gradients-product")
    write(page, "area = ...", PROGRAM.format(side="3.0", arguments="side, area"))
    expect(panel).to_contain_text("Target and source exchanged", timeout=PATIENCE)
    write(page, "gradient(side, area)", PROGRAM.format(side="3", arguments="area, side"))
    expect(panel).to_contain_text("A variable of whole numbers", timeout=PATIENCE)
    expect(panel).to_contain_text("in your line side = ad.Variable(3)")
    expect(panel).not_to_contain_text("exchanged")
    panel.scroll_into_view_if_needed()
    sight.keep("second-attempt", root)
    write(page, "gradient(area, side)", PROGRAM.format(side="3.0", arguments="area, side"))
    expect(panel).to_contain_text("Right (2 of 2 points)", timeout=PATIENCE)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as a browser names them, `rgb(r, g, b)`, from 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [float(part) for part in colour.partition("(")[2].rstrip(")").split(",")]
    assert len(parts) == 3 or parts[3] > 0.8, f"{colour} lets the ground shine through"
    linear = [
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in (q / 255 for q in parts[:3])
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
