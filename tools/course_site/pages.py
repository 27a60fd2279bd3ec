"""The course as pages: what Sphinx reads is put together here, and Sphinx writes it."""

from __future__ import annotations

import html
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import nbformat
from binder_link import launch_link
from environment import ROOT
from nbformat import NotebookNode
from nbformat.notebooknode import from_dict

from course_site import lists
from course_site.problem import SiteProblem

SOURCE = ROOT / "site" / "pages"
MATHJAX = ("tex-chtml.js", "output/chtml/fonts/woff-v2")
"""What a page needs of MathJax: the component that reads TeX and writes HTML, and its fonts."""


@dataclass(frozen=True)
class Settings:
    """Where the site will be: its address, its repository on GitHub; both may be unknown."""

    address: str = ""
    repository: str = ""
    branch: str = "main"


def build(
    lessons: Mapping[str, NotebookNode], contents: Path, scratch: Path, target: Path, settings: Settings
) -> None:
    """Write the pages into `target`; `contents` holds the lessons as released. Raises SiteProblem."""
    source = scratch / "pages"
    shutil.copytree(SOURCE, source)
    _mathjax(source / "_static" / "mathjax")
    shutil.copytree(
        ROOT / "figures", source / "figures", ignore=shutil.ignore_patterns("*.py", "__pycache__")
    )
    shutil.copytree(ROOT / "docs", source / "docs")
    shutil.copy(ROOT / "CHANGELOG.md", source / "docs" / "changelog.md")
    _write(
        source / "index.md", first_page((source / "index.txt").read_text(encoding="utf-8"), source / "docs")
    )
    for name, notebook in lessons.items():
        _lesson_page(name, notebook, contents / name, source / "lessons", settings)
        _zip(contents / name, target / "download" / f"{name}.zip")
    words: NotebookNode = nbformat.read(contents / "glossary.ipynb", 4)  # type: ignore[no-untyped-call]  # partly typed
    lists.glossary(words, lessons)
    _write_notebook(words, source / "lessons" / "glossary.ipynb")
    _write(source / "lessons" / "index.md", lists.lesson_list(lessons, contents))
    _write(source / "gallery.md", lists.gallery(lessons))
    _write(source / "api" / "index.md", lists.api())
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "--builder",
        "html",
        "--quiet",
        "--fail-on-warning",
        "--keep-going",
    ]
    command += ["--jobs", "2", "--define", f"html_baseurl={settings.address}"]
    command += ["--doctree-dir", str(scratch / "doctrees"), str(source), str(target)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = (done.stdout + done.stderr).replace(str(scratch), "").strip()
        raise SiteProblem(f"The pages were not built:\n{said[-4000:]}")
    for template in (target / "_static").glob("*webpack-macros.html"):
        template.unlink()  # left there by the theme; no page of the site


def first_page(text: str, documents: Path) -> str:
    """The first page; in its contents, documents that it does not name stand where `{others}` is.

    It is no `.md` in this tree: its links are those of the site.
    """
    others = sorted(file.stem for file in documents.glob("*.md") if f"docs/{file.stem}" not in text)
    return text.replace("{others}", "\n".join(f"docs/{name}" for name in others))


def _lesson_page(name: str, notebook: NotebookNode, released: Path, folder: Path, settings: Settings) -> None:
    first = notebook.cells[0]
    heading, _, rest = first.source.partition("\n")
    if not heading.startswith("# "):
        raise SiteProblem(f"{name} does not begin with a heading, `# ...`, so it has no page.")
    opening = first | {"source": f"{heading}\n\n{buttons(name, settings)}\n{rest}"}
    cells = [
        cell | {"source": lists.with_places(cell["source"])} if cell["cell_type"] == "markdown" else cell
        for cell in [opening, *notebook.cells[1:]]
    ]
    target = folder / name
    shutil.copytree(released, target, ignore=shutil.ignore_patterns("*.ipynb", "*.py"))
    _write_notebook(notebook | {"cells": cells}, target / f"{name}.ipynb")


def buttons(name: str, settings: Settings) -> str:
    """The three ways to open a lesson, as a line of HTML."""
    live = f"../../lite/notebooks/index.html?path={name}/{name}.ipynb"
    links = [("Open in the browser", live, "course-main")]
    if settings.repository:
        links.append(("Open on Binder", launch_link(settings.repository, settings.branch, name), ""))
    links.append(("Download", f"../../download/{name}.zip", ""))
    shown = " ".join(
        f'<a class="course-button {kind}" href="{html.escape(address)}">{text}</a>'
        for text, address, kind in links
    )
    return f'<div class="course-buttons">{shown}</div>\n'


def _zip(folder: Path, target: Path) -> None:
    """A lesson's folder in one file, as it is released."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            archive.write(file, Path(folder.name) / file.relative_to(folder))


def _mathjax(target: Path) -> None:
    package = find_spec("sphinx-mathjax-offline")
    if package is None or package.origin is None:
        raise SiteProblem("MathJax is not installed here (sphinx-mathjax-offline). `make setup` installs it.")
    static = Path(package.origin).parent / "static" / "mathjax"
    for name in MATHJAX:
        if not (static / name).exists():
            raise SiteProblem(
                f"The package sphinx-mathjax-offline has no {name} in it; is it another version?"
            )
        if (static / name).is_dir():
            shutil.copytree(static / name, target / name)
        else:
            target.mkdir(parents=True, exist_ok=True)
            shutil.copy(static / name, target / name)


def _write_notebook(notebook: Mapping[str, Any], path: Path) -> None:
    nbformat.write(from_dict(notebook), str(path))  # type: ignore[no-untyped-call]  # partly typed


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
