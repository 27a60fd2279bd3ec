"""The corpus of wrong and right answers is well formed, and its arithmetic holds.

Nothing here uses the engine: functions run on a small NumPy stand-in with the same names, and derivatives are
confirmed by finite differences, so the corpus stays independent of what it measures.
"""

import json
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

Item = dict[str, Any]

FOLDER = Path(__file__).parent / "diagnosis"
HALVES = ("development", "held_out")
RIGHT = "right_answers.json"
MISTAKES = frozenset(
    [
        "exponent-not-lowered",
        "coefficient-dropped",
        "power-rule-on-exponential",
        "negative-exponent",
        "constant-does-not-vanish",
        "inner-derivative-dropped",
        "outer-at-inner-variable",
        "inner-and-outer-swapped",
        "product-of-derivatives",
        "product-term-missing",
        "quotient-sign-or-order",
        "denominator-not-squared",
        "exponential-without-logarithm",
        "log-of-another-base",
        "log-derivative-inverted",
        "sin-cos-sign",
        "tanh-without-square",
        "sigmoid-derivative-as-sigmoid",
        "degrees-for-radians",
        "minus-lost",
        "power-of-negative-number",
        "value-instead-of-slope",
        "evaluated-at-another-point",
        "secant-instead-of-tangent",
        "wrong-order-of-derivative",
        "with-respect-to-other-variable",
        "partials-swapped",
        "total-instead-of-partial",
        "other-variable-not-held-fixed",
        "one-path-only",
        "paths-multiplied",
        "upstream-forgotten",
        "mean-sum-confused",
        "gradient-in-result-shape",
        "broadcast-not-summed",
        "ascent-for-descent",
        "learning-rate-forgotten",
        "gradient-not-refreshed",
        "hessian-rows-summed",
        "off-diagonal-left-out",
        "mixed-term-halved",
        "jacobian-transposed",
        "jacobian-summed",
        "slope-squared",
        "steps-miscounted",
        "variables-updated-in-turn",
        "velocity-left-out",
        "another-momentum",
        "bias-correction-left-out",
        "root-left-out",
        "inverse-left-out",
        "step-for-place",
        "function-not-differentiated",
        "slope-of-another-function",
        "target-not-subtracted",
        "weights-not-transposed",
        "another-layer",
        "slope-of-another-loss",
        "factors-exchanged",
        "weights-of-a-mean-left-out",
        "another-update-rule",
    ]
)
ASKED = {"id", "function", "at", "wrt", "order", "right_formula"}
WRONG_FIELDS = ASKED | {"answer", "mistake", "working", "working_formula"}
RIGHT_FIELDS = ASKED | {"answer_python", "why"}
OPTIONAL = {"rounded", "digits", "also", "jacobian", "descent", "whole", "mixed"}


def items(half: str, *, right: bool) -> Iterator[Item]:
    for path in sorted((FOLDER / half).glob("*.json")):
        if (path.name == RIGHT) == right:
            yield from json.loads(path.read_text(encoding="utf-8"))


WRONG_ANSWERS = {half: list(items(half, right=False)) for half in HALVES}
RIGHT_ANSWERS = {half: list(items(half, right=True)) for half in HALVES}
ALL_WRONG = [item for half in HALVES for item in WRONG_ANSWERS[half]]
ALL_RIGHT = [item for half in HALVES for item in RIGHT_ANSWERS[half]]
QUESTIONS = list(
    {
        json.dumps(
            [
                item.get(k)
                for k in ("function", "at", "wrt", "order", "jacobian", "descent", "mixed", "right_formula")
            ]
        ): item
        for item in ALL_WRONG + ALL_RIGHT
    }.values()
)

ad = SimpleNamespace(
    **{name: getattr(np, name) for name in ("exp", "sin", "cos", "tan", "tanh", "sqrt", "square", "stack")},
    math=SimpleNamespace(log=np.log),
    nn=SimpleNamespace(
        sigmoid_cross_entropy_with_logits=lambda labels, logits: np.log(1 + np.exp(logits)) - labels * logits,
        softmax_cross_entropy_with_logits=lambda labels, logits: (
            np.log(np.exp(logits).sum(axis=-1)) * np.sum(labels, axis=-1) - np.sum(labels * logits, axis=-1)
        ),
    ),
    matmul=np.matmul,
    pow=np.power,
    sigmoid=lambda x: 1 / (1 + np.exp(-x)),
    reduce_sum=np.sum,
    reduce_mean=np.mean,
    constant=np.asarray,
    Variable=np.asarray,
)


def repeat(step: Callable[[Any], Any], times: int, state: Any) -> Any:
    for _ in range(times):
        state = step(state)
    return state


def evaluate(formula: str, at: dict[str, Any]) -> Any:
    return eval(formula, {"math": math, "np": np, "repeat": repeat, **at})


def numbers(value: Any) -> np.ndarray:
    return np.asarray(value, dtype=np.float64)


def allowed_error(item: Item, value: np.ndarray) -> float:
    """Half a unit of the last decimal given; the noise of single precision where all are given."""
    if "digits" in item:
        return 0.5 * 10.0 ** -int(item["digits"]) * (1 + 1e-9)
    return 2e-7 * max(1.0, float(np.abs(value).max(initial=0.0)))


def agrees(item: Item, answer: Any, value: Any) -> bool:
    given, expected = numbers(answer), numbers(value)
    return given.shape == expected.shape and bool(
        np.all(np.abs(given - expected) <= allowed_error(item, expected))
    )


def question(item: Item) -> str:
    return json.dumps(
        [item[key] for key in ("function", "at", "wrt", "order")]
        + [item.get("jacobian"), item.get("descent"), item.get("mixed")]
    )


def names_of(items_: list[Item]) -> list[str]:
    return [item["id"] for item in items_]


def test_there_are_enough_answers_over_enough_functions() -> None:
    assert len(ALL_WRONG) >= 900
    assert len(ALL_RIGHT) >= 400
    assert len({item["function"] for item in ALL_WRONG}) >= 30


def test_every_item_has_its_fields_and_no_others() -> None:
    for item in ALL_WRONG:
        assert WRONG_FIELDS <= set(item) <= WRONG_FIELDS | OPTIONAL, item["id"]
    for item in ALL_RIGHT:
        assert RIGHT_FIELDS <= set(item) <= RIGHT_FIELDS | OPTIONAL - {"also"}, item["id"]


def test_no_two_items_share_an_id() -> None:
    assert [name for name, n in Counter(names_of(ALL_WRONG + ALL_RIGHT)).items() if n > 1] == []


def test_every_mistake_is_a_known_one_and_none_is_its_own_alternative() -> None:
    for item in ALL_WRONG:
        also = item.get("also", [])
        assert item["mistake"] in MISTAKES, item["id"]
        assert set(also) <= MISTAKES - {item["mistake"]}, item["id"]
        assert len(also) == len(set(also)), item["id"]


@pytest.mark.parametrize("half", HALVES)
def test_every_mistake_is_in_both_halves(half: str) -> None:
    counts = Counter(item["mistake"] for item in WRONG_ANSWERS[half])
    assert {mistake for mistake in MISTAKES if counts[mistake] < 2} == set()


def test_every_mistake_has_at_least_five_items() -> None:
    counts = Counter(item["mistake"] for item in ALL_WRONG)
    assert {mistake: counts[mistake] for mistake in MISTAKES if counts[mistake] < 5} == {}


def test_the_halves_share_no_function_and_are_about_equal() -> None:
    development, held_out = (
        {item["function"] for item in WRONG_ANSWERS[half] + RIGHT_ANSWERS[half]} for half in HALVES
    )
    assert development & held_out == set()
    for answers in (WRONG_ANSWERS, RIGHT_ANSWERS):
        assert 0.45 <= len(answers["development"]) / sum(map(len, answers.values())) <= 0.55


def test_both_halves_have_the_same_families() -> None:
    development, held_out = ({path.name for path in (FOLDER / half).glob("*.json")} for half in HALVES)
    assert development == held_out


def test_at_least_four_of_five_wrong_answers_have_one_mistake_only() -> None:
    assert sum("also" not in item for item in ALL_WRONG) >= 0.8 * len(ALL_WRONG)


def test_what_is_rounded_says_to_how_many_decimals() -> None:
    for item in ALL_WRONG + ALL_RIGHT:
        assert ("rounded" in item) == ("digits" in item), item["id"]
        assert item.get("rounded", True) is True, item["id"]


def test_the_working_formula_gives_the_answer() -> None:
    off = [
        item
        for item in ALL_WRONG
        if not agrees(item, item["answer"], evaluate(item["working_formula"], item["at"]))
    ]
    assert names_of(off) == []


def test_no_wrong_answer_is_the_right_one_however_it_is_rounded() -> None:
    """Compared to the decimals that the student gave, and to half a percent."""

    def decimals(value: float) -> int:
        return 15 if "e" in repr(value) else len(repr(float(value)).split(".")[1].rstrip("0"))

    for item in ALL_WRONG:
        given, right = numbers(item["answer"]), numbers(evaluate(item["right_formula"], item["at"]))
        if given.shape != right.shape:
            continue
        rounded = [
            round(float(r), decimals(float(g))) == g for g, r in zip(given.flat, right.flat, strict=True)
        ]
        assert not all(rounded), item["id"]
        assert np.abs(given - right).max() > 0.005 * np.abs(right).max(), item["id"]


def test_two_mistakes_with_one_answer_name_each_other() -> None:
    groups = defaultdict(list)
    for item in ALL_WRONG:
        groups[question(item)].append(item)
    for group in groups.values():
        for one in group:
            for other in group:
                same = agrees(one, one["answer"], evaluate(other["working_formula"], other["at"]))
                assert not same or other["mistake"] in [one["mistake"], *one.get("also", [])], (
                    one["id"],
                    other["id"],
                )


def test_every_right_answer_is_right() -> None:
    names = {"np": np, "ad": ad, "Fraction": Fraction, "math": math}
    for item in ALL_RIGHT:
        answer = numbers(eval(item["answer_python"], dict(names)))
        right = numbers(evaluate(item["right_formula"], item["at"]))
        assert answer.size == right.size, item["id"]
        assert np.abs(answer.ravel() - right.ravel()).max() <= allowed_error(item, right), item["id"]


Point = dict[str, np.ndarray]


def nudged(point: Point, name: str, index: tuple[int, ...], h: float) -> Point:
    moved = np.array(point[name])
    moved[index] += h
    return point | {name: moved}


def along(f: Callable[[Point], np.ndarray], name: str, h: float = 1e-5) -> Callable[[Point], np.ndarray]:
    """The derivative of f by a variable, by central differences: its shape is f's and then the variable's."""

    def derivative(point: Point) -> np.ndarray:
        columns = [
            (f(nudged(point, name, index, h)) - f(nudged(point, name, index, -h))) / (2 * h)
            for index in np.ndindex(point[name].shape)
        ]
        return np.stack(columns, axis=-1).reshape(np.shape(f(point)) + point[name].shape)

    return derivative


def measured(item: Item) -> Any:
    """The right answer of an item's question by finite differences alone."""
    function = eval(item["function"], {"ad": ad})
    point = {name: numbers(value) for name, value in item["at"].items()}
    names = item["wrt"] if isinstance(item["wrt"], list) else [item["wrt"]]

    def result(at: Point) -> np.ndarray:
        value = numbers(function(**at))
        return value if item.get("jacobian") else np.sum(value)

    if item.get("mixed"):
        return along(along(result, names[0], 1e-3), names[1], 1e-3)(point)
    if item["order"] > 1 and (len(names) > 1 or point[names[0]].shape):
        rows = [along(along(result, one, 1e-3), other, 1e-3)(point) for one in names for other in names]
        return rows[0] if len(names) == 1 else np.reshape(rows, (len(names), len(names)))
    if item["order"] > 1:
        h, f = 2e-3, result
        for _ in range(item["order"]):
            f = along(f, names[0], h)
        return f(point)
    if "descent" in item:
        point = descended(result, point, names, item["descent"])
        return [point[name] for name in names] if isinstance(item["wrt"], list) else point[names[0]]
    answers = [along(result, name)(point) for name in names]
    return answers if isinstance(item["wrt"], list) else answers[0]


def descended(f: Callable[[Point], np.ndarray], point: Point, names: list[str], descent: Item) -> Point:
    """The steps of an update rule with measured gradients."""
    velocity = {name: np.zeros_like(point[name]) for name in names}
    rate, momentum = descent.get("rate", 1.0), descent.get("momentum", 0.0)
    for _ in range(descent["steps"]):
        gradients = {name: along(f, name)(point) for name in names}
        for name, g in gradients.items():
            if descent.get("rule") == "newton":
                step = -g / along(along(f, name, 1e-3), name, 1e-3)(point)
            elif descent.get("rule") == "adam":
                step = -rate * g / (np.abs(g) + 1e-7)  # the first step, corrected
            else:
                velocity[name] = momentum * velocity[name] - rate * g
                step = momentum * velocity[name] - rate * g if descent.get("nesterov") else velocity[name]
            point = point | {name: point[name] + step}
    return point


def test_every_right_formula_is_the_derivative() -> None:
    for item in QUESTIONS:
        expected, got = numbers(evaluate(item["right_formula"], item["at"])), numbers(measured(item))
        assert got.shape == expected.shape, item["id"]
        room = 1e-5 if item["order"] == 1 else 1e-3
        np.testing.assert_allclose(got, expected, rtol=room, atol=1e-5, err_msg=item["id"])
