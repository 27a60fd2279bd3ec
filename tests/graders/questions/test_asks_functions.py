"""Asks for functions that students write, and for inputs and formulas that they design."""

from __future__ import annotations

import numpy as np
import pytest

import autodiff_lite as ad
from graders.checking.verdict import judge
from graders.questions import (
    Lesson,
    counterexample,
    designed,
    formula_for,
    function,
    one_of,
    uniform,
    whole,
)

from .tried import NOT_ANSWERED, answers, said, tried

CUBE = {"of": lambda x: x**3, "at": {"x": 2.0}}
TAPE = """def slope_at(x):
    place = ad.Variable(float(x))
    with ad.GradientTape() as tape:
        height = place**3
    return tape.gradient(height, place)"""


@pytest.mark.parametrize(
    ("code", "earned", "words"),
    [
        ("def f(x):\n    return x * x", 2, ""),
        ("f = lambda x: x**2", 2, ""),
        ("def f(x):\n    return [x * x]", 2, ""),
        ("def f(x):\n    return ad.square(ad.constant(float(x)))", 2, ""),
        ("def f(x):\n    return 9.0", 1, "the same as at 3.0. Does the function use its argument?"),
        ("def f(x):\n    return x + x", 1, "That is twice x."),
        ("def f(x):\n    x * x", 0, "Does the function `return` its result?"),
        ("def f(x):\n    return str(x)", 0, "the text"),
        ("def f(x):\n    return 1 / 0", 0, "ZeroDivisionError"),
        ("def f():\n    return 9", 0, "TypeError"),
        ("def f(x):\n    return ...", 0, "is the dots"),
        ("def f(x):\n    # Your answer goes here.\n    ...", 0, "has no body yet"),
        ("def f(x):\n    raise SystemExit", 0, "SystemExit"),
        ("f = 9", 0, "should be a function"),
        ("f = None", 0, "should be a function"),
        *[(code.replace("NAME", "f"), 0, words) for code, words in NOT_ANSWERED],
    ],
)
def test_a_function_is_called_at_each_place(code: str, earned: float, words: str) -> None:
    asked = function("f", 2, [3.0, 2], lambda x: x * x, slips={"That is twice x.": lambda x: 2 * x})
    verdict = tried(asked, code)
    assert verdict.earned == earned
    assert words in said(verdict)


def test_a_place_may_have_several_arguments_and_arrays() -> None:
    asked = function("f", 1, [(2.0, 3), ([1.0, 2.0], 2)], lambda x, n: np.asarray(x) * n)
    assert tried(asked, "def f(x, n):\n    return ad.constant(x) * float(n)").earned == 1
    assert tried(asked, "def f(x, n):\n    return x * n").earned == 0.5  # a list twice, not its double


def test_of_several_arguments_a_whole_one_is_not_taken_for_the_variable() -> None:
    asked = function("f", 1, [(2, 3.0)], lambda n, x: n * x)
    code = TAPE.replace("slope_at(x)", "f(n, x)").replace(
        "gradient(height, place)", "gradient(place, height)"
    )
    words = said(tried(asked, code))
    assert "gave None" in words
    assert "What kind of variable" not in words


@pytest.mark.parametrize(
    ("code", "earned", "words"),
    [
        (TAPE, 2, "It asks a tape."),
        ("def slope_at(x):\n    return 3 * x**2", 1.5, "does not ask a tape"),
        (TAPE.replace("place**3", "place**2"), 0.5, ""),
        (TAPE.replace("float(x)", "x"), 1.5, "What kind of variable does `ad.Variable(3)` make?"),
    ],
)
def test_without_a_right_one_it_is_the_derivative_of_the_questions_function(
    code: str, earned: float, words: str
) -> None:
    verdict = tried(function("slope_at", 2, [-1.0, 2.5, 3], tape=0.5), code, **CUBE)
    assert verdict.earned == pytest.approx(earned)
    assert words in said(verdict)


def test_only_the_first_place_that_is_wrong_is_explained() -> None:
    verdict = tried(function("f", 3, [1.0, 2.0, 3.0]), "def f(x):\n    return 3 * x**3 + 1", **CUBE)
    first, *others = [criterion.feedback for criterion in verdict.criteria]
    assert "not the right number" in first
    assert others == ["`f(2.0)` is not right either.", "`f(3.0)` is not right either."]
    assert [criterion.diagnosis is not None for criterion in verdict.criteria][1:] == [False, False]


def test_a_function_that_is_called_nowhere_is_refused_when_the_lesson_is_loaded() -> None:
    with pytest.raises(ValueError, match="give it places"):
        function("f", 1, [])


CALLED = "called = []\ndef f(x, n):\n    called.append((x, n))\n    return x * n"


@pytest.mark.parametrize("seed", [0, 1, 2**63])
def test_drawn_places_are_the_same_for_one_seed_and_lie_where_they_are_said_to(seed: int) -> None:
    asked = function(
        "f", 1, [(uniform(-9.0, -4.0), whole(2, 5)), one_of((1.5, 2), (2.5, 3))], lambda x, n: x * n
    )
    lesson = Lesson("drawn")
    question = lesson.question("drawn", "T", asks=[function("f", 1, [(1.0, 1)], lambda x, n: x)], hidden=1)
    lesson.hidden("drawn", [asked])
    seen = []
    for _ in range(2):
        work = answers(CALLED)
        assert judge(question, work, seed=seed).earned == 2
        seen.append(work.value("called"))
    assert seen[0] == seen[1]
    _, (x, n), other = seen[0]
    assert -9.0 <= x <= -4.0
    assert round(x, 1) == x
    assert n in (2, 3, 4, 5)
    assert other in ([1.5, 2], [2.5, 3])


def test_another_seed_draws_other_places() -> None:
    question = Lesson("drawn").question(
        "drawn", "T", asks=[function("f", 1, [(uniform(-9.0, 9.0, digits=4), 1)], lambda x, n: x)], hidden=1
    )
    question.hidden_asks = question.asks
    found = set()
    for seed in range(20):
        work = answers(CALLED)
        judge(question, work, seed=seed)
        found.add(work.value("called")[1][0])
    assert len(found) == 20


def test_there_is_nothing_to_draw_from_nothing() -> None:
    with pytest.raises(ValueError, match="nothing to draw from"):
        one_of()


def singular(matrix: np.ndarray) -> bool | str:
    if matrix.shape != (2, 2):
        return "Give a matrix with two rows and two columns."
    return bool(abs(np.linalg.det(matrix)) < 1e-9)


@pytest.mark.parametrize(
    ("code", "earned", "words"),
    [
        ("m = [[1, 2], [2, 4]]", 1, "None turns it back."),
        ("m = ad.zeros([2, 2])", 1, ""),
        ("m = [[1, 0], [0, 1]]", 0, "does not have the property yet"),
        ("m = [1, 2]", 0, "two rows and two columns"),
        ("m = 5", 0, "two rows and two columns"),
        ("m = 'zero'", 0, "a text"),
        ("m = [[1, 2], [3, float('inf')]]", 0, "is not finite"),
        *[(code.replace("NAME", "m"), 0, words) for code, words in NOT_ANSWERED],
    ],
)
def test_any_input_with_the_property_is_right(code: str, earned: float, words: str) -> None:
    verdict = tried(designed("m", 1, singular, praise="None turns it back."), code)
    assert verdict.earned == earned
    assert words in said(verdict)


def test_a_property_may_raise_what_is_not_as_it_should_be() -> None:
    def four(numbers: np.ndarray) -> bool:
        return bool(numbers.reshape(2, 2).sum() > 0)

    assert "cannot reshape" in said(tried(designed("m", 1, four), "m = [1, 2, 3]"))


@pytest.mark.parametrize(
    ("code", "earned", "words"),
    [
        ("x = -1.0", 1, ""),
        ("x = 2.0", 0, "For `x` the claim is true."),
        ("x = 0.0", 0, "The claim does not speak of such an input as `x`."),
        ("x = [1.0, 2.0]", 0, "Give one number."),
    ],
)
def test_a_counterexample_is_an_input_for_which_a_claim_is_false(
    code: str, earned: float, words: str
) -> None:
    def fits(numbers: np.ndarray) -> bool | str:
        return "Give one number." if numbers.ndim else bool(numbers != 0)

    verdict = tried(counterexample("x", 1, lambda x: x**3 > 0, fits=fits), code)
    assert verdict.earned == earned
    assert words in said(verdict)


@pytest.mark.parametrize(
    ("code", "earned", "words"),
    [
        ("def f(x):\n    return x**2", 1, "It is the same on both sides."),
        ("def f(x):\n    return ad.square(ad.constant(float(x)))", 1, ""),
        ("def f(x):\n    return x**3", 0, "Compare f(2) and f(-2)."),
        ("def f(x):\n    return [x, x]", 0, ""),
        ("def f(x):\n    return 'even'", 0, ""),
        ("def f(x):\n    return 1 / 0", 0, "ZeroDivisionError"),
        ("f = 4", 0, "should be a function"),
        *[(code.replace("NAME", "f"), 0, words) for code, words in NOT_ANSWERED],
    ],
)
def test_a_formula_that_students_design_is_tried(code: str, earned: float, words: str) -> None:
    def even(f: object) -> bool | str:
        return True if f(2.0) == f(-2.0) else "Compare f(2) and f(-2)."  # type: ignore[operator]

    verdict = tried(formula_for("f", 1, even, praise="It is the same on both sides."), code)
    assert verdict.earned == earned
    assert words in said(verdict)


def test_names_of_the_engine_are_no_answers() -> None:
    assert tried(function("square", 1, [3.0], lambda x: x * x), "square = ad.square").earned == 1
    assert float(ad.square(3.0)) == 9.0


def test_places_may_have_titles_of_their_own() -> None:
    asked = function("f", 2, [[1.0, 2.0], [3.0]], lambda rows: sum(rows), titles=["Two rows", "One row"])
    verdict = tried(asked, "f = sum")
    assert [criterion.name for criterion in verdict.criteria] == ["Two rows", "One row"]
    with pytest.raises(ValueError, match="2 places and 1 titles"):
        function("f", 1, [1.0, 2.0], abs, titles=["One"])


def test_what_is_said_of_every_wrong_number_is_said_of_nan_too() -> None:
    asked = function("f", 1, [2.0], lambda x: x, feedback="Leave empty pieces out.")
    assert "NaN" in said(tried(asked, "f = lambda x: float('nan')"))
    assert "Leave empty pieces out." in said(tried(asked, "f = lambda x: float('nan')"))
    assert "Leave empty pieces out." in said(tried(asked, "f = lambda x: 3.0"))
    assert "Leave empty pieces out." not in said(tried(asked, "f = lambda x: 'two'"))


def test_arrays_inside_a_list_reach_the_function_as_arrays() -> None:
    asked = function("f", 1, [([[np.array([1.0, 2.0]), 3]],)], lambda parts: parts[0][0] * parts[0][1])
    assert tried(asked, "def f(parts):\n    return parts[0][0] * parts[0][1]").earned == 1
