"""The course as pages: what they show and hide, on a wide screen and a phone, in the light and the dark."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from course_site.links import Page as Links
from playwright.sync_api import Browser, expect

from .browsing import Window, window

pytestmark = [pytest.mark.slow, pytest.mark.exhaustive]

LESSON = "lessons/03-gradients/03-gradients.html"
SEEN = ("index.html", LESSON, "lessons/index.html", "gallery.html", "docs/students.html", "api/index.html")
SIZES = {"wide": {"width": 1280, "height": 900}, "phone": {"width": 400, "height": 800}}


TRIED = [("wide", "light"), ("phone", "dark")]
ALSO = [pytest.param(pair, marks=pytest.mark.exhaustive) for pair in (("wide", "dark"), ("phone", "light"))]


@pytest.fixture(scope="module", params=[*TRIED, *ALSO], ids=str)
def screen(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Window]:
    size, shade = request.param
    with window(browser, address, viewport=SIZES[size], color_scheme=shade) as opened:
        yield opened


def test_no_page_is_wider_than_the_screen_or_asks_another_host(screen: Window) -> None:
    for path in SEEN:
        page = screen.page(path)
        root = "document.documentElement"
        assert page.evaluate(f"{root}.scrollWidth - {root}.clientWidth") == 0, path
        page.close()
    assert screen.foreign == []
    assert screen.complaints == []


def test_nobody_is_kept_from_reading_by_serious_faults(screen: Window) -> None:
    for path in ("index.html", LESSON):
        page = screen.page(path)
        found = Axe().run(page)
        serious = [
            (fault["id"], fault["nodes"][0]["html"][:200])
            for fault in found.response["violations"]
            if fault["impact"] in ("serious", "critical")
        ]
        assert serious == [], path
        page.close()


@pytest.fixture(scope="module")
def opened(browser: Browser, address: str) -> Iterator[Window]:
    with window(browser, address) as found:
        yield found


def test_the_first_page_shows_what_this_is_and_one_button_that_starts_it(opened: Window) -> None:
    page = opened.page()
    for image in page.locator(".bd-article img").all():
        image.scroll_into_view_if_needed()
        assert image.evaluate("image => image.naturalWidth") > 300
    assert page.locator(".bd-article img").count() == 2
    assert page.locator("a.course-main").count() == 1
    page.locator("a.course-main").click()
    expect(page).to_have_url(re.compile(r"/lite/notebooks/index\.html\?path=00-welcome/00-welcome\.ipynb$"))


def test_a_lesson_page_has_its_outputs_its_formulas_and_three_ways_to_open_it(
    opened: Window, site: Path
) -> None:
    page = opened.page(LESSON)
    assert page.locator(".graders-panel").count() == 8
    assert page.locator(".cell_output svg, .cell_output img").count() >= 3
    expect(page.locator("mjx-container").first).to_be_visible()
    buttons = page.locator(".course-button").all()
    links = {button.inner_text(): button.get_attribute("href") or "" for button in buttons}
    assert list(links) == ["Open in the browser", "Open on Binder", "Download"]
    assert links["Open on Binder"].startswith("https://mybinder.org/v2/gh/ada/lessons/")
    with zipfile.ZipFile(site / "lessons" / "03-gradients" / links["Download"]) as archive:
        names = set(archive.namelist())
    assert {"03-gradients/03-gradients.ipynb", "03-gradients/questions.py"} <= names
    assert not [name for name in names if name.endswith(("hidden.py", "tests.py"))]


def test_the_search_finds_a_word_of_a_lesson(opened: Window) -> None:
    page = opened.page("search.html?q=tangent")
    expect(page.locator("#search-results a", has_text="Gradients").first).to_be_visible()


def test_no_page_shows_a_solution_or_a_hidden_check(site: Path, root: Path) -> None:
    source = json.loads(
        (root / "notebooks" / "source" / "03-gradients" / "03-gradients.ipynb").read_text(encoding="utf-8")
    )
    cells = ["".join(cell["source"]) for cell in source["cells"]]
    solved = [part for cell in cells for part in re.findall(r"### BEGIN SOLUTION\n(.*?)### END", cell, re.S)]
    outside = re.sub(r"### BEGIN.*?### END[^\n]*", "", "\n".join(cells), flags=re.S)
    lines = {line.strip() for part in solved for line in part.splitlines() if len(line.strip()) > 12}
    secret = {line for line in lines if line not in outside}
    assert len(secret) > 5
    for folder in ("lessons", "lite/files"):
        files = [file for file in (site / folder).rglob("*") if file.suffix in (".html", ".ipynb")]
        assert files
        for file in files:
            plain = re.sub(r"<[^>]+>", "", file.read_text(encoding="utf-8"))
            assert [line for line in secret if line in plain] == [], file


def test_a_page_is_read_for_its_links_its_places_and_what_it_fetches() -> None:
    page = Links(
        '<a href="b.html#c">b</a><p id="d"><img src="e.png"><link rel="stylesheet" href="//f/g.css">'
    )
    assert page.leads == ["b.html#c"]
    assert page.places == {"d"}
    assert page.fetches == ["e.png", "//f/g.css"]
