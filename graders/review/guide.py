"""A marking guide as points: each with a title, what it is worth, and what it says to whoever reads answers.

A guide is a text in hidden tests or a mark scheme, in a cell below the answer or called as it with `-guide`.
Its points are numbered; each is worth the same unless it says another number of points:

    # 1. Why None. Full: the tape does not watch constants. Half: without the reason.
    # 2. The repair (2 points). Full: ...
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nbformat import NotebookNode

REGION = re.compile(r"### BEGIN (HIDDEN TESTS|MARK SCHEME)\s*\n(.*?)### END \1", re.DOTALL)
ITEM = re.compile(r"^\s*([0-9]{1,2})[.)]\s+(.*)")
WORTH = re.compile(r"\s*\(([0-9]+(?:\.[0-9]+)?) points?\)")


@dataclass(frozen=True)
class Point:
    """One point of a rubric. `text` is for graders; students see the title."""

    title: str
    worth: float
    text: str


def guide_of(cells: Sequence[NotebookNode], answer: str) -> str:
    """The guide for an answer in the lesson's source; empty where there is none."""
    names = [str((cell.metadata.get("nbgrader") or {}).get("grade_id", "")) for cell in cells]
    if answer not in names:
        return ""
    place = names.index(answer)
    own = [cells[place]] + [
        cell for name, cell in zip(names, cells, strict=True) if name == f"{answer}-guide"
    ]
    for cell in own:
        if found := REGION.search(cell.source):
            return "\n".join(re.sub(r"^# ?", "", line) for line in found[2].strip().splitlines())
    return ""


def points_of(guide: str, possible: float) -> list[Point]:
    """The points of a guide; none where it has no numbered ones, or they do not add up to what is possible.

    >>> guide = "1. Why. Full: a" + chr(10) + "2. How. Full: b"
    >>> [(point.title, point.worth) for point in points_of(guide, 3)]
    [('Why', 1.5), ('How', 1.5)]
    """
    items: list[str] = []
    for line in guide.splitlines():
        if ITEM.match(line):
            items.append(line.strip())
        elif items and line.startswith((" ", "\t")):
            items[-1] += " " + line.strip()
    worths = [float(found[1]) if (found := WORTH.search(item)) else None for item in items]
    open_ones = worths.count(None)
    rest = possible - sum(worth for worth in worths if worth is not None)
    if not items or rest < 0 or (not open_ones and abs(rest) > 1e-9):
        return []
    return [
        Point(_title(item, number), rest / open_ones if worth is None else worth, item)
        for number, (item, worth) in enumerate(zip(items, worths, strict=True), start=1)
    ]


def _title(item: str, number: int) -> str:
    """What stands before the first sentence's end; `Point 1` for an item that begins with what is full."""
    words = WORTH.sub("", ITEM.sub(r"\2", item))
    title = re.split(r"\b(?:Full|Half|None):|(?<=[^0-9])[.:](?:\s|$)", words)[0].strip(" .:")
    return title[:80] or f"Point {number}"
