"""A lesson's figures, question by question, and those of a whole course."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graders.statistics import measures
from graders.statistics.classwork import Asked, ClassWork, Member, Reply
from graders.statistics.mistakes import Mistake, Shared, named, unexplained

ENOUGH = 0.5
"""Below this share of the points a student needs help, if the teacher sets no other line."""
UNKNOWN = "–"
FALL = 0.2
"""So much less than in the lessons before counts as falling."""


def tenths(shares: Sequence[float]) -> list[int]:
    """How many students reached which part of the points, in tenths; all of the points counts to the last.

    >>> tenths([0.0, 0.05, 0.3, 1.0])
    [2, 0, 0, 1, 0, 0, 0, 0, 0, 1]
    """
    counts = [0] * 10
    for share in shares:
        counts[min(max(int(share * 10 + 1e-9), 0), 9)] += 1
    return counts


def percent(share: float | None) -> str:
    """A share as people read it.

    >>> percent(0.625), percent(None)
    ('62 %', '–')
    """
    return UNKNOWN if share is None else f"{share:.0%}".replace("%", " %")


@dataclass(frozen=True)
class QuestionFigures:
    """Figures on one question. Shares run from 0 to 1 and are None where nobody has a score.

    `students` have a score, and `tried` of them wrote something. `blank` is the share who left it as it was,
    of those of whom it is known. `outside` counts scores below 0 or above what there is, which only a person
    can have given. `hinted` students looked at a hint; `runs` is how often a check ran, a mean
    over those of whom it is known.
    """

    asked: Asked
    students: int
    mean: float | None
    error: float | None
    right: float | None
    blank: float | None
    tried: int
    waiting: int
    discrimination: measures.Correlation
    quintiles: tuple[float, ...]
    hinted: int
    runs: float | None
    mistakes: tuple[Mistake, ...]
    unexplained: tuple[Shared, ...]
    outside: int = 0

    @property
    def difficulty(self) -> float | None:
        """The mean share of the points: 1 where everybody has everything.

        The p-value, or facility, of an item (L. Crocker and J. Algina: Introduction to classical and modern
        test theory, 1986, chapter 14), for items that give parts of their points.
        """
        return None if self.mean is None else self.mean / self.asked.possible


@dataclass(frozen=True)
class Person:
    """How one student stands: the share reached of what is graded, and what a teacher should know."""

    student: str
    name: str
    share: float | None
    late: float
    penalty: float
    waiting: bool


@dataclass(frozen=True)
class LessonFigures:
    """Figures on a lesson. `missing` handed in nothing, `ungraded` something that could not be graded."""

    lesson: str
    possible: float
    questions: tuple[QuestionFigures, ...]
    people: tuple[Person, ...]
    missing: tuple[str, ...]
    ungraded: tuple[str, ...]

    @property
    def mean(self) -> float | None:
        return float(np.mean(self.shares)) if self.shares else None

    @property
    def shares(self) -> list[float]:
        """The shares reached, in order, those of students without any score left out."""
        return sorted(person.share for person in self.people if person.share is not None)

    @property
    def late(self) -> tuple[Person, ...]:
        return tuple(person for person in self.people if person.late > 0)

    def below(self, line: float) -> tuple[Person, ...]:
        """Who reached less than this share, the weakest first."""
        known = [(person.share, person) for person in self.people if person.share is not None]
        return tuple(
            person
            for share, person in sorted(known, key=lambda pair: (pair[0], pair[1].student))
            if share < line
        )


def lesson_figures(work: ClassWork) -> LessonFigures:
    """Work out a lesson's figures."""
    graded = work.graded
    possible = np.array([asked.possible for asked in work.asked])
    points = np.array(
        [[_points(member, asked) for asked in work.asked] for member in graded], dtype=np.float64
    ).reshape(len(graded), len(work.asked))
    share = measures.shares(points, possible)
    people = tuple(_person(member, float(reached)) for member, reached in zip(graded, share, strict=True))
    questions = tuple(
        _question(asked, number, points, possible, [_replies(member)[asked.cell] for member in graded])
        for number, asked in enumerate(work.asked)
    )
    others = [member for member in work.members if member.replies is None]
    return LessonFigures(
        work.lesson,
        work.possible,
        questions,
        people,
        tuple(member.student for member in others if not member.handed_in),
        tuple(member.student for member in others if member.handed_in),
    )


def _replies(member: Member) -> Mapping[str, Reply]:
    return member.replies or {}


def _points(member: Member, asked: Asked) -> float:
    points = _replies(member)[asked.cell].points
    return np.nan if points is None else points


def _person(member: Member, share: float) -> Person:
    standing = member.standing
    waits = any(reply.points is None for reply in _replies(member).values())
    known = None if np.isnan(share) else share
    return Person(member.student, standing.name, known, standing.late, standing.penalty, waits)


def _question(
    asked: Asked,
    number: int,
    points: NDArray[np.float64],
    possible: NDArray[np.float64],
    replies: Sequence[Reply],
) -> QuestionFigures:
    column = points[:, number]
    column = column[~np.isnan(column)]
    some = len(column) > 0
    runs = [reply.runs for reply in replies if reply.runs]
    blank = [reply.blank for reply in replies if reply.blank is not None]
    return QuestionFigures(
        asked,
        len(column),
        float(column.mean()) if some else None,
        measures.standard_error(column),
        float((column >= asked.possible - 1e-9).mean()) if some else None,
        sum(blank) / len(blank) if blank else None,
        sum(reply.points is not None and not reply.blank for reply in replies),
        sum(reply.points is None for reply in replies),
        measures.discrimination(points, possible, number),
        tuple(measures.by_quintile(points, possible, number)),
        sum(reply.hints > 0 for reply in replies),
        float(np.mean(runs)) if runs else None,
        tuple(named(asked, replies)),
        tuple(unexplained(asked, replies)),
        int(((column < -1e-9) | (column > asked.possible + 1e-9)).sum()),
    )


@dataclass(frozen=True)
class CourseFigures:
    """The lessons of a course beside each other, in their order."""

    lessons: tuple[LessonFigures, ...]

    def shares(self) -> dict[str, list[float | None]]:
        """For each student the share reached in each lesson; None where there is none."""
        students = sorted({person.student for lesson in self.lessons for person in lesson.people})
        each = [{person.student: person.share for person in lesson.people} for lesson in self.lessons]
        return {student: [known.get(student) for known in each] for student in students}

    def falling(self) -> list[tuple[str, float, float]]:
        """Students whose last lesson is worse, by a fifth of the points, than their lessons before.

        Each with the mean share before, and the share now; nothing handed in counts as nothing here.
        """
        found = []
        for student, shares in self.shares().items():
            known = [share for share in shares if share is not None]
            if len(known) >= 2 and known[-1] < float(np.mean(known[:-1])) - FALL:
                found.append((student, float(np.mean(known[:-1])), known[-1]))
        return sorted(found, key=lambda one: one[2] - one[1])
