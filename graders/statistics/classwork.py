"""Who answered what: a class's work on one lesson, out of the gradebook and the graded notebooks.

The gradebook says how many points an answer has, a person's score included; the graded notebook says why.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from graders.checking.hint_levels import check_runs, hint_levels
from graders.course.course import Course
from graders.course.errors import CourseError
from graders.course.report import labels
from graders.course.results import Score, Standing
from graders.course.submissions import Submission, find_submissions
from graders.course.verdicts import cells_of, verdicts_of
from graders.feedback.cards import headings
from graders.grading.book import Book, students_known
from graders.grading.gather import gather
from graders.grading.lesson import Lesson
from graders.grading.steps import released_cells
from graders.questions.lesson import UnknownQuestion
from graders.source.checks import checked_ids


@dataclass(frozen=True)
class Asked:
    """A graded cell of a lesson. `label` is short, `question` the id that its check names, if it has one."""

    cell: str
    label: str
    title: str
    possible: float
    by_hand: bool = False
    question: str | None = None


@dataclass(frozen=True)
class Reply:
    """What became of one student's answer to one question.

    `points` is None while it waits for a person; `blank` where nobody noted whether anything was written.
    `mistakes` are pairs of a misconception's id and a title, the likeliest for each criterion that failed;
    `explained` says that the diagnosis gave at least one reason. `answers` maps variables to what they held,
    where that is small and does not name the student. `hints` and `runs` are 0 where nothing is known.
    """

    points: float | None
    blank: bool | None = None
    mistakes: tuple[tuple[str, str], ...] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)
    hints: int = 0
    runs: int = 0

    @property
    def explained(self) -> bool:
        return bool(self.mistakes)


@dataclass(frozen=True)
class Member:
    """A student of the class. `replies` is None where nothing was handed in, or nothing could be graded."""

    student: str
    standing: Standing = field(default_factory=Standing)
    replies: Mapping[str, Reply] | None = None
    handed_in: bool = False


@dataclass(frozen=True)
class ClassWork:
    """A class's work on a lesson: its graded cells in the lesson's order, and everybody known."""

    lesson: str
    asked: tuple[Asked, ...]
    members: tuple[Member, ...]

    @property
    def graded(self) -> tuple[Member, ...]:
        return tuple(member for member in self.members if member.replies is not None)

    @property
    def possible(self) -> float:
        return sum(asked.possible for asked in self.asked)


def classwork(course: Course, lesson: str) -> ClassWork:
    """Read a class's work on a lesson. Raises CourseError where the lesson was never released."""
    with Book(course.db_url, lesson) as book:
        kept = gather(course, book)
        asked = _asked(course, kept)
        handed_in = _handed_in(course, lesson)
        known = students_known(course.db_url) | set(handed_in)
        members = [_member(course, book, asked, name, handed_in.get(name)) for name in sorted(known)]
    return ClassWork(lesson, asked, tuple(members))


def _asked(course: Course, lesson: Lesson) -> tuple[Asked, ...]:
    cells = [cell for cell in released_cells(lesson) if cell.points]
    titles = _headings(course.path("source", lesson.name) / f"{lesson.name}.ipynb")
    found = []
    for cell, label in zip(cells, labels(cells), strict=True):
        question = next(checked_ids(cell.source), None)
        title = titles.get(cell.name, label)
        if question is not None and lesson.questions is not None:
            try:
                title = lesson.asked.find(question).title
            except UnknownQuestion:
                question = None
        found.append(Asked(cell.name, label, title, float(cell.points or 0.0), cell.manual, question))
    return tuple(found)


def _headings(notebook: Path) -> dict[str, str]:
    """For each of nbgrader's cells the nearest heading above it; what stands in such a cell is an answer."""
    found: dict[str, str] = {}
    heading = ""
    for cell in cells_of(_read(notebook)):
        name = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id")
        if name and heading:
            found[name] = heading
        elif not name and cell.get("cell_type") == "markdown":
            titles = [title for _, title in headings("".join(cell.get("source", "")))]
            heading = titles[-1] if titles else heading
    return found


def _handed_in(course: Course, lesson: str) -> dict[str, Submission]:
    try:
        return {submission.student: submission for submission in find_submissions(course, lesson)}
    except CourseError:
        return {}


def _saved(submission: Submission | None) -> dict[str, Any]:
    """A notebook as it was handed in; an empty one where it cannot be read."""
    try:
        return {} if submission is None else _parsed(submission.read())
    except (OSError, ValueError, RecursionError):
        return {}


def _member(
    course: Course, book: Book, asked: Iterable[Asked], student: str, handed_in: Submission | None
) -> Member:
    scores = book.scores_of(student)
    graded = course.path("autograded", book.lesson, student) / f"{book.lesson}.ipynb"
    if scores is None or (handed_in is None and not graded.is_file()):
        return Member(student, handed_in=handed_in is not None)
    verdicts = verdicts_of(_read(graded))
    saved = _saved(handed_in)
    hints, runs = hint_levels(saved), check_runs(saved)
    standing = book.standing(student)
    names = set(_words(f"{student} {standing.name}"))
    points = {score.cell: score for score in scores}
    replies = {}
    for each in asked:
        reply = _reply(points.get(each.cell), verdicts.get(each.cell, {}), each.question, hints, runs)
        kept = {name: answer for name, answer in reply.answers.items() if names.isdisjoint(_told(answer))}
        replies[each.cell] = replace(reply, answers=kept)
    return Member(student, standing, replies, True)


def _told(answer: Any) -> Iterator[str]:
    """The words of an answer: one that says whose it is cannot be an example for others."""
    if isinstance(answer, str):
        yield from _words(answer)
    elif isinstance(answer, dict):
        for key, part in answer.items():
            yield from _words(key)
            yield from _told(part)
    elif isinstance(answer, list):
        for part in answer:
            yield from _told(part)


def _words(text: str) -> Iterator[str]:
    return (word for word in re.findall(r"\w+", text.casefold()) if len(word) > 1)


def _reply(
    score: Score | None,
    verdict: Mapping[str, Any],
    question: str | None,
    hints: Mapping[str, int],
    runs: Mapping[str, int],
) -> Reply:
    points = None if score is None else score.points
    blank = verdict.get("blank")
    if score is not None and score.written:
        # An answer in words that stands as it was released gets its 0 from nbgrader; a person's 0 is rare.
        blank = points == 0
    return Reply(
        points,
        blank if isinstance(blank, bool) else None,
        tuple(_pairs(verdict.get("mistakes"))),
        answers if isinstance(answers := verdict.get("answers"), dict) else {},
        hints.get(question or "", 0),
        runs.get(question or "", 0),
    )


def _pairs(noted: Any) -> Iterator[tuple[str, str]]:
    """The mistakes that a verdict names; none where it was made by an earlier version."""
    for pair in noted if isinstance(noted, list) else ():
        if isinstance(pair, list) and len(pair) == 2:
            yield str(pair[0]), str(pair[1])


def _read(notebook: Path) -> dict[str, Any]:
    try:
        return _parsed(notebook.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}


def _parsed(data: bytes) -> dict[str, Any]:
    found = json.loads(data)
    return found if isinstance(found, dict) else {}
