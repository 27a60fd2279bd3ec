"""The verdict on one question: which criteria passed, which failed and why, and the points that follow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

from graders.answers.interface import AnswerError, Answers
from graders.questions.question import Criterion, Question
from graders.source.bounds import TooLong

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
    """Run the question's checks on these answers. With a `seed` the hidden checks run too, drawing from it.

    A check that cannot read an answer ends there: its remaining criteria earn nothing and the reason is kept
    in `problems`. A check with a fault of its own ends likewise, kept in `faults` after those already known.
    """
    runs: list[Callable[[], Iterable[Criterion]]] = [partial(check, answers) for check in question.checks]
    if seed is not None:
        import numpy

        for number, hidden in enumerate(question.hidden_checks):
            runs.append(partial(hidden, answers, numpy.random.default_rng([seed, number])))
    criteria: list[Criterion] = []
    problems: list[str] = []
    found = list(faults)
    for run in runs:
        try:
            for criterion in run():  # one by one: what was found before a problem counts
                criteria.append(criterion)  # noqa: PERF402
        except (AnswerError, TooLong) as problem:
            if problem.sentence not in problems:
                problems.append(problem.sentence)
        except KeyboardInterrupt:
            problems.append("The check was interrupted before it was done.")
        except Exception as fault:
            found.append(f"{type(fault).__name__}: {fault}")
    return Verdict(question, tuple(criteria), seed is not None, tuple(problems), tuple(found))
