"""What is to be read of the lessons in a folder: names, questions, needs, and points seen in checks."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graders.checking.hint_levels import points_seen
from graders.questions.folder import QUESTIONS, BrokenLesson, Folder, load

_HEADING = re.compile(r"^\s*#\s+(.+?)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Asked:
    """A question: its title, and the points that its check shows; `seen` is None until it was checked."""

    title: str
    points: float
    seen: float | None = None


@dataclass(frozen=True)
class Seen:
    """A lesson as its folder tells it. `problem` says why its questions cannot be had, where they cannot."""

    name: str
    title: str
    needs: tuple[str, ...] = ()
    questions: tuple[Asked, ...] = ()
    problem: str = ""

    @property
    def points(self) -> float:
        """What the checks of the lesson show together, at most."""
        return sum(question.points for question in self.questions)

    @property
    def seen(self) -> float:
        """The points that the checks showed when the notebook was saved last."""
        return sum(question.seen or 0.0 for question in self.questions)

    @property
    def begun(self) -> bool:
        return any(question.seen is not None for question in self.questions)

    @property
    def done(self) -> bool:
        return self.begun and self.seen >= self.points - 1e-9


def lessons_in(course: Path) -> list[Seen]:
    """The lessons whose folders lie in `course`, by name: a folder with a `questions.py` and a notebook."""
    found = [place for place in sorted(course.glob("*")) if (place / QUESTIONS).is_file()]
    return [_lesson(place) for place in found if (place / f"{place.name}.ipynb").is_file()]


def _lesson(place: Path) -> Seen:
    notebook = _parsed(place / f"{place.name}.ipynb")
    title = _title(notebook) or place.name
    try:
        lesson = load(Folder.read(place))
    except BrokenLesson as problem:
        return Seen(place.name, title, problem=str(problem))
    seen = points_seen(notebook)
    asked = tuple(
        Asked(question.title, question.visible_points, seen.get(question.id)) for question in lesson
    )
    return Seen(place.name, title, lesson.needs, asked)


def _parsed(file: Path) -> Mapping[str, Any]:
    """A notebook as parsed JSON; empty where it cannot be read, for instance while it is being saved."""
    try:
        read = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return read if isinstance(read, Mapping) else {}


def _title(notebook: Mapping[str, Any]) -> str:
    cells = notebook.get("cells")
    for cell in cells if isinstance(cells, list) else []:
        if isinstance(cell, Mapping) and cell.get("cell_type") == "markdown":
            source = cell.get("source", "")
            text = source if isinstance(source, str) else "".join(map(str, source))
            if heading := _HEADING.search(text):
                return heading[1]
    return ""
