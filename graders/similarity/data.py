"""What was found, for other programs; and under which name a student appears."""

from __future__ import annotations

from typing import Any

from graders.course.spreadsheet import as_table
from graders.similarity.pairs import Alike, Pair

COLUMNS = ("question", "one", "other", "share", "weight", "longest", "others")
CAUTION = (
    "This proves nothing. People who learn together write alike, and so do people who read the same page. "
    "Look at the texts, and talk to the students before you think anything of them."
)


def people(found: Alike, names: bool) -> dict[str, str]:
    """How each student of the pairs is called: by name, or by a number where nobody is to be named."""
    return {
        student: student if names else f"student {n}" for n, student in enumerate(found.students, start=1)
    }


def as_data(found: Alike, names: bool) -> dict[str, Any]:
    """The pairs as plain data."""
    called = people(found, names)
    return {
        "lesson": found.lesson,
        "caution": CAUTION,
        "compared": found.compared,
        "too_short": found.too_short,
        "unread": len(found.unread),
        "pairs": [dict(zip(COLUMNS, _row(pair, called), strict=True)) for pair in found.pairs],
    }


def as_csv(found: Alike, names: bool) -> str:
    """A row a pair."""
    called = people(found, names)
    return as_table(COLUMNS, [_row(pair, called) for pair in found.pairs])


def _row(pair: Pair, called: dict[str, str]) -> list[Any]:
    return [
        pair.question,
        called[pair.one.student],
        called[pair.other.student],
        round(pair.share, 3),
        round(pair.weight, 1),
        pair.longest,
        pair.others,
    ]
