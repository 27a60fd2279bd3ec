"""What the page may ask for: questions, answers, saving, undoing, kept comments. It knows nothing of HTTP."""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graders.course.submissions import shown
from graders.feedback.rubric import Given, read
from graders.review.answers import Answers, Question
from graders.review.marking import Entry, Marking, Stale, scored
from graders.review.snippets import Snippets

LONGEST_COMMENT = 20_000


class Refused(Exception):
    """What was asked for cannot be done. `str()` says why."""


@dataclass(frozen=True)
class _Done:
    question: str
    student: str
    before: Entry
    after: Entry


class Desk:
    """One person's table with a class's answers. Calls come from several threads, one at a time."""

    def __init__(self, answers: Answers, names: bool = False) -> None:
        self._answers = answers
        self._names = names
        self._marking = Marking(answers.course, answers.lesson)
        self._snippets = Snippets(answers.course.root, answers.lesson)
        self._questions = {question.id: question for question in answers.questions}
        self._done: list[_Done] = []
        self._turn = threading.RLock()

    def questions(self) -> dict[str, Any]:
        """The lesson's written questions with their rubrics."""
        return {
            "lesson": self._answers.lesson,
            "questions": [_as_data(question) for question in self._answers.questions],
        }

    def answers(self, question: str) -> dict[str, Any]:
        """All answers to a question. Raises Refused, CourseError."""
        with self._turn:
            asked = self._question(question)
            texts = self._answers.of(question)
            entries = self._marking.read(question, list(texts))
            rows = [
                {**self._row(asked, student, entries[student]), "html": texts[student]}
                for student in texts
                if student in entries
            ]
            return {"answers": rows, "snippets": self._snippets.of(question), "undo": bool(self._done)}

    def save(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Enter a score and a comment. Raises Refused, Stale, CourseError."""
        with self._turn:
            question = self._question(asked.get("question"))
            student = self._student(asked.get("key"))
            new = scored(_points(asked, question), _given(asked, question), _text(asked, "comment"))
            before, after = self._marking.write(question.id, student, _text(asked, "version"), new)
            self._done.append(_Done(question.id, student, before, after))
            return self._row(question, student, after)

    def undo(self) -> dict[str, Any]:
        """Take back what was saved last on this page. Raises Refused, Stale, CourseError."""
        with self._turn:
            if not self._done:
                raise Refused("There is nothing to undo.")
            last = self._done.pop()
            _, now = self._marking.write(last.question, last.student, last.after.version, last.before)
            row = self._row(self._question(last.question), last.student, now)
            return {"question": last.question, "answer": row, "undo": bool(self._done)}

    def now(self, question: object, key: object) -> dict[str, Any]:
        """What the gradebook holds for an answer now. Raises Refused, CourseError."""
        with self._turn:
            asked, student = self._question(question), self._student(key)
            entries = self._marking.read(asked.id, [student])
            if student not in entries:
                raise Refused("The gradebook has no such answer any more.")
            return self._row(asked, student, entries[student])

    def keep(self, asked: Mapping[str, Any]) -> list[str]:
        """Keep a comment, or keep it no longer. Raises Refused, CourseError."""
        with self._turn:
            question = self._question(asked.get("question"))
            change = self._snippets.remove if asked.get("remove") else self._snippets.add
            return change(question.id, _text(asked, "text"))

    def _question(self, name: object) -> Question:
        if not isinstance(name, str) or name not in self._questions:
            raise Refused("There is no such question.")
        return self._questions[name]

    def _student(self, key: object) -> str:
        students = self._answers.students
        if type(key) is not int or not 0 <= key < len(students):
            raise Refused("There is no such answer.")
        return students[key]

    def _row(self, question: Question, student: str, entry: Entry) -> dict[str, Any]:
        key = self._answers.students.index(student)
        given, words = read(entry.comment or "", entry.points)
        known = {each.title: each.points for each in given}
        points = entry.points if entry.points is not None else entry.auto
        points = None if points is None or not math.isfinite(points) else points
        return {
            "key": key,
            "label": shown(student) if self._names else f"Answer {key + 1}",
            "points": points,
            "waits": entry.needed or points is None,
            "rubric": [known.get(point.title) for point in question.points],
            "comment": words,
            "version": entry.version,
        }


def _as_data(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "title": question.title,
        "possible": question.possible,
        "prompt": question.prompt,
        "guide": question.guide,
        "rubric": [{"title": p.title, "worth": p.worth, "text": p.text} for p in question.points],
    }


def _points(asked: Mapping[str, Any], question: Question) -> float:
    points = asked.get("points")
    if isinstance(points, bool) or not isinstance(points, int | float) or not math.isfinite(points):
        raise Refused("Give a number of points.")
    if not 0 <= points <= question.possible:
        raise Refused(f"Give points from 0 to {question.possible:g}.")
    return float(points)


def _given(asked: Mapping[str, Any], question: Question) -> list[Given]:
    """The points of the rubric, where all are given."""
    values = asked.get("rubric")
    if not isinstance(values, list) or len(values) != len(question.points):
        return []
    if not all(isinstance(each, int | float) and not isinstance(each, bool) for each in values):
        return []
    return [Given(p.title, float(value), p.worth) for p, value in zip(question.points, values, strict=True)]


def _text(asked: Mapping[str, Any], name: str) -> str:
    text = asked.get(name, "")
    if not isinstance(text, str) or len(text) > LONGEST_COMMENT:
        raise Refused(f"The {name} is too long.")
    return text.encode(errors="replace").decode()


__all__ = ["Desk", "Refused", "Stale"]
