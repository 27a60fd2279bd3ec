"""Pages that list what the course has: its lessons, its words, its figures, and the engine's names."""

from __future__ import annotations

import html
import importlib
import re
from collections.abc import Container, Mapping, Sequence
from pathlib import Path
from types import ModuleType

from nbformat import NotebookNode

from graders.checking.panel import amount
from graders.coursemap.picture import draw
from graders.coursemap.reading import Seen, lessons_in

PICTURE = re.compile(r"!\[([^\]]*)\]\((figures/[^)]+)\)")
EFFORT = re.compile(r"about \d+ minutes", re.IGNORECASE)
TO_A_PLACE = re.compile(r"\[([^\]]+)\]\(<(([^>/#]+)/[^>#]+\.ipynb)#([^>]+)>\)")
"""A link of the glossary: its words, the notebook, the lesson, and the heading as JupyterLab names it."""

LEARNING = ("draw", "graph", "explain_none", "explain_nan", "gradcheck", "replace_rules")
"""The names of the engine that TensorFlow has not."""


def title_of(notebook: NotebookNode) -> str:
    """The first heading of a notebook."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and (found := re.search(r"^# +(.+)$", cell.source, re.MULTILINE)):
            return found.group(1).strip()
    return "A lesson"


def lesson_list(lessons: Mapping[str, NotebookNode], released: Path) -> str:
    """The page that lists the lessons: which needs which, as a picture and in words, and what each asks."""
    seen = {lesson.name: lesson for lesson in lessons_in(released)}
    names = "\n".join(f"{name}/{name}" for name in lessons)
    rows = [_row(name, notebook, seen[name]) for name, notebook in lessons.items()]
    intro = (
        "Each lesson is a notebook: read, predict, run, answer, check. Open one in the browser and begin. "
        "You need not follow the numbers: every way along the arrows works. The "
        "[glossary](glossary.ipynb) has the words of all lessons."
    )
    about = html.escape("Map of the lessons; the list below says which lesson needs which.", quote=True)
    picture = draw([seen[name] for name in lessons], about, worth)
    lab = "../lite/lab/index.html?path=index.ipynb"
    together = f'<a class="course-button" href="{lab}">All of them, in JupyterLab</a>'
    return (
        f"# Lessons\n\n{intro}\n\n<div>{picture}</div>\n\n{chr(10).join(rows)}\n\n<p>{together}</p>\n\n"
        f"```{{toctree}}\n:hidden:\n\n{names}\nglossary\n```\n"
    )


def worth(lesson: Seen) -> str:
    """What the checks of a lesson show together, at most."""
    return f"{amount(lesson.points)} points"


def _row(name: str, notebook: NotebookNode, lesson: Seen) -> str:
    effort = EFFORT.search(notebook.cells[0].source)
    needs = " and ".join(_number(need) or need for need in lesson.needs)
    facts = f"{effort.group().capitalize()}, needs" if effort else "Needs"
    asks = "; ".join(html.escape(question.title) for question in lesson.questions)
    words = [
        *filter(None, [_number(name)]),
        f"[{title_of(notebook)}]({name}/{name}.ipynb).",
        f"{facts} {needs or 'nothing before'}.",
        f'<span class="course-asks">{asks}.</span>',
    ]
    return f"- {' '.join(words)}"


def _number(name: str) -> str:
    found = re.match(r"\d+", name)
    return found.group() if found else ""


def glossary(notebook: NotebookNode, lessons: Container[str]) -> None:
    """Lead the links of the students' glossary to the pages' places; without a page, to none."""

    def leading(link: re.Match[str]) -> str:
        words, file, lesson, heading = link.groups()
        return f"[{words}]({file}#{slug(heading)})" if lesson in lessons else words

    for cell in notebook.cells:
        cell.source = TO_A_PLACE.sub(leading, cell.source).replace("(index.ipynb)", "(index.md)")


def slug(heading: str) -> str:
    """A heading's name in an address: the pages write it as GitHub does, JupyterLab keeps its signs.

    >>> slug("4-·-Momentum-and-Adam")
    '4--momentum-and-adam'
    """
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def figure_place(path: str) -> str:
    """The name of the place where a figure stands on its lesson's page."""
    return "figure-" + slug(Path(path).stem)


def with_places(text: str) -> str:
    """A cell's text, with a place to lead to before each figure."""
    return PICTURE.sub(lambda picture: f'<a id="{figure_place(picture[2])}"></a>{picture[0]}', text)


def gallery(lessons: Mapping[str, NotebookNode]) -> str:
    """The page with every figure of the lessons, and the place to which each belongs."""
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
            parts += [f":link: lessons/{name}/{name}.html#{figure_place(path)}", ":link-type: url"]
            parts += ["", words, ":::"]
        parts += ["::::"]
    return "\n".join(parts) + "\n"


def api(engine: str = "autodiff_lite") -> str:
    """The page of the engine's names, from their docstrings: its own, then those of each of its modules."""
    module = importlib.import_module(engine)
    inner = sorted(name for name in module.__all__ if isinstance(getattr(module, name), ModuleType))
    learning = ", ".join(f'<a href="#{engine}.{name}"><code>ad.{name}</code></a>' for name in LEARNING)
    intro = (
        f"The names of `{engine}` are TensorFlow's: [what is here, and what differs](../docs/tensorflow.md). "
        f"Those that only this package has are for learning: {learning}."
    )
    parts = [f"# {engine}", "", intro]
    shown: dict[type, str] = {}
    parts += _section(module, engine, "ad", shown)
    for name in inner:
        parts += _section(getattr(module, name), f"{engine}.{name}", f"ad.{name}", shown)
    return "\n".join(parts) + "\n"


def _section(module: ModuleType, path: str, title: str, shown: dict[type, str]) -> Sequence[str]:
    about = (module.__doc__ or "").partition("\n\n")[0].splitlines()
    names = sorted(module.__all__, key=str.lower)
    rows = [row for name in names for row in _entry(getattr(module, name), path, name, shown)]
    return ["", f"## {title}", "", "```{eval-rst}", *about, "", *rows, "```"]


def _entry(thing: object, path: str, name: str, shown: dict[type, str]) -> Sequence[str]:
    """What stands there for a name; a class that a second module has too is `shown` once."""
    if isinstance(thing, ModuleType) or not getattr(thing, "__doc__", None):
        return ()
    if isinstance(thing, type):
        if thing in shown:
            return (f"``{name}`` is :class:`{shown[thing]}`.", "")
        shown[thing] = f"{path}.{name}"
        return (f".. autoclass:: {path}.{name}", "   :members:", "")
    if callable(thing):
        return (f".. autofunction:: {path}.{name}", "")
    return ()
