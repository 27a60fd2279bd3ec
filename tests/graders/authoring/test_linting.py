"""The linter finds points at which mistakes cannot be told apart, and better ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import CliRunner

import autodiff_lite as ad
from graders import diagnose
from graders.authoring.lint import describe
from graders.authoring.linting import lint
from graders.questions import Lesson, Question, gradient, number


def question(function: Callable[..., Any], **asked: Any) -> Question:
    return Lesson("linting").question("one", "L", asks=[gradient("slope", 1)], of=function, wrt="x", **asked)


def test_a_mistake_that_would_score_is_found_and_a_point_where_it_would_not() -> None:
    finding = lint(question(lambda x: x**3, at={"x": 2.0}))  # 3x^2 = 6x there
    assert finding is not None
    assert finding.scores == ("wrong-order-of-derivative",)
    assert finding.proposal is not None
    x = finding.proposal["x"]
    assert not diagnose(lambda x: x**3, at=finding.proposal, answer=6 * x).right


def test_two_mistakes_with_one_answer_are_found() -> None:
    finding = lint(question(lambda x: ad.square(x) + 2.0 * x, at={"x": 2.0}))
    assert finding is not None
    assert ("coefficient-dropped", "one-path-only") in finding.collisions


def test_a_good_point_is_left_alone() -> None:
    finding = lint(question(lambda x: x**3, at={"x": 2.0}))
    assert finding is not None
    better = lint(question(lambda x: x**3, at=finding.proposal))
    assert better is None or not better.scores


def test_a_term_that_three_digits_hide_is_found_and_a_point_where_it_shows() -> None:
    def function(x: Any) -> Any:
        return 50.0 * ad.square(x) - 3.0 * ad.math.log(x)

    finding = lint(question(function, at={"x": 10.0}))  # 1000 and 999.7
    assert finding is not None
    assert "one-path-only" in finding.scores
    assert finding.proposal is not None


def test_a_jacobian_without_a_minus_raises_no_alarm_about_lost_ones() -> None:
    def function(x: Any) -> Any:
        return ad.stack([ad.square(x[0]) * x[1], x[0] * ad.exp(x[1])])

    finding = lint(question(function, at={"x": [1.3, 0.7]}, jacobian=True))
    assert finding is None or "minus-lost" not in finding.scores


def test_a_question_without_a_function_is_nothing_to_lint() -> None:
    assert lint(Lesson("linting").question("plain", "P", asks=[number("length", 1, 3.0)])) is None


def test_the_same_seed_finds_the_same() -> None:
    asked = question(lambda x: x**2 * ad.exp(x), at={"x": 1.0})
    assert lint(asked, seed=3) == lint(asked, seed=3)


def test_a_finding_is_written_out() -> None:
    finding = lint(question(lambda x: x**3, at={"x": 2.0}))
    assert finding is not None
    text = "\n".join(describe(finding))
    assert "1 mistake would give the right answer: wrong-order-of-derivative" in text
    assert "x = " in text


def test_the_command_lints_a_lesson_and_names_the_lessons_there_are() -> None:
    from graders.cli import app

    result = CliRunner().invoke(app, ["lint", "no-such-lesson"])
    assert result.exit_code == 2
    result = CliRunner().invoke(app, ["lint", "03-gradients"])
    assert result.exit_code in (0, 1)
    assert "gradients-slope" in result.output


@pytest.mark.parametrize("bad", [lambda x: 3.0, lambda y: y])
def test_a_broken_question_is_an_error_that_says_so(bad: Callable[..., Any]) -> None:
    with pytest.raises((ValueError, TypeError)):
        lint(question(bad, at={"x": 2.0}))
