"""Asks for one of a few answers, or for several of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy

from graders.answers.plain import kind_of
from graders.questions.ask import Ask
from graders.questions.compare import Comparison, compare, compare_choice
from graders.questions.criterion import Criterion
from graders.questions.explaining import diagnosis_of

if TYPE_CHECKING:
    from graders.answers import Answers
    from graders.questions.question import Question

Options = Sequence[Any] | Mapping[Any, str]


def choice(
    name: str,
    points: float,
    options: Options,
    right: Any = None,
    *,
    title: str = "The choice",
    praise: str = "",
    feedback: str = "",
) -> Ask:
    """One of a few texts or numbers. Case and outer spaces of a text do not count.

    `options` are the choices, or a mapping from each choice to a sentence: why it is right (shown as praise)
    or what is wrong with it. `right` is the right one, or a function of the question; without it, it is the
    question's derivative, and a wrong number is explained.
    """
    choices = list(options)
    sentences = dict(options) if isinstance(options, Mapping) else {}
    _one_of_them(right, choices, f"choice({name!r})")

    def check(question: Question, answers: Answers, random: Any) -> Iterator[Criterion]:
        wanted = question.gradient() if right is None else right(question) if callable(right) else right
        result = compare_choice(answers.value(name), wanted, choices, name=name)
        chosen = _chosen(result, choices, answers.value(name))
        words = f"{result.feedback} {sentences.get(chosen, feedback)}".strip()
        listed = right is None and chosen is not None
        yield Criterion(
            title,
            points,
            result.equal,
            feedback=words,
            diagnosis=diagnosis_of(question, result) if listed else None,
            praise=sentences.get(chosen, praise) or praise,
        )

    return Ask(check, points, (name,), f"choice({name!r})")


def choices(
    name: str,
    points: float,
    options: Options,
    right: Sequence[Any],
    *,
    title: str = "The choices",
    praise: str = "",
) -> Ask:
    """All that are right among a few texts or numbers, as a list in any order.

    Half of the points are for naming no wrong one, half for leaving none out; whoever names as many wrong
    ones as right ones gets neither. `options` may map each to the sentence that is said where it is wrong.
    """
    known = list(options)
    sentences = dict(options) if isinstance(options, Mapping) else {}
    for each in right:
        _one_of_them(each, known, f"choices({name!r})")
    wanted = {_key(each) for each in right}

    def check(question: Question, answers: Answers, random: Any) -> Iterator[Criterion]:
        given = answers.value(name)
        listed = ", ".join(map(repr, known))
        given = given.tolist() if isinstance(given, numpy.ndarray) else given
        if not isinstance(given, list):
            problem = f"`{name}` is {kind_of(given)}. Give a list of those that you choose among {listed}."
            yield Criterion(title, points, False, problem)
            return
        texts = {_key(option): option for option in known}
        chosen = {_key(each) for each in given}
        strange = [each for each in given if _key(each) not in texts]
        wrong = [texts[key] for key in chosen - wanted if key in texts]
        missing = wanted - chosen
        some = len(chosen & wanted) > len(wrong) + len(strange)
        told = f"{_said(strange[0])} is not one of the choices. Choose among {listed}." if strange else ""
        if not told and wrong:
            told = f"{wrong[0]!r} does not belong there. {sentences.get(wrong[0], '')}".strip()
        yield Criterion(
            f"{title}: none is wrong",
            points / 2,
            some and not wrong and not strange,
            told or "Nothing right is chosen yet.",
            praise,
        )
        left = "One more belongs there." if len(missing) == 1 else "More belong there."
        yield Criterion(
            f"{title}: none is missing",
            points / 2,
            some and not missing,
            left if missing else "This is judged once the wrong ones are gone.",
            "Nothing is left out.",
        )

    return Ask(check, points, (name,), f"choices({name!r})")


def _said(given: Any) -> str:
    return repr(given) if isinstance(given, str | int | float | None) else kind_of(given).capitalize()


def _one_of_them(right: Any, choices: Sequence[Any], where: str) -> None:
    if right is not None and not callable(right) and all(_key(right) != _key(option) for option in choices):
        raise ValueError(f"{where}: {right!r} is not among its options {list(choices)!r}")


def _chosen(result: Comparison, choices: Sequence[Any], value: Any) -> Any:
    """The option that was chosen, as the question writes it; None where it is none."""
    for option in choices:
        if isinstance(option, str):
            if _key(value) == _key(option):
                return option
        elif result.given is not None and compare(value, option, name="", rounding=False).equal:
            return option
    return None


def _key(option: Any) -> Any:
    """What makes two options the same."""
    if isinstance(option, str):
        return " ".join(option.split()).casefold()
    if isinstance(option, float) and math.isfinite(option) and option == int(option):
        return int(option)
    return option if isinstance(option, int | float | type(None)) else repr(option)
