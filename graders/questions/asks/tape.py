"""Asks about how an answer was found: with a tape, recorded by it, from the formula that was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from graders.answers.reading import asks_a_tape
from graders.diagnosis.written import as_asked, diagnose_written, formula_of, written_by
from graders.questions.ask import Ask
from graders.questions.compare import compare
from graders.questions.criterion import Criterion
from graders.source.formulas import Unread, asked_formula, same
from graders.source.reading import calls, inside_a_tape, set_to

if TYPE_CHECKING:
    from graders.answers import Answers
    from graders.questions.question import Question


def from_a_tape(
    name: str, points: float, *, title: str = "Found with the tape", praise: str = "You asked the tape."
) -> Ask:
    """Whether a variable gets its value from a tape, or a function asks one."""

    def check(question: Question, answers: Answers, random: Any) -> Iterator[Criterion]:
        answers.value(name)  # what is not set, or still dots, is told so, and once
        yield tape_criterion(answers, name, title, points, praise)

    return Ask(check, points, (name,), f"from_a_tape({name!r})")


def tape_criterion(
    answers: Answers, name: str, title: str, points: float, praise: str, feedback: str = ""
) -> Criterion:
    """Whether a tape is asked on the way to a name."""
    missing = f"`{name}` does not come from a tape yet. Ask for it: `tape.gradient(target, source)`."
    return Criterion(title, points, asks_a_tape(answers, name), feedback=feedback or missing, praise=praise)


def recorded(
    name: str,
    points: float,
    source: str,
    growth: str,
    *,
    title: str = "The value",
    praise: str = "",
    written: str = "",
) -> Ask:
    """The value of the question's function, computed from the variable `source` where a tape sees it.

    `growth` is the name that holds the gradient: where the text cannot be read, that it comes from a tape is
    enough. `written` says how the value is computed.
    """

    def check(question: Question, answers: Answers, random: Any) -> Iterator[Criterion]:
        result = compare(answers.value(name), question.value(), name=name)
        why = (
            _unrecorded(question, answers, name, source, growth, written)
            if result.equal
            else f"{result.feedback} {written}".strip()
        )
        yield Criterion(title, points, not why, feedback=why, praise=praise)

    return Ask(check, points, (name,), f"recorded({name!r})")


def _unrecorded(
    question: Question, answers: Answers, name: str, source: str, growth: str, written: str
) -> str:
    """Why the tape cannot know how a value, though right, changes with its source; empty where it can."""
    read = formula_of(answers, name, source, question.own)
    if read is None:
        return "" if asks_a_tape(answers, growth) else f"Compute it from `{source}`, inside the tape's block."
    values, leaving = read
    if leaving:
        return "The number is right, but NumPy computed it, and the tape does not see what NumPy does."
    if len(set(values.tolist())) == 1:
        return f"The number is right, but it did not come from `{source}`. For the tape it never changes."
    if not _is_the_formula(question, values):
        return f"`{set_to(answers.source(name), name)}` is right for this number alone. {written}".strip()
    if not inside_a_tape(answers.source(name), name):
        return "The number is right, but it was computed outside the tape's block."
    return ""


def _is_the_formula(question: Question, values: Any) -> bool:
    """Whether values at other numbers are the question's function's; where that is not known, yes."""
    try:
        wanted = asked_formula(question.of) if question.of is not None else []
    except Unread:
        return True
    return not wanted or same(values, np.asarray(sum(term.values for term in wanted)))


def formula(
    name: str, points: float, *, title: str = "The whole formula", praise: str = "", unread: str = ""
) -> Ask:
    """Whether the tape was given the whole formula: not every slip shows in the number at one point.

    `praise` is said where the program could be read, `unread` where only the number speaks for it.
    """

    def check(question: Question, answers: Answers, random: Any) -> Iterator[Criterion]:
        result = compare(answers.value(name), question.gradient(), name=name)
        written = written_by(answers, name, question.own)
        right = None if written is None else as_asked(question.of, written)
        other = "The tape was given something else than this formula. Not every slip shows in the number."
        yield Criterion(
            title,
            points,
            result.equal if right is None else right,
            feedback="This is judged once the gradient is right." if right is None else other,
            praise=praise if right else unread or praise,
            # Where the number is wrong too, the gradient's criterion says why.
            diagnosis=diagnose_written(question.of, question.at, written)
            if written is not None and result.equal
            else None,
        )

    return Ask(check, points, (name,), f"formula({name!r})")


def watched(
    name: str, points: float, constant: str, *, title: str = "A constant that is watched", praise: str = ""
) -> Ask:
    """Whether the program that sets `name` has a tape watch a constant, and leaves it one."""

    def check(question: Question, answers: Answers, random: Any) -> Iterator[Criterion]:
        answers.value(name)
        source = answers.source(name)
        asked, variable = calls(source, "watch"), calls(source, "Variable")
        told = f"Nothing asks the tape to watch `{constant}`."
        if variable:
            told = f"Leave `{constant}` a constant. A tape can be asked to watch one."
        said = praise or f"`{constant}` is a constant still, and watched."
        yield Criterion(title, points, asked and not variable, told, said)

    return Ask(check, points, (name,), f"watched({name!r})")
