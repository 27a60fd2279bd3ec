"""A lesson of the site in a real browser whose network ends at this machine."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import nbformat
from nbformat import NotebookNode
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

ALONE = [
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
PATIENCE = 150_000
RUN_ALL = """patience => Promise.race([
  window.jupyterapp.commands.execute('notebook:run-all-cells').then(() => ''),
  new Promise(done => setTimeout(done, patience)).then(() =>
    window.jupyterapp.shell.currentWidget.content.widgets
      .find(cell => cell.model.executionState === 'running')
      ?.model.sharedModel.source ?? 'nothing'),
])"""
NOTEBOOK = "window.jupyterapp.shell.currentWidget.content.model.toJSON()"
WRITE = """answers => {
  for (const cell of window.jupyterapp.shell.currentWidget.content.widgets) {
    const id = cell.model.id;
    if (id in answers) cell.model.sharedModel.setSource(answers[id]);
  }
}"""


@dataclass
class Window:
    """A person's browser: its pages, the addresses that answered, and those beyond the site's own."""

    context: BrowserContext
    address: str
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    fetched: set[str] = field(default_factory=set)

    def lesson(self, name: str, app: str = "notebooks") -> InBrowser:
        """Open a lesson and wait until it is seen."""
        page = self.context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(f"{self.address}/lite/{app}/index.html?path={name}/{name}.ipynb")
        opened = InBrowser(page, name)
        expect(opened.cells.first).to_be_visible(timeout=PATIENCE)
        return opened

    def page(self, path: str = "") -> Page:
        """Open a page of the site."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(f"{self.address}/{path}")
        return page


@contextlib.contextmanager
def window(browser: Browser, address: str, **options: Any) -> Iterator[Window]:
    """A new browser profile, with nothing in it; what it asks of other hosts is noted and refused."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 960}, **options})
    opened = Window(context, address)

    def refuse(route: Route) -> None:
        opened.foreign.append(route.request.url)
        route.abort()

    context.on("response", lambda answer: opened.fetched.add(answer.url.partition("?")[0]))
    context.route(lambda url: url.startswith("http") and not url.startswith(address), refuse)
    try:
        yield opened
    finally:
        context.close()


@dataclass(frozen=True)
class InBrowser:
    """A lesson that is open in a page."""

    page: Page
    name: str

    @property
    def cells(self) -> Locator:
        return self.page.locator(".jp-CodeCell")

    @property
    def words(self) -> Locator:
        """The line at the foot of the page."""
        return self.page.locator(".course-words")

    def wait_for_python(self) -> None:
        expect(self.words).to_contain_text("is kept in this browser", timeout=PATIENCE)

    def run_all(self) -> NotebookNode:
        """Run every cell and give the notebook with what came out."""
        assert self.page.evaluate(RUN_ALL, PATIENCE) == "", "what still runs"
        return self.notebook()

    def notebook(self) -> NotebookNode:
        return nbformat.from_dict(self.page.evaluate(NOTEBOOK))

    def put(self, answers: dict[str, str]) -> None:
        """Set the text of cells by their ids."""
        self.page.evaluate(WRITE, answers)

    def cell(self, text: str) -> Locator:
        return self.cells.filter(has=self.page.locator(".cm-content", has_text=text)).first

    def panel(self, question: str) -> Locator:
        return self.cell(f'check("{question}")').locator(".graders-panel")

    def write(self, old: str, new: str) -> None:
        """Replace a cell's text as a person does: click, select all, type; run it and the check below it."""
        self.cell(old).locator(".cm-content").click()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(new)
        self.page.keyboard.press("Shift+Enter")
        self.page.keyboard.press("Shift+Enter")
