"""What a student sees of a diagnosis: in the panel, in plain text, level by level."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import autodiff_lite as ad
from graders import diagnose
from graders.answers.local import LocalAnswers
from graders.checking.checks import HINT_TYPE, check
from graders.checking.panel import as_html, as_text
from graders.checking.verdict import judge
from graders.diagnosis.show import drawing
from graders.questions import Lesson, gradient
from graders.questions.compare import compare
from graders.questions.explaining import diagnosis_of, diagnosis_of_function
from graders.questions.question import Question

numbers = itertools.count()
QUESTIONS = """
from graders.questions import Lesson, gradient

lesson = Lesson("panel")
lesson.question(
    "{name}", "A cubic", of=lambda x: 3.0 * x**3 - 3.0 * x, at={{"x": -2.0}}, asks=[gradient("slope", 1)]
)
"""


@pytest.fixture
def asked(lesson_beside: Callable[..., Path]) -> str:
    """The id of a question, new each time: levels are remembered by id."""
    name = f"panel-{next(numbers)}"
    lesson_beside(QUESTIONS.format(name=name), "panel")
    return name


def question(of: Callable[..., Any] | None = None, **about: Any) -> Question:
    return Lesson("panel").question("panel", "P", asks=[gradient("slope", 1)], of=of, **about)


def test_the_panel_says_what_went_wrong_where_and_gives_a_first_hint(asked: str) -> None:
    slope = -75.0  # 9x^3 - 3
    text = repr(check(asked))
    assert slope
    assert "The exponent was not lowered, at `x**3`" in text
    assert "Hint 1:" in text
    assert "Hint 2:" not in text
    assert f'check("{asked}", hint=2)' in text


@pytest.mark.parametrize(("hint", "shown"), [(1, 1), (2, 2), (3, 3), (7, 3), (0, 1), ("many", 1), (True, 1)])
def test_hints_rise_level_by_level(asked: str, hint: Any, shown: int) -> None:
    slope = -75.0
    text = repr(check(asked, hint=hint))
    assert slope
    assert [f"Hint {level}:" in text for level in (1, 2, 3)] == [level <= shown for level in (1, 2, 3)]


def test_the_highest_level_is_saved_with_the_panel_and_costs_nothing(asked: str) -> None:
    slope = -75.0
    assert check(asked)._repr_mimebundle_()[HINT_TYPE]["level"] == 0
    check(asked, hint=3)
    slope = 33.0  # 9x^2 - 3
    checked = check(asked)
    assert slope
    assert float(checked) == 1.0
    noted = checked._repr_mimebundle_()[HINT_TYPE]
    assert (noted["question"], noted["level"], noted["points"]) == (asked, 3, 1.0)


def test_the_html_has_the_graph_with_the_place_marked_and_no_answer(asked: str) -> None:
    pytest.importorskip("graphviz")
    slope = -75.0
    html = check(asked)._repr_mimebundle_()["text/html"]
    assert slope
    assert "<details" in html
    assert "<svg" in html
    assert "look here" in html
    words = re.sub(r"<[^>]*>", " ", html)
    assert "33" not in words


def test_a_right_answer_has_no_diagnosis(asked: str) -> None:
    slope = 33
    assert slope
    assert "Hint" not in repr(check(asked))


def test_a_gradient_of_none_is_explained_by_the_program() -> None:
    asked = question(ad.square, at={"x": 3.0})

    class Written:
        def value(self, name: str) -> None:
            return None

        def call(self, name: str, *arguments: Any, seconds: float = 5.0) -> None:
            return None

        def source(self, name: str | None = None) -> str:
            return "x = ad.Variable(3)\nwith ad.GradientTape() as t:\n    y = x * x\nslope = t.gradient(y, x)"

    result = compare(None, asked.gradient(), name="slope")
    found = diagnosis_of(asked, result, Written(), "slope")
    assert found is not None
    assert found.best is not None
    assert found.best.misconception == "integer-variable"


def test_what_went_wrong_twice_in_the_same_way_is_told_once() -> None:
    names = {"x": ad.Variable(3.0), "y": ad.Variable(1.0)}
    program = """
with ad.GradientTape() as tape:
    pass
z = x * y
by_x, by_y = tape.gradient(z, [x, y])
"""
    cells = ["", "x = ad.Variable(3.0)", "y = ad.Variable(1.0)", program]
    namespace: dict[str, Any] = {"ad": ad, "In": cells, **names}
    exec(program, namespace)
    about = {"of": lambda x, y: x * y, "at": {"x": 3.0, "y": 1.0}}
    question = Lesson("once").question(
        "once", "Once", asks=[gradient("by_x", 1, wrt="x"), gradient("by_y", 1, wrt="y")], **about
    )
    verdict = judge(question, LocalAnswers(namespace))
    for shown in (as_text(verdict), as_html(verdict)):
        assert shown.count("Computed outside the tape") == 1
        assert shown.count("The same went wrong as above.") == 1


def test_a_students_function_is_tried_at_several_points() -> None:
    asked = question(lambda x: x**3 - x, at={"x": 2.0})

    class Written:
        def value(self, name: str) -> None:
            return None

        def call(self, name: str, *arguments: Any, seconds: float = 5.0) -> float:
            return float(6 * arguments[0])

        def source(self, name: str | None = None) -> str:
            return ""

    result = compare(12.0, asked.gradient(), name="slope")
    found = diagnosis_of_function(asked, result, Written(), "slope")
    assert found is not None
    assert [explanation.misconception for explanation in found.explanations] == ["wrong-order-of-derivative"]


def test_a_question_without_a_function_has_no_diagnosis() -> None:
    assert diagnosis_of(question(), compare(3, 4, name="x")) is None


def test_the_graph_in_a_panel_calls_its_numbers_as_the_question_does() -> None:
    found = diagnose(lambda x: 3.0 * x**3 + 5.0 * x, at={"x": 2.0}, answer=77)
    svg = drawing(found)
    assert "x**3" in svg
    assert ">f<" in svg
    assert "v3" not in svg
