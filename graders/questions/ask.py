"""An ask: a part of a question, with its points and the criteria that it yields."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graders.questions.criterion import Criterion

if TYPE_CHECKING:
    from numpy.random import Generator

    from graders.answers import Answers

    # The first is the question that it belongs to, which is made of asks.
    Checking = Callable[[Any, Answers, Generator], Iterable[Criterion]]


@dataclass(frozen=True)
class Ask:
    """What is asked of one or several of a student's names.

    `check(question, answers, random)` yields criteria that are worth `points` together. `random` is a NumPy
    generator from which inputs are drawn; for a visible check its seed never changes.
    """

    check: Checking
    points: float
    reads: tuple[str, ...] = ()
    name: str = "a check"

    def __post_init__(self) -> None:
        if not isinstance(self.points, int | float) or isinstance(self.points, bool) or not self.points > 0:
            raise ValueError(f"{self.name} is worth {self.points!r} points; give it a number above 0")

    def criteria(self, question: Any, answers: Answers, random: Generator) -> Iterator[Criterion]:
        """The criteria, one by one: what was found before a problem counts.

        Raises ValueError where they are worth more than the ask says.
        """
        left = self.points + 1e-9
        for criterion in self.check(question, answers, random):
            left -= criterion.points
            if left < 0:
                raise ValueError(
                    f"{self.name} of question {question.id!r} is worth {self.points:g} points, "
                    "and its criteria are worth more"
                )
            yield criterion


def ask(points: float, *reads: str) -> Callable[[Callable[..., Iterable[Criterion]]], Ask]:
    """Decorator: a check of your own as an ask.

    The function is called with `question` and `answers`, and with `random` where it has a third parameter;
    it yields `Criterion`s that are worth `points` together. `reads` are the student's names that it looks at.

    >>> @ask(0.5, "side")
    ... def is_positive(question, answers):
    ...     yield Criterion("Above zero", 0.5, answers.value("side") > 0, "A length is above zero.")
    >>> is_positive.points, is_positive.reads
    (0.5, ('side',))
    """

    def made(function: Callable[..., Iterable[Criterion]]) -> Ask:
        takes_random = len(inspect.signature(function).parameters) > 2

        def check(question: Any, answers: Answers, random: Any) -> Iterable[Criterion]:
            return function(question, answers, random) if takes_random else function(question, answers)

        return Ask(check, points, reads, function.__name__)

    return made
