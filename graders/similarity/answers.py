"""What a class wrote: for each question the text of each student, and what the lesson itself explains."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graders.course.course import Course
from graders.course.submissions import Submission, find_submissions
from graders.course.verdicts import cells_of
from graders.grading.book import Book
from graders.grading.gather import gather
from graders.grading.lesson import Lesson
from graders.grading.prepare import read
from graders.grading.steps import released_cells
from graders.questions.given import SOLUTION
from graders.similarity.fingerprints import Fingerprints, fingerprints
from graders.similarity.tokens import Piece, of_code, of_prose, tools_in
from graders.source.checks import checked_ids


@dataclass(frozen=True)
class Answer:
    """A student's answer to a question: its text, and what of it is compared."""

    student: str
    text: str
    pieces: Sequence[Piece] = field(repr=False)
    prints: Fingerprints = field(repr=False)


@dataclass(frozen=True)
class Asked:
    """A question with a class's answers. `explained` are fingerprints of the lesson itself."""

    name: str
    title: str
    answers: tuple[Answer, ...]
    explained: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Written:
    """What a class wrote in a lesson. `unread` are students whose notebook could not be read."""

    lesson: str
    asked: tuple[Asked, ...]
    students: int
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Part:
    """The cells of one question: those of code that students fill in or add, or one of words."""

    name: str
    title: str
    prose: bool


def written_by_class(
    course: Course, lesson: str, progress: Callable[[int, int], None] = lambda done, of: None
) -> Written:
    """Read what was handed in. Raises CourseError where the lesson was not released, or nobody handed in."""
    with Book(course.db_url, lesson) as book:
        rows = gather(course, book)
    submissions = find_submissions(course, lesson)
    source = _source(course, lesson)
    parts = _parts(rows, source)
    given = {SOLUTION.sub("", _text(cell)).strip() for cell in source}
    model = _texts(source, parts, given)
    known = {name for cell in source if cell.get("cell_type") == "code" for name in _given_tools(cell)}
    released = released_cells(rows)
    read_texts: dict[str, dict[str, str]] = {}
    unread: list[str] = []
    for number, submission in enumerate(submissions, start=1):
        texts = _of_student(submission, rows, released, parts, given)
        if texts is None and submission.file is not None:
            unread.append(submission.student)
        elif texts is not None:
            read_texts[submission.student] = texts
        progress(number, len(submissions))
    asked = []
    for part in parts:
        tokens = of_prose if part.prose else (lambda text: of_code(text, known))
        explained = {
            value for text in (*given, model[part.name]) for value in fingerprints(tokens(text), window=1)
        }
        answers = tuple(
            Answer(student, texts[part.name], pieces, fingerprints(pieces))
            for student, texts in read_texts.items()
            if (pieces := tokens(texts[part.name]))
        )
        asked.append(Asked(part.name, part.title, answers, frozenset(explained)))
    return Written(lesson, tuple(asked), len(submissions), tuple(unread))


def _source(course: Course, lesson: str) -> list[dict[str, Any]]:
    notebook = course.path("source", lesson) / f"{lesson}.ipynb"
    return list(cells_of(json.loads(notebook.read_text(encoding="utf-8-sig"))))


def _parts(lesson: Lesson, source: Sequence[Mapping[str, Any]]) -> list[_Part]:
    found = []
    for cell in source:
        kept = lesson.by_name.get(_name(cell))
        if kept is None or not kept.grade:
            continue
        prose = kept.solution and kept.cell_type == "markdown"
        if prose or not kept.solution:
            question = next(checked_ids(kept.source), "")
            title = lesson.asked.find(question).title if question and lesson.questions else kept.name
            if prose or kept.points:
                found.append(_Part(kept.name, title, prose))
    return found


def _texts(
    cells: Sequence[Mapping[str, Any]], parts: Sequence[_Part], given: Collection[str]
) -> dict[str, str]:
    """The text of each part: of code all cells since the last part that are not as they were given."""
    known = {part.name: part for part in parts}
    found: dict[str, str] = {}
    above: list[str] = []
    for cell in cells:
        name, text = _name(cell), _text(cell)
        part = known.get(name)
        if part is not None:
            found[name] = text if part.prose else "\n\n".join(above)
            above = [] if not part.prose else above
        elif cell.get("cell_type") == "code" and text.strip() not in given:
            above.append(text)
    return {part.name: found.get(part.name, "") for part in parts}


def _of_student(
    submission: Submission,
    lesson: Lesson,
    released: Sequence[Any],
    parts: Sequence[_Part],
    given: Collection[str],
) -> dict[str, str] | None:
    """The answers of a student, their cells found as grading finds them; None where that cannot be."""
    try:
        notebook, _ = read(submission.read(), lesson, released)
    except (OSError, ValueError, RecursionError):
        return None
    return None if notebook is None else _texts(notebook.cells, parts, given)


def _given_tools(cell: Mapping[str, Any]) -> set[str]:
    return tools_in(SOLUTION.sub("", _text(cell)))


def _name(cell: Mapping[str, Any]) -> str:
    return str((cell.get("metadata", {}).get("nbgrader") or {}).get("grade_id", ""))


def _text(cell: Mapping[str, Any]) -> str:
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)
