"""`diagnose`: from a wrong answer to the mistake behind it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import autodiff_lite as ad
from graders import diagnose
from graders.diagnosis.diagnose import right_answer
from graders.diagnosis.evidence import LIKELY
from graders.diagnosis.explain import tells
from graders.diagnosis.problem import Problem
from graders.diagnosis.show import lines
from graders.misconceptions import pin, silence


def shown(value: object) -> str:
    """A test's name that is the same in every process: without addresses."""
    return re.sub(r" at 0x[0-9a-f]+", "", repr(value))[:60]


def cubic(x: Any) -> Any:
    return 3.0 * x**3 + 5.0 * x**2 - 3.0 * x + 10.0


def written_otherwise(x: Any) -> Any:
    steep = ad.multiply(3.0, ad.pow(x, 3))
    flat = x * x * 5
    return ad.add(steep, flat) - ad.multiply(x, 3.0) + 10


def valley(x: Any) -> Any:
    return ad.square(x - 3)


def stretched(w: Any) -> Any:
    return w * ad.constant([1.0, 2.0, 3.0])


ONE_STEP = {"descent": {"rate": 0.1, "steps": 1}}
TWO_STEPS = {"descent": {"rate": 0.1, "steps": 2}}


def ids(found: Any) -> list[str]:
    return [name for explanation in found.explanations for name in explanation.ids]


# What a student with the mistake writes, worked out by hand.
CASES: list[tuple[str, Callable[..., Any], dict[str, Any], Any, dict[str, Any]]] = [
    ("exponent-not-lowered", cubic, {"x": -2.0}, -35, {}),
    ("coefficient-dropped", cubic, {"x": -2.0}, -11, {}),
    ("minus-lost", cubic, {"x": -2.0}, 19, {}),
    ("constant-does-not-vanish", cubic, {"x": -2.0}, 23, {}),
    ("power-of-negative-number", cubic, {"x": -2.0}, -59, {}),
    ("value-instead-of-slope", cubic, {"x": -2.0}, 12, {}),
    ("evaluated-at-another-point", cubic, {"x": -2.0}, 53, {}),
    ("exponent-not-lowered", written_otherwise, {"x": -2.0}, -35, {}),
    ("minus-lost", written_otherwise, {"x": 1.5}, 38.25, {}),
    ("power-rule-on-exponential", lambda x: 3.0**x, {"x": 2.0}, 6, {}),
    ("exponential-without-logarithm", lambda x: ad.pow(3.0, x), {"x": 2.0}, 9, {}),
    ("log-of-another-base", lambda x: ad.pow(3.0, x), {"x": 2.0}, 4.294, {}),
    ("negative-exponent", lambda x: x**-2.0, {"x": 2.5}, -0.8, {}),
    ("negative-exponent", lambda x: 4 / x**2, {"x": 2.0}, -4.0, {}),
    ("inner-derivative-dropped", lambda x: ad.sin(3 * x), {"x": 0.4}, 0.3624, {}),
    ("outer-at-inner-variable", lambda x: ad.sqrt(3 * x + 1), {"x": 1.0}, 1.5, {}),
    ("inner-and-outer-swapped", lambda x: ad.sin(ad.square(x)), {"x": 1.3}, 0.5155, {}),
    ("upstream-forgotten", lambda x: ad.math.log(ad.square(x) + 1), {"x": 2.0}, 4, {}),
    ("product-of-derivatives", lambda x: x * x * ad.exp(x), {"x": 1.0}, 5.437, {}),
    ("product-term-missing", lambda x: ad.square(x) * ad.sin(x), {"x": 1.4}, 2.759, {}),
    ("quotient-sign-or-order", lambda x: ad.sin(x) / x, {"x": 2.0}, 0.4354, {}),
    ("denominator-not-squared", lambda x: ad.divide(ad.sin(x), x), {"x": 2.0}, -0.8708, {}),
    ("log-derivative-inverted", lambda x: 3 * ad.math.log(x), {"x": 2.0}, 6, {}),
    ("sin-cos-sign", lambda x: ad.cos(2 * x), {"x": 0.4}, 1.4347, {}),
    ("tanh-without-square", lambda x: 2 * ad.tanh(x), {"x": 0.5}, 1.0758, {}),
    ("sigmoid-derivative-as-sigmoid", lambda x: 3 * ad.sigmoid(x), {"x": 0.5}, 1.8674, {}),
    ("degrees-for-radians", ad.sin, {"x": 1.0}, 0.99985, {}),
    ("secant-instead-of-tangent", lambda x: x**3, {"x": 2.5}, 27.25, {}),
    ("wrong-order-of-derivative", lambda x: x**4, {"x": 2.0}, 48, {}),
    ("wrong-order-of-derivative", lambda x: x**4, {"x": 2.0}, 32, {"order": 2}),
    ("coefficient-dropped", lambda x: x**4 - 3.0 * x**2 + x, {"x": 3.0}, 21, {"order": 2}),
    ("product-of-derivatives", lambda x: x * ad.exp(x), {"x": 0.5}, 1.6487, {"order": 2}),
    ("with-respect-to-other-variable", lambda x, y: x * y**2, {"x": 1.0, "y": 3.0}, 6, {}),
    ("partials-swapped", lambda x, y: x * y**2, {"x": 1.0, "y": 3.0}, [6, 9], {"wrt": ["x", "y"]}),
    ("total-instead-of-partial", lambda x, y: x * y**2, {"x": 1.0, "y": 3.0}, 15, {}),
    ("other-variable-not-held-fixed", lambda x, y: x * y + y**3, {"x": 2.0, "y": 3.0}, 30, {}),
    ("one-path-only", lambda x: x * x + ad.exp(x), {"x": 0.5}, 1.0, {}),
    ("paths-multiplied", lambda x: x**2 + ad.exp(x), {"x": 0.4}, 1.1935, {}),
    ("mean-sum-confused", lambda v: ad.reduce_mean(v * v), {"v": [1.0, 2.0, 3.0]}, [2, 4, 6], {"wrt": "v"}),
    ("gradient-in-result-shape", stretched, {"w": 2.0}, [1, 2, 3], {"wrt": "w"}),
    (
        "broadcast-not-summed",
        lambda b: ad.reduce_sum(ad.square(ad.constant([[1.0, 2.0], [3.0, 4.0]]) + b)),
        {"b": [0.5, -1.0]},
        [[3, 2], [7, 6]],
        {"wrt": "b"},
    ),
    (
        "partials-swapped",
        lambda v: ad.stack([v[0] * v[1], v[0] - 4.0 * v[1]]),
        {"v": [2.0, 3.0]},
        [[2, 3], [-4, 1]],
        {"wrt": "v", "jacobian": True},
    ),
    ("ascent-for-descent", valley, {"x": 1.0}, 0.6, ONE_STEP),
    ("learning-rate-forgotten", valley, {"x": 1.0}, 5, ONE_STEP),
    ("gradient-not-refreshed", valley, {"x": 1.0}, 1.8, TWO_STEPS),
    ("coefficient-dropped", valley, {"x": 1.0}, 1.2, ONE_STEP),
]  # fmt: skip


@pytest.mark.parametrize(
    ("mistake", "function", "at", "answer", "asked"), CASES, ids=[f"{c[0]}-{n}" for n, c in enumerate(CASES)]
)
def test_a_wrong_answer_is_traced_to_its_mistake(
    mistake: str, function: Callable[..., Any], at: dict[str, Any], answer: Any, asked: dict[str, Any]
) -> None:
    found = diagnose(function, at=at, answer=answer, **asked)
    assert not found.right
    assert mistake in ids(found), str(found)
    assert len(found.explanations) <= 2
    assert all(0 < explanation.certainty < 1 for explanation in found.explanations)
    assert sum(explanation.certainty for explanation in found.explanations) <= 1
    assert found.explanations[0].certainty == max(explanation.certainty for explanation in found.explanations)


@pytest.mark.parametrize(
    "answer",
    [
        Fraction(13),
        13,
        13.0,
        "13",
        "13.00",
        "13,0",
        " 13 ",
        "26/2",
        Decimal("13"),
        np.float32(13),
        np.array(13),
        np.array([13.0]),
        np.array([[13.0]]),
        np.array(Fraction(13), dtype=object),
        ad.constant(13.0),
        ad.Variable(13.0),
        [13],
        (13.0,),
        13.0005,
        {"x": 13},
        lambda x: 9 * x**2 + 10 * x - 3,
        lambda place: 9 * place**2 + 10 * place - 3,
    ],
    ids=shown,
)
def test_a_right_answer_is_never_diagnosed(answer: Any) -> None:
    found = diagnose(cubic, at={"x": -2.0}, answer=answer)
    assert found.right
    assert found.explanations == ()


@pytest.mark.parametrize(
    ("answer", "right"), [(0.667, True), (0.67, True), ("0.67", True), (0.7, True), (0.6, False)]
)
def test_an_answer_is_right_when_it_is_rounded_to_the_digits_that_it_shows(answer: Any, right: bool) -> None:
    assert diagnose(lambda x: x**2 / 3.0, at={"x": 1.0}, answer=answer).right is right


@pytest.mark.parametrize("digits", [2, 3, 4, 9])
def test_a_rounded_wrong_answer_is_recognised(digits: int) -> None:
    answer = round(math.exp(-0.32), digits)  # the inner derivative forgotten
    found = diagnose(lambda x: ad.exp(-ad.square(x) / 2.0), at={"x": -0.8}, answer=answer)
    assert "inner-derivative-dropped" in ids(found)


def test_zeros_that_a_text_ends_with_count_as_digits() -> None:
    # 1.5 + h is between 1.495 and 1.505 only if both decimals are meant.
    found = diagnose(lambda x: x**2 + 0.04 * x, at={"x": 1.5}, answer="3.00")
    assert ids(found)[:1] != ["value-instead-of-slope"]
    assert "one-path-only" in ids(found) or "constant-does-not-vanish" not in ids(found)


@pytest.mark.parametrize(
    "answer",
    [
        *[None, "abc", "", "1/0", True, {}, [], [[1], [2, 3]], float("nan"), float("inf"), 3j, 10**400],
        *["9" * 500, np.array(["a"]), object(), set(), [None], ad.constant(True)],
        *[print, lambda: 3, lambda x: "a", lambda x: 1 / 0],
    ],
    ids=shown,
)
def test_whatever_a_student_gives_gets_words_and_no_traceback(answer: Any) -> None:
    found = diagnose(cubic, at={"x": -2.0}, answer=answer)
    assert not found.right
    assert found.explanations == ()
    assert found.remark
    assert str(found)


def test_where_nothing_fits_nothing_is_invented() -> None:
    found = diagnose(cubic, at={"x": -2.0}, answer=13.377123)
    assert found.explanations == ()
    assert found.difference == "slightly too large"
    assert "Its sign is right" in found.remark
    assert found.tolerance is not None
    assert found.tolerance < 1e-4
    assert found.first_check


def shares(answers: list[float], function: Any, at: dict[str, float]) -> float:
    """The share of these answers for which some reason is given."""
    explained = [bool(diagnose(function, at=at, answer=answer).explanations) for answer in answers]
    return sum(explained) / len(explained)


def test_the_fewer_digits_a_number_has_the_less_is_read_into_it() -> None:
    # The slope is 41.2; the candidates reach many numbers of two digits near it, and few of five.
    right = 3 * 2 * 2.3 * math.cos(2.3**2 * 3 / 10) + 30
    two = [round(right) + n for n in range(-15, 16) if n]
    five = [round(right, 3) + n + 0.137 for n in range(-15, 16) if n]

    def function(x: Any) -> Any:
        return 10.0 * ad.sin(0.3 * ad.square(x)) + 30.0 * x

    assert shares(five, function, {"x": 2.3}) == 0.0
    assert shares(two, function, {"x": 2.3}) <= 0.15


def test_what_is_hardly_more_than_a_coincidence_is_said_to_be_possible_only() -> None:
    found = diagnose(cubic, at={"x": -2.0}, answer=12)
    assert found.best is not None
    assert found.best.certainty < LIKELY
    assert found.understood == ()
    assert lines(found, "q", 1)[0].startswith("What may have gone wrong: ")
    found = diagnose(cubic, at={"x": -2.0}, answer=19)
    assert lines(found, "q", 1)[0] == "One of these may have gone wrong:"


def test_what_fits_to_many_digits_is_said_to_be_what_went_wrong_and_the_rest_to_fit() -> None:
    found = diagnose(cubic, at={"x": 1.37}, answer=9 * 1.37**2 + 10 * 1.37 + 3)
    assert found.best is not None
    assert found.best.certainty > LIKELY
    assert "are differentiated rightly" in found.understood[0]
    assert lines(found, "q", 1)[1] == "More than one thing would lead to exactly this answer:"
    found = diagnose(cubic, at={"x": 1.37}, answer=9 * 1.37**2 + 5 * 1.37 - 3)
    assert lines(found, "q", 1)[1].startswith("What went wrong: ")


@pytest.mark.parametrize(("answer", "right"), [(3, False), (3.3, True), (3.32, True)])
def test_a_whole_number_is_no_rounding_unless_the_question_allows_it(answer: float, right: bool) -> None:
    assert diagnose(lambda x: 3.32 * x, at={"x": 1.0}, answer=answer).right is right
    assert diagnose(lambda x: 3.32 * x, at={"x": 1.0}, answer=answer, whole=True).right


def test_no_mistake_is_read_into_a_whole_number_that_it_only_rounds_to() -> None:
    # Without the inner derivative this is 3.32...; nobody writes 3 for that.
    found = diagnose(lambda x: ad.exp(2.0 * x), at={"x": 0.6}, answer=3)
    assert "inner-derivative-dropped" not in ids(found)


@pytest.mark.parametrize(
    "answer", [[0.0123, 1.24, 124], [0.01, 1.24, 123.57], [0.012, 1.2, 120], [0.0, 1, 124]]
)
def test_arrays_are_right_when_rounded_to_equal_decimals_or_equal_digits(answer: list[float]) -> None:
    def function(v: Any) -> Any:
        return ad.reduce_sum(ad.constant([0.012345, 1.2361, 123.567], dtype="float64") * v)

    found = diagnose(function, at={"v": [1.0, 1.0, 1.0]}, answer=answer, wrt="v")
    assert found.right is (answer[1] != 1), str(found)


def test_a_wrong_array_is_recognised_when_rounded_to_equal_digits() -> None:
    def function(v: Any) -> Any:
        return ad.reduce_sum(ad.exp(3.0 * v))

    exact = [math.exp(3 * x) for x in (-1.5, 0.1, 1.7)]  # the factor 3 is lost: 0.0111, 1.35, 164
    answer = [0.0111, 1.35, 164]
    assert [float(f"{x:.3g}") for x in exact] == answer
    found = diagnose(function, at={"v": [-1.5, 0.1, 1.7]}, answer=answer, wrt="v")
    assert "inner-derivative-dropped" in ids(found)


def test_three_digits_of_the_right_answer_do_not_hide_a_mistake_that_gives_exactly_them() -> None:
    # 100 + 2x without its small term is 104 exactly; with it 104.3.
    def function(x: Any) -> Any:
        return 100.0 * x + ad.square(x) + 0.6 * ad.math.log(x)

    assert ids(diagnose(function, at={"x": 2.0}, answer=104)) == ["one-path-only"]
    assert diagnose(function, at={"x": 2.0}, answer=104.3).right


@pytest.mark.parametrize("answer", [135.0, 135, "135.0"])
def test_a_rounding_to_four_digits_is_right_though_a_mistake_gives_just_that_number(answer: Any) -> None:
    # 15 x² + 0.0196 is 135.0196 at 3, and 135 exactly without its small term.
    found = diagnose(lambda x: 5.0 * x**3 + 0.0196 * x, at={"x": 3.0}, answer=answer)
    assert found.right
    # To four digits 135.3 is 135.3: who writes 135 has more likely lost the term.
    assert ids(diagnose(lambda x: 5.0 * x**3 + 0.3 * x, at={"x": 3.0}, answer=answer))


def test_a_wrong_sign_is_said_where_nothing_else_fits() -> None:
    found = diagnose(lambda x: ad.exp(x) + x, at={"x": 0.5}, answer=-71.23456)
    assert "Its sign is not right" in found.remark
    assert "signs" in found.first_check


def test_an_answer_of_another_shape_is_said_to_be() -> None:
    found = diagnose(lambda v: ad.reduce_sum(v**3), at={"v": [1.0, 2.0]}, answer=[1.0, 2.0, 5.0], wrt="v")
    assert "shape (3,)" in found.remark


def test_two_mistakes_with_one_number_are_both_offered() -> None:
    found = diagnose(lambda x: ad.pow(2.0, x) + 5.0 * x, at={"x": 3.0}, answer=13.0)
    assert set(ids(found)) == {"exponential-without-logarithm", "secant-instead-of-tangent"}


@pytest.mark.parametrize(
    ("answer", "mistake"),
    [(lambda x: 3 * x**2, "one-path-only"), (lambda x: 6 * x, "wrong-order-of-derivative")],
)
def test_a_function_tells_apart_what_one_point_cannot(answer: Any, mistake: str) -> None:
    def function(x: Any) -> Any:
        return x**3 - x

    both = diagnose(function, at={"x": 2.0}, answer=answer(2.0))
    assert set(ids(both)) == {"one-path-only", "wrong-order-of-derivative"}
    found = ids(diagnose(function, at={"x": 2.0}, answer=answer))
    assert {"one-path-only", "wrong-order-of-derivative"} & set(found) == {mistake}


def test_a_function_that_is_right_at_the_point_alone_is_wrong() -> None:
    found = diagnose(lambda x: x**2, at={"x": 2.0}, answer=lambda x: 4.0)
    assert not found.right


def test_the_same_seed_tries_a_function_at_the_same_points() -> None:
    seen: list[list[float]] = [[], [], []]
    for number, seed in enumerate([7, 7, 8]):
        diagnose(
            lambda x: x**2, at={"x": 2.0}, answer=lambda x, n=number: seen[n].append(x) or 1.0, seed=seed
        )
    assert seen[0] == seen[1] != seen[2]
    assert seen[0][0] == 2.0


def test_two_mistakes_together_are_found_and_less_certain() -> None:
    # 9x^3 for 9x^2, and cos(2x) without its inner derivative
    answer = 9 * 1.3**3 + math.cos(2.6)
    found = diagnose(lambda x: 3 * x**3 + ad.sin(2 * x), at={"x": 1.3}, answer=answer)
    best = found.best
    assert best is not None
    assert set(best.ids) == {"exponent-not-lowered", "inner-derivative-dropped"}
    assert best.certainty < LIKELY


def test_the_place_is_an_operation_of_the_tape_in_a_readable_form() -> None:
    found = diagnose(cubic, at={"x": -2.0}, answer=19)
    best = found.best
    assert best is not None
    assert best.operation is not None
    assert best.operation.formula == "- 3*x"
    with ad.GradientTape() as tape:
        cubic(ad.Variable(-2.0))
    assert tape.entries[best.operation.entry][0].name == best.operation.name == "subtract"


def test_a_hint_leaves_the_place_out_where_that_would_hold_the_answer() -> None:
    found = diagnose(lambda x: 7.0 * x + 2.0, at={"x": 3.0}, answer=9)
    assert "constant-does-not-vanish" in ids(found)
    for explanation in found.explanations:
        assert not any(tells(hint, np.array(7.0)) for hint in explanation.hints)


def test_a_silenced_misconception_is_not_offered() -> None:
    assert "exponent-not-lowered" not in ids(
        diagnose(cubic, at={"x": -2.0}, answer=-35, silence=["exponent-not-lowered"])
    )
    with silence("exponent-not-lowered"):
        assert "exponent-not-lowered" not in ids(diagnose(cubic, at={"x": -2.0}, answer=-35))
    assert "exponent-not-lowered" in ids(diagnose(cubic, at={"x": -2.0}, answer=-35))


def test_a_pinned_explanation_comes_first() -> None:
    mine = pin(-35, "Mine", nudge="Look there.")
    found = diagnose(cubic, at={"x": -2.0}, answer="-35.0", pinned=[mine])
    assert [explanation.title for explanation in found.explanations] == ["Mine"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"wrt": "y"}, "names arguments"),
        ({"wrt": []}, "names arguments"),
        ({"at": {}}, "dict"),
        ({"at": 3}, "dict"),
        ({"order": 4}, "order"),
        ({"order": 0}, "order"),
        ({"order": 2, "jacobian": True}, "second derivative"),
        ({"descent": {"rate": 0.1, "steps": 0}}, "steps"),
        ({"descent": {"speed": 0.1}}, "descent"),
        ({"silence": ["exponent-not-lowerd"]}, "exponent-not-lowered"),
        ({"function": 3}, "function"),
        ({"function": lambda x: 3.0}, "not a tensor"),
        ({"function": lambda x: np.sin(float(x))}, "not a tensor"),
    ],
    ids=shown,
)
def test_a_question_that_makes_no_sense_is_told_to_the_teacher(changes: dict[str, Any], words: str) -> None:
    asked: dict[str, Any] = {"function": cubic, "at": {"x": -2.0}, "answer": 1.0} | changes
    function = asked.pop("function")
    with pytest.raises((ValueError, TypeError), match=words):
        diagnose(function, **asked)


def test_single_precision_in_the_function_is_no_matter() -> None:
    def mean(w: Any) -> Any:
        return ad.reduce_mean(ad.square(w * ad.constant([0.1, 0.2]) - 0.3))

    right = sum(2 * (1.5 * c - 0.3) * c for c in (0.1, 0.2)) / 2
    assert diagnose(mean, at={"w": 1.5}, answer=right, wrt="w").right
    assert "mean-sum-confused" in ids(diagnose(mean, at={"w": 1.5}, answer=2 * right, wrt="w"))


def test_a_number_that_is_another_quantity_is_said_to_be_one() -> None:
    # The height 12 has the sign of the slope 13 by accident: nothing about it is right.
    assert diagnose(cubic, at={"x": -2.0}, answer=12).another_quantity
    assert not diagnose(cubic, at={"x": -2.0}, answer=19).another_quantity
    assert not diagnose(cubic, at={"x": -2.0}, answer=13).another_quantity


def test_the_right_answer_of_a_question_can_be_asked_for() -> None:
    assert right_answer(cubic, at={"x": -2.0}) == pytest.approx(13.0)
    with pytest.raises(ValueError, match="names arguments"):
        right_answer(cubic, at={"x": -2.0}, wrt="y")


def test_the_more_digits_an_answer_shows_the_surer_is_the_diagnosis() -> None:
    def certainty(answer: float) -> float:
        found = diagnose(lambda x: ad.sin(ad.exp(2.0 * x)), at={"x": 0.2}, answer=answer)
        return next(e.certainty for e in found.explanations if e.misconception == "inner-derivative-dropped")

    exact = 2 * math.cos(math.exp(0.4))
    assert certainty(round(exact, 3)) < certainty(round(exact, 4)) <= certainty(exact)


def test_the_means_of_unequal_pieces_counted_alike_or_added_are_told() -> None:
    def pieces(w: Any) -> Any:
        return (3.0 * ad.square(w - 1.5) + 5.0 * ad.square(2.0 * w - 7.0)) / 8.0

    first, second = 2 * (2.2 - 1.5), 4 * (2 * 2.2 - 7)
    assert diagnose(pieces, {"w": 2.2}, (3 * first + 5 * second) / 8, "w").right
    for wrong in ((first + second) / 2, first + second):
        found = diagnose(pieces, {"w": 2.2}, round(wrong, 4), "w")
        assert found.best is not None
        assert found.best.misconception == "weights-of-a-mean-left-out"


def test_a_product_that_gives_each_factor_its_own_value_is_told() -> None:
    def stop(v: Any, t: Any, a: Any) -> Any:
        return v * t + v * v / (2.0 * a)

    found = diagnose(stop, {"v": 31.0, "t": 0.7, "a": 6.5}, round(31 + 31 / 6.5, 3), "v")
    assert found.best is not None
    assert found.best.misconception == "factors-exchanged"


def test_a_constant_factor_that_one_term_of_a_product_lacks_is_told() -> None:
    x = 0.6
    wrong = math.log(x) + 7  # (7 x)' taken for 1 in the first term
    found = diagnose(lambda x: 7.0 * x * ad.math.log(x), {"x": x}, round(wrong, 3))
    assert found.best is not None
    assert found.best.misconception == "coefficient-dropped"


def test_one_digit_far_off_is_the_mistake_that_gives_it_and_no_rounding() -> None:
    found = diagnose(lambda x: ad.tanh(0.5 * x), {"x": 0.6}, 0.5)  # 0.4576; the slope of the inside is 0.5
    assert not found.right
    assert diagnose(lambda x: ad.tanh(0.5 * x), {"x": 0.6}, 0.46).right


def test_a_root_that_was_kept_is_a_function_that_was_not_differentiated() -> None:
    found = diagnose(lambda x: ad.sqrt(3.0 * x + 1.0), {"x": 1.4}, round(3 * math.sqrt(5.2), 4))
    assert found.best is not None
    assert found.best.misconception == "function-not-differentiated"


@pytest.mark.parametrize("order", [1, 2])
def test_a_diagnosis_within_a_tapes_block_is_the_same_and_is_not_recorded(order: int) -> None:
    def function(x: Any) -> Any:
        return ad.exp(2.0 * x) * ad.sin(x) / (x + 1.0)

    outside = diagnose(function, {"x": 0.3}, 7.123, order=order)
    right = right_answer(function, {"x": 0.3}, order=order)
    x = ad.Variable(2.0)
    with ad.GradientTape() as tape:
        y = x * x
        assert diagnose(function, {"x": 0.3}, 7.123, order=order) == outside
        assert right_answer(function, {"x": 0.3}, order=order) == right
        assert len(tape.entries) == 1
    assert float(tape.gradient(y, x)) == 4.0


def test_steps_are_the_same_within_a_tapes_block() -> None:
    with ad.GradientTape():
        problem = Problem(lambda x: ad.sin(x) + x, {"x": 2.0}, "x")
        assert math.isclose(problem.work.backwards.gradients[0], float(problem.right))
        assert Problem(lambda v: ad.cumsum(v), {"v": [0.3, 1.0]}, "v").right.tolist() == [2.0, 1.0]
        (spread, _) = Problem(lambda b: b * ad.ones((3,), "float64"), {"b": [2.0]}, "b").work.unsummed[0]
        assert spread.tolist() == [1.0, 1.0, 1.0]
