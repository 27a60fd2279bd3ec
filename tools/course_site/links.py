"""Looks at the finished pages: links inside the site lead somewhere, and nothing is fetched elsewhere."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from course_site.problem import SiteProblem

FETCHES = {("img", "src"), ("script", "src"), ("iframe", "src"), ("source", "src"), ("object", "data")}
"""What a browser fetches without being asked; and of links, those that style a page or belong to it."""
FETCHED_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "shortcut icon", "manifest"}
MOST_SHOWN = 20


class Page(HTMLParser):
    """What a page is made of: the names of its places, where it leads, what it fetches."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.places: set[str] = set()
        self.leads: list[str] = []
        self.fetches: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.places |= {given[name] for name in ("id", "name") if name in given}
        if tag == "link" and given.get("rel") in FETCHED_LINKS:
            self.fetches.append(given.get("href", ""))
        elif tag in ("a", "area") and "href" in given:
            self.leads.append(given["href"])
        for name in ("src", "data"):
            if (tag, name) in FETCHES and name in given:
                self.fetches.append(given[name])


def check(site: Path, apart: str = "lite") -> int:
    """Look at every page but those of the folder `apart`, another program's; how many links there are.

    Raises SiteProblem with the links that lead nowhere and the files that would come from another host.
    """
    files = [file for file in site.rglob("*.html") if file.relative_to(site).parts[0] != apart]
    pages = {file: Page(file.read_text(encoding="utf-8")) for file in files}
    faults = []
    count = 0
    for file, page in pages.items():
        shown = file.relative_to(site)
        for address in page.fetches:
            if urlsplit(address).scheme in ("http", "https") or address.startswith("//"):
                faults.append(f"{shown} fetches {address}")
            elif not _exists(address, file, site, pages):
                faults.append(f"{shown} fetches {address}, which is not there")
        for address in page.leads:
            count += 1
            if not _exists(address, file, site, pages):
                faults.append(f"{shown} leads to {address}, which is not there")
    if faults:
        more = [f"and {len(faults) - MOST_SHOWN} more"] if len(faults) > MOST_SHOWN else []
        listed = "\n".join(f"  - {fault}" for fault in [*faults[:MOST_SHOWN], *more])
        raise SiteProblem(f"The pages have faults, so the site was not built:\n{listed}")
    return count


def _exists(address: str, file: Path, site: Path, pages: dict[Path, Page]) -> bool:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:  # another host, or data in the page itself
        return True
    target = file
    if parts.path:
        base = site if parts.path.startswith("/") else file.parent
        target = (base / unquote(parts.path).lstrip("/")).resolve()
        if target.is_dir():
            target = target / "index.html"
        if not target.is_file() or site.resolve() not in target.parents:
            return False
    if not parts.fragment or target not in pages:
        return True
    return unquote(parts.fragment) in pages[target].places
