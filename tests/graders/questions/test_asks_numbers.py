"""Asks for numbers: right in every form that means the same, and each wrong kind told for what it is."""

from __future__ import annotations

import numpy as np
import pytest

import autodiff_lite as ad
from graders.questions import direction, from_a_tape, gradient, hessian, jacobian, matrix, number, value

from .tried import NO_NUMBERS, NOT_ANSWERED, said, tried

SAME = ["2.5", "ad.constant(2.5)", "ad.Variable(2.5)", "[2.5]", "(2.5,)", "ad.constant([2.5])", "5 / 2"]
FORMS = [*SAME, "ad.constant(2.5).numpy()", "__import__('numpy').float32(2.5)"]
NAMED = [*NOT_ANSWERED, *NO_NUMBERS, ("NAME = 3", "is not the right number"), ("NAME = [2.5, 2.5]", "shape")]


@pytest.mark.parametrize("form", FORMS)
def test_a_number_is_right_in_every_form_that_means_it(form: str) -> None:
    assert tried(number("length", 2, 2.5, praise="So it is."), f"length = {form}").earned == 2


@pytest.mark.parametrize(("code", "words"), NAMED)
def test_what_is_no_right_number_earns_nothing_and_is_named(code: str, words: str) -> None:
    verdict = tried(number("length", 2, 2.5), code.replace("NAME", "length"))
    assert verdict.earned == 0
    assert words in said(verdict)


def test_a_number_may_depend_on_the_question_and_a_slip_is_told() -> None:
    asked = number(
        "area", 1, lambda question: question.at["side"] ** 2, slips={"That is the circumference.": 12.0}
    )
    assert tried(asked, "area = 9", of=ad.square, at={"side": 3.0}).earned == 1
    wrong = tried(asked, "area = 12", of=ad.square, at={"side": 3.0})
    assert "That is the circumference." in said(wrong)
    assert "circumference" not in said(tried(asked, "area = 11", of=ad.square, at={"side": 3.0}))


def test_a_slip_may_depend_on_the_question_too() -> None:
    asked = number("area", 1, 9, slips={"That is its side.": lambda question: question.at["side"]})
    assert "That is its side." in said(tried(asked, "area = 3", of=ad.square, at={"side": 3.0}))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("length = None", "Put your answer in its place."),
        ("length = print(2.5)", "`print` shows a number"),
        ("def f():\n    2.5\nlength = f()", "A function without `return` gives None"),
    ],
)
def test_what_is_said_of_none_fits_the_program_and_names_no_tape(code: str, words: str) -> None:
    told = said(tried(number("length", 2, 2.5), code))
    assert words in told
    assert "tape" not in told


def test_a_list_with_decimals_is_not_taken_for_a_decimal_comma() -> None:
    assert "Python writes a point" not in said(tried(number("way", 1, 332.2), "way = [143.2, 189.0]"))


def test_the_derivative_by_another_variable_is_told_as_that() -> None:
    about = {"of": lambda x, y: x * x + 5.0 * y, "at": {"x": 3.0, "y": 1.0}}
    program = """
x, y = ad.Variable(3.0), ad.Variable(1.0)
with ad.GradientTape() as tape:
    z = x * x + 5.0 * y
by_x = tape.gradient(z, y)
"""
    told = said(tried(gradient("by_x", 1, wrt="x"), program, **about))
    assert "It is right for `y`, and `x` was asked for." in told
    assert "makes no slip" not in told


def test_a_rounded_number_is_right_unless_the_question_says_otherwise() -> None:
    assert tried(number("third", 1, 1 / 3), "third = 0.33").earned == 1
    assert tried(number("third", 1, 1 / 3, rounding=False), "third = 0.33").earned == 0
    assert "at least three digits" in said(tried(number("pi", 1, 3.14159265), "pi = 3.1"))


@pytest.mark.parametrize("form", ["[[1, 2, 3], [4, 5, 6]]", "ad.constant([[1.0, 2, 3], [4, 5, 6]])"])
def test_a_matrix_is_right_as_lists_and_as_a_tensor(form: str) -> None:
    assert tried(matrix("A", 1, [[1, 2, 3], [4, 5, 6]]), f"A = {form}").earned == 1


def test_dots_within_a_matrix_are_named_by_their_place() -> None:
    verdict = tried(matrix("A", 1, [[1, 2], [3, 4]]), "A = [[1, 2], [..., 4]]")
    assert verdict.earned == 0
    assert "`A[1][0]` is still `...`" in said(verdict)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("[[1, 4], [2, 5], [3, 6]]", "Rows and columns are exchanged."),
        ("[[1, 2, 3], [4, 5, 7]]", "Look again."),
        ("[1, 2, 3, 4, 5, 6]", "shape"),
        ("[[1, 2], [3]]", "different shapes"),
        ("None", "is None"),
    ],
)
def test_a_wrong_matrix_is_told_why(form: str, words: str) -> None:
    verdict = tried(matrix("A", 1, [[1, 2, 3], [4, 5, 6]], feedback="Look again."), f"A = {form}")
    assert verdict.earned == 0
    assert words in said(verdict)
    assert ("Rows and columns" in said(verdict)) == ("Rows" in words)


def test_the_value_of_the_questions_function_is_computed_and_another_can_be_asked_for() -> None:
    about = {"of": lambda x: 3.0 * x * x, "at": {"x": 2.0}}
    assert tried(value("height", 1), "height = 12", **about).earned == 1
    assert tried(value("height", 1), "height = 13", **about).earned == 0
    assert tried(value("height", 1, at={"x": 1.0}), "height = 3", **about).earned == 1
    assert tried(value("height", 1, of=ad.exp, at={"x": 0.0}), "height = 1", **about).earned == 1


PRODUCT = {"of": lambda x, y: x * x * y, "at": {"x": 3.0, "y": 2.0}}


@pytest.mark.parametrize(
    ("code", "earned"),
    [
        ("both = [12, 9]", 1),
        ("both = (12.0, ad.constant(9.0))", 1),
        ("both = ad.constant([12.0, 9.0])", 1),
        ("both = [9, 12]", 0),
        ("both = [12]", 0),
        ("both = 21", 0),
    ],
)
def test_a_gradient_by_several_names_is_a_list_in_their_order(code: str, earned: float) -> None:
    assert tried(gradient("both", 1), code, **PRODUCT).earned == earned


def test_one_partial_derivative_of_several_can_be_asked_for() -> None:
    assert tried(gradient("by_x", 1, wrt="x"), "by_x = 12", **PRODUCT).earned == 1
    assert tried(gradient("by_x", 1, wrt="y"), "by_x = 12", **PRODUCT).earned == 0
    assert tried(gradient("by_x", 1, wrt="x", order=2), "by_x = 4", **PRODUCT).earned == 1


@pytest.mark.parametrize(("code", "words"), [*NOT_ANSWERED, *NO_NUMBERS])
def test_no_gradient_at_all_earns_nothing_and_is_named(code: str, words: str) -> None:
    verdict = tried(gradient("slope", 1), code.replace("NAME", "slope"), of=ad.square, at={"x": 3.0})
    assert verdict.earned == 0
    if "= None" not in code:
        assert words in said(verdict)
    else:
        assert "Put your answer in its place." in said(verdict)


BY_TAPE = "x = ad.Variable(3.0)\nwith ad.GradientTape() as tape:\n    y = x * x\nslope = tape.gradient(y, x)"


def test_a_right_number_without_a_tape_is_not_enough_where_a_tape_is_asked_for() -> None:
    about = {"of": ad.square, "at": {"x": 3.0}}
    assert tried(gradient("slope", 1, by_tape=True), BY_TAPE, **about).earned == 1
    verdict = tried(gradient("slope", 1, by_tape=True), "slope = 6", **about)
    assert verdict.earned == 0
    assert "does not come from a tape" in said(verdict)
    assert tried(gradient("slope", 1), "slope = 6", **about).earned == 1


def test_a_lesson_says_what_none_means() -> None:
    about = {"of": ad.square, "at": {"x": 3.0}}
    assert "Watch it." in said(tried(gradient("slope", 1, none="Watch it."), "slope = None", **about))
    asked = gradient("slope", 1, none=lambda answers: f"Is x {answers.value('x')}?")
    assert "Is x 3?" in said(tried(asked, "x = 3\nslope = None", **about))
    assert "Is x 3?" not in said(tried(asked, "x = 3\nslope = 5", **about))


def test_a_wrong_gradient_is_explained_by_the_mistake_that_gives_it() -> None:
    verdict = tried(gradient("slope", 1), "slope = 24", of=lambda x: x**3, at={"x": 2.0})  # 3 * x**3
    (criterion,) = verdict.criteria
    assert criterion.diagnosis is not None
    assert criterion.diagnosis.explanations


def vector(x: ad.Tensor) -> ad.Tensor:
    return ad.stack([x[0] * x[1], x[0] + 2.0 * x[1], x[1] * x[1]])


def test_a_jacobian_has_a_row_for_each_result_and_a_column_for_each_input() -> None:
    about = {"of": vector, "at": {"x": [3.0, 5.0]}}
    assert tried(jacobian("J", 1), "J = [[5, 3], [1, 2], [0, 10]]", **about).earned == 1
    assert tried(jacobian("J", 1), "J = [6, 15]", **about).earned == 0  # the sums of its columns
    assert tried(jacobian("J", 1), "J = [[5, 1, 0], [3, 2, 10]]", **about).earned == 0


def test_a_hessian_is_the_matrix_of_second_derivatives() -> None:
    about = {"of": lambda p: p[0] * p[0] * p[1], "at": {"p": [3.0, 2.0]}}
    assert tried(hessian("H", 1), "H = [[4, 6], [6, 0]]", **about).earned == 1
    assert tried(hessian("H", 1), "H = [10, 6]", **about).earned == 0


FALLING = {"of": lambda x: x * x, "at": {"x": -2.0}}


@pytest.mark.parametrize(
    ("code", "earned", "words"),
    [
        ("slope = -4", 0.5, "falling"),
        ("slope = -0.1", 0.5, "falling"),
        ("slope = 5", 0, "rising here"),
        ("slope = 4", 0, "That is the height"),
        ("slope = 0", 0, "level here"),
        ("slope = ad.constant(-4.0)", 0.5, "falling"),
        ("slope = 'down'", 0, "a text"),
        ("", 0, "not set yet"),
    ],
)
def test_the_direction_is_the_sign_of_the_slope(code: str, earned: float, words: str) -> None:
    verdict = tried(direction("slope", 0.5), code, **FALLING)
    assert verdict.earned == earned
    assert words in said(verdict)


def test_of_choices_only_a_choice_says_a_direction() -> None:
    asked = direction("slope", 0.5, among=(-4, 4, 2))
    assert tried(asked, "slope = -4", **FALLING).earned == 0.5
    verdict = tried(asked, "slope = -3", **FALLING)
    assert verdict.earned == 0
    assert "not one of the choices" in said(verdict)


@pytest.mark.parametrize("ask", [number("a", 1, 2), gradient("a", 1), from_a_tape("a", 1), direction("a", 1)])
def test_an_ask_says_which_names_it_reads(ask: object) -> None:
    assert ask.reads == ("a",)  # type: ignore[attr-defined]


@pytest.mark.parametrize("points", [0, -1, float("nan"), True, "2", None])
def test_points_that_make_no_sense_are_refused_when_the_lesson_is_loaded(points: object) -> None:
    with pytest.raises(ValueError, match="points"):
        number("a", points, 2)  # type: ignore[arg-type]


def test_an_array_of_numbers_is_compared_entry_by_entry() -> None:
    asked = number("w", 1, np.array([1.0, 2.0]))
    assert tried(asked, "w = [1, 2]").earned == 1
    assert tried(asked, "w = [1, 3]").earned == 0
