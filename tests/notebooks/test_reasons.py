"""What a panel of lesson 03 says of an answer is true: its ticks, its reasons, and what it leaves unsaid."""

from __future__ import annotations

import pytest
from nbformat import NotebookNode

from graders.answers.local import LocalAnswers
from graders.checking.panel import headline
from graders.checking.verdict import judge
from graders.questions import Question

from .written import (
    BROKEN,
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

GROWTH = "tape.gradient(area, side)"
WATCHED = WATCH.format(maker="constant", before="tape.watch(edge)", after="")
SLOPE = (
    CUBIC
    + """
x = ad.Variable({start})
with ad.GradientTape() as tape:
    height = {height}
slope = tape.gradient(height, x)
"""
)


def product(area: str, growth: str = GROWTH) -> str:
    return PRODUCT.format(area=area, growth=growth)


def mixed(old: str, new: str) -> str:
    assert old in MIXED
    return MIXED.replace(old, new) + "trend = 'increasing'"


def task(**parts: str) -> str:
    return TASK.format(**GOOD_TASK | parts)


UNHELPFUL = "secant"


def repr_of(value: object) -> str:
    return type(value).__name__


# The question, what was written, its points, what must be said, and what must not be said.
CASES = [
    # Question 1: the comment's own words, taken literally
    ("choice", "slope_choice = -2, 13, 4, -6", 0, "Choose one of", "fault"),
    ("choice", "slope_choice = [4, 13]", 0, "Choose one of", "fault"),
    ("choice", "slope_choice = []", 0, "Choose one of", "fault"),
    # Question 2: what the tape saw, not how a person slips
    ("product", product("side * side"), 2, "where the tape can see it", ""),
    ("product", product("side**2"), 2, "where the tape can see it", ""),
    ("product", product("3 * 3"), 0, "did not come from `side`", "can see it"),
    ("product", product("9.0", "6"), 1, "did not come from `side`", "can see it"),
    ("product", product("side.numpy() * side.numpy()"), 0, "NumPy", "can see it"),
    ("product", product("side * 3"), 0.5, "`side * 3`", "constant factor"),
    ("product", product("side + side"), 0.5, "`side + side`", "too often"),
    (
        "product",
        "side = ad.Variable(3.0)\narea = side * side\nwith ad.GradientTape() as tape:\n    pass\ngrowth = "
        + GROWTH,
        0.5,
        "outside the tape",
        "can see it",
    ),
    ("product", product("side * side").replace("3.0", "3"), 1, "whole numbers", ""),
    ("product", product("side * side", "None"), 0.5, "`growth` is None", "whole number"),
    ("product", product("side * side", "tape.gradient(side, area)"), 1, "exchanged", ""),
    # Question 3: "with a tape"
    ("slope", SLOPE.format(start="-2.0", height="f(x)"), 2, "You asked the tape", ""),
    ("slope", "slope = 13", 1.5, "does not come from a tape", ""),
    ("slope", "x = -2\nslope = 9*x**2 + 10*x - 3", 1.5, "does not come from a tape", ""),
    ("slope", CUBIC + "\nslope = (f(-2 + 1e-5) - f(-2 - 1e-5)) / 2e-5", 1.5, "does not come from a tape", ""),
    ("slope", SLOPE.format(start="2.0", height="f(x)"), 1, "another number", "steps"),
    ("slope", SLOPE.format(start="-2.0", height="f(x) + x"), 1, "`x` with the formula", ""),
    ("slope", SLOPE.format(start="-2.0", height="f(x) - x**3"), 1, "another formula", "exponent"),
    ("slope", "slope = 5", 0.5, "not the right number", "inner derivative"),
    ("slope", "slope = 25", 0.5, "not the right number", UNHELPFUL),
    ("slope", "slope = 12.9", 0.5, "not the right number", UNHELPFUL),
    # Question 4
    ("increasing", mixed("ad.tanh(x)", "np.tanh(x)"), 1.5, "NumPy", "all four terms"),
    ("increasing", mixed(" + ad.tanh(x)", ""), 1.5, "term", "all four terms"),
    ("increasing", mixed("ad.math.log(x)", "np.log(x)"), 0.5, "NumPy", "path"),
    ("increasing", mixed("ad.pow(3.0, 0.2 * x)", "ad.pow(0.2 * x, 3.0)"), 0.5, "changed places", "slightly"),
    ("increasing", mixed("5 * ad.square(x)", "5 * x"), 0.5, "`5 * x`", "inner derivative"),
    ("increasing", mixed("- ad.math.log(x)", "+ ad.math.log(x)"), 0.5, "sign", "slightly"),
    ("increasing", mixed("x = ad.Variable(8.0)", "x = ad.Variable(1.0)"), 1, "another number", ""),
    ("increasing", MIXED + "trend = 'increasing'", 2, "all four terms", ""),
    ("increasing", "rate = 81.15\ntrend = 'increasing'", 2, "slope at", "The tape went"),
    ("increasing", "rate = 81.1\ntrend = 'increasing'", 2, "slope at 8", ""),
    # Question 5
    ("difference", difference("3 * x**2"), 0, "heights", ""),
    # Question 6
    (
        "watch",
        "edge = ad.constant(2.0)\nvolume_slope = 12",
        0,
        "does not come from a tape",
        "knows that you care",
    ),
    ("watch", WATCHED.replace("2.0", "2"), 0.5, "whole number", "did not watch"),
    (
        "watch",
        WATCH.format(maker="Variable", before="", after=""),
        1.5,
        "Leave `edge` a constant",
        "knows that you",
    ),
    (
        "watch",
        WATCH.format(maker="constant", before="x = 1", after=""),
        0,
        "watch",
        "Leave `edge` a constant",
    ),
    # Question 7
    ("repair", REPAIRED.replace("Variable", "constant"), 0.75, "constant", "can have a gradient"),
    ("repair", REPAIRED.replace("4.0", "3.0"), 2.25, "another number", UNHELPFUL),
    ("repair", REPAIRED.replace("error * error", "error + error"), 2.25, "`error + error`", "multiplied"),
    # Question 8
    ("task", task(place="2.0"), 1.5, "the same as at 2", "whole numbers too"),
    ("task", task(answer="slope_at(3)"), 1.5, "the slope at 3", UNHELPFUL),
    ("task", task(result="tape.gradient(place, height)"), 0.5, "exchanged", "`return`"),
    (
        "task",
        "x = ad.Variable(7.0)\n"
        + task().replace("place = ad.Variable", "x = ad.constant").replace("place", "x"),
        0.5,
        "constant",
        "replaced",
    ),
]


@pytest.mark.parametrize(
    ("question", "written", "points", "words", "untrue"),
    CASES,
    ids=[f"{case[0]}-{number}" for number, case in enumerate(CASES)],
)
def test_an_answer_is_told_what_is_true_and_nothing_else(
    question: str, written: str, points: float, words: str, untrue: str
) -> None:
    found = verdict(f"gradients-{question}", "import numpy as np", written)
    told = said(found)
    assert words in told
    assert not untrue or untrue.lower() not in told.lower()
    assert found.earned == points


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.id)
@pytest.mark.parametrize(
    "value",
    [
        (),
        [[]],
        (-2, 13, 4, -6),
        [None],
        {"a": 1},
        "13",
        b"13",
        object(),
        float("nan"),
        10**400,
        1j,
        print,
        True,
    ],
    ids=repr_of,
)
def test_no_value_makes_a_check_fail_by_its_own_fault(question: Question, value: object) -> None:
    names: dict[str, object] = dict.fromkeys(question.reads, value)
    assert judge(question, LocalAnswers({**names, "In": ["", "x = 1"]})).faults == ()


UNTOUCHED = ("difference", "watch", "repair", "task")


@pytest.mark.parametrize("name", UNTOUCHED)
def test_what_stands_as_the_lesson_gave_it_is_not_answered_yet(released: NotebookNode, name: str) -> None:
    cells = [
        cell.source for cell in released.cells if cell.cell_type == "code" and "check(" not in cell.source
    ]
    found = verdict(f"gradients-{name}", *cells)
    assert headline(found) == "Not answered yet"
    assert found.earned == 0
    assert found.problems


def test_of_several_attempts_the_last_one_is_explained() -> None:
    swapped = product("side * side", "tape.gradient(side, area)")
    whole = product("side * side").replace("3.0", "3")
    told = said(verdict("gradients-product", swapped, whole))
    assert "whole numbers" in told
    assert "exchanged" not in told


def test_what_another_cell_gave_to_the_program_is_read_too() -> None:
    made, asked = (
        "x = ad.constant(-2.0)",
        SLOPE.format(start="", height="f(x)").replace("x = ad.Variable()", ""),
    )
    assert "does not watch" in said(verdict("gradients-slope", made, asked))


def test_no_line_is_told_by_a_number_that_the_student_does_not_see() -> None:
    told = said(verdict("gradients-product", "\n\n" + product("side * side").replace("3.0", "3")))
    assert "in your line `side = ad.Variable(3)`" in told


def test_a_fault_of_the_program_is_told_one_at_a_time_without_filling_words() -> None:
    found = verdict("gradients-repair", BROKEN.replace("(4)", "(5)"))
    first, *others = [criterion.feedback for criterion in found.criteria]
    assert not first.startswith("Look at it after")
    assert all(words.startswith("Look at it after: ") for words in others)
    assert len(set(others)) == len(others)


def test_the_programs_as_given_are_read_from_the_lesson(released: NotebookNode) -> None:
    for question in ("gradients-watch", "gradients-repair"):
        given = find(question).given
        assert given is not None
        cells = [cell.source for cell in released.cells if cell.cell_type == "code"]
        assert sum(map(given.is_as_given, cells)) == 1


def test_nobody_reads_of_paths_before_the_lesson_explains_them() -> None:
    for number in (-20, 16, 33, 5, 28):
        assert "path" not in said(verdict("gradients-slope", f"slope = {number}")).lower()
