"""What in a lesson's figures is worth a sentence: questions that may be broken, too easy, or that mislead."""

from __future__ import annotations

from dataclasses import dataclass

from graders.checking.panel import amount
from graders.statistics.measures import FEWEST
from graders.statistics.summary import LessonFigures, QuestionFigures, percent

MANY_BLANK = 0.3
FEW = 3
NEARLY_ALL = 0.95
NEARLY_NOBODY = 0.05


@dataclass(frozen=True)
class Finding:
    """A sentence on a question, for the teacher; `kind` is for programs."""

    kind: str
    label: str
    text: str


def findings(figures: LessonFigures) -> list[Finding]:
    """What a teacher should look at, what may be broken first."""
    found = [finding for question in figures.questions for finding in _of(question)]
    order = [
        "outside",
        "everybody-failed",
        "strong-fail",
        "shared-answer",
        "many-blank",
        "everybody-passed",
        "waiting",
    ]
    return sorted(found, key=lambda finding: order.index(finding.kind))


def _of(question: QuestionFigures) -> list[Finding]:
    label, found = question.asked.label, []
    if question.waiting:
        answers = "1 answer waits" if question.waiting == 1 else f"{question.waiting} answers wait"
        found.append(Finding("waiting", label, f"{answers} for a person's grade."))
    if question.outside:
        scores = "1 score is" if question.outside == 1 else f"{question.outside} scores are"
        there = amount(question.asked.possible)
        told = f"{scores} below 0 or above {there}, which distorts all figures. Look in the formgrader."
        found.append(Finding("outside", label, told))
    if not question.students or question.difficulty is None:
        return found
    if question.difficulty <= NEARLY_NOBODY and question.tried >= FEW:
        found.append(
            Finding(
                "everybody-failed", label, f"Nearly nobody got points ({_of_all(question)}). Is it broken?"
            )
        )
    if question.right is not None and question.right >= NEARLY_ALL and question.students >= FEWEST:
        found.append(
            Finding(
                "everybody-passed", label, f"Nearly everybody is right ({_of_all(question)}). Is it needed?"
            )
        )
    value, error = question.discrimination.value, question.discrimination.error
    if value is not None and error is not None and value + 2 * error < 0:
        told = f"Strong students do worse here than weak ones (r = {value:.2f}). Does the question mislead?"
        found.append(Finding("strong-fail", label, told))
    if question.blank is not None and question.blank >= MANY_BLANK:
        found.append(Finding("many-blank", label, f"{percent(question.blank)} left it blank."))
    for shared in question.unexplained[:1]:
        told = (
            f"{shared.students} students answer `{shared.name} = {shared.answer}`, and nothing explains it."
        )
        found.append(Finding("shared-answer", label, told))
    return found


def _of_all(question: QuestionFigures) -> str:
    right = round((question.right or 0.0) * question.students)
    return f"{right} of {question.students} are right"
