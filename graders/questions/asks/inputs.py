"""Asks for an input that the student designs: one with a property, or one that shows a claim to be wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy

from graders.answers import NotAFunction
from graders.questions.ask import Ask
from graders.questions.compare import Comparison, read_numbers
from graders.questions.criterion import Criterion
from graders.questions.words import with_none

if TYPE_CHECKING:
    from graders.answers import Answers
    from graders.questions.question import Question

Property = Callable[[Any], "bool | str"]


def designed(
    name: str,
    points: float,
    holds: Property,
    *,
    title: str = "The property",
    praise: str = "",
    feedback: str = "",
) -> Ask:
    """A number or an array for which a property holds. Any such input is right.

    `holds(array)` gets the numbers as a NumPy array (of no dimension for a single one); it gives True, or
    False, or a sentence that says what is not as it should be. Where it raises ValueError, the error's
    text is that sentence.
    """

    def check(question: Question, answers: Answers, random: Any) -> Iterator[Criterion]:
        numbers, problem = read_numbers(answers.value(name), name)
        if numbers is None:
            found = Comparison("none" if answers.value(name) is None else "not a number", None, problem)
            yield Criterion(title, points, False, with_none(found, answers, name))
            return
        if not numpy.isfinite(numbers).all():
            yield Criterion(title, points, False, f"`{name}` is not finite. Give numbers.")
            return
        told = _judged(holds, numbers)
        passed = told is True
        words = told if isinstance(told, str) else feedback or f"`{name}` does not have the property yet."
        yield Criterion(title, points, passed, "" if passed else words, praise)

    return Ask(check, points, (name,), f"designed({name!r})")


def counterexample(
    name: str,
    points: float,
    claim: Property,
    *,
    fits: Property | None = None,
    title: str = "The counterexample",
    praise: str = "",
    feedback: str = "",
) -> Ask:
    """An input for which a claim is false. `fits(array)` says whether the claim speaks of such an input."""

    def breaks(numbers: Any) -> bool | str:
        if fits is not None and (told := _judged(fits, numbers)) is not True:
            return told or f"The claim does not speak of such an input as `{name}`."
        return not claim(numbers)

    holding = feedback or f"For `{name}` the claim is true. Look for an input for which it is not."
    return designed(name, points, breaks, title=title, praise=praise, feedback=holding)


def formula_for(
    name: str,
    points: float,
    holds: Property,
    *,
    title: str = "Your formula",
    praise: str = "",
    feedback: str = "",
) -> Ask:
    """A function of one number that the student designs: `holds(f)` may call it at numbers of its choice."""

    def check(question: Question, answers: Answers, random: Any) -> Iterator[Criterion]:
        def called(*arguments: float) -> float:
            numbers, problem = read_numbers(answers.call(name, *arguments), f"{name}(...)")
            if numbers is None or numbers.size != 1:
                raise NotAFunction(name, problem or "something that gives several numbers")
            return float(numbers.reshape(()))

        told = _judged(holds, called)
        words = told if isinstance(told, str) else feedback or f"`{name}` does not have the property yet."
        yield Criterion(title, points, told is True, "" if told is True else words, praise)

    return Ask(check, points, (name,), f"formula_for({name!r})")


def _judged(holds: Property, thing: Any) -> bool | str:
    try:
        told = holds(thing)
    except ValueError as problem:
        return str(problem)
    if isinstance(told, str):
        return told or True
    return bool(told)
