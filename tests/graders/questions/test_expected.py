"""Expected values: the derivative that a question asks for, whatever the shapes of its function."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autodiff_lite as ad
from graders.questions.expected import derivative, value

numbers = st.floats(-3.0, 3.0)


def vector(x: Any) -> Any:
    return ad.stack([x[0] * x[1], ad.sin(x[0]), x[1] * x[1] * x[0]])


@given(st.tuples(numbers, numbers))
def test_the_jacobian_of_a_vector_function_is_its_jacobian(point: tuple[float, float]) -> None:
    x, y = point
    expected = [[y, x], [np.cos(x), 0.0], [y * y, 2 * x * y]]
    found = derivative(vector, {"x": [x, y]}, "x", jacobian=True)
    assert found.shape == (3, 2)
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)


@given(st.tuples(numbers, numbers))
def test_without_jacobian_the_entries_of_a_result_are_added_up(point: tuple[float, float]) -> None:
    x, y = point
    found = derivative(vector, {"x": [x, y]}, "x")
    np.testing.assert_allclose(found, [y + np.cos(x) + y * y, x + 2 * x * y], rtol=1e-9, atol=1e-9)


def test_the_jacobian_of_a_constant_is_zeros_of_its_shape() -> None:
    found = derivative(
        lambda x: ad.constant([1.0, 2.0, 3.0], "float64"), {"x": [1.0, 2.0]}, "x", jacobian=True
    )
    assert found.tolist() == [[0.0, 0.0]] * 3


def test_several_sources_give_a_list_in_their_order_with_each_ones_shape() -> None:
    def squares(w: Any, b: Any) -> Any:
        return ad.reduce_sum(w * w) * b

    by_b, by_w = derivative(squares, {"w": [1.0, 2.0], "b": 3.0}, ["b", "w"])
    assert by_b == 5.0
    assert by_w.tolist() == [6.0, 12.0]
    by_w, by_b = derivative(lambda w, b: w * b, {"w": [1.0, 2.0], "b": 3.0}, ["w", "b"], jacobian=True)
    assert by_w.tolist() == [[3.0, 0.0], [0.0, 3.0]]
    assert by_b.tolist() == [1.0, 2.0]


@given(st.tuples(numbers, numbers))
def test_order_two_of_a_vector_variable_is_the_hessian(point: tuple[float, float]) -> None:
    x, y = point
    found = derivative(lambda p: p[0] ** 3 * p[1] + ad.sin(p[1]), {"p": [x, y]}, "p", order=2)
    expected = [[6 * x * y, 3 * x * x], [3 * x * x, -np.sin(y)]]
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(found, found.T)


@given(numbers)
def test_order_three_of_a_number_is_its_third_derivative(x: float) -> None:
    found = derivative(lambda x: x**5 + ad.exp(x), {"x": x}, "x", order=3)
    assert float(found) == pytest.approx(60 * x * x + np.exp(x))


def test_order_three_of_a_vector_variable_has_an_axis_for_each_time() -> None:
    found = derivative(lambda p: p[0] * p[0] * p[1], {"p": [3.0, 2.0]}, "p", order=3)
    expected = np.zeros((2, 2, 2))
    expected[0, 0, 1] = expected[0, 1, 0] = expected[1, 0, 0] = 2.0
    np.testing.assert_allclose(found, expected)


def test_where_nothing_depends_on_the_variable_any_more_the_derivative_is_zero() -> None:
    assert derivative(lambda x: 2.0 * x, {"x": 3.0}, "x", order=2) == 0.0
    assert derivative(lambda x: 2.0 * x, {"x": 3.0}, "x", order=3) == 0.0
    assert derivative(lambda p: p[0] + p[1], {"p": [1.0, 2.0]}, "p", order=2).tolist() == [[0.0] * 2] * 2
    assert derivative(lambda x, y: x, {"x": 3.0, "y": 1.0}, ["x", "y"]) == [1.0, 0.0]


def test_values_are_in_double_precision_unless_the_function_is_in_single() -> None:
    assert value(lambda x: x / 3.0, {"x": 1.0}) == 1 / 3
    single = derivative(lambda x: ad.constant(2.0) * x, {"x": 1.0}, "x")
    assert single.dtype == "float32"
    assert single == 2.0


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: value(None, {"x": 1.0}), "there is no function"),
        (lambda: derivative(None, {"x": 1.0}, "x"), "there is no function"),
        (lambda: derivative(ad.square, {}, None), "by what to differentiate"),
        (lambda: derivative(lambda x, y: x * y, {"x": 1.0, "y": 1.0}, ["x", "y"], order=2), "single `wrt`"),
    ],
)
def test_what_is_not_said_is_asked_for(call: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()
