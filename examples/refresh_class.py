"""After a change to a lesson: `python examples/refresh_class.py RELEASED.ipynb`.

Puts what the example students wrote into the lesson's new version (`graders release LESSON` makes it),
as if they had been given that one. `class/expected.json` and `class/expected/` are written by hand and
not touched.
"""

from __future__ import annotations

import copy
import json
import sys
from pathlib import Path
from typing import Any

CLASS = Path(__file__).parent / "class"


def name_of(cell: dict[str, Any]) -> str | None:
    name = cell["metadata"].get("nbgrader", {}).get("grade_id")
    return name if isinstance(name, str) else None


def refreshed(released: dict[str, Any], handed_in: dict[str, Any]) -> dict[str, Any]:
    """The released notebook with a student's answers, with the test cell that they edited or took out."""
    theirs = {name: cell for cell in handed_in["cells"] if (name := name_of(cell))}
    notebook = copy.deepcopy(released)
    kept = []
    for cell in notebook["cells"]:
        name = name_of(cell)
        if name is None:
            kept.append(cell)
            continue
        settings = cell["metadata"]["nbgrader"]
        if name in theirs:
            asks = [
                settings["grade"] and "check(" in "".join(each["source"]) for each in (cell, theirs[name])
            ]
            edited = asks == [True, False]
            if settings["solution"] or edited:
                cell["source"] = theirs[name]["source"]
            kept.append(cell)
        elif settings["locked"] and not settings["grade"]:
            kept.append(cell)  # a cell to be run that the lesson did not have yet
    return {**notebook, "cells": kept}


def main(file: str) -> None:
    released = json.loads(Path(file).read_text(encoding="utf-8"))
    names = {name_of(cell) for cell in released["cells"]} - {None}
    for path in sorted(CLASS.glob(f"*/{Path(file).name}")):
        try:
            handed_in = json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            continue  # one of them is no notebook, and stays so
        if names & {name_of(cell) for cell in handed_in["cells"]}:
            text = json.dumps(refreshed(released, handed_in), indent=1, ensure_ascii=False)
            path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
