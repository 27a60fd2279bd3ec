"""The course as pages: what Sphinx reads is put together here, and Sphinx writes it."""

from __future__ import annotations

import html
import importlib
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import nbformat
from binder_link import launch_link
from environment import ROOT
from nbformat import NotebookNode
from nbformat.notebooknode import from_dict

from course_site.problem import SiteProblem

SOURCE = ROOT / "site" / "pages"
NAMESPACES = ("", "math", "nn", "linalg", "random", "optimizers")
PICTURE = re.compile(r"!\[([^\]]*)\]\((figures/[^)]+)\)")
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
    _write(source / "lessons" / "index.md", lesson_list(lessons))
    _write(source / "gallery.md", gallery(lessons))
    _write(source / "api" / "index.md", api())
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


def title_of(notebook: NotebookNode) -> str:
    """The first heading of a notebook."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and (found := re.search(r"^# +(.+)$", cell.source, re.MULTILINE)):
            return found.group(1).strip()
    return "A lesson"


def _lesson_page(name: str, notebook: NotebookNode, released: Path, folder: Path, settings: Settings) -> None:
    first = notebook.cells[0]
    heading, _, rest = first.source.partition("\n")
    if not heading.startswith("# "):
        raise SiteProblem(f"{name} does not begin with a heading, `# ...`, so it has no page.")
    opening = first | {"source": f"{heading}\n\n{buttons(name, settings)}\n{rest}"}
    page = from_dict(notebook | {"cells": [opening, *notebook.cells[1:]]})  # type: ignore[no-untyped-call]  # partly typed
    target = folder / name
    shutil.copytree(released, target, ignore=shutil.ignore_patterns("*.ipynb", "*.py"))
    nbformat.write(page, str(target / f"{name}.ipynb"))  # type: ignore[no-untyped-call]  # partly typed


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


def lesson_list(lessons: Mapping[str, NotebookNode]) -> str:
    """The page that lists the lessons."""
    names = "\n".join(f"{name}/{name}" for name in lessons)
    rows = [f"- [{title_of(notebook)}]({name}/{name}.ipynb)" for name, notebook in lessons.items()]
    intro = "Each lesson is a notebook: read, predict, run, answer, check. Open one in the browser and begin."
    lab = "../lite/lab/index.html?path=index.ipynb"
    together = f'<a class="course-button" href="{lab}">All of them, in JupyterLab</a>'
    return (
        f"# Lessons\n\n{intro}\n\n{chr(10).join(rows)}\n\n<p>{together}</p>\n\n"
        f"```{{toctree}}\n:hidden:\n\n{names}\n```\n"
    )


def gallery(lessons: Mapping[str, NotebookNode]) -> str:
    """The page with every figure of the lessons, and the lesson to which each belongs."""
    parts = [
        "# Gallery",
        "",
        "Every figure of the lessons. A click leads to the place where it is explained.",
    ]
    for name, notebook in lessons.items():
        text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
        found = PICTURE.findall(text)
        if not found:
            continue
        parts += ["", f"## {title_of(notebook)}", "", "::::{grid} 1 1 2 2", ":gutter: 3", ""]
        for alternative, path in found:
            words = " ".join(alternative.split())
            parts += [":::{grid-item-card}", f":img-top: lessons/{name}/{path}", f":img-alt: {words}"]
            parts += [f":link: lessons/{name}/{name}", ":link-type: doc", "", words, ":::"]
        parts += ["::::"]
    return "\n".join(parts) + "\n"


def api() -> str:
    """The page of the engine's names, from their docstrings."""
    parts = [
        "# autodiff_lite",
        "",
        "The names of `autodiff_lite`, which are TensorFlow's, and those for learning.",
    ]
    for namespace in NAMESPACES:
        path = f"autodiff_lite.{namespace}".rstrip(".")
        module = importlib.import_module(path)
        title = f"ad.{namespace}".rstrip(".")
        parts += ["", f"## {title}", "", "```{eval-rst}"]
        parts += [row for name in sorted(module.__all__, key=str.lower) for row in _entry(module, path, name)]
        parts += ["```"]
    return "\n".join(parts) + "\n"


def _entry(module: ModuleType, path: str, name: str) -> Sequence[str]:
    thing = getattr(module, name)
    if isinstance(thing, ModuleType) or not getattr(thing, "__doc__", None):
        return ()
    if isinstance(thing, type):
        return (f".. autoclass:: {path}.{name}", "   :members:", "")
    if callable(thing):
        return (f".. autofunction:: {path}.{name}", "")
    return ()


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


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
