"""An ask, tried on what a student may have written; what holds for every ask is checked on the way."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest

import autodiff_lite as ad
from graders.answers.local import LocalAnswers
from graders.checking.panel import as_html, as_text
from graders.checking.verdict import Verdict, judge
from graders.questions import Ask, Lesson

NOT_ANSWERED = [
    ("", "is not set yet"),
    ("NAME = ...", "is still `...`"),
]
"""What stands in a notebook before anybody answers, with the words for it."""

NO_NUMBERS = [
    ("NAME = None", "is None"),
    ("NAME = True", "boolean"),
    ("NAME = '2.5'", "quotation marks"),
    ("NAME = 'about two'", "a text"),
    ("NAME = {}", "a dictionary"),
    ("NAME = print", "a function"),
    ("NAME = object()", "object"),
    ("NAME = float('nan')", "NaN"),
    ("NAME = float('inf')", "infinity"),
    ("NAME = 10**400", "too large"),
    ("NAME = [1.0, [2.0]]", "different shapes"),
    ("NAME = []", ""),
    ("NAME = ad.constant(True)", "booleans"),
]
"""What is given where a number is asked for, with the words for it."""


def answers(*cells: str) -> LocalAnswers:
    """A student's names after these cells."""
    namespace: dict[str, Any] = {"ad": ad, "In": [""]}
    for cell in cells:
        namespace["In"].append(cell)
        with contextlib.suppress(Exception):  # as in a notebook, a cell that stops leaves what it did
            exec(cell, namespace)
    return LocalAnswers(namespace)


def tried(asked: Ask, *cells: str, **about: Any) -> Verdict:
    """The verdict on these cells of a question with this one ask."""
    question = Lesson("tried").question("tried", "T", asks=[asked], **about)
    verdict = judge(question, answers(*cells))
    assert verdict.faults == (), verdict.faults
    given = sum(criterion.points for criterion in verdict.criteria)
    assert given <= asked.points + 1e-9
    if not verdict.problems:
        assert given == pytest.approx(asked.points), "criteria are worth what the ask is worth"
    assert all(criterion.feedback for criterion in verdict.criteria if _first_failure(verdict) is criterion)
    again = judge(question, answers(*cells))
    assert again.criteria == verdict.criteria, "the same work gets the same verdict"
    return verdict


def _first_failure(verdict: Verdict) -> Any:
    return next((criterion for criterion in verdict.criteria if not criterion.passed), None)


def said(verdict: Verdict) -> str:
    """The words of the panel, however its lines were broken."""
    assert as_html(verdict)
    return " ".join(as_text(verdict, 3).split())
