"""The report on a graded class: one table, and one list of what needs a person's eye."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from graders.checking.panel import amount
from graders.course.released import ReleasedCell
from graders.course.results import ClassResult, Result, lateness
from graders.course.submissions import shown
from graders.source.checks import checked_ids

NOT_GRADED = "–"
WAITING = "by hand"
MORE = " + ?"


def score_table(outcome: ClassResult) -> Table:
    """Student, each question, score and total. A dash where nothing could be graded."""
    graded = [cell for cell in outcome.cells if cell.points]
    possible = sum(cell.points or 0.0 for cell in graded)
    waiting = any(result.waiting for result in outcome.results)
    table = Table(
        title=f"Scores of {outcome.lesson}",
        title_justify="left",
        caption="+ ?  a written answer waits for a person" if waiting else None,
        caption_justify="left",
    )
    table.add_column("student", no_wrap=True)
    named = any(result.standing.name for result in outcome.results)
    late = any(result.standing.late or result.standing.penalty for result in outcome.results)
    if named:
        table.add_column("name", overflow="fold")
    for label, cell in zip(labels(graded), graded, strict=True):
        table.add_column(
            f"{escape(label)}\n(of {amount(cell.points or 0)})", justify="right", overflow="fold"
        )
    if late:
        table.add_column("late", overflow="fold")
        table.add_column("penalty", justify="right")
    table.add_column(f"total\n(of {amount(possible)})", justify="right", style="bold")
    for result in outcome.results:
        scores = {score.cell: score for score in result.scores or ()}
        row = []
        for cell in graded:
            score = scores.get(cell.name)
            row.append(
                NOT_GRADED if score is None else WAITING if score.points is None else amount(score.points)
            )
        if late:
            penalty = result.standing.penalty
            row += [
                lateness(result.standing.late).removesuffix(" late"),
                f"−{amount(penalty)}" if penalty else "",
            ]
        name = [escape(shown(result.standing.name))] if named else []
        table.add_row(escape(shown(result.student)), *name, *row, _total(result))
    return table


def labels(cells: Sequence[ReleasedCell]) -> list[str]:
    """Short names of graded cells: the question's id if there is one, less the words that all start with."""
    names = [next(checked_ids(cell.source), cell.name).split("-") for cell in cells]
    while len(names) > 1 and all(len(name) > 1 and name[0] == names[0][0] for name in names):
        names = [name[1:] for name in names]
    return ["-".join(name) for name in names]


def eye_table(results: Iterable[Result]) -> Table:
    """What a person should look at, each with the reason."""
    table = Table(title="Needs a person's eye", title_justify="left")
    table.add_column("student", no_wrap=True)
    table.add_column("what", no_wrap=True)
    table.add_column("reason", overflow="fold")
    for result in results:
        for remark in result.remarks:
            table.add_row(escape(shown(result.student)), escape(remark.kind), escape(remark.text))
    return table


def as_data(outcome: ClassResult) -> dict[str, Any]:
    """The outcome as plain data, for other programs."""
    return {
        "lesson": outcome.lesson,
        "stopped": outcome.stopped or None,
        "possible": sum(cell.points or 0.0 for cell in outcome.cells),
        "students": {result.student: _student(result) for result in outcome.results},
    }


def _student(result: Result) -> dict[str, Any]:
    scores = result.scores
    return {
        "graded": scores is not None,
        "name": result.standing.name or None,
        "points": result.total,
        "points_before_penalty": result.raw,
        "penalty": result.standing.penalty,
        "seconds_late": result.standing.late,
        "waits_for_a_person": result.waiting,
        "scores": None if scores is None else {score.cell: score.points for score in scores},
        "remarks": [{"kind": remark.kind, "text": remark.text} for remark in result.remarks],
    }


def print_report(console: Console, outcome: ClassResult) -> None:
    """Print the table, the list and one line that counts."""
    console.print(score_table(outcome))
    if any(result.remarks for result in outcome.results):
        console.print(eye_table(outcome.results))
    graded = sum(result.scores is not None for result in outcome.results)
    console.print(f"{graded} of {len(outcome.results)} submissions graded.")


def _total(result: Result) -> str:
    if result.total is None:
        return NOT_GRADED
    return amount(result.total) + (MORE if result.waiting else "")
