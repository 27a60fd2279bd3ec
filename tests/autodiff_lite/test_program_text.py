"""The text of a program: Python that runs with NumPy alone, each line with where it comes from."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pytest

import autodiff_lite as ad
from autodiff_lite import table
from autodiff_lite.programs.standalone import definitions
from autodiff_lite.programs.write import Written

from .formulas import CASES, bits, gradients


@pytest.mark.parametrize("name", [name for name in CASES if name not in ("an input as it is", "large")])
def test_the_text_runs_by_itself_with_numpy_alone(name: str) -> None:
    f, given = CASES[name]
    arguments = [ad.constant(np.asarray(x, "float32")) for x in given]
    text = str(ad.function(f).program(*arguments))
    assert "autodiff" not in text
    program = f"""{text}
import sys
given = [{", ".join(f"np.array({x.numpy().tolist()!r}, 'float32')[()]" for x in arguments)}]
value = forward(*given)
print(np.asarray(value).tobytes().hex())
found = derivative(*given, np.ones_like(value))
print(len(found), *[np.asarray(g).tobytes().hex() for g in found])
assert not [name for name in sys.modules if name.startswith("autodiff")]
"""
    done = subprocess.run(
        [sys.executable, "-I", "-W", "ignore", "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr + text
    value, back = done.stdout.split("\n")[:2]
    wanted = gradients(f, *arguments)
    assert value == wanted[0][2].hex()
    assert back.split()[1:] == [g[2].hex() for g in wanted[1:] if g is not None]


def test_each_line_says_where_it_comes_from() -> None:
    text = str(ad.function(lambda x: ad.sin(x) * 2.0).program(ad.constant([1.0, 2.0])))
    lines = [line for line in text.splitlines() if line.startswith("    v")]
    assert len(lines) >= 4
    assert all("  # " in line for line in lines)
    assert "# sin, (2,)" in text
    assert "# sin, back to input 0, (2,)" in text


def test_nothing_that_nobody_needs_is_computed_and_constants_are() -> None:
    @ad.function
    def f(x: Any) -> Any:
        ad.exp(x) * 5.0  # nobody needs it
        half = ad.sqrt(ad.constant(0.25))
        return x * half

    assert f.program(ad.constant(3.0)).forward_text.count(" = ") == 1
    assert "exp" not in str(f.program(ad.constant(3.0)))
    assert "sqrt" not in str(f.program(ad.constant(3.0)))


def test_large_arrays_that_nobody_else_sees_are_written_over() -> None:
    text = ad.function(lambda x: ad.sin(x * 2.0) + 1.0).program(ad.ones((9000,))).forward_text
    assert text.count("out=") == 2
    x = ad.Variable(ad.ones((9000,)))
    f = ad.function(lambda x: ad.sin(x * 2.0) + 1.0)
    before = x.numpy().copy()
    first, second = f(x), f(x)
    assert bits(first) == bits(second)
    assert (x.numpy() == before).all()


@pytest.mark.parametrize("name", [name for name in table.rows() if name != "cast"])
def test_every_row_of_the_table_can_stand_in_a_text_that_runs_by_itself(name: str) -> None:
    written = Written()
    written.rows[name] = table.rows()[name]
    text = definitions(written)
    assert "autodiff" not in text
    space: dict[str, Any] = {}
    exec(text, space)
    assert callable(space[name])


@pytest.mark.parametrize(
    ("f", "given"),
    [
        (lambda x: ad.math.floordiv(x, 2.0) + 10.0 * ad.math.floormod(x, 2.0), 7.0),
        (
            lambda x: ad.linalg.inv(x) + ad.linalg.cholesky(x) + ad.linalg.solve(x, x),
            [[4.0, 1.0], [1.0, 3.0]],
        ),
    ],
)
def test_rows_that_mean_different_things_by_one_word_stand_in_one_text(f: Any, given: Any) -> None:
    x = ad.constant(given)
    space: dict[str, Any] = {}
    exec(str(ad.function(f).program(x)), space)
    assert bits(ad.constant(space["forward"](x.numpy()))) == bits(f(x))
