"""Hessians, mixed and third derivatives, Jacobians; functions of arrays."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autodiff_lite as ad
from graders import diagnose


def ids(found: Any) -> list[str]:
    return [name for explanation in found.explanations for name in explanation.ids]


def bowl(v: Any) -> Any:
    return 6.0 * ad.square(v[0]) + 7.0 * v[0] * v[1] + ad.square(v[1])


def wave(x: Any, y: Any) -> Any:
    return ad.sin(x * ad.square(y)) + x**3 * y


X, Y = 1.3, 0.7
WXX = -(Y**4) * math.sin(X * Y**2) + 6 * X * Y
WXY = 2 * Y * math.cos(X * Y**2) - 2 * X * Y**3 * math.sin(X * Y**2) + 3 * X**2
WYY = 2 * X * math.cos(X * Y**2) - 4 * X**2 * Y**2 * math.sin(X * Y**2)
HESSIAN = [[12.0, 7.0], [7.0, 2.0]]


@pytest.mark.parametrize(
    "answer",
    [HESSIAN, np.array(HESSIAN), ((12, 7), (7, 2)), ad.constant(HESSIAN), lambda v: np.array(HESSIAN)],
)
def test_a_hessian_is_right_in_every_usual_form(answer: Any) -> None:
    assert diagnose(bowl, at={"v": [1.0, 2.0]}, answer=answer, wrt="v", order=2).right


@pytest.mark.parametrize(
    ("mistake", "answer"),
    [
        ("hessian-rows-summed", [19.0, 9.0]),
        ("off-diagonal-left-out", [[12.0, 0.0], [0.0, 2.0]]),
        ("off-diagonal-left-out", [12.0, 2.0]),
        ("mixed-term-halved", [[12.0, 3.5], [3.5, 2.0]]),
        ("wrong-order-of-derivative", [26.0, 11.0]),
    ],
)
def test_a_wrong_hessian_is_traced_to_its_mistake(mistake: str, answer: Any) -> None:
    found = diagnose(bowl, at={"v": [1.0, 2.0]}, answer=answer, wrt="v", order=2)
    assert not found.right
    assert mistake in ids(found), str(found)


def test_a_wrong_half_that_was_copied_to_the_other_is_traced_to_its_mistake() -> None:
    # x cos(xy^2) 2y by x: the product rule with one term alone, in both places.
    wrong = WXY + 2 * X * Y**3 * math.sin(X * Y**2)
    found = diagnose(wave, answer=[[WXX, wrong], [wrong, WYY]], at={"x": X, "y": Y}, wrt=["x", "y"], order=2)
    assert "product-term-missing" in ids(found), str(found)


def test_the_second_derivatives_by_two_numbers_are_a_hessian() -> None:
    right = [[WXX, WXY], [WXY, WYY]]
    asked: dict[str, Any] = {"at": {"x": X, "y": Y}, "wrt": ["x", "y"], "order": 2}
    assert diagnose(wave, answer=right, **asked).right
    assert not diagnose(wave, answer=[WXX + WXY, WXY + WYY], **asked).right


@pytest.mark.parametrize("wrt", [["x", "y"], ["y", "x"]])
def test_a_mixed_derivative_is_the_same_in_both_orders(wrt: list[str]) -> None:
    asked: dict[str, Any] = {"at": {"x": X, "y": Y}, "wrt": wrt, "mixed": True}
    assert diagnose(wave, answer=WXY, **asked).right
    lost = WXY - 2 * Y * math.cos(X * Y**2)  # a term of the product rule in the second step
    assert "product-term-missing" in ids(diagnose(wave, answer=lost, **asked))
    assert "wrong-order-of-derivative" in ids(
        diagnose(wave, answer=Y**2 * math.cos(X * Y**2) + 3 * X**2 * Y, **(asked | {"wrt": ["x", "y"]}))
    )


THIRDS: list[tuple[str, Callable[..., Any], float, float]] = [
    ("", lambda x: x**5, 60 * 1.3**2, 1.3),
    ("exponent-not-lowered", lambda x: x**5, 125 * 1.3**5, 1.3),
    ("coefficient-dropped", lambda x: 2.0 * x**5 + ad.exp(x), 2 * 1.3**2 + math.exp(1.3), 1.3),
    ("wrong-order-of-derivative", lambda x: x**5, 20 * 1.3**3, 1.3),
    (
        "inner-derivative-dropped",
        lambda x: ad.sin(2.0 * x),
        -4 * math.cos(1.4),
        0.7,
    ),  # in the first step alone
    ("sin-cos-sign", lambda x: ad.sin(2.0 * x), 8 * math.cos(1.4), 0.7),
]


@pytest.mark.parametrize(("mistake", "function", "answer", "x"), THIRDS)
def test_third_derivatives_are_asked_for(mistake: str, function: Any, answer: float, x: float) -> None:
    found = diagnose(function, at={"x": x}, answer=answer, order=3)
    assert found.right is (not mistake)
    assert not mistake or mistake in ids(found), str(found)


@pytest.mark.parametrize(
    ("mistake", "function", "answer"),
    [
        ("exponent-not-lowered", lambda x: x**4, 16 * 1.3**4),
        ("coefficient-dropped", lambda x: 3.0 * x**4, 3 * 1.3**2),
        ("inner-derivative-dropped", lambda x: ad.sin(3.0 * x), -math.sin(3.9)),
        ("sin-cos-sign", lambda x: ad.cos(2.0 * x) + x**3, 4 * math.cos(2.6) + 6 * 1.3),
        ("exponential-without-logarithm", lambda x: ad.pow(3.0, x), 3**1.3),
        ("slope-squared", lambda x: x**3, 9 * 1.3**4),
    ],
)
def test_the_same_mistake_in_both_steps_of_a_second_derivative_is_found(
    mistake: str, function: Any, answer: float
) -> None:
    found = diagnose(function, at={"x": 1.3}, answer=answer, order=2)
    assert mistake in ids(found), str(found)


def field(v: Any) -> Any:
    return ad.stack([ad.square(v[0]) * v[1], v[0] + 3.0 * v[1], v[0] * ad.exp(v[1])])


J = np.array([[2 * 1.3 * 0.7, 1.69], [1, 3], [math.exp(0.7), 1.3 * math.exp(0.7)]])


@pytest.mark.parametrize(
    ("mistake", "answer"),
    [
        ("jacobian-transposed", J.T),
        ("jacobian-summed", J.sum(axis=0)),
        ("gradient-in-result-shape", J.sum(axis=1)),
    ],
)
def test_a_jacobian_turned_or_summed_is_told_to_be_so(mistake: str, answer: Any) -> None:
    found = diagnose(field, at={"v": [1.3, 0.7]}, answer=answer, wrt="v", jacobian=True)
    assert ids(found)[0] == mistake
    assert "adding up" not in " ".join(found.explanations[0].hints)


def test_the_diagonal_of_a_jacobian_is_told_to_be_it() -> None:
    def function(v: Any) -> Any:
        return v * ad.exp(v) + ad.reverse(v, axis=[0])

    diagonal = np.exp([0.4, 1.1]) * [1.4, 2.1]
    for answer in (diagonal, np.diag(diagonal)):
        found = diagnose(function, at={"v": [0.4, 1.1]}, answer=answer, wrt="v", jacobian=True)
        assert ids(found)[0] == "off-diagonal-left-out"


@pytest.mark.parametrize(
    "function", [lambda x: 2 * x, lambda x: 2.0 * np.asarray(x), lambda x: ad.constant(2.0) * x]
)
def test_a_function_of_an_array_gets_an_array(function: Callable[..., Any]) -> None:
    found = diagnose(
        lambda x: ad.reduce_sum(ad.square(x)), at={"x": [1.0, -2.0, 3.0]}, answer=function, wrt="x"
    )
    assert found.right, str(found)


def test_a_wrong_function_of_an_array_is_traced_to_its_mistake() -> None:
    found = diagnose(
        lambda x: ad.reduce_mean(ad.square(x)), at={"x": [1.0, -2.0, 3.0]}, answer=lambda x: 2 * x, wrt="x"
    )
    assert ids(found)[0] == "mean-sum-confused"


def test_a_function_that_changes_its_argument_changes_nothing_of_the_question() -> None:
    def greedy(x: Any) -> Any:
        slope = 2 * x
        x[:] = 0.0
        return slope

    assert diagnose(
        lambda x: ad.reduce_sum(ad.square(x)), at={"x": [1.0, -2.0]}, answer=greedy, wrt="x"
    ).right


@pytest.mark.parametrize(
    ("answer", "mistake"),
    [
        (2 * 1.7 * 0.9**3, "wrong-order-of-derivative"),
        (3 * 1.7**2 * 0.9**2, "wrong-order-of-derivative"),
        (2 * 1.7 * 0.9**3 * 3 * 1.7**2 * 0.9**2, "slope-squared"),
        (6 * 1.7**2 * 0.9, "with-respect-to-other-variable"),
        (2 * 0.9**3, "with-respect-to-other-variable"),
    ],
    ids=["by the first alone", "by the second alone", "multiplied", "twice by y", "twice by x"],
)
def test_what_is_no_mixed_derivative_is_said_to_be_what_it_is(answer: float, mistake: str) -> None:
    def power(x: Any, y: Any) -> Any:
        return x**2 * y**3

    at = {"x": 1.7, "y": 0.9}
    found = diagnose(power, at, round(answer, 4), ["x", "y"], mixed=True)
    assert ids(found)[0] == mistake


def test_the_sign_of_every_cosine_is_one_mistake() -> None:
    def arm(q: Any) -> Any:
        return ad.stack([3.0 * ad.cos(q[0]) + 2.0 * ad.cos(q[0] + q[1]), ad.sin(q[0]) * q[1]])

    a, b = 0.4, 0.9
    right = np.array(
        [
            [-3 * math.sin(a) - 2 * math.sin(a + b), -2 * math.sin(a + b)],
            [b * math.cos(a), math.sin(a)],
        ]
    )
    assert diagnose(arm, {"q": [a, b]}, right, "q", jacobian=True).right
    wrong = right.copy()
    wrong[0] = -wrong[0]
    found = diagnose(arm, {"q": [a, b]}, wrong.round(3), "q", jacobian=True)
    assert "sin-cos-sign" in ids(found)
