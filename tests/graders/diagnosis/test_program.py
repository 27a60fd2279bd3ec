"""Mistakes with the tape are read from the program, and only where they are."""

from __future__ import annotations

import pytest

import autodiff_lite as ad
from graders.diagnosis.program import diagnose_program

GOOD = """
x = ad.Variable(3.0)
with ad.GradientTape() as tape:
    y = x**2
    z = ad.sin(y)
slope = tape.gradient(z, x)
"""
FUNCTION = """
def slope_at(x):
    x = ad.Variable(float(x))
    with ad.GradientTape() as tape:
        y = x**2
    return tape.gradient(y, x)
"""
PROGRAMS = {
    "target-and-source-exchanged": GOOD.replace("(z, x)", "(x, z)"),
    "gradient-of-intermediate": GOOD.replace("(z, x)", "(y, x)"),
    "constant-not-watched": GOOD.replace("Variable", "constant"),
    "integer-variable": GOOD.replace("3.0", "3"),
    "non-trainable-variable": GOOD.replace("3.0", "3.0, trainable=False"),
    "tape-used-twice": GOOD + "again = tape.gradient(y, x)\n",
    "computed-in-numpy": GOOD.replace("ad.sin(y)", "np.sin(y)"),
    "variable-replaced-by-tensor": GOOD.replace("with", "x = x + 1.0\nwith"),
    "computed-outside-tape": GOOD.replace("    z = ad.sin(y)", "z = ad.sin(y)"),
}


@pytest.mark.parametrize("mistake", PROGRAMS)
def test_the_mistake_is_found_and_comes_first(mistake: str) -> None:
    found = diagnose_program(PROGRAMS[mistake])
    assert found.best is not None
    assert found.best.misconception == mistake
    assert found.best.operation is not None
    assert found.best.operation.formula in PROGRAMS[mistake]
    assert len(found.best.hints) == 3


@pytest.mark.parametrize(
    "program",
    [
        GOOD,
        GOOD.replace("GradientTape()", "GradientTape(persistent=True)") + "again = tape.gradient(y, x)\n",
        GOOD.replace("Variable", "constant").replace("    y = x**2", "    tape.watch(x)\n    y = x**2"),
        GOOD.replace("3.0", "3, dtype='float32'"),
        GOOD.replace("(z, x)", "(target=z, sources=[x])"),
        GOOD.replace("with", "x.assign_add(1.0)\nwith"),
        GOOD + GOOD,
        "%matplotlib inline\n" + GOOD + "import numpy as np\nshown = np.round(slope.numpy(), 2)\n",
        FUNCTION,
    ],
)
def test_a_good_program_is_left_alone(program: str) -> None:
    found = diagnose_program(program)
    assert found.explanations == (), str(found)


@pytest.mark.parametrize("text", ["", "x = ", "\x00", "(" * 300, "return", "slope = 13"])
def test_any_text_gets_words(text: str) -> None:
    found = diagnose_program(text)
    assert found.explanations == ()
    assert found.remark


@pytest.mark.parametrize(
    "mistake", ["target-and-source-exchanged", "constant-not-watched", "integer-variable"]
)
def test_these_programs_do_give_none(mistake: str) -> None:
    names: dict[str, object] = {"ad": ad}
    exec(PROGRAMS[mistake].replace("ad.sin(y)", "y * y"), names)
    assert names["slope"] is None
