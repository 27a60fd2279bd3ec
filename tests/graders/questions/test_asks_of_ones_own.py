"""An ask written by hand: its points are its own, and a slip in it is a fault and never a score."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from graders.checking.verdict import judge
from graders.questions import Ask, Criterion, Lesson, ask

from .tried import answers, tried


def test_a_function_with_two_parameters_or_three_is_an_ask() -> None:
    @ask(0.5, "side")
    def positive(question, answers):
        yield Criterion("Above zero", 0.5, answers.value("side") > 0, "A length is above zero.")

    @ask(0.5, "side")
    def drawn(question, answers, random):
        yield Criterion("Below", 0.5, answers.value("side") < 10 + random.random(), "Too long.")

    assert (positive.points, positive.reads, positive.name) == (0.5, ("side",), "positive")
    for each in (positive, drawn):
        assert tried(each, "side = 3.0").earned == 0.5
    assert tried(positive, "side = -3.0").earned == 0


@pytest.mark.parametrize("worth", [0.6, 1.0, 100.0])
def test_criteria_that_are_worth_more_than_their_ask_are_a_fault(worth: float) -> None:
    @ask(0.5)
    def generous(question, answers):
        yield Criterion("A", 0.25, True)
        yield Criterion("B", worth, True)

    question = Lesson("own").question("own", "O", asks=[generous])
    verdict = judge(question, answers(""))
    assert verdict.earned == 0.25
    assert (
        "generous of question 'own' is worth 0.5 points, and its criteria are worth more" in verdict.faults[0]
    )


def test_what_was_found_before_a_slip_counts_and_other_asks_go_on() -> None:
    def slips(question, answers, random) -> Iterator[Criterion]:
        yield Criterion("A", 0.5, True)
        raise RuntimeError("a slip")

    @ask(1)
    def fine(question, answers):
        yield Criterion("B", 1, True)

    question = Lesson("own").question("own", "O", asks=[Ask(slips, 1), fine])
    verdict = judge(question, answers(""))
    assert verdict.earned == 1.5
    assert not verdict.passed
    assert verdict.faults == ("RuntimeError: a slip",)


def test_an_ask_that_yields_nothing_gives_nothing() -> None:
    @ask(1)
    def silent(question, answers):
        return []

    assert judge(Lesson("own").question("own", "O", asks=[silent]), answers("")).earned == 0
