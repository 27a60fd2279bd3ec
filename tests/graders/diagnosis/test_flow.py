"""Where the way from a source to the target ends, followed through the text of a program that is not run."""

from __future__ import annotations

from typing import Any

import pytest

import autodiff_lite as ad
from graders.diagnosis.program import diagnose_program

PROGRAM = """
x = ad.Variable(3.0)
with ad.GradientTape() as tape:
    y = x * x
g = tape.gradient(y, x)
"""
NONE = {
    "watched-too-late": PROGRAM.replace("Variable", "constant").replace(
        "    y = x * x", "    y = x * x\n    tape.watch(x)"
    ),
    "gradient-stopped": PROGRAM.replace("x * x", "ad.stop_gradient(x) * 2.0"),
    "recording-stopped": PROGRAM.replace(
        "    y = x * x", "    with tape.stop_recording():\n        y = x * x"
    ),
    "value-assigned": PROGRAM.replace("with", "v = ad.Variable(0.0)\nwith").replace(
        "    y = x * x", "    v.assign(x * x)\n    y = v * 2.0"
    ),
    "cast-to-whole-numbers": PROGRAM.replace("x * x", "ad.cast(ad.cast(x, ad.int32), ad.float32)"),
    "computed-in-numpy": PROGRAM.replace("    y = x * x", "    u = float(x)\n    y = ad.constant(u) * 2.0"),
    "computed-outside-tape": PROGRAM.replace("g =", "y = y * 3.0\ng ="),
    "not-connected": PROGRAM.replace("with", "z = ad.Variable(2.0)\nwith").replace("(y, x)", "(y, z)"),
    "source-made-anew": PROGRAM.replace("3.0", "[3.0, 2.0]")
    .replace("x * x", "x[0] * x[1]")
    .replace("(y, x)", "(y, x[0])"),
}
NUMBERS = {
    "source-as-upstream": PROGRAM.replace("with", "z = ad.Variable(2.0)\nwith").replace(
        "(y, x)", "(y, x, z)"
    ),
}
"""Programs that give a number, and not the one that is meant."""
RAISES = {
    "caret-for-power": PROGRAM.replace("x * x", "x ^ 3"),
    "tape-used-twice": PROGRAM.replace("g = ", "for _ in range(2):\n    g = "),
}
OTHER_FORMS = [
    ("computed-outside-tape", "def f(x):\n    return x * x\n" + PROGRAM.replace("(y, x)", "(f(x), x)")),
    ("computed-outside-tape", PROGRAM.replace("(y, x)", "(y * 2.0, x)")),
    ("gradient-stopped", "def f(u):\n    return ad.stop_gradient(u)\n" + PROGRAM.replace("x * x", "f(x)")),
    ("gradient-stopped", "def slope(a):\n" + "".join(f"    {line}\n" for line in
        PROGRAM.replace("x * x", "ad.stop_gradient(x)").replace("3.0", "a").strip().splitlines())),
    ("cast-to-whole-numbers", PROGRAM.replace("x * x", "ad.floor(x)")),
    ("not-connected", PROGRAM.replace("    y = x * x", "    y = ad.constant(2.0) * 3.0")),
]  # fmt: skip


def run(program: str) -> Any:
    names: dict[str, Any] = {"ad": ad}
    exec(program, names)
    return names["g"]


@pytest.mark.parametrize("mistake", NONE)
def test_a_program_whose_gradient_is_none_gets_its_reason(mistake: str) -> None:
    assert run(NONE[mistake]) is None
    found = diagnose_program(NONE[mistake])
    assert found.best is not None
    assert found.best.misconception == mistake
    assert found.best.operation is not None
    assert found.best.operation.formula in NONE[mistake]


@pytest.mark.parametrize("mistake", RAISES)
def test_a_program_that_stops_gets_its_reason(mistake: str) -> None:
    with pytest.raises((TypeError, RuntimeError)):
        run(RAISES[mistake])
    found = diagnose_program(RAISES[mistake])
    assert found.best is not None
    assert found.best.misconception == mistake


@pytest.mark.parametrize(("mistake", "program"), OTHER_FORMS)
def test_the_reason_is_found_through_functions_and_in_other_forms(mistake: str, program: str) -> None:
    found = diagnose_program(program)
    assert found.best is not None
    assert found.best.misconception == mistake


GOOD = [
    PROGRAM,
    PROGRAM.replace("x * x", "x * ad.stop_gradient(x)"),
    PROGRAM.replace("    y = x * x", "    y = x * x\n    print(float(y), y.numpy())"),
    PROGRAM.replace("    y = x * x", "    with tape.stop_recording():\n        u = x * x\n    y = x * u"),
    PROGRAM.replace("    y = x * x", "    y = x\n    for i in range(3):\n        y = y * x"),
    PROGRAM.replace("Variable", "constant").replace("    y = x * x", "    tape.watch(x)\n    y = x * x"),
    PROGRAM + "x.assign_sub(0.1 * g)\n",
    "for step in range(5):\n" + "".join(f"    {line}\n" for line in PROGRAM.strip().splitlines()),
    "def f(u, n=2):\n    return u ** n\n" + PROGRAM.replace("x * x", "f(x)"),
    "f = lambda u: u * u\n" + PROGRAM.replace("x * x", "f(x)"),
    """
x = ad.Variable(3.0)
with ad.GradientTape() as outer:
    with ad.GradientTape() as inner:
        y = x * x * x
    slope = inner.gradient(y, x)
g = outer.gradient(slope, x)
""",
    """
w, b = ad.Variable(3.0), ad.Variable(1.0)
with ad.GradientTape(persistent=True) as tape:
    y = w * 2.0 + b
g = tape.gradient(y, [w, b])
h = tape.gradient(y, b)
""",
]


@pytest.mark.parametrize("program", GOOD, ids=range(len(GOOD)))
def test_a_program_that_gives_a_gradient_is_left_alone(program: str) -> None:
    assert run(program) is not None
    found = diagnose_program(program)
    assert found.explanations == (), str(found)


@pytest.mark.parametrize(
    "program",
    [
        "g = tape.gradient(y, x)",
        "with ad.GradientTape() as tape:\n    y = unknown\ng = tape.gradient(y, x)",
        "def f(x):\n    return f(x)\n" + PROGRAM.replace("x * x", "f(x)"),
        "x = ad.Variable(1.0)\n" + "while True:\n " * 1 + "  x = x\n",
        PROGRAM.replace("x * x", "mystery(x)"),
    ],
)
def test_where_a_program_is_not_understood_nothing_is_claimed(program: str) -> None:
    assert diagnose_program(program).explanations == ()


def test_a_program_of_loops_in_loops_is_not_followed_for_ever() -> None:
    nested = "".join(f"{' ' * n}for i{n} in range(9):\n" for n in range(18)) + " " * 18 + "x = 1\n"
    assert diagnose_program(nested).explanations == ()


@pytest.mark.parametrize("mistake", NUMBERS)
def test_a_program_that_gives_another_number_gets_its_reason(mistake: str) -> None:
    found = diagnose_program(NUMBERS[mistake])
    assert found.best is not None
    assert found.best.misconception == mistake
    names: dict[str, Any] = {"ad": ad}
    exec(NUMBERS[mistake], names)
    assert float(names["g"]) == 12.0  # not 6: the third argument multiplies


def test_a_variable_that_is_made_again_after_the_block_is_another_source() -> None:
    again = PROGRAM.replace("g =", "x = ad.Variable(3.0)\ng =")
    found = diagnose_program(again)
    assert found.best is not None
    assert found.best.misconception == "source-made-anew"
    before = PROGRAM.replace("with", "x = ad.Variable(3.0)\nwith")
    assert diagnose_program(before).explanations == ()
