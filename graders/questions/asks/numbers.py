"""Asks for numbers: a value, a derivative, the sign of one, a matrix of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from graders.answers.reading import asks_a_tape
from graders.questions.ask import Ask
from graders.questions.compare import DECIMAL_POINT, compare, compare_choice
from graders.questions.criterion import Criterion
from graders.questions.explaining import diagnosis_of
from graders.questions.words import NO_TAPE, in_words, rising_or_falling, with_none

if TYPE_CHECKING:
    from graders.answers import Answers
    from graders.questions.question import Question


ON_THE_WAY = ("gradient-of-intermediate",)
"""What a program is told that asks for another derivative than the one of the question."""


def number(
    name: str,
    points: float,
    right: Any,
    *,
    title: str = "The number",
    praise: str = "",
    feedback: str = "",
    slips: Mapping[str, Any] | None = None,
    rounding: bool = True,
) -> Ask:
    """A number (or an array of them) that is no derivative: `right`, or what `right(question)` gives.

    `slips` maps a sentence to the wrong number of which it is said; `feedback` is said of other wrong ones.
    Without `rounding` a rounded number is wrong.
    """

    def check(question: Question, answers: Answers, random: Any) -> Iterator[Criterion]:
        value = answers.value(name)
        result = compare(value, _known(right, question), name=name, rounding=rounding)
        words = slip_of(value, slips or {}, question, name) or (feedback if result.readable else "")
        said = with_none(result, answers, name)
        yield Criterion(title, points, result.equal, f"{said} {words}".strip(), praise)

    return Ask(check, points, (name,), f"number({name!r})")


def matrix(
    name: str, points: float, right: Any, *, title: str = "The matrix", praise: str = "", feedback: str = ""
) -> Ask:
    """An array of numbers, such as `[[1, 2], [3, 4]]`; as `number`, and a transposed one is told so."""

    def check(question: Question, answers: Answers, random: Any) -> Iterator[Criterion]:
        value, wanted = answers.value(name), _known(right, question)
        result = compare(value, wanted, name=name)
        words = feedback if result.readable else ""
        if not result.equal and _is_transposed(value, wanted, name):
            words = "Rows and columns are exchanged."
        yield Criterion(title, points, result.equal, f"{result.feedback} {words}".strip(), praise)

    return Ask(check, points, (name,), f"matrix({name!r})")


def value(name: str, points: float, *, title: str = "The value", praise: str = "", **about: Any) -> Ask:
    """The value of the question's function at its point. `of` and `at` ask about another one."""

    def check(question: Question, answers: Answers, random: Any) -> Iterator[Criterion]:
        asked = question.about(**about)
        result = compare(answers.value(name), asked.value(), name=name)
        yield Criterion(title, points, result.equal, with_none(result, answers, name), praise)

    return Ask(check, points, (name,), f"value({name!r})")


def gradient(
    name: str,
    points: float,
    *,
    title: str = "The gradient",
    praise: str = "",
    by_tape: bool = False,
    none: str | Callable[[Answers], str] = "",
    **about: Any,
) -> Ask:
    """The question's derivative: a number, an array of the variable's shape, a list for several.

    `of`, `at`, `wrt`, `order` ask for another one than the question's, such as `wrt="x"` for one of several
    partial derivatives. A wrong answer is explained from the function, one that a tape gave from the program.
    With `by_tape` a right number has to come from a tape. `none` is what is said of None: words, or what
    `none(answers)` gives.
    """

    def check(question: Question, answers: Answers, random: Any) -> Iterator[Criterion]:
        asked = question.about(**about)
        found = derivative_criterion(asked, answers, name, title, points, praise)
        if found.passed and by_tape and not asks_a_tape(answers, name):
            found = replace(found, passed=False, feedback=NO_TAPE)
        elif none and answers.value(name) is None:
            found = replace(found, feedback=(none(answers) if callable(none) else none) or found.feedback)
        yield found

    return Ask(check, points, (name,), f"gradient({name!r})")


def jacobian(name: str, points: float, *, title: str = "The Jacobian", praise: str = "", **about: Any) -> Ask:
    """The Jacobian of the question's function: a row for each result, a column for each input."""
    return gradient(name, points, title=title, praise=praise, **{"jacobian": True, **about})


def hessian(name: str, points: float, *, title: str = "The Hessian", praise: str = "", **about: Any) -> Ask:
    """The matrix of second derivatives of the question's function by one variable that is a vector."""
    return gradient(name, points, title=title, praise=praise, **{"order": 2, **about})


def direction(name: str, points: float, *, among: Sequence[float] | None = None) -> Ask:
    """Whether the sign of a slope is right: does the curve rise or fall there?

    With `among`, only these numbers count as an answer.
    """

    def check(question: Question, answers: Answers, random: Any) -> Iterator[Criterion]:
        value, right = answers.value(name), question.gradient()
        if among is None:
            result = compare(value, right, name=name)
        else:
            result = compare_choice(value, right, among, name=name)
        given = float(result.given) if result.readable and result.given is not None else None
        if among is not None and not any(_same(given, option) for option in among):
            given = None
        words = in_words(question, result, answers, name) if among is None else result.feedback
        yield rising_or_falling(question, given, points, words)

    return Ask(check, points, (name,), f"direction({name!r})")


def derivative_criterion(
    asked: Question, answers: Answers, name: str, title: str, points: float, praise: str
) -> Criterion:
    """Whether a variable holds the derivative that is asked for, and what led to a wrong one."""
    given = answers.value(name)
    result = compare(given, asked.gradient(), name=name)
    found = None if DECIMAL_POINT in result.feedback else diagnosis_of(asked, result, answers, name)
    other = ""
    if result.kind == "different" and (found is None or found.best is None or found.best.ids == ON_THE_WAY):
        other = _of_another(given, asked)
    return Criterion(
        title,
        points,
        result.equal,
        feedback=f"{in_words(asked, result, answers, name)} {other}".strip(),
        diagnosis=None if other else found,
        praise=praise,
    )


def _of_another(given: Any, asked: Question) -> str:
    """What is said of a derivative that is right, and not the one that is asked for; or nothing."""
    if asked.of is None or not isinstance(asked.wrt, str):
        return ""
    if asked.order == 2 and compare(given, asked.about(order=1).gradient(), name="").equal:
        return "That is the first derivative, and the second one was asked for."
    if asked.jacobian and _is_transposed(given, asked.gradient(), ""):
        return "Rows and columns are exchanged: a row is for a result, a column for an input."
    if asked.order != 1 or asked.jacobian:
        return ""
    others = [
        other
        for other in asked.at
        if other != asked.wrt and compare(given, asked.about(wrt=other).gradient(), name="").equal
    ]
    return f"It is right for `{others[0]}`, and `{asked.wrt}` was asked for." if len(others) == 1 else ""


def slip_of(value: Any, slips: Mapping[str, Any], question: Question, name: str) -> str:
    """The sentence of the first slip that leads to this value; empty where none does."""
    for sentence, wrong in slips.items():
        if compare(value, _known(wrong, question), name=name, rounding=False).equal:
            return sentence
    return ""


def _known(right: Any, question: Question) -> Any:
    return right(question) if callable(right) else right


def _is_transposed(value: Any, wanted: Any, name: str) -> bool:
    import numpy

    turned = numpy.asarray(wanted, dtype=float).T
    return bool(compare(value, turned, name=name).equal) and turned.ndim == 2


def _same(given: float | None, option: float) -> bool:
    return given is not None and compare(given, option, name="", rounding=False).equal
