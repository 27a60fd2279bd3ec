"""Whatever a student answers to whatever is asked: words, never a traceback."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autodiff_lite as ad
from graders import diagnose
from graders.diagnosis.between import diagnose_between
from graders.diagnosis.edges import diagnose_node, diagnose_product, diagnose_table
from graders.diagnosis.result import Diagnosis

ROWS = np.random.default_rng(5).normal(size=(60, 3))


def bowl(v: Any) -> Any:
    return ad.square(v[0]) * v[1] + ad.exp(v[1])


def wave(x: Any, y: Any) -> Any:
    return ad.sin(x * y) + x**3 * y


def network(W: Any, b: Any) -> Any:
    return ad.reduce_mean(ad.square(ad.tanh(ad.matmul(ad.constant(ROWS), W) + b)))


def steps(x: Any) -> Any:
    p = ad.square(x)
    return {"p": p, "y": ad.sin(3.0 * p)}


EDGES = [("x", "u", 3.0), ("x", "y", 2.0), ("u", "y", 5.0)]
XY = {"x": 0.7, "y": 1.3}
NETWORK = {"W": np.ones((3, 8)), "b": np.zeros(8)}
QUESTIONS: dict[str, Callable[[Any], Diagnosis]] = {
    "hessian": lambda a: diagnose(bowl, {"v": [1.0, 2.0]}, a, "v", 2),
    "hessian of two": lambda a: diagnose(wave, XY, a, ["x", "y"], 2),
    "mixed": lambda a: diagnose(wave, XY, a, ["x", "y"], mixed=True),
    "third": lambda a: diagnose(lambda x: x**5, {"x": 1.3}, a, "x", 3),
    "dict": lambda a: diagnose(wave, XY, a, {"one": "x", "other": "y"}),
    "adam": lambda a: diagnose(wave, XY, a, ["x", "y"], descent={"rate": 0.1, "steps": 2, "rule": "adam"}),
    "newton": lambda a: diagnose(wave, XY, a, ["x", "y"], descent={"rule": "newton"}),
    "network": lambda a: diagnose(network, NETWORK, a, "W"),
    "network's list": lambda a: diagnose(network, NETWORK, a, ["W", "b"]),
    "between": lambda a: diagnose_between(steps, {"x": 0.4}, a, of="y", by="p"),
    "node": lambda a: diagnose_node(EDGES, "y", "x", a),
    "product": lambda a: diagnose_product(EDGES, ["x", "u", "y"], a),
    "table": lambda a: diagnose_table({"u by x": 3.0}, a),
}
ANSWERS: list[Any] = [
    *[None, "abc", "", "1/0", True, {}, [], [[1], [2, 3]], float("nan"), float("inf"), 3j, 10**400, -0.0],
    *["9" * 500, np.array(["a"]), object(), set(), [None], [None, None], ad.constant(True), {"one": None}],
    *[0, 0.0, [0, 0], np.zeros((2, 2)), np.zeros((3, 8)), np.full((2, 2), np.nan)],
    *[[[None, 1], [1, 1]], {"one": "x"}, 1e308, -1e308, 5e-324],
    *[{"one": 1, "other": [1, 2, 3]}, [[1.0, 2.0]] * 3, np.zeros((0,)), np.zeros((2, 0))],
    *[[1e308, -1e308], {1: 2}, [[1e308] * 8] * 3],
    *[lambda *a, **k: None, lambda *a, **k: 1 / 0, lambda *a, **k: np.ones((2, 2)), lambda *a, **k: [1, "a"]],
]  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONS)
def test_any_answer_to_any_question_gets_words(question: str) -> None:
    for number, answer in enumerate(ANSWERS):
        if question in ("node", "product", "table", "between") and callable(answer):
            continue
        found = QUESTIONS[question](answer)
        assert not found.right, (question, number)
        assert str(found).strip(), (question, number)
        for explanation in found.explanations:
            assert "{" not in explanation.title + "".join(explanation.hints), (question, number)


def test_a_function_that_gives_a_networks_gradient_is_tried_at_several_points() -> None:
    def right(W: Any, b: Any) -> Any:
        hidden = np.tanh(ROWS @ W + b)
        return ROWS.T @ (2 * hidden * (1 - hidden**2)) / hidden.size

    def without_square(W: Any, b: Any) -> Any:
        hidden = np.tanh(ROWS @ W + b)
        return ROWS.T @ (2 * hidden * (1 - hidden)) / hidden.size

    start = {"W": np.random.default_rng(1).normal(size=(3, 8)), "b": np.full(8, 0.2)}
    assert diagnose(network, start, right, "W").right
    found = diagnose(network, start, without_square, "W")
    assert [explanation.misconception for explanation in found.explanations] == ["tanh-without-square"]
