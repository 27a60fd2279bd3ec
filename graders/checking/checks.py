"""`check("question-id")`: all that a student meets of the autograder. It never raises.

Where it runs decides how its result is written: a panel for a student, the number of points for nbgrader
(the panel rides along for feedback), and for nbgrader's Validate the reasons on stderr, which it shows.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from graders.answers.runs import runs, watch_runs
from graders.checking.place import Place, student_names, where

if TYPE_CHECKING:
    from graders.answers.interface import Answers
    from graders.answers.local import LocalAnswers
    from graders.checking.verdict import Verdict
    from graders.questions.question import Question

VERDICT_TYPE = "application/vnd.autodiff-lite.verdict+json"
HINT_TYPE = "application/vnd.autodiff-lite.hint+json"
"""Beside a student's panel: hints looked at, points shown, and how often the check ran in this kernel.

Saved with the notebook; it costs nothing.
"""

FAILED = 70
"""The exit code of a kernel in which a check of ours failed while nbgrader graded: sysexits' EX_SOFTWARE."""

NO_HINT = "There is no further hint for this answer."

_levels: dict[str, int] = {}
_runs: Counter[str] = Counter()


class Checked:
    """What `check` returns. Notebooks show a panel, terminals text; `float()` of it is the points."""

    def __init__(self, points: float, text: str, html: str, data: Mapping[str, Any], place: Place) -> None:
        self.points = points
        self._text = text
        self._html = html
        self._data = dict(data)
        self._place = place

    def __float__(self) -> float:
        return float(self.points)

    def __repr__(self) -> str:
        # nbgrader reads a cell's score from the text form of its result.
        return self._text if self._place == "student" else repr(float(self.points))

    @property
    def faults(self) -> tuple[str, ...]:
        """What kept the check from judging all of the answer; for teachers."""
        return tuple(map(str, self._data.get("faults", ())))

    @property
    def fits_the_common(self) -> bool:
        """Whether the answer is wrong, and right for the numbers that everybody gets without a name."""
        return bool(self._data.get("fits_the_common"))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/plain": repr(self), "text/html": self._html}
        if self._place == "autograde":
            bundle[VERDICT_TYPE] = self._data
        elif self._place == "student" and self._data.get("question"):
            bundle[HINT_TYPE] = {
                "question": self._data["question"],
                "level": self._data["hint"],
                "points": self._data["points"],
                "runs": self._data["runs"],
            }
        return bundle


def check(question: object = "", hint: object = None) -> Checked:
    """Check your answer to a question: what is right, what is not, and why.

    Put it on the last line of a cell. `question` is the question's id, as the lesson writes it. It reads your
    variables by their names, so run the cell that sets them first. Where it can tell which mistake led to
    your answer, it gives a hint; `hint=2` and `hint=3` say more.
    """
    place = where()
    if isinstance(question, str) and not question.strip():
        return _guarded(place, lambda: _notice(place, "Which question?", _how_to_call()))
    return _never_silently(_guarded(place, lambda: _check(str(question), place, hint)))


def graded(question: Question, answers: Answers, *, course: str, student: str) -> Checked:
    """What `check` gives, for a grader that asks a kernel from outside; hidden checks are included.

    What went wrong in a check of ours is in `faults` of the result; then its points mean nothing.
    """
    from graders.checking.seeds import seed_for

    seed = seed_for(course, question.lesson, student, question.id)
    return _guarded("autograde", lambda: _verdict(question.of_student(student), answers, "autograde", seed))


def _guarded(place: Place, run: Callable[[], Checked]) -> Checked:
    """A result, whatever happens: neither an unknown question nor a fault of ours is a traceback."""
    from graders.checking.configuration import Unreadable
    from graders.checking.finding import NoQuestions
    from graders.questions.folder import BrokenLesson
    from graders.questions.lesson import UnknownQuestion

    try:
        return run()
    except UnknownQuestion as unknown:
        return _notice(place, f"There is no question {unknown.id[:60]!r}", _suggestions(unknown.nearest))
    except NoQuestions as missing:
        return _notice(place, "Nothing to check here", [str(missing)])
    except (BrokenLesson, Unreadable) as problem:
        lines = [
            "That is not your fault, and your work is safe. Tell whoever gave you the lesson:",
            str(problem),
        ]
        return _notice(place, "The questions of this lesson cannot be loaded", lines, fault=str(problem))
    except Exception as fault:  # whatever is wrong in a check or in us, a student meets no traceback
        return _notice(
            place,
            "This check did not work",
            [
                "That is our fault, not yours; your work is safe. Please report it.",
                f"({type(fault).__name__})",
            ],
            fault=f"{type(fault).__name__}: {fault}",
        )


def _check(id: str, place: Place, hint: object) -> Checked:
    from graders.answers.local import LocalAnswers
    from graders.checking.finding import graded_here, lesson_beside
    from graders.checking.mine import whose_question
    from graders.checking.seeds import seed_for

    namespace = student_names()
    answers = LocalAnswers(namespace, runs())
    if place == "autograde":
        here = graded_here()
        question = here.question(id).of_student(here.student)
        seed = seed_for(here.course, here.lesson.name, here.student, question.id)
        return _verdict(question, answers, place, seed, hint)
    lesson = lesson_beside(namespace)
    question, note = whose_question(lesson.find(id), lesson)
    return _verdict(question, answers, place, None, hint, _crashed(question, answers), note)


def _never_silently(checked: Checked) -> Checked:
    """End a kernel in which nbgrader grades, where a check of ours failed: it would enter 0, or too little.

    nbgrader then says that this submission was not graded, and leaves what it had before.
    """
    if checked.faults and where() == "autograde":
        stream = sys.__stderr__
        if stream is not None:
            stream.write(f"graders: this submission cannot be graded: {checked.faults[0]}\n")
            stream.flush()
        os._exit(FAILED)
    return checked


def _crashed(question: Question, answers: LocalAnswers) -> Verdict | None:
    """What is said where the last run of a cell that sets an answer stopped with an error."""
    from graders.checking.verdict import crashed

    for name in question.reads:
        if (error := answers.stopped(name, question.reads)) is not None:
            return crashed(question, name, error)
    return None


def _verdict(
    question: Question,
    answers: Answers,
    place: Place,
    seed: int | None,
    hint: object = None,
    known: Verdict | None = None,
    note: str = "",
) -> Checked:
    """Run a question's checks. With a `seed` the hidden ones run too."""
    from graders.checking.common import FITS_THE_COMMON, fits_the_common
    from graders.checking.panel import as_html, as_text
    from graders.checking.verdict import judge
    from graders.diagnosis.show import level_of

    faults = question.faults if seed is not None else ()
    verdict = known or judge(question, answers, seed=seed, faults=faults)
    level = level_of(hint)
    common = fits_the_common(verdict, answers)
    notes = [note] if note else [FITS_THE_COMMON] if common else []
    if place == "student":
        notes += [NO_HINT] if level > 1 and not verdict.passed and not _has_hints(verdict) else []
        _runs[question.id] += 1
    if notes:
        verdict = replace(verdict, notes=tuple(notes))
    text, points = as_text(verdict, level), verdict.earned
    if place == "validate":
        if verdict.passed:
            points = verdict.points  # hidden checks do not run here; nothing is recorded either
        else:
            sys.stderr.write(text + "\n")
    data = {
        "question": question.id,
        "points": points,
        "of": question.points,
        "criteria": [[criterion.name, criterion.passed] for criterion in verdict.criteria],
        "title": question.title,
        "details": _details(verdict, level),
        "problems": list(verdict.problems),
        "faults": list(verdict.faults),
        "misconceptions": [
            name
            for criterion in verdict.criteria
            if criterion.diagnosis is not None and not criterion.passed
            for explanation in criterion.diagnosis.explanations
            for name in explanation.ids
        ],
        "hint": _highest(question.id, hint, level),
        "runs": _runs[question.id],
    }
    if place == "autograde":
        from graders.checking.noted import noted

        seen = verdict.visible or verdict
        data |= {
            "visible": {"points": seen.earned, "of": seen.possible, "text": as_text(seen, 1)},
            "blank": verdict.only_waits,
            "fits_the_common": common,
            "answers": noted(answers, question.reads),
            "mistakes": [
                ["+".join(best.ids), best.title]
                for criterion in verdict.criteria
                if criterion.diagnosis is not None and not criterion.passed
                if (best := criterion.diagnosis.best) is not None
            ],
        }
    return Checked(points, text, as_html(verdict, level, drawn=place == "student"), data, place)


def _details(verdict: Verdict, level: int) -> list[dict[str, Any]]:
    """What a page of feedback says of each criterion; `hidden` are those that only grading asks."""
    from graders.diagnosis.show import as_html

    visible = len((verdict.visible or verdict).criteria)
    return [
        {
            "name": criterion.name,
            "points": criterion.points,
            "passed": criterion.passed,
            "words": criterion.praise if criterion.passed else criterion.feedback,
            "diagnosis": ""
            if criterion.passed or criterion.diagnosis is None
            else as_html(criterion.diagnosis, verdict.question.id, level, False),
            "hidden": number >= visible,
        }
        for number, criterion in enumerate(verdict.criteria)
    ]


def _has_hints(verdict: Verdict) -> bool:
    return any(
        criterion.diagnosis is not None and criterion.diagnosis.has_hints
        for criterion in verdict.criteria
        if not criterion.passed
    )


def _how_to_call() -> list[str]:
    """How to call `check`, with the ids of the lesson."""
    from graders.checking.finding import lesson_beside

    calls = ", ".join(f'`check("{question.id}")`' for question in lesson_beside(student_names()))
    return ["Give the question's id in quotation marks, as the lesson writes it.", f"Here: {calls}"]


def _highest(question: str, hint: object, level: int) -> int:
    """The highest level of hints asked for in this session; 0 where none was."""
    if hint is not None:
        _levels[question] = max(_levels.get(question, 0), level)
    return _levels.get(question, 0)


def _suggestions(nearest: tuple[str, ...]) -> list[str]:
    if not nearest:
        return ["Look at the lesson for the question's id, and copy it as it stands there."]
    return ["Did you mean " + " or ".join(f"`{near}`" for near in nearest) + "?"]


def _notice(place: Place, title: str, lines: list[str], fault: str = "") -> Checked:
    from graders.checking.panel import notice_html

    end = "" if title.endswith("?") else "."
    text = "\n".join([title + end, *("  " + line for line in lines)])
    if place == "validate":
        sys.stderr.write(text + "\n")
    data = {"question": None, "points": 0.0, "faults": [fault] if fault else []}
    return Checked(0.0, text, notice_html(title, lines), data, place)


watch_runs()
