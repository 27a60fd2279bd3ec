"""What a saved notebook tells of its checks: hints looked at, points seen, and how often a check ran.

It costs a student nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graders.checking.checks import HINT_TYPE

MOST_POINTS = 1e6
MOST_RUNS = 10_000


def hint_levels(notebook: Mapping[str, Any]) -> dict[str, int]:
    """The highest level of hints for each question, from the panels saved in a notebook (as parsed JSON).

    What is not as `check` wrote it is passed over.

    >>> panel = {"data": {HINT_TYPE: {"question": "slope", "level": 2}}}
    >>> hint_levels({"cells": [{"outputs": [panel]}, {"cell_type": "markdown"}]})
    {'slope': 2}
    """
    return _highest(notebook, "level", 3)


def check_runs(notebook: Mapping[str, Any]) -> dict[str, int]:
    """How often each question's check had run when its panel was saved, since that kernel was started.

    >>> panel = {"data": {HINT_TYPE: {"question": "slope", "level": 0, "runs": 4}}}
    >>> check_runs({"cells": [{"outputs": [panel]}]})
    {'slope': 4}
    """
    return _highest(notebook, "runs", MOST_RUNS)


def points_seen(notebook: Mapping[str, Any]) -> dict[str, float]:
    """The points that each question's check showed when a notebook was saved; the last panel of each counts.

    >>> panels = [{"data": {HINT_TYPE: {"question": "slope", "points": points}}} for points in (0.5, 2)]
    >>> points_seen({"cells": [{"outputs": panels}]})
    {'slope': 2.0}
    """
    seen: dict[str, float] = {}
    for noted in _noted(notebook):
        question, points = noted.get("question"), noted.get("points")
        if not isinstance(points, int | float) or isinstance(points, bool):
            continue
        if isinstance(question, str) and 0 <= points < MOST_POINTS:
            seen[question] = float(points)
    return seen


def _highest(notebook: Mapping[str, Any], part: str, most: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for noted in _noted(notebook):
        question, number = noted.get("question"), noted.get(part)
        if isinstance(question, str) and type(number) is int and 1 <= number <= most:
            found[question] = max(number, found.get(question, 0))
    return found


def _noted(notebook: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What `check` noted beside its panels, in the order of the cells."""
    for cell in _list(notebook.get("cells")):
        for output in _list(cell.get("outputs") if isinstance(cell, Mapping) else None):
            data = output.get("data") if isinstance(output, Mapping) else None
            noted = data.get(HINT_TYPE) if isinstance(data, Mapping) else None
            if isinstance(noted, Mapping):
                yield noted


def _list(thing: Any) -> list[Any]:
    return thing if isinstance(thing, list) else []
