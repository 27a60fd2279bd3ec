"""Networks on a batch: whole arrays as steps, and mistakes at operations on them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autodiff_lite as ad
from graders import diagnose
from graders.diagnosis.diagnose import right_answer
from graders.diagnosis.networks import ArrayProblem
from graders.diagnosis.problem import problem_of

rng = np.random.default_rng(11)
X = rng.normal(size=(50, 2)).round(2)
Y = (X.sum(axis=1, keepdims=True) > 0).astype(float)
AT: dict[str, Any] = {
    "W1": rng.normal(size=(2, 16)).round(2),
    "b1": rng.normal(size=16).round(2),
    "W2": rng.normal(size=(16, 1)).round(2),
    "b2": np.array([0.3]),
}


def logits(W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
    return ad.matmul(ad.tanh(ad.matmul(ad.constant(X), W1) + b1), W2) + b2


def squared(**at: Any) -> Any:
    return ad.reduce_mean(ad.square(ad.sigmoid(logits(**at)) - ad.constant(Y)))


def entropy(**at: Any) -> Any:
    return ad.reduce_mean(ad.nn.sigmoid_cross_entropy_with_logits(labels=ad.constant(Y), logits=logits(**at)))


# By hand, as a student writes it down.
Z = X @ AT["W1"] + AT["b1"]
H = np.tanh(Z)
P = 1 / (1 + np.exp(-(H @ AT["W2"] + AT["b2"])))
N = len(X)


def backwards(delta: Any, slope: Any = None, hidden: Any = None) -> dict[str, Any]:
    """The four gradients from the one at the output's logits."""
    back = (delta @ AT["W2"].T) * (1 - H**2 if slope is None else slope)
    used = H if hidden is None else hidden
    return {"W1": X.T @ back, "b1": back.sum(axis=0), "W2": used.T @ delta, "b2": delta.sum(axis=0)}


SQUARED = 2 * (P - Y) * P * (1 - P) / N
ENTROPY = (P - Y) / N


def wrt_all(gradients: dict[str, Any]) -> list[Any]:
    return [gradients[name] for name in AT]


def test_a_network_is_taken_as_whole_arrays() -> None:
    assert isinstance(problem_of(squared, AT, list(AT)), ArrayProblem)


@pytest.mark.parametrize("name", list(AT))
def test_the_right_gradient_of_each_part_is_right(name: str) -> None:
    assert diagnose(squared, at=AT, answer=backwards(SQUARED)[name], wrt=name).right
    assert diagnose(entropy, at=AT, answer=np.float32(backwards(ENTROPY)[name]), wrt=name).right
    assert not diagnose(entropy, at=AT, answer=np.float32(backwards(ENTROPY)[name]) * 1.01, wrt=name).right


def test_all_gradients_at_once_are_right_as_list_and_as_dict() -> None:
    right = backwards(ENTROPY)
    assert diagnose(entropy, at=AT, answer=wrt_all(right), wrt=list(AT)).right
    assert diagnose(entropy, at=AT, answer=right, wrt=list(AT)).right


CASES: list[tuple[str, Any, str, Any]] = [
    ("tanh-without-square", squared, "W1", backwards(SQUARED, 1 - H)["W1"]),
    ("sigmoid-derivative-as-sigmoid", squared, "W1", backwards(2 * (P - Y) * P / N)["W1"]),
    ("inner-derivative-dropped", squared, "b1", backwards(2 * (P - Y) / N)["b1"]),
    ("inner-derivative-dropped", entropy, "W1", backwards(ENTROPY, np.ones_like(H))["W1"]),
    ("coefficient-dropped", squared, "W2", backwards(SQUARED / 2)["W2"]),
    ("slope-of-another-function", entropy, "W1", backwards(ENTROPY, (Z > 0) * 1.0)["W1"]),
    ("slope-of-another-function", entropy, "W1", backwards(ENTROPY, H * (1 - H))["W1"]),
    ("function-not-differentiated", entropy, "b1", backwards(ENTROPY, H)["b1"]),
    ("mean-sum-confused", squared, "W1", backwards(SQUARED * N)["W1"]),
    ("mean-sum-confused", entropy, "b1", backwards(ENTROPY)["b1"] / N),
    ("target-not-subtracted", entropy, "W2", backwards(P / N)["W2"]),
    ("minus-lost", entropy, "W1", backwards(-ENTROPY)["W1"]),
    ("minus-lost", entropy, "W1", backwards((P + Y) / N)["W1"]),
    ("another-layer", entropy, "W2", backwards(ENTROPY, hidden=Z)["W2"]),
    ("broadcast-not-summed", entropy, "b1", (ENTROPY @ AT["W2"].T) * (1 - H**2)),
    ("value-instead-of-slope", squared, "b2", [float(np.mean((P - Y) ** 2))]),
]


@pytest.mark.parametrize(
    ("mistake", "function", "name", "answer"), CASES, ids=[f"{c[0]}-{n}" for n, c in enumerate(CASES)]
)
@pytest.mark.parametrize("digits", [None, 3])
def test_a_wrong_gradient_is_traced_to_its_mistake(
    mistake: str, function: Any, name: str, answer: Any, digits: int | None
) -> None:
    given = answer if digits is None else np.vectorize(lambda v: float(f"{v:.{digits}g}"))(answer)
    found = diagnose(function, at=AT, answer=given, wrt=name)
    assert not found.right
    assert mistake in [e.misconception for e in found.explanations], str(found)
    assert all("[0, 0]" not in hint for e in found.explanations for hint in e.hints)


def test_softmax_without_the_labels_is_told_in_scalar_steps_and_in_arrays() -> None:
    scores, labels = rng.normal(size=(40, 3)).round(2), np.eye(3)[rng.integers(0, 3, 40)]
    s = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    for rows in (1, 40):

        def loss(z: Any, rows: int = rows) -> Any:
            return ad.reduce_sum(ad.nn.softmax_cross_entropy_with_logits(ad.constant(labels[:rows]), z))

        asked: dict[str, Any] = {"at": {"z": scores[:rows]}, "wrt": "z"}
        assert diagnose(loss, answer=(s - labels)[:rows], **asked).right
        found = diagnose(loss, answer=s[:rows], **asked)
        assert found.best is not None
        assert found.best.misconception == "target-not-subtracted"


def test_weights_that_were_not_transposed_are_told() -> None:
    inputs, weights = rng.normal(size=(30, 4)), rng.normal(size=(4, 4))

    def layer(x: Any, W: Any) -> Any:
        return ad.reduce_sum(ad.square(ad.matmul(x, W)))

    wrong = 2 * inputs @ weights @ weights
    found = diagnose(layer, at={"x": inputs, "W": weights}, answer=wrong, wrt="x")
    assert [e.misconception for e in found.explanations] == ["weights-not-transposed"]
    assert found.best is not None
    assert found.best.operation is not None
    assert found.best.operation.formula == "x @ W"


def test_an_arbitrary_gradient_of_a_network_gets_no_reason() -> None:
    noise = backwards(ENTROPY)["W1"] * rng.uniform(0.5, 1.5, (2, 16))
    found = diagnose(entropy, at=AT, answer=noise, wrt="W1")
    assert found.explanations == ()
    assert "entry" in found.remark


def test_a_source_that_a_network_does_not_use_is_none() -> None:
    def without_bias(W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
        return ad.reduce_sum(ad.matmul(ad.tanh(ad.matmul(ad.constant(X), W1) + b1), W2))

    gradients = backwards(np.ones((N, 1)))
    right = [gradients["W1"], gradients["b1"], gradients["W2"], None]
    assert diagnose(without_bias, at=AT, answer=right, wrt=list(AT)).right
    found = diagnose(without_bias, at=AT, answer=[*right[:3], [0.0]], wrt=list(AT))
    assert [e.misconception for e in found.explanations] == ["zero-for-none"]


@pytest.mark.parametrize("factor", [1.0, 2.0], ids=["half", "whole"])
def test_the_slope_of_a_squared_error_behind_a_cross_entropy_is_named_on_numbers_and_on_arrays(
    factor: float,
) -> None:
    def loss(w: Any) -> Any:
        return ad.nn.sigmoid_cross_entropy_with_logits(labels=1.0, logits=2.0 * w - 0.2)

    s = 1 / (1 + np.exp(-0.8))
    found = diagnose(loss, {"w": 0.5}, round(factor * (s - 1) * s * (1 - s) * 2, 4), "w")
    assert found.best is not None
    assert found.best.misconception == "slope-of-another-loss"

    rng = np.random.default_rng(3)
    rows, weights = rng.normal(size=(50, 4)), rng.normal(size=(4, 1))
    labels = (rng.random((50, 1)) > 0.5) * 1.0

    def network(W: Any) -> Any:
        logits = ad.matmul(ad.constant(rows.astype("f4")), W)
        return ad.reduce_mean(ad.nn.sigmoid_cross_entropy_with_logits(labels.astype("f4"), logits))

    out = 1 / (1 + np.exp(-rows @ weights))
    wrong = rows.T @ (factor * (out - labels) * out * (1 - out)) / 50
    found = diagnose(network, {"W": weights}, wrong, "W")
    assert found.best is not None
    assert found.best.misconception == "slope-of-another-loss"


def test_a_slip_in_single_entries_of_a_network_is_told_and_an_arbitrary_one_is_not() -> None:
    right = right_answer(squared, AT, "W1")

    def told(answer: Any) -> list[str]:
        found = diagnose(squared, AT, answer, "W1")
        assert not found.right
        return [name for explanation in found.explanations for name in explanation.ids]

    sign, swapped, row, left_out, slip = (right.copy() for _ in range(5))
    sign[1, 4] = -sign[1, 4]
    swapped[:, [2, 7]] = swapped[:, [7, 2]]
    row[[0, 1]] = row[[1, 0]]
    left_out[0, 3] = 0.0
    slip[1, 1] = slip[1, 1] * 1.37 + 0.01
    assert told(sign)[0] == "minus-lost"
    assert told(swapped)[0] == "partials-swapped"
    assert told(row)[0] == "partials-swapped"
    assert told(left_out)[0] == "one-path-only"
    assert told(slip) == []


@pytest.mark.parametrize(
    ("mistake", "change"),
    [
        ("inner-derivative-dropped", {"W1": backwards(ENTROPY, np.ones_like(H))["W1"]}),
        ("mean-sum-confused", {"b1": N * backwards(ENTROPY)["b1"]}),
        ("another-layer", {"W2": Z.T @ ENTROPY}),
        ("minus-lost", {"b1": -backwards(ENTROPY)["b1"]}),
        ("one-path-only", {"b1": np.zeros(16)}),
        ("partials-swapped", {"W1": backwards(ENTROPY)["W1"][::-1]}),
    ],
)
def test_a_mistake_in_one_of_several_gradients_is_traced(mistake: str, change: dict[str, Any]) -> None:
    answer = backwards(ENTROPY) | change
    found = diagnose(entropy, AT, wrt_all(answer), list(AT))
    assert mistake in [e.misconception for e in found.explanations], str(found)


@pytest.mark.parametrize("place", [(1,), (slice(None), 6), (0, 3)], ids=["row", "column", "entry"])
@pytest.mark.parametrize(
    ("mistake", "wrong"),
    [
        ("inner-derivative-dropped", backwards(ENTROPY, np.ones_like(H))["W1"]),
        ("minus-lost", -backwards(ENTROPY)["W1"]),
        ("one-path-only", np.zeros((2, 16))),
        ("mean-sum-confused", N * backwards(ENTROPY)["W1"]),
    ],
)
def test_a_mistake_in_a_row_a_column_or_an_entry_is_traced(mistake: str, wrong: Any, place: Any) -> None:
    answer = backwards(ENTROPY)["W1"].copy()
    answer[place] = wrong[place]
    found = diagnose(entropy, AT, answer, "W1")
    assert not found.right
    assert mistake in [e.misconception for e in found.explanations], str(found)


def test_noise_in_a_row_gets_no_reason() -> None:
    answer = backwards(ENTROPY)["W1"].copy()
    answer[1] *= rng.uniform(0.5, 1.5, 16)
    assert diagnose(entropy, AT, answer, "W1").explanations == ()
    gradients = backwards(ENTROPY) | {"b1": backwards(ENTROPY)["b1"] * rng.uniform(0.5, 1.5, 16)}
    found = diagnose(entropy, AT, wrt_all(gradients), list(AT))
    assert found.explanations == ()
    assert "`b1`" in found.remark


def test_labels_left_out_of_a_squared_error_of_a_sparse_loss_and_of_one_by_hand_are_told() -> None:
    errors, labels = np.array([0.4, -1.1, 0.7]), np.array([1.0, 0.5, -0.3])

    def squares(w: Any) -> Any:
        return ad.reduce_mean(ad.square(ad.constant(errors) * w - ad.constant(labels)))

    right = np.mean(2 * errors * (errors * 1.7 - labels))
    assert diagnose(squares, {"w": 1.7}, right, "w").right
    alone = np.mean(2 * errors * errors * 1.7)
    named = [e.misconception for e in diagnose(squares, {"w": 1.7}, round(alone, 4), "w").explanations]
    assert "target-not-subtracted" in named or "outer-at-inner-variable" in named

    z = np.array([0.3, -1.2, 0.8])
    s = np.exp(z) / np.exp(z).sum()
    losses = {
        "sparse": lambda z: ad.nn.sparse_softmax_cross_entropy_with_logits(labels=2, logits=z),
        "by hand": lambda z: -ad.math.log(ad.nn.softmax(z)[2]),
    }
    for name, loss in losses.items():
        assert diagnose(loss, {"z": z}, s - np.array([0, 0, 1]), "z").right, name
        found = diagnose(loss, {"z": z}, s.round(4), "z")
        assert "target-not-subtracted" in [e.misconception for e in found.explanations], name

    network = backwards(2 * P / N)["W1"]  # no label, and no slope of the sigmoid in this loss

    def plain(**at: Any) -> Any:
        return ad.reduce_mean(ad.square(logits(**at) - ad.constant(Y)))

    outputs = H @ AT["W2"] + AT["b2"]
    assert diagnose(plain, AT, backwards(2 * (outputs - Y) / N)["W1"], "W1").right
    found = diagnose(plain, AT, backwards(2 * outputs / N)["W1"], "W1")
    assert "target-not-subtracted" in [e.misconception for e in found.explanations]
    assert diagnose(plain, AT, network, "W1").explanations == ()


def test_gradients_row_by_row_and_gradients_on_the_way_are_told() -> None:
    rows = rng.normal(size=(6, 2)).round(2)
    labels, weights = rng.normal(size=6).round(2), np.array([0.4, -1.1])

    def loss(w: Any) -> Any:
        return ad.reduce_mean(ad.square(ad.linalg.matvec(ad.constant(rows), w) - ad.constant(labels)))

    errors = rows @ weights - labels
    assert diagnose(loss, {"w": weights}, 2 * rows.T @ errors / 6, "w").right
    for answer, mistake in (
        (2 * rows * errors[:, None] / 6, "broadcast-not-summed"),
        (2 * rows * errors[:, None], "broadcast-not-summed"),
        (2 * rows[0] * errors[0], "one-path-only"),
        (2 * errors / 6, "gradient-in-result-shape"),
    ):
        found = diagnose(loss, {"w": weights}, answer.round(4), "w")
        assert mistake in [e.misconception for e in found.explanations], (mistake, str(found))
    found = diagnose(entropy, AT, ENTROPY @ AT["W2"].T, "W1")
    assert [e.misconception for e in found.explanations] == ["gradient-in-result-shape"]
