"""`overview()`: the map of the lessons, as a notebook or a terminal shows it."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from graders.checking.finding import STARTED_IN
from graders.checking.panel import amount
from graders.coursemap.picture import draw, state
from graders.coursemap.reading import Seen, lessons_in

NOTE = (
    "Points are those that the checks showed when you saved each notebook last. They are read from your own "
    "files, and nothing is sent. Hidden checks and written answers are graded later."
)


class Overview:
    """The lessons of a folder. Notebooks show a map and a table, terminals the table."""

    def __init__(self, lessons: Sequence[Seen]) -> None:
        self.lessons = tuple(lessons)

    def __repr__(self) -> str:
        if not self.lessons:
            return "There are no lessons beside this notebook."
        width = max(len(lesson.name) for lesson in self.lessons)
        rows = [f"{lesson.name:{width}}  {state(lesson)}" for lesson in self.lessons]
        return "\n".join([*rows, "", NOTE])

    def _repr_html_(self) -> str:
        if not self.lessons:
            return f"<p>{escape(repr(self))}</p>"
        about = "Map of the lessons: " + "; ".join(
            f"{lesson.title}, {state(lesson)}"
            + (f", needs {' and '.join(lesson.needs)}" if lesson.needs else "")
            for lesson in self.lessons
        )
        picture = draw(self.lessons, escape(about, quote=True).replace("\\", "/"))
        heads = "".join(
            f'<th scope="col" style="text-align:left">{word}</th>'
            for word in ("Lesson", "What it asks", "You need", "Points seen")
        )
        return (
            f'<div style="overflow-x:auto">{picture}</div>'
            f'<table style="text-align:left"><thead><tr>{heads}</tr></thead>'
            f"<tbody>{''.join(map(_row, self.lessons))}</tbody></table>"
            f'<p style="max-width:46em">{escape(NOTE)}</p>'
        )


def overview(course: str | Path | None = None) -> Overview:
    """The lessons in the folders beside this notebook, or in the folder `course`, as a map with your points.

    Each lesson is a folder with a notebook and a `questions.py`. Points seen are read from the notebooks as
    they were saved last; nothing is written, and nothing is sent.

    Raises nothing: a lesson whose questions cannot be read is shown with the reason.

    >>> overview("no-such-folder")
    There are no lessons beside this notebook.
    """
    if course is not None:
        return Overview(lessons_in(Path(course)))
    here = _here()
    beside = lessons_in(here)
    return Overview(beside or lessons_in(here.parent))


def _here() -> Path:
    told: Any = vars(sys.modules["__main__"]).get("__vsc_ipynb_file__")
    if isinstance(told, str) and Path(told).is_absolute():
        return Path(told).parent
    return STARTED_IN or Path()


def _row(lesson: Seen) -> str:
    link = f"{lesson.name}/{lesson.name}.ipynb"
    asks = "; ".join(
        question.title
        + ("" if question.seen is None else f" ({amount(question.seen)} of {amount(question.points)})")
        for question in lesson.questions
    )
    numbers = [re.match(r"\d+", need) for need in lesson.needs]
    needs = ", ".join(
        number[0] if number else need for number, need in zip(numbers, lesson.needs, strict=True)
    )
    cells = [
        f'<a href="{escape(link, quote=True)}">{escape(lesson.name)}</a><br>{escape(lesson.title)}',
        escape(lesson.problem or asks),
        escape(needs or "nothing before"),
        escape(state(lesson)),
    ]
    inner = "".join(f'<td style="text-align:left;vertical-align:top">{cell}</td>' for cell in cells)
    return f"<tr>{inner}</tr>"
