"""Under no mistake, the scalar steps give what the engine gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autodiff_lite as ad
from graders.diagnosis.problem import Problem

UNARY = [
    ad.sin,
    ad.cos,
    ad.tanh,
    ad.sigmoid,
    ad.exp,
    ad.square,
    ad.math.softplus,
    ad.atan,
    lambda u: 1.0 / (2.0 + u * u),
]
BINARY = [ad.add, ad.subtract, ad.multiply, lambda a, b: a / (ad.square(b) + 1.0)]


@st.composite
def functions(draw: st.DrawFn) -> Callable[..., Any]:
    steps = draw(
        st.lists(
            st.tuples(st.integers(0, 12), st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=8
        )
    )

    def function(x: Any, y: Any) -> Any:
        made = [x, y, 0.5 * x, y - 0.3]
        for choice, i, j in steps:
            a, b = made[i % len(made)], made[j % len(made)]
            made.append(UNARY[choice](a) if choice < len(UNARY) else BINARY[choice - len(UNARY)](a, b))
        return ad.tanh(0.1 * made[-1]) + x * y

    return function


@given(functions(), st.floats(-1.5, 1.5), st.floats(-1.5, 1.5))
@settings(max_examples=60, deadline=None)
def test_slopes_are_those_of_the_engine(function: Callable[..., Any], x: float, y: float) -> None:
    found = Problem(function, {"x": x, "y": y}, ["x", "y"]).right
    a, b = ad.Variable(x, dtype="float64"), ad.Variable(y, dtype="float64")
    with ad.GradientTape() as tape:
        result = function(a, b)
    expected = [gradient.numpy() for gradient in tape.gradient(result, [a, b])]
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


@given(functions(), st.floats(-1.5, 1.5), st.floats(-1.5, 1.5))
@settings(max_examples=40, deadline=None)
def test_second_derivatives_are_those_of_the_engine(function: Callable[..., Any], x: float, y: float) -> None:
    found = Problem(function, {"x": x, "y": y}, "x", order=2)
    a, b = ad.Variable(x, dtype="float64"), ad.Variable(y, dtype="float64")
    with ad.GradientTape() as outer:
        with ad.GradientTape() as inner:
            result = function(a, b)
        slope = inner.gradient(result, a)
    expected = outer.gradient(slope, a, unconnected_gradients="zero").numpy()
    np.testing.assert_allclose(found.right, expected, rtol=1e-8, atol=1e-10)
    first = Problem(function, {"x": x, "y": y}, "x")
    np.testing.assert_allclose(first.work.next_derivative(), [expected], rtol=1e-8, atol=1e-10)


TENSORS: list[tuple[Callable[..., Any], Any]] = [
    (lambda v: ad.reduce_sum(ad.exp(v) * ad.reverse(v, axis=[0])), [0.3, -1.2, 2.0]),
    (lambda v: ad.reduce_mean(ad.square(ad.matmul(v, ad.transpose(v)))), [[0.3, -1.2], [2.0, 0.5]]),
    (lambda v: ad.reduce_prod(ad.concat([v, v * 2.0], axis=0)), [0.3, -1.2]),
    (lambda v: ad.nn.softmax(v) * ad.constant([1.0, 2.0, 3.0], dtype="float64"), [0.3, -1.2, 2.0]),
    (lambda v: ad.cumsum(v) / ad.norm(v), [0.3, -1.2, 2.0]),
    (lambda v: ad.reduce_max(v) * ad.gather(v, [0, 0, 2]), [0.3, -1.2, 2.0]),
    (lambda v: ad.einsum("i,j->ij", v, v)[0], [0.3, -1.2]),
    (lambda v: ad.pad(v, [[1, 1]]) ** 2, [0.3, -1.2]),
    (lambda v: ad.maximum(v, 0.1) * ad.abs(v) + ad.nn.relu(v), [0.3, -1.2]),
]  # fmt: skip


@pytest.mark.parametrize(("function", "point"), TENSORS, ids=range(len(TENSORS)))
@pytest.mark.parametrize("jacobian", [False, True])
def test_tensor_operations_are_taken_apart_rightly(
    function: Callable[..., Any], point: Any, jacobian: bool
) -> None:
    found = Problem(function, {"v": point}, "v", jacobian=jacobian).right
    v = ad.Variable(point, dtype="float64")
    with ad.GradientTape() as tape:
        result = function(v)
    expected = tape.jacobian(result, v) if jacobian else tape.gradient(result, v)
    np.testing.assert_allclose(found, expected.numpy(), rtol=1e-8, atol=1e-12)
