"""The verdict on one question: which criteria passed, which failed and why, and the points that follow."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from graders.answers.interface import AnswerError, Answers, CallFailed, TooSlow, Unset, Unwritten
from graders.questions.criterion import Criterion
from graders.questions.folder import HIDDEN, QUESTIONS
from graders.questions.question import Question
from graders.source.bounds import TooLong

LESSON_FILES = (QUESTIONS, HIDDEN)
NOT_YET = (Unset, Unwritten)
HALTED = (CallFailed, TooSlow)

CANNOT_CHECK = (
    "This check has a fault of its own, so it cannot judge this part. "
    "It is not your mistake; please report it."
)


@dataclass(frozen=True)
class Verdict:
    """What a question's checks found.

    `earned` lies between 0 and `possible`; `possible` is what the checks that ran can give, `points` what the
    question is worth, and `later` the points that only grading checks. `notes` are for the student and cost
    nothing.
    """

    question: Question
    criteria: tuple[Criterion, ...]
    graded: bool
    problems: tuple[str, ...] = ()
    faults: tuple[str, ...] = field(default=(), repr=False)
    notes: tuple[str, ...] = ()
    waiting: frozenset[str] = frozenset()
    """Those of the problems that only say that something is not written yet."""
    visible: Verdict | None = field(default=None, repr=False, compare=False)
    """Where hidden checks ran too: what those say that students run themselves."""
    halted: bool = False
    """Whether the student's program stopped, or went on and on, before it could be judged."""

    @property
    def only_waits(self) -> bool:
        """Nothing is there yet to be judged, and nothing went wrong."""
        return (
            not self.criteria
            and not self.faults
            and bool(self.problems)
            and set(self.problems) <= self.waiting
        )

    @property
    def points(self) -> float:
        return self.question.points

    @property
    def possible(self) -> float:
        return self.points if self.graded else self.question.visible_points

    @property
    def later(self) -> float:
        return round(self.points - self.possible, 6)

    @property
    def earned(self) -> float:
        # Rounded because nbgrader refuses a score above the cell's points, and 0.1 + 0.2 is above 0.3.
        total = round(sum(criterion.earned for criterion in self.criteria), 6)
        return min(max(total, 0.0), self.possible)

    @property
    def passed(self) -> bool:
        """Everything that was checked is right."""
        return not self.problems and not self.faults and all(criterion.passed for criterion in self.criteria)


def judge(
    question: Question, answers: Answers, *, seed: int | None = None, faults: Sequence[str] = ()
) -> Verdict:
    """Judge these answers to a question. With a `seed` what only grading asks is asked too, drawing from it.

    An ask that cannot read an answer ends there: its remaining criteria earn nothing and the reason is kept
    in `problems`. An ask with a fault of its own ends likewise, kept in `faults` after those already known.
    """
    import numpy

    runs = [
        partial(ask.criteria, question, answers, numpy.random.default_rng([number]))
        for number, ask in enumerate(question.asks)
    ]
    if seed is not None:
        runs += [
            partial(ask.criteria, question, answers, numpy.random.default_rng([seed, number]))
            for number, ask in enumerate(question.hidden_asks)
        ]
    criteria: list[Criterion] = []
    problems: list[str] = []
    waiting: set[str] = set()
    halted = False
    found = list(faults)
    if (untouched := _untouched(question, answers)) is not None:
        problems.append(untouched)
        waiting.add(untouched)
        runs = []
    visible: Verdict | None = None
    for number, run in enumerate(runs):
        if number == len(question.asks):
            visible = Verdict(question, tuple(criteria), False, tuple(problems), waiting=frozenset(waiting))
        try:
            for criterion in run():  # one by one: what was found before a problem counts
                criteria.append(_filled(criterion, question))  # noqa: PERF401
        except (AnswerError, TooLong) as problem:
            if problem.sentence not in problems:
                problems.append(problem.sentence)
            if isinstance(problem, NOT_YET):
                waiting.add(problem.sentence)
            halted |= isinstance(problem, HALTED)
        except KeyboardInterrupt:
            problems.append("The check was interrupted before it was done.")
        except Exception as fault:
            found.append(where_it_failed(fault))
    graded = seed is not None
    return Verdict(
        question,
        tuple(criteria),
        graded,
        tuple(problems),
        tuple(found),
        waiting=frozenset(waiting),
        visible=visible,
        halted=halted,
    )


def _filled(criterion: Criterion, question: Question) -> Criterion:
    """A criterion whose words name a student's own values."""
    variants, own = question.variants, question.own
    if variants is None:
        return criterion
    return replace(
        criterion,
        feedback=variants.filled(criterion.feedback, own),
        praise=variants.filled(criterion.praise, own),
    )


def crashed(question: Question, name: str, error: str) -> Verdict:
    """The verdict on an answer whose cell stopped: what an earlier run left is not judged with a new text."""
    said = error.rstrip(".")
    sentence = f"The cell that sets `{name}` stopped with {said}. Repair that first, run it, then check."
    if "leading zeros in decimal integer" in error:  # what Python says of 0,05
        sentence += " Is there a comma in a number? Python writes a point: 0.05, not 0,05."
    return Verdict(question, (), False, (sentence,), halted=True)


def _untouched(question: Question, answers: Answers) -> str | None:
    """What is said of a program that stands as the lesson gave it; None where it does not."""
    if question.given is None:
        return None
    for name in question.reads:
        try:
            answers.value(name)  # what is not set is told as that
            if question.given.is_as_given(answers.source(name)):
                return question.untouched or "The program is as it was given. Change it, and run it again."
        except AnswerError:
            continue
    return None


def where_it_failed(fault: BaseException) -> str:
    """An error in a check, with the last place of a lesson's own file that it came from."""
    words = f"{type(fault).__name__}: {fault}" if str(fault) else type(fault).__name__
    frames = [
        frame for frame in traceback.extract_tb(fault.__traceback__) if frame.filename.endswith(LESSON_FILES)
    ]
    return f"{words} ({frames[-1].filename}, line {frames[-1].lineno})" if frames else words
