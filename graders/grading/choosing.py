"""Which of the files that a platform says are one student's is the lesson's notebook that counts.

Nothing is guessed: where two could be it and it cannot be known which is newer, neither is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from graders.course.moments import Moment, newer
from graders.grading.archives import Entry
from graders.grading.layouts import Claim

CLOSE = timedelta(seconds=2)
"""A zip keeps times to two seconds."""


@dataclass(frozen=True)
class Candidate:
    """A notebook that may be a student's submission. `moment` is when it was handed in, if that is told."""

    claim: Claim
    entry: Entry
    container: str
    """What in the archive the notebook came in: a folder, a zip, or the platform's part of a name."""
    moment: Moment | None

    @cached_property
    def data(self) -> bytes:
        """The notebook's bytes. Raises LeftOut."""
        return self.entry.read()

    @property
    def path(self) -> str:
        return self.entry.path

    @property
    def when(self) -> datetime | None:
        """The time that the archive keeps for the file."""
        return self.entry.when


@dataclass(frozen=True)
class Choice:
    """What was chosen, if anything; what is to be told; and what was left out, a sentence each."""

    chosen: Candidate | None
    told: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def choose(
    student: str, candidates: Sequence[Candidate], lesson: str, is_of_lesson: Callable[[bytes], bool]
) -> Choice:
    """The newest of a student's notebooks of this lesson. All of them can be read."""
    distinct = _distinct(candidates)
    if len(distinct) == 1:
        return Choice(distinct[0])
    ours = [each for each in distinct if is_of_lesson(each.data) or is_called_like(each.entry.name, lesson)]
    others = [each for each in distinct if each not in ours]
    if not ours:
        return Choice(None, left_out=(_undecided(student, distinct, "none is called like the lesson"),))
    left_out = [
        f"{student!r} handed in another notebook too, {each.path!r}; it was not collected." for each in others
    ]
    for each in ours:
        known = [order(each, other, lesson) for other in ours if other is not each]
        if all(found is not None and found[0] for found in known):
            told = [_superseded(student, each, other, lesson) for other in ours if other is not each]
            return Choice(
                each, tuple(text for text, sure in told if sure), (*left_out, *(t for t, s in told if not s))
            )
    why = "it cannot be known which is the newest"
    return Choice(None, left_out=(*left_out, _undecided(student, ours, why)))


def order(one: Candidate, other: Candidate, lesson: str) -> tuple[bool, str] | None:
    """Whether one notebook counts before another, and what decides it; None where that cannot be known."""
    if (
        one.claim.version is not None
        and other.claim.version is not None
        and one.claim.version != other.claim.version
    ):
        return one.claim.version > other.claim.version, "the platform's version"
    if one.moment is not None and other.moment is not None:
        found = newer(one.moment, other.moment)
        if found is not None:
            return found, "the time of handing in"
    elif one.moment is not None or other.moment is not None:
        return None
    if one.container == other.container:
        exact = [is_called(each.entry.name, lesson) for each in (one, other)]
        if exact[0] != exact[1]:
            return exact[0], "its name"
    if (
        one.when is None
        or other.when is None
        or abs(one.when - other.when) <= CLOSE
        or one.moment is not None
    ):
        return None
    return one.when > other.when, "the file time in the archive"


def _superseded(student: str, chosen: Candidate, other: Candidate, lesson: str) -> tuple[str, bool]:
    """What is said of a notebook that does not count, and whether that is by times alone."""
    found = order(chosen, other, lesson)
    by = found[1] if found else ""
    text = f"{student!r}: {chosen.path!r} counts and not {other.path!r}; {by} says which."
    return text, by != "its name"


def _undecided(student: str, candidates: Sequence[Candidate], why: str) -> str:
    shown = ", ".join(repr(each.path) for each in candidates)
    return f"{student!r} handed in {len(candidates)} notebooks, and {why}; none was collected: {shown}."


def _distinct(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The notebooks less those that are the same to a byte as another; of these the newest stands for all."""
    found: dict[bytes, Candidate] = {}
    for each in candidates:
        known = found.get(each.data)
        if known is None or (known.moment and each.moment and newer(each.moment, known.moment)):
            found[each.data] = each
    return list(found.values())


def is_called(name: str, lesson: str) -> bool:
    """Whether a file is called exactly as the lesson's notebook, in letters of any size."""
    return name.casefold() == f"{lesson}.ipynb".casefold()


def is_called_like(name: str, lesson: str) -> bool:
    """Whether a file's name is the lesson's, or what a browser or a platform makes of it.

    >>> [is_called_like(f"{stem}.ipynb", "03-x") for stem in ("03_X (1)", "03-x-Copy2", "03-xy")]
    [True, True, False]
    """
    stem, wanted = (_plain(text) for text in (re.sub(r"(?i)\.ipynb.*$", "", name), lesson))
    return re.fullmatch(rf"{re.escape(wanted)}(?:-?(?:copy|kopie|copie|copia|final|\d+))*", stem) is not None


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "-", text.casefold()).strip("-")
