"""A class on a real JupyterHub, in a real browser: log in, fetch, work, submit, grade, read feedback."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hub import a_hub
from machine import ADA, BRUNO, PASSWORD, TEACHER, Machine, a_machine
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from servers import until

pytestmark = [pytest.mark.slow, pytest.mark.exhaustive]
LESSON, COURSE = "01-first-lesson", "autodiff"
PATIENCE = 120_000
RIGHT = (
    "x = ad.Variable(3.7)\nwith ad.GradientTape() as tape:\n    y = x**2 - 4 * x\nslope = tape.gradient(y, x)"
)


@dataclass(frozen=True)
class Hub:
    machine: Machine
    address: str
    screens: Path

    @property
    def course(self) -> Path:
        return self.machine.home(TEACHER) / COURSE

    def log_in(self, browser: Browser, user: str) -> Page:
        page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"{self.address}/hub/login")
        page.fill("#username_input", user)
        page.fill("#password_input", PASSWORD)
        page.click("#login_submit")
        page.wait_for_url(f"**/user/{user}/lab**")
        expect(menu(page, "Nbgrader")).to_be_visible(timeout=PATIENCE)
        return page

    def keep(self, page: Page, name: str) -> None:
        """Keep a picture of what is seen, for people to look at."""
        self.screens.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=self.screens / f"hub-{name}.png")


@pytest.fixture(scope="module")
def hub(root: Path) -> Iterator[Hub]:
    with a_machine() as machine:
        course = machine.home(TEACHER) / COURSE
        machine.run(TEACHER, "graders", "init", course, "--name", COURSE)
        machine.run(TEACHER, "graders", "release", LESSON, "--untested", folder=course)
        machine.run(TEACHER, "nbgrader", "release_assignment", LESSON, folder=course)
        settings = machine.home(TEACHER) / ".jupyter" / "nbgrader_config.py"
        text = f"c = get_config()\nc.CourseDirectory.root = {str(course)!r}\n"
        write = "import sys, pathlib; file = pathlib.Path(sys.argv[1]); file.parent.mkdir(exist_ok=True); "
        machine.run(TEACHER, "python", "-c", f"{write}file.write_text(sys.argv[2])", settings, text)
        with a_hub(machine) as address:
            yield Hub(machine, address, root / "build" / "screens")


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--headless"])
        yield opened
        opened.close()


def menu(page: Page, name: str) -> Locator:
    return page.locator(".lm-MenuBar-itemLabel").get_by_text(name, exact=True)


def choose(page: Page, name: str, item: str) -> None:
    menu(page, name).click()
    page.locator(".lm-Menu-itemLabel").get_by_text(item, exact=True).click()


def answer(page: Page, old: str, new: str) -> None:
    """Type over a cell, run it and the check below it, save."""
    page.locator(".jp-CodeCell").filter(has_text=old).first.locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(new)
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")


def submit(page: Page) -> None:
    choose(page, "File", "Save Notebook")
    page.get_by_role("tab", name="Assignments").click()
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.get_by_role("button", name="Submit", exact=True)).to_be_enabled(timeout=PATIENCE)


def test_a_stranger_is_not_let_in(hub: Hub, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{hub.address}/hub/login")
    page.fill("#username_input", ADA)
    page.fill("#password_input", "guessed")
    page.click("#login_submit")
    expect(page.locator(".login_error")).to_contain_text("Invalid username or password")


def test_a_class_goes_from_fetching_to_feedback_in_the_browser(hub: Hub, browser: Browser) -> None:
    inbound = hub.machine.exchange / COURSE / "inbound"
    page = hub.log_in(browser, ADA)
    menu(page, "Nbgrader").click()
    assert "Formgrader" not in page.locator(".lm-Menu-itemLabel").all_inner_texts()
    page.keyboard.press("Escape")
    choose(page, "Nbgrader", "Assignment List")
    page.get_by_role("button", name="Fetch", exact=True).click()
    expect(page.get_by_role("button", name="Submit", exact=True)).to_be_visible(timeout=PATIENCE)
    hub.keep(page, "fetched")

    named = page.locator("a").filter(has_text=LESSON)  # the list's links have no address
    named.first.click()
    named.last.click()
    expect(page.get_by_role("heading", name="First lesson")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    panels = page.locator(".jp-OutputArea-output .graders-panel")
    expect(panels).to_have_count(2, timeout=PATIENCE)
    answer(page, "slope = ...", "slope = 23.38")
    expect(panels.first).to_contain_text("exponent", timeout=PATIENCE)
    hub.keep(page, "wrong")
    kernel_is_heard_by_nobody_else(hub.machine)
    submit(page)
    until(lambda: len(list(inbound.iterdir())) == 1, "the first submission arrives")
    page.get_by_role("tab", name=f"{LESSON}.ipynb").click()
    answer(page, "slope = 23.38", RIGHT)
    expect(panels.first).to_contain_text("exactly this slope", timeout=PATIENCE)
    submit(page)
    until(lambda: len(list(inbound.iterdir())) == 2, "the second submission arrives")
    hub.keep(page, "submitted")

    teacher = hub.log_in(browser, TEACHER)
    command = (
        f"cd ~/{COURSE} && nbgrader collect {LESSON} && graders grade {LESSON} && graders feedback {LESSON}"
    )
    home = hub.machine.home(TEACHER)
    in_terminal(teacher, home / "ready", f"{command} && nbgrader release_feedback {LESSON} && touch ~/done")
    until((home / "done").exists, "the teacher's commands end well", 200)
    hub.keep(teacher, "graded")
    teacher.goto(f"{hub.address}/user/{TEACHER}/formgrader/gradebook/{LESSON}/{LESSON}")
    expect(teacher.get_by_role("link", name="Submission #1")).to_be_visible(timeout=PATIENCE)
    hub.keep(teacher, "formgrader")

    page.get_by_role("button", name="Fetch Feedback").first.click()
    pages = hub.machine.home(ADA) / LESSON / "feedback"
    until(lambda: list(pages.glob(f"*/{LESSON}.html")), "the feedback arrives")
    hub.keep(page, "feedback")
    (feedback,) = pages.glob(f"*/{LESSON}.html")
    assert "exactly this slope" in feedback.read_text(encoding="utf-8")
    assert feedback.owner() == ADA


def kernel_is_heard_by_nobody_else(machine: Machine) -> None:
    """The kernel's sockets are files in a folder that another account may not look into."""
    folder = machine.home(ADA) / ".jupyter-run"
    assert list(folder.glob("kernel-*-ipc-*"))
    assert machine.run(BRUNO, "ls", folder, status=None).returncode != 0
    assert machine.run(ADA, "ls", folder).stdout


def in_terminal(page: Page, ready: Path, command: str) -> None:
    """Type a command into a terminal of JupyterLab, once what is typed arrives at a shell."""
    menu(page, "File").click()
    page.locator(".lm-Menu-itemLabel").get_by_text("New", exact=True).hover()
    page.locator(".lm-Menu-itemLabel").get_by_text("Terminal", exact=True).click()
    screen = page.locator(".jp-Terminal .xterm-screen")
    expect(screen).to_be_visible(timeout=PATIENCE)
    screen.click()

    def answered() -> bool:
        page.keyboard.type("touch ~/ready")
        page.keyboard.press("Enter")
        page.wait_for_timeout(2000)
        return ready.exists()

    until(answered, "the terminal answers")
    page.keyboard.type(command)
    page.keyboard.press("Enter")
