"""Answers that are wrong, and right for the numbers that everybody gets who has not said who they are."""

from __future__ import annotations

from graders.answers.interface import Answers
from graders.checking.verdict import Verdict, judge

FITS_THE_COMMON = (
    "This fits the numbers that everybody gets without a name, and yours are others. "
    "Run the cell that shows your own numbers once more, and answer with those."
)


def fits_the_common(verdict: Verdict, answers: Answers) -> bool:
    """Whether an answer that lost points fits the common numbers better than the student's own.

    It does where it earns half of the points there, or more, and more than it earned.
    """
    question = verdict.question
    if question.variants is None or verdict.passed or not verdict.criteria:
        return False
    values = question.variants.common()
    if repr(values) == repr(dict(question.own)):  # arrays among them have no single answer to ==
        return False
    there = judge(question.with_values(values), answers)
    return there.earned > (verdict.visible or verdict).earned and there.earned >= there.possible / 2
