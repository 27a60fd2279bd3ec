"""What the text of an answer says is read by Python's rules for names, whatever stands beside it."""

from __future__ import annotations

import pytest

from graders.answers.local import LocalAnswers
from graders.answers.reading import asks_a_tape, program_of
from graders.diagnosis.program import diagnose_program
from graders.diagnosis.written import read_written
from graders.source.cells import sets_or_seems_to, text_setting
from graders.source.reading import calculates, inside_a_tape, maker, returns, set_to, sets, unfinished

TAPE = """
x = ad.Variable(2.0)
with ad.GradientTape() as tape:
    y = x * x
"""
ASKED = TAPE + "slope = tape.gradient(y, x)\n"
HELPER = """
def shown(number):
    slope = 2 * number
    y = None
    return slope, y
"""


def work(*cells: str) -> LocalAnswers:
    """Answers for which every name is set."""
    names = {"slope": 1, "y": 1, "x": 1, "found": 1, "f": 1, "tape": 1, "g": 1, "slopes": 1, "C": 1}
    return LocalAnswers({"In": list(cells), **names})


def test_a_helper_with_a_local_of_the_answers_name_changes_nothing() -> None:
    text = ASKED + HELPER
    assert asks_a_tape(work(text), "slope")
    assert not calculates(text, "slope")
    assert set_to(text, "slope") == "tape.gradient(y, x)"
    assert sets(text, "slope", "gradient") == [["y", "x"]]
    assert inside_a_tape(text, "y")
    assert diagnose_program(text).explanations == ()
    written = read_written(text, "slope")
    assert written is not None
    assert written.text == "x * x"


@pytest.mark.parametrize(
    "asking",
    [
        "slope = tape.gradient(y, x)",
        "slope: object = tape.gradient(y, x)",
        "print(slope := tape.gradient(y, x))",
        "[slope] = tape.gradient(y, [x])",
        "slope, other = tape.gradient(y, [x, z])",
        "(other, slope), z = (1, tape.gradient(y, x)), 3",
        "other, *slope = tape.gradient(y, [x, z])",
        "for slope in tape.gradient(y, [x]): pass",
        "with held(tape.gradient(y, x)) as slope: pass",
        "match tape.gradient(y, x):\n    case slope: pass",
        "slope = 0\nslope += tape.gradient(y, x)",
        "slope = tape.gradient(y, x)\nslope = float(slope)",
        "slope = {}\nslope['x'] = tape.gradient(y, x)",
        "slope = []\nslope.append(tape.gradient(y, x))",
        "def f():\n    global slope\n    slope = tape.gradient(y, x)\nf()",
        "def f():\n    return tape.gradient(y, x)\nslope = f()",
        "def f():\n    found = tape.gradient(y, x)\n    return found\nslope = f()",
        "class C:\n    def m(self): return tape.gradient(y, x)\nslope = C().m()",
        "f = lambda: tape.gradient(y, x)\nslope = f()",
        "@derivative_by(tape.gradient)\ndef f(): return y\nslope = f()",
        "slope = tape.gradient\nslope = slope(y, x)",
        "if y > 0:\n    slope = tape.gradient(y, x)",
        "try:\n    slope = tape.gradient(y, x)\nexcept ValueError as slope:\n    pass",
        "slope = [g for g in tape.gradient(y, [x])][0]",
    ],
)
def test_however_it_is_written_the_tape_was_asked(asking: str) -> None:
    assert asks_a_tape(work(TAPE + asking), "slope")


@pytest.mark.parametrize(
    "typed",
    [
        "slope = 4.0  # tape.gradient(y, x)",
        "'tape.gradient(y, x)'\nslope = 4.0",
        "tape.gradient(y, x)\nslope = 4.0",
        "slope, other = 4.0, tape.gradient(y, x)",
        "slope = tape.gradient(y, x)\nslope = 4.0",
        "slope = np.gradient([1.0, 2.0])",
        "def f():\n    slope = tape.gradient(y, x)\nslope = 4.0",
        "def f(slope=tape.gradient(y, x)): return slope\nslope = 4.0",
        "g = tape.gradient(y, x)\nslope = (lambda g: g)(4.0)",
        "g = tape.gradient(y, x)\nslope = [g for g in (4.0,)][0]",
    ],
)
def test_where_the_number_does_not_come_from_the_tape_that_is_seen(typed: str) -> None:
    assert not asks_a_tape(work(TAPE + typed), "slope")


def test_a_value_that_a_later_cell_rounds_or_extends_is_followed_to_the_cell_before() -> None:
    assert asks_a_tape(work(ASKED, "slope = float(slope)", "slope += 0"), "slope")
    assert asks_a_tape(work("slopes = {}", TAPE, "slopes['x'] = tape.gradient(y, x)"), "slopes")
    assert not asks_a_tape(work(ASKED, "slope = 4.0", "slope = float(slope)"), "slope")
    assert (
        program_of(work(ASKED, "slope = float(slope)"), "slope") == f"{ASKED.strip()}\nslope = float(slope)"
    )


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        (["x = 1", "y = 2"], "x = 1"),
        (["x = 1", "def f():\n    x = 2"], "x = 1"),
        (["x = 1", "[x for x in y]"], "x = 1"),
        (["x = 1", "x == 2"], "x = 1"),
        (["x = 1", "x = 2; del x"], "x = 1"),
        (["x = 1", "def f():\n    global x\n    x = 2"], "x = 1"),
        (["def f():\n    global x\n    x = 2", "f()"], "def f():\n    global x\n    x = 2"),
        (["x = 1", "for x in y: pass"], "for x in y: pass"),
        (["def x(): pass\nz = 1"], "def x(): pass"),
        (["def x(): pass\nx = wrapped(x)"], "def x(): pass\nx = wrapped(x)"),
        (["if z:\n    def x():\n        pass"], "if z:\n    def x():\n        pass"),
        (["@a\n@b(1)\nasync def x(): pass\nz = 1"], "@a\n@b(1)\nasync def x(): pass"),
        (["x = 1", "x = ("], "x = 1"),
        (["y = 1"], None),
    ],
)
def test_the_text_that_sets_a_name_is_found_among_the_cells(cells: list[str], text: str | None) -> None:
    assert text_setting(cells, "x") == text


@pytest.mark.parametrize("cell", ["x = (", "x += (", "def x(a:\n  (", "x, y = (", "for x in (", "x: int = ("])
def test_a_broken_cell_may_seem_to_set_a_name(cell: str) -> None:
    assert sets_or_seems_to(cell, "x")
    assert not sets_or_seems_to(cell, "z")
    assert not sets_or_seems_to(cell.replace("x", "print(x == 1"), "x")


def test_functions_are_judged_by_their_own_body() -> None:
    assert returns("def f(x):\n    if x:\n        return x", "f")
    assert not returns("def f(x):\n    def g():\n        return x", "f")
    assert returns("f = lambda x: x", "f")
    assert unfinished("async def f(x):\n    ...", "f")
    assert not unfinished("def f(x):\n    def g(): pass\n    g()", "f")
    assert maker("(w := ad.Variable(1.0))", "w") == "Variable"
    assert maker("def f():\n    w = ad.constant(1.0)\nw = ad.Variable(1.0)", "w") == "Variable"


def test_the_locals_of_a_helper_are_no_steps_of_the_program() -> None:
    used = TAPE.replace("x * x", "square(x)") + "slope = tape.gradient(y, x)\n"
    helper = "def square(x):\n    y = x * x\n    return y\n"
    assert diagnose_program(helper + used).explanations == ()


def test_a_mistake_inside_a_function_is_found_there() -> None:
    function = "def slope_at(x):\n    x = ad.constant(x)\n" + "".join(
        f"    {line}\n" for line in ASKED.splitlines()[2:]
    )
    found = diagnose_program("x = ad.Variable(1.0)\n" + function)
    assert found.best is not None
    assert found.best.misconception == "constant-not-watched"
    assert "ad.constant(x)" in str(found.best.operation)
