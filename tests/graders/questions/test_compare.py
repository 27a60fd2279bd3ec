"""What counts as a right number, and what is said about the rest."""

from __future__ import annotations

import fractions
from typing import Any

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autodiff_lite as ad
from graders.answers.plain import plain
from graders.questions.compare import compare, compare_choice, is_rounded

RIGHT_THIRTEENS = [
    13,
    13.0,
    numpy.float32(13.0),
    numpy.int64(13),
    numpy.array(13.0),
    numpy.array([13.0]),
    numpy.array([[13]]),
    [13],
    (13.0,),
    fractions.Fraction(26, 2),
    13.0000009,
    ad.constant(13.0),
    ad.Variable(13.0),
    [ad.constant(13.0)],
]


@pytest.mark.parametrize("answer", RIGHT_THIRTEENS, ids=repr)
def test_a_right_number_is_right_in_every_form(answer: Any) -> None:
    assert compare(plain(answer, "slope"), 13.0, name="slope").kind == "equal"


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (12, "different", "`slope` is 12, which is not the right number."),
        ("13", "not a number", "Take the quotation marks away"),
        ("13,5", "not a number", "a point for the comma"),
        ("13%", "not a number", "and the % away"),
        ("thirteen", "not a number", "is a text"),
        ([13, 5], "wrong shape", "Python writes a point"),
        (True, "not a number", "A boolean is not a number"),
        (None, "none", "does not depend on the source"),
        ([None], "none", "`slope[0]` is None"),
        (float("nan"), "not finite", "NaN"),
        (float("inf"), "not finite", "infinity"),
        ([13, 13], "wrong shape", "shape (2,); a single number was asked for"),
        ([], "wrong shape", "shape (0,)"),
        ({"x": 13}, "not a number", "dictionary"),
        ([[1, 2], [3]], "not a number", "different shapes"),
        (numpy.array([True]), "not a number", "booleans"),
        (10**400, "not a number", "too large"),
    ],
)
def test_a_wrong_answer_is_described(answer: Any, kind: str, words: str) -> None:
    result = compare(answer, 13.0, name="slope")
    assert result.kind == kind
    assert words in result.feedback
    assert not result.equal


def test_an_array_says_which_entry_is_wrong_first() -> None:
    result = compare([1.0, 5.0, 3.0], [1.0, 2.0, 3.0], name="gradient")
    assert result.feedback == (
        "1 of 3 entries of `gradient` is not right; the first is `gradient[1]`, which is 5."
    )


def test_a_number_where_an_array_was_asked_says_the_shape() -> None:
    assert "an array of shape (3,) was asked for" in compare(2.0, [1.0, 2.0, 3.0], name="g").feedback


@pytest.mark.parametrize("answer", [0.33, 0.333, 0.3333])
def test_a_rounded_number_is_right(answer: float) -> None:
    assert compare(answer, 1 / 3, name="third").equal


@pytest.mark.parametrize(
    ("answer", "expected"),
    [(0.3, 1 / 3), (13, 13.33), (13.4, 13.33), (0.06, 0.0625), (0.34, 1 / 3), (100, 101.4)],
)
def test_a_coarsely_or_wrongly_rounded_number_is_wrong(answer: float, expected: float) -> None:
    assert compare(answer, expected, name="x").kind == "different"


def test_small_numbers_in_scientific_notation_can_be_rounded() -> None:
    assert is_rounded(1.23e-7, 1.2345e-7)
    assert not is_rounded(1.25e-7, 1.2345e-7)


def test_zero_is_met_within_single_precision() -> None:
    assert compare(3e-7, 0.0, name="slope").equal
    assert not compare(1e-3, 0.0, name="slope").equal


def test_a_small_expected_number_is_not_met_by_zero() -> None:
    assert not compare(0.0, 1e-5, name="slope").equal


@given(st.floats(-1e6, 1e6).filter(lambda number: abs(number) > 1e-3), st.integers(3, 8))
def test_any_number_rounded_to_three_or_more_digits_is_right(number: float, digits: int) -> None:
    rounded = float(f"{number:.{digits}g}")
    decimals = len(repr(rounded).partition(".")[2].rstrip("0"))
    shown = repr(rounded).replace(".", "").lstrip("-0").rstrip("0")
    if "e" not in repr(rounded) and decimals >= 1 and len(shown) >= 3:
        assert compare(rounded, number, name="x").equal


@given(st.floats(-1e6, 1e6), st.floats(0.02, 10.0), st.booleans())
def test_no_number_off_by_two_percent_is_right(number: float, part: float, above: bool) -> None:
    if abs(number) > 1e-3:
        wrong = number * (1 + part if above else 1 - part)
        assert not compare(wrong, number, name="x").equal


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
        max_leaves=8,
    )
)
def test_comparing_never_raises_whatever_plain_data_comes(answer: Any) -> None:
    for expected in (13.0, [1.0, 2.0]):
        result = compare(answer, expected, name="x")
        assert result.equal or result.feedback


@pytest.mark.parametrize("answer", ["increasing", " Increasing", "INCREASING\n"])
def test_a_choice_is_taken_without_regard_to_case_and_spaces(answer: str) -> None:
    assert compare_choice(answer, "increasing", ["increasing", "decreasing"], name="trend").equal


def test_a_misspelt_choice_offers_the_nearest_but_is_not_right() -> None:
    result = compare_choice("increasin", "increasing", ["increasing", "decreasing"], name="trend")
    assert not result.equal
    assert "Did you mean 'increasing'?" in result.feedback


def test_a_number_that_is_no_choice_is_told_the_choices() -> None:
    result = compare_choice(5, 13, [-2, 13, 4, -6], name="slope_choice")
    assert result.feedback == "`slope_choice` is not one of the choices. Choose one of -2, 13, 4, -6."
    assert "not the right number" in compare_choice(4, 13, [-2, 13, 4, -6], name="slope_choice").feedback
