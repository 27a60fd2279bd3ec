"""Asks for a function that the student writes: it is called at places, with numbers or arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy

from graders.answers import Answers, NoSource, Unwritten, as_tensor
from graders.questions.ask import Ask
from graders.questions.asks.tape import tape_criterion
from graders.questions.compare import Comparison, compare, show
from graders.questions.criterion import Criterion
from graders.questions.drawn import Drawn, draw
from graders.questions.explaining import diagnosis_of_function
from graders.questions.words import in_words
from graders.source.reading import returns, unfinished

if TYPE_CHECKING:
    from graders.questions.question import Question

Places = Sequence[Any]
LONGEST_CALL = 50
WHOLE = "It takes whole numbers too."


def function(
    name: str,
    points: float,
    at: Places,
    right: Callable[..., Any] | None = None,
    *,
    slips: Mapping[str, Callable[..., Any]] | None = None,
    titles: Sequence[str] = (),
    tape: float = 0.0,
    praise: str = "",
    feedback: str = "",
    rounding: bool = True,
    tensors: bool = False,
) -> Ask:
    """A function of the student's, called at each place of `at`: a number, an array, or a tuple of arguments.

    Places may be drawn: `at=[uniform(-9, -4), whole(2, 5)]`. `right(*arguments)` is what it returns there;
    without it, that is the derivative of the question's function. The points are shared among the places, and
    `tape` of them are for asking a tape. With `tensors`, arrays reach the student's function as tensors.
    `slips` maps a sentence to a wrong function of which it is said. The first place that is wrong is
    explained; of the others it is said that they are wrong. `titles`, one for each place, stand in the
    place of the arguments where these are long.
    """
    places = list(at)
    if not places:
        raise ValueError(f"function({name!r}) is called nowhere; give it places in `at`")
    if titles and len(titles) != len(places):
        raise ValueError(f"function({name!r}) has {len(places)} places and {len(titles)} titles")
    share = (points - tape) / len(places)

    def check(question: Question, answers: Answers, random: Any) -> Iterator[Criterion]:
        begun(answers, name)
        told = False
        seen: list[tuple[tuple[Any, ...], Any]] = []
        right_at: list[tuple[Any, ...]] = []
        for number, place in enumerate(places):
            arguments = _arguments(draw(place, random))
            given = answers.call(name, *(_as_given(each) if tensors else each for each in arguments))
            wanted = right(*arguments) if right is not None else _derivative(question, arguments)
            shown = _call(name, arguments)
            result = compare(given, wanted, name=shown, rounding=rounding)
            words, diagnosis = "", None
            before = _same_as(given, arguments, seen) if result.readable else None
            if not result.equal and before is not None:
                same = show(float(numpy.asarray(given, dtype=float).ravel()[0]))
                words = f"`{shown}` is {same}, the same as at {before}. Does the function use its argument?"
            elif not result.equal and not told:
                words = _words(question, result, answers, name, shown, arguments, feedback)
                words = f"{words} {_slip(given, slips or {}, arguments)}".strip()
                if right is None:
                    diagnosis = diagnosis_of_function(question, result, answers, name)
            elif not result.equal:
                words = f"`{shown}` is not right either."
            if result.readable:
                seen.append((arguments, given))
            said = f"`{shown}` is right too." if right_at else praise or f"`{shown}` is right."
            if _is_whole(arguments) and right_at and not any(map(_is_whole, right_at)):
                said = WHOLE
            told = told or not result.equal
            right_at += [arguments] if result.equal else []
            title = titles[number] if titles else _title(arguments)
            yield Criterion(title, share, result.equal, words, said, diagnosis)
        if tape:
            missing = f"`{name}` does not ask a tape. Record the formula in it, then ask for the gradient."
            yield tape_criterion(answers, name, "Found with a tape", tape, "It asks a tape.", missing)

    return Ask(check, points, (name,), f"function({name!r})")


def _as_given(argument: Any) -> Any:
    """An array as the lesson's notebook would give it: as a tensor."""
    return as_tensor(argument) if isinstance(argument, numpy.ndarray) else argument


def begun(answers: Answers, function: str) -> None:
    """Raises Unwritten where a student's function has no body yet."""
    try:
        source = answers.source(function)
    except NoSource:
        return
    if unfinished(source, function):
        raise Unwritten(
            f"`{function}` has no body yet, so it does not `return` anything. Write it under its first "
            "lines, run the cell, then check again."
        )


def _derivative(question: Question, arguments: tuple[Any, ...]) -> Any:
    there = {
        key: numpy.asarray(argument, dtype=float)
        for key, argument in zip(question.at, arguments, strict=True)
    }
    return question.about(at=there, wrt=question.wrt).gradient()


def _words(
    question: Question,
    result: Comparison,
    answers: Answers,
    name: str,
    shown: str,
    arguments: tuple[Any, ...],
    feedback: str,
) -> str:
    if result.kind == "none":
        if not returns(answers.source(name), name):
            return f"`{shown}` gave None. Does the function `return` its result?"
        # Of several arguments nobody knows which one became the variable: one may be a count.
        if _is_whole(arguments):
            return f"`{shown}` gave None. What kind of variable does `ad.Variable({arguments[0]})` make?"
        return (
            f"`{shown}` gave None: the tape found no way from the target to the source. "
            "Is the source watched, and does the tape see every step?"
        )
    declared = [numpy.asarray(value).tolist() for value in question.at.values()]
    words = in_words(question, result) if list(arguments) == declared else result.feedback
    told = result.readable or result.kind == "not finite"
    return f"{words} {feedback}".strip() if told else words


def _same_as(given: Any, arguments: tuple[Any, ...], seen: Sequence[tuple[Any, Any]]) -> str | None:
    """The other place, as it is shown, at which the function gave the same single number."""
    if numpy.size(given) != 1:
        return None
    for other, before in seen:
        if _shown(other) != _shown(arguments) and compare(given, before, name="", rounding=False).equal:
            return _shown(other)
    return None


def _slip(given: Any, slips: Mapping[str, Callable[..., Any]], arguments: tuple[Any, ...]) -> str:
    for sentence, wrong in slips.items():
        if compare(given, wrong(*arguments), name="", rounding=False).equal:
            return sentence
    return ""


def _arguments(place: Any) -> tuple[Any, ...]:
    return place if isinstance(place, tuple) else (place,)


def _call(name: str, arguments: tuple[Any, ...]) -> str:
    """The call as a student reads it; a long one without its arguments, which the title holds."""
    shown = f"{name}({', '.join(map(_shown, arguments))})"
    return shown if len(shown) <= LONGEST_CALL else f"{name}(...)"


def _is_whole(arguments: tuple[Any, ...]) -> bool:
    return len(arguments) == 1 and type(arguments[0]) is int


def _title(arguments: tuple[Any, ...]) -> str:
    if _is_whole(arguments):
        return f"Your function at the whole number {arguments[0]}"
    return f"Your function at {', '.join(map(_shown, arguments))}"


def _shown(argument: Any) -> str:
    if isinstance(argument, tuple):
        return ", ".join(map(_shown, argument))
    if isinstance(argument, float):
        return repr(argument)
    text = repr(argument.tolist() if isinstance(argument, numpy.ndarray) else argument)
    return text if len(text) <= 40 else f"{text[:36]} ..."


__all__ = ["Drawn", "begun", "function"]
