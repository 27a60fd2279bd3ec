"""Numbers of each student's own are looked at before students meet them: mistakes apart, and as hard."""

from __future__ import annotations

from typing import Any

import pytest

import autodiff_lite as ad
from graders.authoring.variety import distinct, look_at_variants
from graders.questions import Lesson, Question, drawn, gradient, number, one_of, whole


def made(of: Any, **settings: Any) -> Question:
    asks = [gradient("slope", 1.0)]
    return Lesson("own").question("own-slope", "A slope", of=of, asks=asks, **settings)


def growing(x: Any, c: Any) -> Any:
    return c * x**3


FAIR = one_of(1.7, 2.3, 2.6, 3.1, 3.4, 3.7, 4.3, 4.6)


def test_fair_variants_are_counted_and_nothing_is_said_of_them() -> None:
    found = look_at_variants(made(growing, at=drawn(x=FAIR), own=drawn(c=one_of(5.0, 7.0))))
    assert (found.wrong, found.uneven, found.looked_at) == ([], [], 15)
    assert "as hard" in found.lines()[0]


def test_a_variant_at_which_a_mistake_gives_the_right_answer_is_named() -> None:
    # At 1, an exponent that was not lowered changes nothing.
    found = look_at_variants(made(lambda x: x**3, at=drawn(x=one_of(1.7, 2.3, 3.1, 1.0))))
    assert len(found.wrong) == 1
    assert found.wrong[0].startswith("with x = 1.0 a mistake would give the right answer")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (
            {"at": drawn(x=one_of(1.7, -2.3, 2.6))},
            "with x = -2.3 it is not as hard as the common one: 1 negative",
        ),
        ({"at": drawn(x=one_of(1.7, 2.3417, 2.6))}, "numbers of 5 digits, not 2"),
        ({"at": drawn(x=one_of(1.7, 2.3, 2.6))}, "variants only; neighbours will have the same"),
    ],
)
def test_what_is_harder_or_too_little_is_told(settings: dict[str, Any], words: str) -> None:
    assert words in "\n".join(look_at_variants(made(lambda x: x**3, **settings)).uneven)


def test_another_formula_is_not_as_hard() -> None:
    def either(x: Any, way: str) -> Any:
        return ad.sin(x) * x if way == "product" else ad.sin(x)

    found = look_at_variants(made(either, at=drawn(x=FAIR), own=drawn(way=one_of("plain", "product"))))
    assert (
        "with x = 1.7, way = product it is not as hard as the common one: 2 operations, not 1"
        in "\n".join(found.uneven)
    )


def test_a_variant_that_cannot_be_computed_is_named_with_its_numbers() -> None:
    found = look_at_variants(made(lambda x: ad.math.log(x), at=drawn(x=one_of(2.0, 0.0))))
    assert found.wrong[0].startswith("with x = 0.0 ")


def test_a_question_without_a_function_is_only_counted() -> None:
    asks = [number("n", 1.0, lambda question: question.own["n"])]
    question = Lesson("own").question("own-n", "N", own=drawn(n=whole(1, 30)), asks=asks)
    found = look_at_variants(question)
    assert (found.wrong, found.uneven) == ([], [])
    assert found.looked_at == len(distinct(question, 100)) == 29
