"""Asks for one of a few answers, and for several of them."""

from __future__ import annotations

import pytest

import autodiff_lite as ad
from graders.questions import choice, choices

from .tried import NOT_ANSWERED, said, tried

TRENDS = {"increasing": "Its sign is plus.", "decreasing": "What sign has the slope?", "level": "Is it 0?"}


@pytest.mark.parametrize(
    ("code", "earned", "words"),
    [
        ("trend = 'increasing'", 1, "Its sign is plus."),
        ("trend = '  Increasing '", 1, "Its sign is plus."),
        ("trend = 'decreasing'", 0, "What sign has the slope?"),
        ("trend = 'LEVEL'", 0, "Is it 0?"),
        ("trend = 'increasin'", 0, "Did you mean 'increasing'?"),
        ("trend = 'up'", 0, "not one of the choices"),
        ("trend = 3", 0, "Choose one of 'increasing', 'decreasing', 'level'"),
        ("trend = None", 0, "Choose one of"),
        ("trend = ['increasing']", 0, "Choose one of"),
        ("trend = print", 0, "a function"),
        *[(code.replace("NAME", "trend"), 0, words) for code, words in NOT_ANSWERED],
    ],
)
def test_a_choice_among_texts(code: str, earned: float, words: str) -> None:
    verdict = tried(choice("trend", 1, TRENDS, "increasing"), code)
    assert verdict.earned == earned
    assert words in said(verdict)


@pytest.mark.parametrize(
    ("code", "earned"),
    [
        ("n = 4", 1),
        ("n = 4.0", 1),
        ("n = ad.constant(4.0)", 1),
        ("n = [4]", 1),
        ("n = 13", 0),
        ("n = 37", 0),
        ("n = '4'", 0),
        ("n = [4, 4]", 0),
        ("n = []", 0),
        ("n = True", 0),
        ("n = float('nan')", 0),
    ],
)
def test_a_choice_among_numbers(code: str, earned: float) -> None:
    assert tried(choice("n", 1, (13, 4), 4, feedback="Look."), code).earned == earned


def test_without_a_right_one_it_is_the_questions_derivative_and_a_wrong_number_is_explained() -> None:
    about = {"of": lambda x: x**3, "at": {"x": 2.0}}
    asked = choice("slope", 1, (12, 24, 5))
    assert tried(asked, "slope = 12", **about).earned == 1
    (listed,) = tried(asked, "slope = 24", **about).criteria
    assert listed.diagnosis is not None
    (unlisted,) = tried(asked, "slope = 25", **about).criteria
    assert unlisted.diagnosis is None
    assert "not one of the choices" in unlisted.feedback


def test_the_right_one_may_depend_on_the_question() -> None:
    asked = choice("n", 1, (3, 9), lambda question: question.at["x"])
    assert tried(asked, "n = 3", of=ad.square, at={"x": 3.0}).earned == 1
    assert tried(asked, "n = 9", of=ad.square, at={"x": 3.0}).earned == 0


def test_a_right_answer_that_is_not_among_the_options_is_refused_when_the_lesson_is_loaded() -> None:
    with pytest.raises(ValueError, match="'up' is not among its options"):
        choice("trend", 1, TRENDS, "up")
    with pytest.raises(ValueError, match="5 is not among its options"):
        choices("n", 1, (1, 2), [1, 5])


USES = {"algorithms": "", "gradients": "", "colours": "A graph has none.", "machines": "", "weather": ""}
RIGHT = ["algorithms", "gradients", "machines"]


@pytest.mark.parametrize(
    ("code", "earned", "words"),
    [
        ("uses = ['gradients', 'algorithms', 'machines']", 2, ""),
        ("uses = ('Gradients ', 'algorithms', 'machines', 'machines')", 2, ""),
        ("uses = ['gradients', 'algorithms']", 1, "One more belongs there."),
        ("uses = ['gradients']", 1, "More belong there."),
        ("uses = ['gradients', 'algorithms', 'machines', 'colours']", 1, "A graph has none."),
        ("uses = ['gradients', 'colours']", 0, "'colours' does not belong there."),
        ("uses = ['algorithms', 'gradients', 'colours', 'machines', 'weather']", 1, "does not belong there"),
        ("uses = ['gradients', 'cooking']", 0, "'cooking' is not one of the choices"),
        ("uses = []", 0, "Nothing right is chosen yet."),
        ("uses = 'gradients'", 0, "Give a list"),
        ("uses = None", 0, "Give a list"),
        ("uses = {'a': 1}", 0, "Give a list"),
        ("uses = [None, 3, ['gradients']]", 0, "not one of the choices"),
        *[(code.replace("NAME", "uses"), 0, words) for code, words in NOT_ANSWERED],
    ],
)
def test_several_choices_in_any_order(code: str, earned: float, words: str) -> None:
    verdict = tried(choices("uses", 2, USES, RIGHT), code)
    assert verdict.earned == earned
    assert words in said(verdict)


@pytest.mark.parametrize(
    ("code", "earned"),
    [("n = [1, 3]", 1), ("n = ad.constant([3.0, 1.0])", 1), ("n = [1, 2, 3]", 0.5), ("n = [2]", 0)],
)
def test_several_numbers_may_come_as_an_array(code: str, earned: float) -> None:
    assert tried(choices("n", 1, (1, 2, 3), [1, 3]), code).earned == earned


def test_whoever_names_everything_does_not_earn_half_of_an_even_question() -> None:
    assert tried(choices("n", 1, (1, 2, 3, 4), [1, 3]), "n = [1, 2, 3, 4]").earned == 0
