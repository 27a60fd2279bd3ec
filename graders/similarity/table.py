"""Pairs of answers that are alike, in a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from graders.course.submissions import shown
from graders.similarity.data import CAUTION, people
from graders.similarity.pairs import Alike

MOST = 30


def print_alike(console: Console, found: Alike, names: bool) -> None:
    """Print the pairs that share most, and what was not compared."""
    console.print(CAUTION, markup=False)
    called = people(found, names)
    if found.pairs:
        table = Table(title=f"Answers to {found.lesson} that are alike", title_justify="left")
        for heading in ("question", "one", "other"):
            table.add_column(heading, overflow="fold")
        for heading in ("shared", "bits", "longest", "others"):
            table.add_column(heading, justify="right")
        for pair in found.pairs[:MOST]:
            table.add_row(
                escape(shown(pair.question)),
                escape(shown(called[pair.one.student])),
                escape(shown(called[pair.other.student])),
                f"{100 * pair.share:.0f} %",
                f"{pair.weight:.0f}",
                str(pair.longest),
                str(pair.others),
            )
        more = len(found.pairs) - MOST
        table.caption = (
            "shared: of what the lesson and the class do not explain. bits: how rare. longest: tokens "
            "in a row. others: students with a part of it." + (f" And {more} more pairs." if more > 0 else "")
        )
        table.caption_justify = "left"
        console.print(table)
    else:
        console.print("No two answers are alike beyond what the lesson and the class explain.")
    console.print(remainder(found), markup=False)


def remainder(found: Alike) -> str:
    """How much was compared, and what was not."""
    words = f"{found.compared} answers were compared; {found.too_short} are too short to tell."
    if found.unread:
        count = len(found.unread)
        words += f" {count} {'notebook' if count == 1 else 'notebooks'} could not be read."
    return words
