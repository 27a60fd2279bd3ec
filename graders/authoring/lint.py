"""`graders lint LESSON`: what the linter finds, for a teacher to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graders.authoring.linting import Finding, lint
from graders.authoring.variety import look_at_variants

if TYPE_CHECKING:
    from rich.console import Console

    from graders.questions.lesson import Lesson

SHOWN = 6


def lint_lesson(lesson: Lesson, console: Console) -> int:
    """Print what is found in a lesson's questions; gives how many have a mistake that would score."""
    scoring = 0
    for question in lesson:
        if question.variants is not None:
            variety = look_at_variants(question)
            scoring += bool(variety.wrong)
            for line in variety.lines():
                console.print(line, markup=False, soft_wrap=True)
        if question.of is None or question.wrt is None:
            console.print(
                f"{question.id}: declares no function, so there is nothing to look at.", markup=False
            )
            continue
        try:
            finding = lint(question)
        except (ValueError, TypeError) as problem:
            console.print(f"{question.id}: {problem}", markup=False)
            scoring += 1
            continue
        if finding is None:
            console.print(
                f"{question.id}: all mistakes can be told apart as far as any number can.", markup=False
            )
            continue
        scoring += bool(finding.scores)
        for line in describe(finding):
            console.print(line, markup=False, soft_wrap=True)
    return scoring


def describe(finding: Finding) -> list[str]:
    """A finding as lines of text.

    >>> print(*describe(Finding("q", ("exponent-not-lowered",), (), {"x": 1.7}, 0)), sep="\\n")
    q: 1 mistake would give the right answer: exponent-not-lowered
      At x = 1.7 all of these part.
    """
    lines = []
    if finding.scores:
        count = len(finding.scores)
        what = f"{count} mistake{'s' if count > 1 else ''} would give the right answer"
        lines.append(f"{finding.question}: {what}: {', '.join(finding.scores)}")
    if finding.collisions:
        pairs = [f"{one} = {other}" for one, other in finding.collisions[:SHOWN]]
        more = len(finding.collisions) - len(pairs)
        listed = "; ".join(pairs) + (f"; and {more} more" if more else "")
        lines.append(f"{finding.question}: different mistakes give one answer: {listed}")
    if finding.proposal is not None:
        where = ", ".join(f"{name} = {value}" for name, value in finding.proposal.items())
        lines.append(f"  At {where} {'fewer of these coincide' if finding.left else 'all of these part'}.")
    return lines
