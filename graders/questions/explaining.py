"""Diagnoses for the checks of a lesson: from a question and a comparison to what the panel shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from graders.answers.reading import asks_a_tape, calculates, program_of
from graders.diagnosis.result import Diagnosis
from graders.source.bounds import TooLong
from graders.source.own import with_own

if TYPE_CHECKING:
    from graders.answers.interface import Answers
    from graders.questions.compare import Comparison
    from graders.questions.question import Question


TAPE = "A tape makes no slip of its own. It differentiates exactly what it saw."
SHAPE = "A gradient has the shape of its source. A Jacobian has the target's axes, and then the source's."
METHOD = "Which of the two was asked for, and what did you ask the tape?"
FIRST = "Compare with the question: your formula, and the number from which your variable starts."


def diagnosis_of(
    question: Question, result: Comparison, answers: Answers | None = None, name: str = ""
) -> Diagnosis | None:
    """What led to a wrong answer, or None where there is nothing to say.

    With `answers` and the `name` of the student's variable or function, an answer that comes from a tape is
    explained by the program: which formula the tape saw, or why it answered None. Other numbers are held
    against the question's function, differentiated under each misconception. Never raises.
    """
    return _guarded(lambda: _diagnosis_of(question, result, answers, name))


def diagnosis_of_function(
    question: Question, result: Comparison, answers: Answers, name: str
) -> Diagnosis | None:
    """As `diagnosis_of`, for a student's function that gives the slope: it is tried at several points."""
    if result.kind != "different" or question.of is None or question.wrt is None:
        return diagnosis_of(question, result, answers, name)
    return _guarded(
        lambda: (
            _of_tape(question, answers, name)
            or _of_function(question, answers, name)
            or _diagnosis_of(question, result, answers, name)
        )
    )


def _guarded(run: Callable[[], Diagnosis | None]) -> Diagnosis | None:
    try:
        return run()
    except TooLong as problem:
        return Diagnosis(right=False, remark=problem.sentence)
    except Exception:  # a diagnosis is help beside the verdict; it never stands in the way of one
        return None


def _diagnosis_of(
    question: Question, result: Comparison, answers: Answers | None, name: str
) -> Diagnosis | None:
    if result.kind == "none":
        return _of_program(question, answers, name)
    if result.kind not in ("different", "wrong shape") or result.given is None:
        return None
    if answers is not None and name and (found := _of_tape(question, answers, name)):
        wrong_shape = result.kind == "wrong shape" and found.remark == TAPE
        return Diagnosis(False, remark=SHAPE, first_check=METHOD) if wrong_shape else found
    found = _of_numbers(question, result)
    return None if found is None or found.right else found


def _of_tape(question: Question, answers: Answers, name: str) -> Diagnosis | None:
    """For a number that a tape gave, and that was not changed afterwards; otherwise None."""
    from graders.answers.interface import AnswerError
    from graders.diagnosis.written import diagnose_written, read_written

    try:
        program = with_own(program_of(answers, name), question.own)
    except AnswerError:
        return None
    if not asks_a_tape(answers, name) or calculates(answers, name):
        return None
    written = read_written(program, name)
    found = None if written is None else diagnose_written(question.of, question.at, written)
    return found or _of_program(question, answers, name) or Diagnosis(False, remark=TAPE, first_check=FIRST)


def _of_function(question: Question, answers: Answers, name: str) -> Diagnosis | None:
    from graders.diagnosis.diagnose import diagnose

    if question.of is None or question.wrt is None:
        return None
    found = diagnose(
        question.of,
        question.at,
        lambda *arguments: answers.call(name, *arguments),
        question.wrt,
        question.order,
        silence=question.silence,
    )
    return found if found.explanations else None


def _of_numbers(question: Question, result: Comparison) -> Diagnosis | None:
    from graders.diagnosis.diagnose import diagnose

    if question.of is None or question.wrt is None:
        return None
    return diagnose(
        question.of,
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
    from graders.answers.interface import AnswerError
    from graders.diagnosis.program import diagnose_program

    if answers is None or not name:
        return None
    try:
        found = diagnose_program(program_of(answers, name), question.silence)
    except AnswerError:
        return None
    return found if found.explanations else None
