"""Which hints a student looked at, read from a submitted notebook. They cost nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graders.checking.checks import HINT_TYPE


def hint_levels(notebook: Mapping[str, Any]) -> dict[str, int]:
    """The highest level of hints for each question, from the panels saved in a notebook (as parsed JSON).

    What is not as `check` wrote it is passed over.

    >>> panel = {"data": {HINT_TYPE: {"question": "slope", "level": 2}}}
    >>> hint_levels({"cells": [{"outputs": [panel]}, {"cell_type": "markdown"}]})
    {'slope': 2}
    """
    levels: dict[str, int] = {}
    for cell in _list(notebook.get("cells")):
        for output in _list(cell.get("outputs") if isinstance(cell, Mapping) else None):
            data = output.get("data") if isinstance(output, Mapping) else None
            noted = data.get(HINT_TYPE) if isinstance(data, Mapping) else None
            if isinstance(noted, Mapping):
                question, level = noted.get("question"), noted.get("level")
                if isinstance(question, str) and type(level) is int and 1 <= level <= 3:
                    levels[question] = max(level, levels.get(question, 0))
    return levels


def _list(thing: Any) -> list[Any]:
    return thing if isinstance(thing, list) else []
