"""The marks in a source notebook that nbgrader goes by: names of cells, and where solutions begin and end."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from nbformat import NotebookNode

from graders.course.recover import name_of

REGIONS = ("SOLUTION", "HIDDEN TESTS", "MARK SCHEME")
MARKS = tuple(f"{side} {region}" for region in REGIONS for side in ("BEGIN", "END"))
NAME = re.compile(r"[A-Za-z0-9_-]+")
LIKE = 0.8
"""From here on two marks are one, misspelt: of 13 letters, two may differ."""


def faults_of_marks(notebook: NotebookNode, file: str) -> list[str]:
    """What nbgrader would refuse, or leave standing without a word, each with its cell and line."""
    faults: list[str] = []
    places: dict[str, int] = {}
    for number, cell in enumerate(notebook.cells, start=1):
        where = f"cell {number} of {file}"
        faults += _faults_of_regions(cell, where)
        marks = cell.metadata.get("nbgrader")
        if not isinstance(marks, dict) or not marks:
            continue
        name = name_of(cell)
        if name is None or not NAME.fullmatch(name):
            faults.append(f"{where} has the name {name!r} for nbgrader; use letters, digits, - and _")
        elif name in places:
            faults.append(
                f"{where} is called {name!r}, as cell {places[name]} is; give each a name of its own"
            )
        else:
            places[name] = number
        points = marks.get("points", 0)
        if marks.get("grade") and (not isinstance(points, int | float) or points < 0):
            faults.append(f"{where} is worth {points!r} points; give it 0 or more")
    return faults


def _faults_of_regions(cell: NotebookNode, where: str) -> Iterator[str]:
    marks = cell.metadata.get("nbgrader") or {}
    opened: tuple[str, int] | None = None
    for number, line in enumerate(cell.source.splitlines(), start=1):
        mark = next((each for each in MARKS if each in line), None)
        if mark is None:
            if (meant := _misspelt(line)) is not None:
                yield f"{where}, line {number}: {line.strip()!r} is no mark of nbgrader; {meant!r} is"
            continue
        side, _, region = mark.partition(" ")
        if side == "BEGIN":
            if opened is not None:
                inside = f"the {opened[0]} that begins in line {opened[1]}"
                yield f"{where}, line {number}: {mark!r} stands inside of {inside}"
            if region == "SOLUTION" and not marks.get("solution") and not marks.get("task"):
                yield f"{where}, line {number}: a solution begins in a cell that is not marked as an answer"
            opened = region, number
        elif opened is None or opened[0] != region:
            yield f"{where}, line {number}: {mark!r} ends what did not begin"
            opened = None
        else:
            opened = None
    if opened is not None:
        region, begun = opened
        yield f"{where}, line {begun}: this {region} has no end; write '### END {region}' behind it"


def _misspelt(line: str) -> str | None:
    """The mark that a comment line seems to mean, but for case, spaces or a letter or two."""
    found = re.fullmatch(r"\s*#+\s*(\w[\w ]{6,24}?)\s*#*\s*", line)
    if found is None:
        return None
    words = " ".join(found[1].upper().replace("_", " ").split())
    near = difflib.get_close_matches(words, MARKS, n=1, cutoff=LIKE)
    return f"### {near[0]}" if near else None
