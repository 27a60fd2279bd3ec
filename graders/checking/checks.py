"""`check("question-id")`: all that a student meets of the autograder. It never raises.

Where it runs decides how its result is written: a panel for a student, the number of points for nbgrader
(the panel rides along for feedback), and for nbgrader's Validate the reasons on stderr, which it shows.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from graders.answers.runs import runs, watch_runs

if TYPE_CHECKING:
    from graders.answers.interface import Answers
    from graders.answers.local import LocalAnswers
    from graders.checking.verdict import Verdict
    from graders.questions.question import Question

Place = Literal["student", "validate", "autograde"]

VERDICT_TYPE = "application/vnd.autodiff-lite.verdict+json"
HINT_TYPE = "application/vnd.autodiff-lite.hint+json"
"""Beside a student's panel: which hints were looked at. Saved with the notebook; it costs nothing."""

NO_HINT = "There is no further hint for this answer."

_levels: dict[str, int] = {}


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

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/plain": repr(self), "text/html": self._html}
        if self._place == "autograde":
            bundle[VERDICT_TYPE] = self._data
        elif self._place == "student" and self._data.get("hint"):
            bundle[HINT_TYPE] = {"question": self._data["question"], "level": self._data["hint"]}
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
    return _guarded(place, lambda: _check(str(question), place, hint))


def graded(question: str, answers: Answers, *, course: str, student: str) -> Checked:
    """What `check` gives, for a grader that asks a kernel from outside; hidden checks are included."""

    def run() -> Checked:
        from graders.checking.seeds import seed_for
        from graders.questions.question import find

        found = find(question)
        return _verdict(found, answers, "autograde", seed_for(course, found.lesson, student, found.id))

    return _guarded("autograde", run)


def _guarded(place: Place, run: Callable[[], Checked]) -> Checked:
    """A result, whatever happens: neither an unknown question nor a fault of ours is a traceback."""
    from graders.questions.question import UnknownQuestion

    try:
        return run()
    except UnknownQuestion as unknown:
        return _notice(place, f"There is no question {unknown.id[:60]!r}", _suggestions(unknown.nearest))
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


def where() -> Place:
    """Who runs the notebook, told by the variable that nbgrader sets."""
    execution = os.environ.get("NBGRADER_EXECUTION", "")
    return execution if execution in ("validate", "autograde") else "student"  # type: ignore[return-value]  # narrowed


def _check(id: str, place: Place, hint: object) -> Checked:
    from graders.answers.local import LocalAnswers
    from graders.checking.seeds import seed_here
    from graders.questions.question import find

    question = find(id)
    seed = seed_here(question.lesson, question.id) if place == "autograde" else None
    answers = LocalAnswers(_namespace(), runs())
    return _verdict(question, answers, place, seed, hint, _stale(question, answers))


def _stale(question: Question, answers: LocalAnswers) -> tuple[str, ...]:
    """Notes on answers that an earlier run may have left, because the cell's last run stopped."""
    errors = {name: error for name in question.reads if (error := answers.stopped(name))}
    return tuple(
        f"The last run of the cell that sets `{name}` stopped with {error}. What is checked here may be left "
        "from an earlier run: repair the cell, and run it again."
        for name, error in list(errors.items())[:1]
    )


def _verdict(
    question: Question,
    answers: Answers,
    place: Place,
    seed: int | None,
    hint: object = None,
    notes: tuple[str, ...] = (),
) -> Checked:
    """Run a question's checks. With a `seed` the hidden ones run too."""
    from graders.checking.panel import as_html, as_text
    from graders.checking.verdict import judge
    from graders.diagnosis.show import level_of
    from graders.questions.question import load_hidden

    faults: tuple[str, ...] = ()
    if seed is not None and question.hidden_points and not load_hidden(question):
        faults = ("the hidden checks are not installed",)
    verdict = judge(question, answers, seed=seed, faults=faults)
    level = level_of(hint)
    if place == "student":
        more = (NO_HINT,) if level > 1 and not verdict.passed and not _has_hints(verdict) else ()
        verdict = replace(verdict, notes=(*notes, *more))
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
    }
    return Checked(points, text, as_html(verdict, level, drawn=place == "student"), data, place)


def _has_hints(verdict: Verdict) -> bool:
    return any(
        criterion.diagnosis is not None and criterion.diagnosis.has_hints
        for criterion in verdict.criteria
        if not criterion.passed
    )


def _how_to_call() -> list[str]:
    """How to call `check`, with the ids of each lesson."""
    from graders.questions.question import questions

    lessons: dict[str, list[str]] = {}
    for question in questions():
        lessons.setdefault(question.lesson, []).append(f'`check("{question.id}")`')
    words = ["Give the question's id in quotation marks, as the lesson writes it."]
    return words + [f"Lesson {lesson}: {', '.join(calls)}" for lesson, calls in sorted(lessons.items())]


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
    data = {"question": None, "points": 0.0, "faults": [fault or title]}
    return Checked(0.0, text, notice_html(title, lines), data, place)


def _namespace() -> Mapping[str, Any]:
    """The student's names: IPython's, or else those of the first caller outside this package."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is not None:
        return shell.user_ns  # type: ignore[no-any-return]  # IPython has no types for it
    frame = sys._getframe()
    while frame.f_back is not None and frame.f_globals.get("__name__") == __name__:
        frame = frame.f_back
    return {**frame.f_globals, **frame.f_locals}


watch_runs()
