"""Diagnoses for the checks of a lesson: from a question and a comparison to what the panel shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graders.diagnosis.result import Diagnosis

if TYPE_CHECKING:
    from graders.answers import Answers
    from graders.compare import Comparison
    from graders.question import Question


def diagnosis_of(
    question: Question, result: Comparison, answers: Answers | None = None, name: str = ""
) -> Diagnosis | None:
    """What led to a wrong answer, or None where there is nothing to say.

    For numbers the question's function is differentiated under each misconception. With `answers` and the
    `name` of the student's variable or function, the reason for a None is looked for in their program. Never
    raises.
    """
    try:
        if result.kind in ("different", "wrong shape") and result.given is not None:
            found = _of_numbers(question, result)
            if found is not None and not found.right and found.explanations:
                return found
            program = _of_program(question, answers, name)
            return program or (found if found is not None and not found.right else None)
        if result.kind == "none":
            return _of_program(question, answers, name)
    except Exception:  # a diagnosis is help beside the verdict; it never stands in the way of one
        return None
    return None


def diagnosis_of_function(
    question: Question, result: Comparison, answers: Answers, name: str
) -> Diagnosis | None:
    """As `diagnosis_of`, for a student's function that gives the slope: it is tried at several points."""
    if result.kind != "different" or question.function is None or question.wrt is None:
        return diagnosis_of(question, result, answers, name)
    try:
        from graders.diagnosis.diagnose import diagnose

        found = diagnose(
            question.function,
            question.at,
            lambda *arguments: answers.call(name, *arguments),
            question.wrt,
            question.order,
            silence=question.silence,
        )
        if found.explanations:
            return found
    except Exception:  # see diagnosis_of
        return None
    return diagnosis_of(question, result, answers, name)


def _of_numbers(question: Question, result: Comparison) -> Diagnosis | None:
    from graders.diagnosis.diagnose import diagnose

    if question.function is None or question.wrt is None:
        return None
    return diagnose(
        question.function,
        question.at,
        result.given,
        question.wrt,
        question.order,
        jacobian=question.jacobian,
        descent=question.descent,
        silence=question.silence,
        pinned=question.pinned,
    )


def _of_program(question: Question, answers: Answers | None, name: str) -> Diagnosis | None:
    from graders.answers import AnswerError
    from graders.diagnosis.program import diagnose_program

    if answers is None or not name:
        return None
    try:
        found = diagnose_program(_text(answers, name), question.silence)
    except AnswerError:
        return None
    return found if found.explanations else None


def _text(answers: Answers, name: str) -> str:
    """The cell that set `name`, with the cells before it where the variables were made."""
    own = answers.source(name)
    try:
        whole = answers.source()
    except Exception:
        return own
    end = whole.rfind(own)
    made = [line for line in whole[: max(end, 0)].splitlines() if "Variable(" in line or "constant(" in line]
    return "\n".join([*(line for line in made if line[:1].strip()), own])
