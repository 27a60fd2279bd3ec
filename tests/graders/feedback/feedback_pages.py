"""Looking at pages of feedback as a browser and a checker of HTML do; used by several tests."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import html5lib
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

GRAVE = ("serious", "critical")


def happenings(files: Iterable[Path], axe: Iterable[Path] = ()) -> dict[str, list[str]]:
    """What each page did that it should not: a dialog, a message, a request, text too wide; graves of axe."""
    checked = set(axe)
    found: dict[str, list[str]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", "--headless"]
        )
        try:
            for file in files:
                heard: list[str] = []
                page = browser.new_page(viewport={"width": 390, "height": 800})
                _listen(page, file, heard)
                page.goto(file.as_uri())
                if page.evaluate("document.documentElement.scrollWidth") > 390:
                    heard.append("wider than 390 pixels")
                if file in checked:
                    for scheme in ("light", "dark"):
                        page.emulate_media(color_scheme=scheme)
                        heard += _graves(Axe().run(page).response)
                page.close()
                if heard:
                    found[str(file)] = heard
        finally:
            browser.close()
    return found


def _listen(page: Page, file: Path, heard: list[str]) -> None:
    def asked(request: Any) -> None:
        if not request.url.startswith(("data:", file.as_uri())):
            heard.append(f"asked for {request.url}")

    def dialog(each: Any) -> None:
        heard.append(f"dialog: {each.message}")
        each.dismiss()

    page.on("request", asked)
    page.on("dialog", dialog)
    page.on("console", lambda message: heard.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: heard.append(f"error: {error}"))
    page.on("popup", lambda other: heard.append(f"opened {other.url}"))


def _graves(response: dict[str, Any]) -> list[str]:
    return [
        f"axe: {each['id']}: {node['html'][:200]}"
        for each in response["violations"]
        if each["impact"] in GRAVE
        for node in each["nodes"][:3]
    ]


def faults_of_html(file: Path) -> list[str]:
    """What html5lib, which follows the standard's own parser, calls an error; and ids that stand twice."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(file.read_text(encoding="utf-8"))
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    twice = sorted({each for each in ids if ids.count(each) > 1})
    return [f"{place}: {code}" for place, code, _ in parser.errors] + [f"{each} twice" for each in twice]
