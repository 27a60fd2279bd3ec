"""What is said of a mistake: about what the question shows, in words that hold for each form of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autodiff_lite as ad
from graders import diagnose
from graders.diagnosis.result import Explanation

rng = np.random.default_rng(3)
ROWS = rng.normal(size=(5, 2)).round(2)
WEIGHTS = rng.normal(size=(2, 3)).round(2)


def best(found: Any) -> Explanation:
    assert found.best is not None, str(found)
    return found.best  # type: ignore[no-any-return]


def test_the_place_in_a_second_derivative_is_one_that_the_question_shows() -> None:
    # The power rule goes wrong only in the second step: 12x^3 for 12x^2.
    wrong = 0.25 * np.exp(0.65) + 12 * 1.3**3
    found = best(diagnose(lambda x: ad.exp(0.5 * x) + x**4, at={"x": 1.3}, answer=wrong, order=2))
    assert found.misconception == "exponent-not-lowered"
    assert found.operation is not None
    assert found.operation.formula == "x**4"


def test_the_value_is_told_from_what_was_asked() -> None:
    def function(x: Any) -> Any:
        return ad.exp(1.3 * x) + x**3

    value = float(function(ad.constant(1.7, dtype="float64")))
    assert best(diagnose(function, at={"x": 1.7}, answer=value)).title.endswith("not its slope")
    assert best(diagnose(function, at={"x": 1.7}, answer=value, order=2)).title.endswith(
        "not its second derivative"
    )


def test_another_number_put_in_for_all_variables_is_said_of_none_of_them() -> None:
    def function(x: Any, z: Any) -> Any:
        return x * ad.exp(z) + z**3 * x

    found = best(
        diagnose(function, at={"x": 1.3, "z": 0.7}, answer=-1.3 * np.exp(-0.7) - 1.3 * 3 * 0.49, wrt="z")
    )
    assert found.misconception == "evaluated-at-another-point"
    assert found.operation is None


@pytest.mark.parametrize(
    ("answer", "title"),
    [(2 * 1.7, "Not every term was counted"), (2 * 1.7 - np.exp(1.7), "A plus was turned into a minus")],
)
def test_a_term_lost_and_a_sign_turned_are_said_to_be_that(answer: float, title: str) -> None:
    found = best(diagnose(lambda x: ad.square(x) + ad.exp(x), at={"x": 1.7}, answer=answer))
    assert found.title == title
    assert found.operation is not None
    assert found.operation.formula == "exp(x)"
    assert "`exp(x)`" in " ".join(found.hints)


def test_a_constant_that_was_kept_is_named_alone() -> None:
    found = best(diagnose(lambda x: ad.exp(1.3 * x) + 5.0, at={"x": 0.6}, answer=1.3 * np.exp(0.78) + 5))
    assert found.misconception == "constant-does-not-vanish"
    assert "`5`" in found.hints[0]
    assert "term by term" not in " ".join(found.hints)


def test_a_mistake_at_a_whole_array_is_named_by_its_operation_on_arrays() -> None:
    def network(W: Any, b: Any) -> Any:
        return ad.reduce_sum(ad.square(ad.tanh(ad.matmul(ad.constant(ROWS), W) + b)))

    hidden = np.tanh(ROWS @ WEIGHTS + 0.1)
    lost = ROWS.T @ (2 * hidden * (1 - hidden))  # the square in the slope of tanh
    found = best(diagnose(network, at={"W": WEIGHTS, "b": [0.1, 0.1, 0.1]}, answer=lost, wrt="W"))
    assert found.misconception == "tanh-without-square"
    assert found.operation is not None
    assert found.operation.formula == "tanh(data @ W + b)"


def test_three_factors_are_not_called_two() -> None:
    def function(x: Any) -> Any:
        return x * ad.exp(x) * ad.sin(x)

    x = 0.7
    lost = np.exp(x) * np.sin(x) + x * np.exp(x) * np.sin(x)
    found = best(diagnose(function, at={"x": x}, answer=lost))
    assert found.misconception == "product-term-missing"
    for hint in found.hints:
        assert "two parts" not in hint
        assert "has two terms" not in hint
