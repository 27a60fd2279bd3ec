"""What Gradescope is told of a graded submission: its `results.json`.

A question is a test with the points and the words of what students may check themselves. What only grading
checks is a second one that Gradescope shows when grades are published, so that nobody finds out by handing in
again and again what is asked there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from graders.checking.panel import amount
from graders.course.verdicts import verdicts_of
from graders.grading.lesson import Lesson
from graders.grading.outcome import Outcome
from graders.grading.steps import released_cells
from graders.source.checks import checked_ids

LONGEST = 10_000
LATER = "after_published"


def results(lesson: Lesson, outcome: Outcome, seconds: float) -> dict[str, Any]:
    """The results of a submission that was graded; one that is no notebook of the lesson has no points."""
    said = [f"{remark.kind}: {remark.text}" for remark in outcome.remarks]
    found: dict[str, Any] = {
        "execution_time": round(seconds),
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {"course": lesson.course, "lesson": lesson.name},
    }
    if outcome.notebook is None:
        text = "\n".join(["This is no notebook of the lesson, and has no points. Hand in again.", *said])
        return {**found, "score": 0.0, "output": _legible(text)}
    cells = [cell for cell in released_cells(lesson) if cell.points]
    by_hand = [cell.name for cell in cells if outcome.scores.get(cell.name) is None]
    said += [f"waits for a person's grade: {name}" for name in by_hand]
    tests = list(_tests(lesson, outcome))
    # Gradescope adds the tests up; where a person grades everything there is nothing to add up yet.
    return {**found, "output": _legible("\n".join(said)), **({"tests": tests} if tests else {"score": 0.0})}


def _tests(lesson: Lesson, outcome: Outcome) -> Iterator[dict[str, Any]]:
    verdicts = verdicts_of(json.loads(outcome.notebook or b"{}"))
    number = 0
    for cell in released_cells(lesson):
        points, worth = outcome.scores.get(cell.name), float(cell.points or 0.0)
        if points is None or not worth:
            continue
        number += 1
        question = next(checked_ids(cell.source), None)
        seen = verdicts.get(cell.name, {}).get("visible")
        if question is None or lesson.questions is None or not isinstance(seen, Mapping):
            words = "All of it is right." if points >= worth else "Not all of it is right."
            if cell.manual:
                words = "Nothing is written here." if not points else ""
            yield _test(str(number), cell.name, points, worth, words)
            continue
        title = lesson.asked.find(question).title
        now, there = min(float(seen["points"]), points), float(seen["of"])
        if there > 0:
            yield _test(str(number), title, now, there, str(seen["text"]))
        if worth - there > 1e-9:
            later = _test(f"{number}.1", f"{title}: further checks", points - now, worth - there, "")
            yield {**later, "visibility": LATER}


def _test(number: str, name: str, points: float, worth: float, output: str) -> dict[str, Any]:
    right = points >= worth - 1e-9
    return {
        "number": number,
        "name": name,
        "score": round(points, 6),
        "max_score": round(worth, 6),
        "status": "passed" if right else "failed",
        "output": _legible(output) or f"{amount(points)} of {amount(worth)}",
        "output_format": "text",
        "visibility": "visible",
    }


def _legible(text: str) -> str:
    """A text without control characters, and not longer than a page shows."""
    return "".join(sign if sign.isprintable() or sign == "\n" else "\ufffd" for sign in text)[:LONGEST]
