"""A lesson as JSON: all that grading a submission needs, and no solution.

The solutions stand in the source notebook alone, and that is left out: in its place goes the notebook that
students got.
"""

from __future__ import annotations

import base64
import json
from dataclasses import asdict
from typing import Any

from graders.course.errors import CourseError
from graders.course.released import Page
from graders.grading.lesson import KeptCell, Lesson
from graders.questions.folder import Folder


def as_json(lesson: Lesson, released: str) -> str:
    """The lesson as a text. `released` is the text of the notebook that students got.

    Raises CourseError where a setting of the course cannot be written down.
    """
    questions = lesson.questions
    data: dict[str, Any] = {
        "course": lesson.course,
        "name": lesson.name,
        "cells": [asdict(cell) for cell in lesson.cells],
        "kernelspec": lesson.kernelspec,
        "before": lesson.before,
        "after": lesson.after,
        "settings": {name: dict(part) for name, part in lesson.settings.items()},
        "files": {name: base64.b64encode(data).decode() for name, data in lesson.files.items()},
        "elsewhere": dict(lesson.elsewhere),
        "opening": lesson.opening,
        "page": {"names": dict(lesson.page.names), "prose": sorted(lesson.page.prose)},
        "questions": None if questions is None else dict(questions.modules),
        "variants": None if questions is None else questions.variants,
        "notebook": released,
    }
    try:
        return json.dumps(data, indent=1)
    except TypeError as problem:
        raise CourseError(f"A setting of the course cannot be taken along: {problem}.") from None


def from_json(text: str) -> Lesson:
    """The lesson that was written down."""
    data = json.loads(text)
    name, modules = data["name"], data["questions"]
    return Lesson(
        course=data["course"],
        name=name,
        cells=tuple(KeptCell(**cell) for cell in data["cells"]),
        kernelspec=data["kernelspec"],
        before=tuple(data["before"]),
        after=tuple(data["after"]),
        settings=data["settings"],
        files={name: base64.b64decode(content) for name, content in data["files"].items()},
        elsewhere=data["elsewhere"],
        opening=tuple(data["opening"]),
        questions=None
        if modules is None
        else Folder(name, modules, data["notebook"], name, data["variants"]),
        page=Page(data["page"]["names"], frozenset(data["page"]["prose"])),
    )
