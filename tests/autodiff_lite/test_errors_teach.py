"""Each mistake of a beginner gets an error that says what was given, what was expected and what to try."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autodiff_lite as ad


def used() -> tuple[ad.GradientTape, ad.Tensor, ad.Variable]:
    x = ad.Variable(3.0, name="slope")
    with ad.GradientTape() as tape:
        y = x * x
    return tape, y, x


def second_gradient() -> None:
    tape, y, x = used()
    tape.gradient(y, x)
    tape.gradient(y, x)


def gradient_of_a_number() -> None:
    tape, _, x = used()
    tape.gradient(3.0, x)


def gradient_by_none() -> None:
    tape, y, _ = used()
    tape.gradient(y, None)


def gradient_of_an_array() -> None:
    tape, y, x = used()
    tape.gradient(y.numpy(), x)


def never_entered() -> None:
    x = ad.Variable(3.0)
    ad.GradientTape().gradient(x * x, x)


def watch_a_number() -> None:
    with ad.GradientTape() as tape:
        tape.watch(3.0)


def enter_twice() -> None:
    with ad.GradientTape() as tape, tape:
        pass


def wrong_upstream() -> None:
    x = ad.Variable([1.0, 2.0])
    with ad.GradientTape() as tape:
        y = x * x
    tape.gradient(y, x, output_gradients=ad.ones((3,)))


def batch_of_two_sizes() -> None:
    x = ad.Variable([[1.0, 2.0], [3.0, 4.0]])
    with ad.GradientTape() as tape:
        y = ad.reduce_sum(x, axis=0, keepdims=True)
    tape.batch_jacobian(y, x)


def jacobian_of_a_list() -> None:
    tape, y, x = used()
    tape.jacobian([y], x)


def batch_jacobian_of_a_list() -> None:
    x = ad.Variable([[1.0, 2.0], [3.0, 4.0]])
    with ad.GradientTape() as tape:
        y = x * x
    tape.batch_jacobian([y, y], x)  # type: ignore[arg-type]


def batch_jacobian_by_a_list() -> None:
    x = ad.Variable([[1.0, 2.0], [3.0, 4.0]])
    with ad.GradientTape() as tape:
        y = x * x
    tape.batch_jacobian(y, [x])  # type: ignore[arg-type]


def more_rules_than_inputs() -> None:
    tape, y, x = used()
    with ad.replace_rules({"multiply": [None, None, None]}):
        tape.gradient(y, x)


def a_rule_that_is_no_list() -> None:
    with ad.replace_rules({"sin": lambda up, y, x: up}):  # type: ignore[dict-item]
        pass


def change_by_sign() -> None:
    w = ad.Variable(1.0, name="weight")
    w -= 0.1


def no_gradients() -> None:
    ad.optimizers.SGD(0.1).apply_gradients([(None, ad.Variable(1.0))])


def gradients_without_variables() -> None:
    ad.optimizers.SGD(0.1).apply_gradients([ad.constant(1.0)])  # type: ignore[list-item]


def custom_without_pair() -> None:
    ad.custom_gradient(lambda x: x * 2.0)(3.0)


def item_of_a_tensor() -> None:
    ad.constant([1.0])[0] = 2.0


v = ad.Variable([1.0, 2.0], name="position")
whole = ad.Variable([1, 2], name="count")
matrix = ad.ones((2, 3))

MISTAKES: list[tuple[Callable[[], Any], type[BaseException], list[str]]] = [
    (second_gradient, RuntimeError, ["persistent=True", "used", "[a, b]"]),
    (gradient_of_a_number, TypeError, ["target", "3.0", "float"]),
    (gradient_by_none, TypeError, ["source", "None"]),
    (gradient_of_an_array, TypeError, ["target", "float32", "NumPy"]),
    (never_entered, RuntimeError, ["with tape"]),
    (watch_a_number, ValueError, ["3.0", "float", "constant("]),
    (enter_twice, ValueError, ["recording already"]),
    (wrong_upstream, ValueError, ["(3,)", "(2,)", "output_gradients"]),
    (batch_of_two_sizes, ValueError, ["(1, 2)", "(2, 2)", "batch"]),
    (jacobian_of_a_list, ValueError, ["one tensor", "stack"]),
    (batch_jacobian_of_a_list, ValueError, ["one tensor", "target", "each"]),
    (batch_jacobian_by_a_list, ValueError, ["one tensor", "source", "each"]),
    (more_rules_than_inputs, ValueError, ["`multiply`", "2 input(s)", "got 3"]),
    (a_rule_that_is_no_list, TypeError, ["'sin'", "a list with a rule for each input"]),
    (change_by_sign, RuntimeError, ["'weight'", "assign_add", "assign_sub"]),
    (no_gradients, ValueError, ["None", "explain_none"]),
    (gradients_without_variables, TypeError, ["pairs", "zip(gradients, variables)"]),
    (lambda: ad.optimizers.SGD(lr=0.1), ValueError, ["'lr'", "learning_rate is meant"]),
    (lambda: ad.optimizers.Adam(clipnorm=1.0, clipvalue=1.0), ValueError, ["clipnorm", "clipvalue"]),
    (lambda: ad.Variable(1, name="n").assign_sub(0.1), TypeError, ["'n'", "int32", "Variable(1.0)"]),
    (lambda: ad.Variable(1.0, shape=(2,)), ValueError, ["()", "(2,)"]),
    (custom_without_pair, TypeError, ["pair"]),
    (item_of_a_tensor, TypeError, ["assignment", "assign"]),
    (
        lambda: ad.ones((2,)) + ad.ones((3,)),
        ad.errors.InvalidArgumentError,
        ["(2,)", "(3,)", "add", "broadcast"],
    ),
    (
        lambda: ad.constant(1.0) * ad.constant(1),
        ad.errors.InvalidArgumentError,
        ["float32", "int32", "cast("],
    ),
    (lambda: ad.constant(1) * 2.5, TypeError, ["2.5", "int32", "2.0 for 2", "cast("]),
    (lambda: ad.constant([3, 4]) - 0.5, TypeError, ["0.5", "no gradient", "2.0 for 2"]),
    (lambda: ad.constant(3) * ad.constant(1.0), TypeError, ["cast(x, 'float32')"]),
    (lambda: ad.constant(1.0) * ad.constant(3), TypeError, ["cast(y, 'float32')"]),
    (lambda: ad.constant(1.0) * ad.constant(3.0, "float64"), TypeError, ["cast(x, 'float64')"]),
    (lambda: ad.log(1.0), AttributeError, ["math.log"]),  # type: ignore[attr-defined]
    (lambda: ad.mean([1.0]), AttributeError, ["reduce_mean"]),  # type: ignore[attr-defined]
    (lambda: ad.reduce_summ([1.0]), AttributeError, ["reduce_sum"]),  # type: ignore[attr-defined]
    (lambda: v.mean(), AttributeError, ["'mean'", "reduce_mean(x)"]),
    (lambda: matrix.T, AttributeError, ["'T'", "transpose(x)"]),
    (lambda: ad.constant(1.0).backward(), AttributeError, ["tape.gradient(y, x)"]),
    (lambda: matrix[0].assign(1.0), AttributeError, ["v[0].assign", "does not change"]),
    (lambda: v[0].assign([1.0, 2.0]), ValueError, ["(2,)", "()", "'position'"]),
    (lambda: ad.constant(1.0) + ad.constant(1.0, "float64"), TypeError, ["float32", "float64", "cast("]),
    (lambda: matrix @ matrix, ad.errors.InvalidArgumentError, ["(2, 3)", "3 is not 2", "transpose"]),
    (lambda: matrix @ ad.ones((3,)), ad.errors.InvalidArgumentError, ["(3,)", "matvec"]),
    (lambda: ad.math.log(3), TypeError, ["int32", "2.0 for 2", "cast("]),
    (lambda: ad.reshape(matrix, (4, 2)), ad.errors.InvalidArgumentError, ["6 entries", "(2, 3)", "(4, 2)"]),
    (lambda: ad.reduce_sum(matrix, axis=2), ad.errors.InvalidArgumentError, ["axis 2", "2 axes", "-2 to 1"]),
    (
        lambda: ad.concat([matrix, ad.ones((2, 2))], 0),
        ad.errors.InvalidArgumentError,
        ["(2, 3)", "(2, 2)", "axis 0"],
    ),
    (lambda: ad.gather([1.0, 2.0], [2]), ad.errors.InvalidArgumentError, ["index 2", "[0, 2)"]),
    (lambda: ad.constant([1.0, 2.0])[5], IndexError, ["5", "(2,)"]),
    (lambda: ad.constant([1.0, 2.0])[[0, 1]], TypeError, ["gather", "boolean_mask"]),
    (lambda: ad.constant([1.0, 2.0])[0.5], TypeError, ["0.5", "ints"]),
    (lambda: bool(v > 0.0), ValueError, ["(2,)", "reduce_any", "reduce_all"]),
    (lambda: float(v), TypeError, ["(2,)", "reduce_sum"]),
    (lambda: len(ad.constant(1.0)), TypeError, ["scalar", "()"]),
    (lambda: list(ad.constant(1.0)), TypeError, ["scalar", "()"]),
    (lambda: {ad.constant(1.0): "x"}, TypeError, ["unhashable", ".ref()"]),
    (lambda: v.assign([1.0, 2.0, 3.0]), ValueError, ["'position'", "(2,)", "(3,)"]),
    (lambda: v.assign_sub(None), ValueError, ["'position'", "None", "explain_none"]),
    (lambda: whole.assign([1.5, 2.5]), TypeError, ["int32", "float"]),
    (lambda: ad.constant([[1.0], [2.0, 3.0]]), ValueError, ["unequal length"]),
    (lambda: ad.constant("three"), TypeError, ["'three'", "numbers"]),
    (lambda: ad.constant(None), ValueError, ["None"]),
    (lambda: ad.constant([1.0, -1e40]), ValueError, ["-1e+40", "float32", "float64"]),
    (lambda: ad.constant(10**39), ValueError, ["integer dtype", "float64"]),
    (lambda: f"{v:.2f}", TypeError, ["'.2f'", "(2,)", "x[0]", "round"]),
    (lambda: ad.constant(1.0, dtype="floaty"), TypeError, ["floaty", "float32"]),
    (lambda: ad.constant(1, dtype=int), TypeError, ["int32", "int64"]),
    (lambda: ad.zeros((2, -1)), ad.errors.InvalidArgumentError, ["(2, -1)"]),
    (lambda: ad.Variable(), ValueError, ["initial value"]),
    (lambda: ad.constant([3, 4]) // 0, ad.errors.InvalidArgumentError, ["zero"]),
    (lambda: ad.linalg.inv([[1.0, 2.0], [2.0, 4.0]]), ad.errors.InvalidArgumentError, ["singular", "(2, 2)"]),
    (lambda: ad.linalg.det(matrix), ad.errors.InvalidArgumentError, ["square", "(2, 3)"]),
    (
        lambda: ad.linalg.cholesky([[1.0, 2.0], [2.0, 1.0]]),
        ad.errors.InvalidArgumentError,
        ["positive definite"],
    ),
    (
        lambda: ad.nn.sparse_softmax_cross_entropy_with_logits(labels=[3], logits=[[0.0, 1.0]]),
        ad.errors.InvalidArgumentError,
        ["0 to 1", "3"],
    ),
    (
        lambda: ad.nn.softmax_cross_entropy_with_logits(labels=[0.0, 1.0, 0.0], logits=matrix[:, :2]),
        ad.errors.InvalidArgumentError,
        ["(3,)", "(2, 2)", "sparse"],
    ),
    (lambda: ad.einsum("ij,jk->ik", matrix), ValueError, ["2 operands", "1"]),
    (lambda: ad.explain_none(ad.GradientTape(), np.ones(2), v), TypeError, ["target", "NumPy"]),
]


@pytest.mark.parametrize(("mistake", "kind", "words"), MISTAKES)
def test_the_error_names_what_was_given_and_what_to_try(
    mistake: Callable[[], Any], kind: type[BaseException], words: list[str]
) -> None:
    with pytest.raises(kind) as caught:
        mistake()
    said = str(caught.value)
    assert [word for word in words if word not in said] == [], said
    assert caught.value.__cause__ is None
