"""`graders test` as a table for a teacher to read, and as data for programs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from graders.authoring.testing import RELEASED, SOLUTION, Tested

if TYPE_CHECKING:
    from rich.console import Console


def print_tested(tested: Tested, console: Console) -> None:
    """A line for each thing that was tried, then everything that is to be put right."""
    from rich.table import Table

    table = Table("tried", "result", "seconds", title=tested.lesson, title_justify="left")
    for what, name in (("lesson", "notebook and questions fit"), ("release", "students' version")):
        if what in tested.faults:
            table.add_row(name, _state(tested.faults[what]), _seconds(tested, what))
    for what, name in ((SOLUTION, "solution gets full points"), (RELEASED, "released notebook gets none")):
        if what in tested.faults:
            table.add_row(name, _state(tested.faults[what]), _seconds(tested, what))
    right = Counter(each.entry.question for each in tested.tried if not each.problem)
    for question, number in Counter(each.entry.question for each in tested.tried).items():
        seconds = sum(each.seconds for each in tested.tried if each.entry.question == question)
        good = right[question]
        state = f"{number} of {number} answers" if good == number else f"{good} of {number} answers: FAILED"
        table.add_row(question, state, f"{seconds:.1f}")
    console.print(table)
    for problem in tested.problems():
        console.print(f"  - {problem}", markup=False, soft_wrap=True)
    for note in tested.notes:
        console.print(f"  note: {note}", markup=False, soft_wrap=True)
    verdict = "All is well." if tested.passed else f"{len(tested.problems())} to put right."
    console.print(verdict, markup=False)


def as_data(tested: Tested) -> dict[str, Any]:
    """What was found, for other programs."""
    return {
        "lesson": tested.lesson,
        "passed": tested.passed,
        "problems": tested.problems(),
        "notes": tested.notes,
        "seconds": {what: round(seconds, 3) for what, seconds in tested.seconds.items()},
        "entries": [
            {
                "line": each.entry.line,
                "question": each.entry.question,
                "points": each.points,
                "expected": each.entry.points,
                "misconceptions": list(dict.fromkeys(each.offered)),
                "problem": each.problem,
            }
            for each in tested.tried
        ],
    }


def _state(faults: list[str]) -> str:
    return "ok" if not faults else f"FAILED ({len(faults)})"


def _seconds(tested: Tested, what: str) -> str:
    return f"{tested.seconds[what]:.1f}" if what in tested.seconds else ""
