"""Each question of lesson 03 gets the right verdict, whatever a student may have written."""

from __future__ import annotations

import re
from typing import Any

import pytest
from nbformat import NotebookNode

from .written import (
    BROKEN,
    CUBE,
    CUBIC,
    GOOD_TASK,
    MIXED,
    PRODUCT,
    REPAIRED,
    TASK,
    WATCH,
    difference,
    find,
    questions,
    said,
    verdict,
)

# The question, what the student wrote, its points, and words that the panel must hold. Worked out by hand.
CASES = [
    ("gradients-choice", "slope_choice = 13", 1, "found it"),
    ("gradients-choice", "slope_choice = 13.0", 1, "found it"),
    ("gradients-choice", "slope_choice = ad.constant(13.0)", 1, "found it"),
    ("gradients-choice", "slope_choice = -2", 0, "the place where you look"),
    ("gradients-choice", "slope_choice = 4", 0.25, "x squared"),
    ("gradients-choice", "slope_choice = -6", 0, "height divided by x"),
    ("gradients-choice", "slope_choice = 37", 0, "not one of the choices"),
    ("gradients-choice", "slope_choice = '13'", 0, "quotation marks"),
    ("gradients-choice", "slope_choice = ...", 0, "still `...`"),
    ("gradients-choice", "slope_choise = 13", 0, "slope_choise"),
    ("gradients-choice", "slope_choice = True", 0, "boolean"),
    ("gradients-choice", "slope_choice = float('nan')", 0, "NaN"),
    ("gradients-choice", "slope_choice = print", 0, "a function"),
    ("gradients-product", PRODUCT.format(area="side * side", growth="tape.gradient(area, side)"), 2, "asked"),
    ("gradients-product", PRODUCT.format(area="side**2", growth="tape.gradient(area, [side])"), 2, "asked"),
    (
        "gradients-product",
        PRODUCT.format(area="ad.square(side)", growth="tape.gradient(area, side).numpy()"),
        2,
        "",
    ),
    ("gradients-product", PRODUCT.format(area="side * side", growth="6"), 1.5, "does not come from a tape"),
    (
        "gradients-product",
        PRODUCT.format(area="side * side", growth="6  # tape.gradient(area, side)"),
        1.5,
        "",
    ),
    (
        "gradients-product",
        PRODUCT.format(area="side + side", growth="tape.gradient(area, side)"),
        0.5,
        "`side` times",
    ),
    ("gradients-product", PRODUCT.format(area="side * side", growth="..."), 0.5, "still `...`"),
    ("gradients-product", PRODUCT.format(area="...", growth="..."), 0, "still `...`"),
    (
        "gradients-product",
        PRODUCT.format(area="side * side", growth="area"),
        0.5,
        "the value of the function",
    ),
    ("gradients-product", PRODUCT.format(area="side * side", growth="3"), 0.5, "the place itself"),
    ("gradients-slope", "slope = 13", 1.5, "exactly this slope"),
    ("gradients-slope", "from fractions import Fraction\nslope = Fraction(26, 2)", 1.5, "exactly this slope"),
    (
        "gradients-slope",
        CUBIC
        + "\nx = ad.Variable(-2.0)\nwith ad.GradientTape() as t:\n    y = f(x)\nslope = t.gradient(y, x)",
        2,
        "exactly this slope",
    ),
    ("gradients-slope", "slope = [13.0]", 1.5, "exactly this slope"),
    ("gradients-slope", "slope = 37", 0.5, "not the right number"),
    ("gradients-slope", "slope = -13", 0, "signs"),
    ("gradients-slope", "slope = 12", 0, "the value of the function"),
    ("gradients-slope", "slope = -2.0", 0, "falling here"),
    ("gradients-slope", "slope = 0", 0, "level here"),
    ("gradients-slope", "slope = None", 0, "None"),
    ("gradients-slope", "slope = [13, 13]", 0, "shape"),
    ("gradients-slope", "slope = 'thirteen'", 0, "text"),
    ("gradients-slope", "slope = float('inf')", 0, "infinity"),
    ("gradients-slope", "slope = 10 ** 400", 0, "too large"),
    ("gradients-slope", "slope = 13 + 0j", 0, "real number"),
    ("gradients-increasing", MIXED + "trend = 'increasing'", 2, "The sign of the gradient says so"),
    ("gradients-increasing", MIXED + "trend = ' Increasing '", 2, "The sign of the gradient says so"),
    ("gradients-increasing", "rate = 81.15\ntrend = 'increasing'", 2, "slope at 8"),
    ("gradients-increasing", MIXED + "trend = 'decreasing'", 1.5, "not at the sign of the height"),
    (
        "gradients-increasing",
        "rate = mixed = 324.7201\ntrend = 'increasing'",
        0.5,
        "the value of the function",
    ),
    ("gradients-increasing", MIXED, 1.5, "`trend` is not set"),
    ("gradients-increasing", MIXED + "trend = True", 1.5, "Choose one of"),
    ("gradients-increasing", "rate = ...\ntrend = ...", 0, "still `...`"),
    (
        "gradients-difference",
        difference("(cube(x + h) - cube(x - h)) / (2 * h)"),
        1,
        "errors of the two sides cancel",
    ),
    (
        "gradients-difference",
        difference("((x + h)**3 - (x - h)**3) / h / 2"),
        1,
        "errors of the two sides cancel",
    ),
    ("gradients-difference", difference("(cube(x + h) - cube(x)) / h"), 0.5, "one side of x only"),
    ("gradients-difference", difference("(cube(x) - cube(x - h)) / h"), 0.5, "one side of x only"),
    ("gradients-difference", difference("(cube(x + h) - cube(x - h)) / h"), 0, "How far is it"),
    ("gradients-difference", difference("(cube(x + h) - cube(x - h)) / 2 * h"), 0, "In which order"),
    ("gradients-difference", difference("cube(x + h) - cube(x - h) / (2 * h)"), 0, "Only a part"),
    ("gradients-difference", difference("cube(x + h) - cube(x - h)"), 0, "the rise"),
    ("gradients-difference", difference("(cube(x - h) - cube(x + h)) / (2 * h)"), 0, "turned around"),
    ("gradients-difference", difference("None"), 0, "`return`"),
    ("gradients-difference", difference("1 / 0"), 0, "ZeroDivisionError"),
    ("gradients-difference", difference("[0.0][5]"), 0, "IndexError"),
    ("gradients-difference", CUBE, 0, "not set"),
    ("gradients-difference", "central_slope = 12.0625", 0, "should be a function"),
    ("gradients-difference", CUBE + "\ndef central_slope(x):\n    return 12.0", 0, "TypeError"),
    (
        "gradients-watch",
        WATCH.format(maker="constant", before="tape.watch(edge)", after=""),
        2,
        "still, and watched",
    ),
    ("gradients-watch", WATCH.format(maker="constant", before="", after=""), 0, "still None"),
    (
        "gradients-watch",
        WATCH.format(maker="constant", before="", after="tape.watch(edge)"),
        0.5,
        "already past",
    ),
    (
        "gradients-watch",
        WATCH.format(maker="constant", before="# tape.watch(edge)", after=""),
        0,
        "still None",
    ),
    ("gradients-watch", WATCH.format(maker="Variable", before="", after=""), 1.5, "Leave `edge` a constant"),
    (
        "gradients-watch",
        WATCH.format(maker="Variable", before="tape.watch(edge)", after=""),
        1.5,
        "Leave `edge`",
    ),
    ("gradients-watch", "edge = ad.constant(2.0)\nvolume_slope = 8.0", 0, "the value of the function"),
    ("gradients-repair", REPAIRED, 3, "finds the slope of the loss"),
    (
        "gradients-repair",
        REPAIRED.replace("(4.0)", "(4, dtype=ad.float32)"),
        3,
        "finds the slope of the loss",
    ),
    (
        "gradients-repair",
        REPAIRED.replace("error * error", "ad.square(error)"),
        3,
        "finds the slope of the loss",
    ),
    (
        "gradients-repair",
        REPAIRED.replace("(loss, weight)", "(sources=weight, target=loss)"),
        3,
        "finds the slope",
    ),
    ("gradients-repair", BROKEN, 0, "What kind of number"),
    ("gradients-repair", BROKEN.replace("(4)", "(4.0)"), 0.75, "Which lines does the tape see"),
    ("gradients-repair", BROKEN.replace("(weight, loss)", "(loss, weight)"), 0.75, "What kind of number"),
    ("gradients-repair", REPAIRED.replace("(4.0)", "(4)"), 1.5, "What kind of number"),
    ("gradients-repair", REPAIRED.replace("(loss, weight)", "(weight, loss)"), 1.5, "In which order"),
    ("gradients-repair", REPAIRED.replace("- 3", "+ 3"), 2.25, "not the right number"),
    ("gradients-repair", BROKEN + "loss_slope = 20.0", 0, "What kind of number"),
    ("gradients-repair", "weight = 4.0\nloss_slope = 20.0", 0, "plain number"),
    ("gradients-repair", "weight = ad.Variable(4.0)", 0, "not set"),
    ("gradients-task", TASK.format(**GOOD_TASK), 2, "slope at 2"),
    ("gradients-task", TASK.format(**GOOD_TASK | {"result": "tape.gradient(height, place).numpy()"}), 2, ""),
    ("gradients-task", TASK.format(**GOOD_TASK | {"answer": "6"}), 2, ""),
    (
        "gradients-task",
        TASK.format(**GOOD_TASK | {"place": "x", "answer": "slope_at(2.0)"}),
        1.5,
        "What kind of",
    ),
    ("gradients-task", TASK.format(**GOOD_TASK | {"result": "2 * x + 2"}), 1.5, "does not ask a tape"),
    ("gradients-task", TASK.format(**GOOD_TASK | {"result": "height"}), 0, "the value of the function"),
    ("gradients-task", TASK.format(**GOOD_TASK | {"answer": "slope_at(3)"}), 1.5, "the slope at 3"),
    ("gradients-task", TASK.format(**GOOD_TASK | {"answer": "slope_at"}), 1.5, "a function"),
    ("gradients-task", "def slope_at(x):\n    pass\ntask_slope = ...", 0, "`return`"),
    ("gradients-task", "def slope_at(x):\n    while True:\n        pass\ntask_slope = 6", 0.5, "never end"),
]


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("question", "written", "points", "words"),
    CASES,
    ids=[f"{case[0].removeprefix('gradients-')}-{number}" for number, case in enumerate(CASES)],
)
def test_an_answer_gets_the_points_it_is_worth_and_is_told_why(
    question: str, written: str, points: float, words: str
) -> None:
    found = verdict(question, written)
    assert found.earned == pytest.approx(points), said(found)
    assert words in said(found)


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.id)
def test_with_nothing_written_a_question_gives_no_points_and_says_what_is_missing(question: Any) -> None:
    found = verdict(question.id, "")
    assert found.earned == 0
    assert found.problems


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_no_feedback_tells_the_number_that_is_asked(case: tuple[str, str, float, str]) -> None:
    question, written, points, _ = case
    found = verdict(question, written)
    if points == find(question).visible_points:
        return
    if question == "gradients-choice":
        return  # the four numbers are part of the question
    answer = f"{float(find(question).gradient()):g}"
    missing = [criterion.feedback for criterion in found.criteria if not criterion.passed]
    for words in [*missing, *found.problems]:
        numbers = re.findall(r"-?\d+(?:\.\d+)?", words)
        # A number that the student's own work gave may be repeated to them: "`area` is 6".
        given = re.findall(r"`\w+` is (-?\d+)", words) + re.findall(r"-?\d+", written)
        assert answer not in numbers or answer in given, words


def test_a_helper_function_of_the_students_that_asks_the_tape_counts() -> None:
    helper = """
    def derivative(function, x):
        place = ad.Variable(float(x))
        with ad.GradientTape() as tape:
            height = function(place)
        return tape.gradient(height, place)
    """
    own = """
    def slope_at(x):
        return derivative(lambda p: p**2 + 2 * p - 1, x)

    task_slope = slope_at(2)
    """
    assert verdict("gradients-task", helper, own).earned == 2


def test_a_program_repaired_in_another_way_gets_all_points() -> None:
    other = """
    weight = ad.Variable(4.0)

    def loss_of(w):
        return (2 * w - 3) ** 2

    with ad.GradientTape() as recorder:
        value = loss_of(weight)

    (answer,) = recorder.gradient(value, [weight])
    loss_slope = answer.numpy()
    """
    assert verdict("gradients-repair", other).earned == 3


@pytest.mark.parametrize("seed", range(8))
def test_hidden_checks_give_right_functions_all_points_wherever_they_look(seed: int) -> None:
    right = difference("(cube(x + h) - cube(x - h)) / (2 * h)")
    assert verdict("gradients-difference", right, seed=seed).earned == 2
    assert verdict("gradients-task", TASK.format(**GOOD_TASK), seed=seed).earned == 3


@pytest.mark.parametrize("seed", range(8))
def test_hidden_checks_find_functions_that_are_right_at_the_visible_place_only(seed: int) -> None:
    fixed = CUBE + "\ndef central_slope(x, h):\n    return 12.0625"
    assert verdict("gradients-difference", fixed).earned == 1
    assert verdict("gradients-difference", fixed, seed=seed).earned == 1
    constant = TASK.format(**GOOD_TASK | {"place": "2.0"})
    assert verdict("gradients-task", constant).earned == 1.5
    assert verdict("gradients-task", constant, seed=seed).earned == 1.5


@pytest.mark.parametrize("seed", range(4))
def test_half_an_idea_gets_half_the_points_from_hidden_checks_too(seed: int) -> None:
    one_sided = difference("(cube(x + h) - cube(x)) / h")
    assert verdict("gradients-difference", one_sided, seed=seed).earned == 1


def test_hidden_checks_look_at_other_places_for_other_seeds() -> None:
    names = {
        criterion.name
        for seed in range(5)
        for criterion in verdict("gradients-task", TASK.format(**GOOD_TASK), seed=seed).criteria
    }
    assert len(names) > 10


def test_the_solutions_of_the_source_get_full_marks_with_hidden_checks_too(source: NotebookNode) -> None:
    cells = [cell.source for cell in source.cells if cell.cell_type == "code" and cell.id.startswith("a-")]
    for question in questions():
        assert verdict(question.id, CUBIC, *cells, seed=1).earned == question.points
