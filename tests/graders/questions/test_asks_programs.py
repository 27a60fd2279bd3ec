"""Asks about how an answer was found: with a tape, recorded, from a whole formula, by a repaired program."""

from __future__ import annotations

import pytest

import autodiff_lite as ad
from graders.questions import formula, from_a_tape, part, recorded, repaired, watched

from .tried import NOT_ANSWERED, said, tried

SQUARE = {"of": lambda side: side * side, "at": {"side": 3.0}}
GROWTH = "side = ad.Variable(3.0)\nwith ad.GradientTape() as tape:\n    area = {area}\ngrowth = {growth}"


def program(area: str = "side * side", growth: str = "tape.gradient(area, side)") -> str:
    return GROWTH.format(area=area, growth=growth)


@pytest.mark.parametrize(
    ("code", "earned", "words"),
    [
        (program(), 1, "You asked the tape."),
        (program(growth="tape.gradient(area, [side])[0]"), 1, ""),
        (program(growth="6.0"), 0, "does not come from a tape yet"),
        (program(growth="6.0  # tape.gradient(area, side)"), 0, "does not come from a tape yet"),
        (program(growth="'tape.gradient(area, side)'"), 0, "does not come from a tape yet"),
        *[(code.replace("NAME", "growth"), 0, words) for code, words in NOT_ANSWERED],
    ],
)
def test_whether_a_tape_was_asked(code: str, earned: float, words: str) -> None:
    verdict = tried(from_a_tape("growth", 1), code, **SQUARE)
    assert verdict.earned == earned
    assert words in said(verdict)


@pytest.mark.parametrize(
    ("code", "earned", "words"),
    [
        (program(), 1, ""),
        (program("side**2"), 1, ""),
        (program("ad.square(side)"), 1, ""),
        (program("9.0"), 0, "did not come from `side`"),
        (program("3 * side"), 0, "is right for this number alone"),
        (program("side + side"), 0, "not the right number"),
        ("side = ad.Variable(3.0)\narea = side * side\ngrowth = 6", 0, "outside the tape's block"),
        (program("side.numpy() ** 2"), 0, "NumPy"),
        *[(code.replace("NAME", "area"), 0, words) for code, words in NOT_ANSWERED],
    ],
)
def test_a_value_is_recorded_from_its_source(code: str, earned: float, words: str) -> None:
    verdict = tried(recorded("area", 1, "side", "growth"), code, **SQUARE)
    assert verdict.earned == earned
    assert words in said(verdict)


TWO_TERMS = {"of": lambda x: x * x + 4.0 * x, "at": {"x": 2.0}}


@pytest.mark.parametrize(
    ("height", "earned", "words"),
    [
        ("x * x + 4 * x", 1, "Both terms."),
        ("4 * x + x**2", 1, "Both terms."),
        ("2 * x * x", 0, "something else than this formula"),  # the same slope at 2
        ("x * x", 0, ""),
    ],
)
def test_whether_the_tape_was_given_the_whole_formula(height: str, earned: float, words: str) -> None:
    code = f"x = ad.Variable(2.0)\nwith ad.GradientTape() as t:\n    y = {height}\nslope = t.gradient(y, x)"
    verdict = tried(formula("slope", 1, praise="Both terms."), code, **TWO_TERMS)
    assert verdict.earned == earned
    assert words in said(verdict)


@pytest.mark.parametrize(
    ("code", "earned", "words"),
    [
        ("slope = 8", 1, "In your number."),
        ("slope = 7", 0, "This is judged once the gradient is right."),
        *[(code.replace("NAME", "slope"), 0, words) for code, words in NOT_ANSWERED],
    ],
)
def test_where_no_program_can_be_read_the_number_speaks(code: str, earned: float, words: str) -> None:
    verdict = tried(formula("slope", 1, praise="Both terms.", unread="In your number."), code, **TWO_TERMS)
    assert verdict.earned == earned
    assert words in said(verdict)


WATCH = """edge = ad.{kind}(2.0)
with ad.GradientTape() as tape:
    {watch}
    volume = edge**3
s = tape.gradient(volume, edge)"""


@pytest.mark.parametrize(
    ("kind", "watch", "earned", "words"),
    [
        ("constant", "tape.watch(edge)", 1, "is a constant still, and watched"),
        ("constant", "pass", 0, "Nothing asks the tape to watch `edge`."),
        ("Variable", "pass", 0, "Leave `edge` a constant."),
        ("Variable", "tape.watch(edge)", 0, "Leave `edge` a constant."),
    ],
)
def test_whether_a_constant_is_watched(kind: str, watch: str, earned: float, words: str) -> None:
    verdict = tried(watched("s", 1, "edge"), WATCH.format(kind=kind, watch=watch))
    assert verdict.earned == earned
    assert words in said(verdict)


ERROR = {"of": lambda w: ad.square(2.0 * w - 3.0), "at": {"w": 4.0}}
REPAIRED = """w = ad.Variable(4.0)
with ad.GradientTape() as tape:
    loss = (2 * w - 3) ** 2
slope = tape.gradient(loss, w)"""


def parts() -> list:
    return [
        part(
            "The variable", lambda program: program.watched("w") and program.kind("w") == "f", "Which kind?"
        ),
        part(
            "The recording", lambda program: program.recorded("loss"), lambda program: f"See {program.name}."
        ),
        part("The question", lambda program: ["loss", "w"] in program.asked(), "Which order?"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "earned", "words"),
    [
        ("4.0", "4.0", 4, "The program is repaired."),
        ("(loss, w)", "(loss, w).numpy()", 4, ""),
        ("4.0", "4", 2, "Which kind?"),
        ("Variable", "constant", 2, "Which kind?"),
        ("    loss", "    pass\nloss", 2, "See slope."),
        ("(loss, w)", "(w, loss)", 2, "Which order?"),
        ("- 3", "- 2", 3, ""),
        ("tape.gradient(loss, w)", "20.0", 2, "Which order?"),
    ],
)
def test_each_part_of_a_repair_counts_and_one_hint_is_given_at_a_time(
    old: str, new: str, earned: float, words: str
) -> None:
    verdict = tried(repaired("slope", 4, parts()), REPAIRED.replace(old, new, 1), **ERROR)
    assert verdict.earned == earned
    assert words in said(verdict)
    failed = [criterion.feedback for criterion in verdict.criteria if not criterion.passed]
    assert all(failed), "a line without words"
    assert sum(not feedback.startswith("Look at it after: ") for feedback in failed) <= 1


def test_whoever_gets_the_right_result_another_way_has_repaired_the_program() -> None:
    other = REPAIRED.replace("w", "v").replace("vith", "with").replace("loss", "y")
    assert tried(repaired("slope", 4, parts()), other, **ERROR).earned == 4


def test_a_result_that_is_typed_in_repairs_nothing_where_it_must_be_found() -> None:
    ask = repaired("slope", 4, parts(), tape=False, found_by=["gradient", "jacobian"])
    typed = tried(ask, REPAIRED.replace("tape.gradient(loss, w)", "20.0"), **ERROR)
    assert typed.earned == 2
    assert tried(ask, REPAIRED, **ERROR).earned == 4
    alone = tried(repaired("slope", 4, [], tape=False, found_by=["gradient"]), "slope = 20.0", **ERROR)
    assert alone.earned == 0
    assert "The number is right. Let the program find it" in said(alone)


def test_a_program_whose_names_are_gone_has_no_part_repaired() -> None:
    verdict = tried(repaired("slope", 4, parts()), "slope = None", **ERROR)
    assert verdict.earned == 0
    assert "Which kind?" in said(verdict)


def test_a_result_that_needs_no_tape_may_be_given() -> None:
    asked = repaired(
        "total", 2, [part("The sum", lambda program: program.calls("sum"), "Sum.")], right=6, tape=False
    )
    assert tried(asked, "total = sum([1, 2, 3])").earned == 2
    assert tried(asked, "total = 1 + 2 + 3").earned == 2
    assert tried(asked, "total = sum([1, 2])").earned == 1


def test_of_a_wrong_result_that_is_known_it_is_said_what_it_is() -> None:
    asked = repaired("slope", 4, parts()[:2], slips={"The factor 2 is lost.": 10.0})
    assert "The factor 2 is lost." in said(tried(asked, REPAIRED + "\nslope = slope / 2", **ERROR))
    assert "The factor 2 is lost." not in said(tried(asked, REPAIRED + "\nslope = slope / 3", **ERROR))
