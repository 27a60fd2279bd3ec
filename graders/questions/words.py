"""What to say about a wrong number: the name under which it is right, and where its sign points.

The numbers that a wrong answer is held against are computed from the question's function. The answer
itself is never told.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graders.answers.interface import AnswerError, Answers
from graders.answers.reading import asks_a_tape
from graders.questions.compare import Comparison, compare, show
from graders.questions.criterion import Criterion
from graders.source.reading import set_to

if TYPE_CHECKING:
    from graders.questions.question import Question


NO_TAPE = "The number is right, but it does not come from a tape. Ask the tape for it."


def in_words(
    question: Question, result: Comparison, answers: Answers | None = None, variable: str = ""
) -> str:
    """The comparison's own words, and what the wrong number is where it is the place, or zero.

    With `answers` and the student's `variable`, a None is told apart: written down, or a tape's answer.
    Which mistake leads to it is for the diagnosis to say.

    For questions whose function takes one number and gives one.
    """
    if answers is not None and variable:
        result = replace(result, feedback=with_none(result, answers, variable))
    if result.kind != "different" or result.given is None or result.given.ndim:
        return result.feedback
    names = {
        "It is the place itself, not the slope there.": next(iter(question.at.values())),
        "It says that nothing changes there. Does it?": 0.0,
    }
    for words, number in names.items():
        if compare(float(result.given), number, name="", rounding=False).equal:
            return f"{result.feedback} {words}"
    return result.feedback


def with_none(result: Comparison, answers: Answers, variable: str) -> str:
    """The comparison's own words; those on None fit what the student's variable was set to."""
    if result.kind != "none":
        return result.feedback
    try:
        source = answers.source(variable)
    except AnswerError:
        return result.feedback
    text = set_to(source, variable)
    if text == "None":
        return f"`{variable}` is None. Put your answer in its place."
    if text.startswith("print("):
        return f"`{variable}` is None: `print` shows a number and gives nothing back. Leave it out."
    if asks_a_tape(answers, variable):
        return f"`{variable}` is None: the tape has no answer to this question."
    if text:
        return (
            f"`{variable}` is None: nothing came back. A function without `return` gives None, "
            "and so does `print`."
        )
    return result.feedback


def _is_the_height(question: Question, number: float) -> bool:
    """Whether a number is the function's value, and not its slope as well."""
    height, slope = question.value(), question.gradient()
    return bool(
        height.ndim == 0
        and compare(number, height, name="", rounding=False).equal
        and not compare(number, slope, name="").equal
    )


def rising_or_falling(question: Question, number: float | None, points: float, otherwise: str) -> Criterion:
    """Whether the sign is right: does the curve rise or fall at the point?

    `number` is None where no number could be read; `otherwise` is then what is said.
    """
    rises = float(question.gradient()) > 0
    feedback = otherwise
    is_height = number is not None and _is_the_height(question, number)
    if is_height:
        feedback = "That is the height there, and a height does not say whether the curve rises or falls."
    elif number is not None:
        claim = "level" if number == 0 else "falling" if number < 0 else "rising"
        feedback = (
            f"A slope of {show(number)} says: the curve is {claim} here. Read the plot from left to right."
        )
    return Criterion(
        name="Rising or falling",
        points=points,
        passed=number is not None and number != 0 and (number > 0) == rises and not is_height,
        feedback=feedback,
        praise=f"The curve is {'rising' if rises else 'falling'} there, and your number says so.",
    )
