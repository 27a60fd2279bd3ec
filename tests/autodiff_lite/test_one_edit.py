"""An operation is added in one place: a row of the table, and everything else knows it."""

from __future__ import annotations

import inspect
import pickle
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

import autodiff_lite as ad

PACKAGE = Path(__file__).parents[2] / "autodiff_lite"


class Added(NamedTuple):
    """A row, the family that it is added to, and what comes of it."""

    family: str
    row: str
    given: object
    spaces: list[str]
    signature: str
    doc: str
    numbers: str


# What programs, tapes, drawings and `ad.function` make of an operation.
PROGRAM = """
import inspect

assert "new" in ad.__file__, ad.__file__
name, new, given = {name!r}, ad.{function}, {given}
x = ad.Variable(given, dtype="float64")

def slope(x):
    with ad.GradientTape() as tape:
        tape.watch(x)
        y = new(x)
        total = ad.reduce_sum(y * y)
    return tape.gradient(total, x)

with ad.GradientTape() as tape:
    steep = ad.reduce_sum(slope(x))
print(new(x).numpy().round(6).tolist())
print(slope(x).numpy().round(6).tolist(), tape.gradient(steep, x).numpy().round(6).tolist())
print(ad.gradcheck(new, x).ok, ad.gradcheck(slope, x).ok)
print(inspect.signature(new))
print(new.__name__, "|", new.__doc__.split("\\n")[0])
spaces = dict(ad=ad, math=ad.math, nn=ad.nn, linalg=ad.linalg)
print([space for space, module in spaces.items() if name in dir(module)])
try:
    new(ad.constant(given) > 0.0)
except TypeError as told:
    print(name in str(told))
program = ad.function(lambda x: ad.sin(new(x))).program(ad.constant(given))
print(f"{{name}}(x" in program.forward_text, "back to input 0" in program.derivative_text)
alone = dict()
exec(str(program), alone)
print((alone["forward"](ad.constant(given).numpy()) == ad.sin(new(ad.constant(given)))).numpy().all())
with ad.GradientTape() as tape:
    y = new(x)
print(name in repr(ad.draw(tape, y)))
"""
PRINTED = """\
{numbers}True True
{signature}
{name} | {doc}
{spaces}
True
True True
True
True
"""

# Of each way to call an operation one that the package does not have.
ADDED = {
    "softsign": Added(
        "elementwise",
        """
softsign = Primitive("softsign", lambda x: x / (1 + np.abs(x)),
    lambda up, y, x: up / square(1.0 + absolute(x)),
    about="x / (1 + |x|); 1 / (1 + |x|)²", example="softsign(1.0) = 0.5", within="ad math nn")
""",
        2.0,
        ["ad", "math", "nn"],
        "(x: 'TensorLike', name: 'str | None' = None) -> 'Tensor'",
        "x / (1 + |x|). The derivative is 1 / (1 + |x|)².",
        """\
0.666667
0.148148 -0.074074
""",
    ),
    "reduce_mean_square": Added(
        "reductions",
        """
reduce_mean_square = Primitive("reduce_mean_square",
    lambda x, axis, keepdims: np.mean(np.square(x), axis=axis, keepdims=keepdims, dtype=x.dtype),
    lambda up, y, x, axis, keepdims: spread(up * (2.0 / _count(x, axis)), x, axis) * x, kind="reduction",
    about="The mean of squares; 2x / n", example="math.reduce_mean_square([1.0, 3.0]) = 5.0", within="math")
""",
        [1.0, 3.0],
        ["math"],
        "(input_tensor: 'TensorLike', axis: 'Axis' = None, keepdims: 'bool' = False, name: 'Name' = None) "
        "-> 'Tensor'",
        "The mean of squares. The derivative is 2x / n.",
        """\
5.0
[10.0, 30.0] [18.0, 34.0]
""",
    ),
    "softmin": Added(
        "reductions",
        """
softmin = Primitive("softmin", lambda x, axis: _softmax(-x, axis),
    lambda up, y, x, axis: (reduce_sum(up * y, axis=(axis,), keepdims=True) - up) * y, kind="along",
    about="softmax(-x)", example="nn.softmin([0.0, 0.0]) = [0.5, 0.5]", within="nn")
""",
        [0.0, 1.0986122886681098],
        ["nn"],
        "(logits: 'TensorLike', axis: 'Axis' = -1, name: 'Name' = None) -> 'Tensor'",
        "softmax(-x).",
        """\
[0.75, 0.25]
[-0.1875, 0.1875] [0.0, 0.0]
""",
    ),
    "trace_of_square": Added(
        "algebra",
        """
trace_of_square = Primitive("trace_of_square", lambda x: np.trace(np.matmul(x, x), axis1=-2, axis2=-1),
    lambda up, y, x: _beside_matrix(up * 2.0) * matrix_transpose(x), kind="square",
    about="The trace of x x; 2 xᵀ", example="linalg.trace_of_square([[1.0, 0.0], [0.0, 2.0]]) = 5.0",
    within="linalg")
""",
        [[1.0, 2.0], [3.0, 4.0]],
        ["linalg"],
        "(input: 'TensorLike', name: 'Name' = None) -> 'Tensor'",
        "The trace of x x. The derivative is 2 xᵀ.",
        """\
29.0
[[116.0, 348.0], [232.0, 464.0]] [[196.0, 356.0], [276.0, 436.0]]
""",
    ),
    "cumulative_square": Added(
        "reductions",
        """
cumulative_square = Primitive("cumulative_square",
    lambda x, axis, exclusive, reverse: _running(np.cumsum, 0, np.square(x), axis, exclusive, reverse),
    lambda up, y, x, axis, exclusive, reverse:
        2.0 * x * cumulative_sum(up, axis=axis, exclusive=exclusive, reverse=not reverse), kind="running",
    about="Running sums of squares; 2x", example="cumulative_square([1.0, 2.0]) = [1.0, 5.0]")
""",
        [1.0, 2.0],
        ["ad", "math"],
        "(x: 'TensorLike', axis: 'Axis' = 0, exclusive: 'bool' = False, reverse: 'bool' = False, "
        "name: 'Name' = None) -> 'Tensor'",
        "Running sums of squares. The derivative is 2x.",
        """\
[1.0, 5.0]
[24.0, 40.0] [56.0, 68.0]
""",
    ),
}
DIAGNOSIS = """
from graders import diagnose

found = diagnose(lambda x: 3.0 * ad.softsign(x), {"x": 2.0}, 2.0)
print(found.best.ids)
found = diagnose(lambda x: 3.0 * ad.softsign(2.0 * x), {"x": 1.0}, 1 / 3)
print(found.best.ids, found.best.operation.formula)
print(diagnose(lambda x: ad.softsign(x), {"x": 2.0}, -2 / 27, order=2).right)
print(diagnose(lambda x: ad.softsign(x**2), {"x": 2.0}, 4 / 25, order=2).right)
"""
DIAGNOSED = """\
('value-instead-of-slope',)
('inner-derivative-dropped',) softsign(2*x)
True
False
"""


def printed_with(row: str, family: str, program: str, folder: Path) -> str:
    """What a program prints where the table has one row more, and nothing else is changed."""
    copy = shutil.copytree(PACKAGE, folder / "new" / "autodiff_lite")
    table = copy / "table" / f"{family}.py"
    table.write_text(table.read_text(encoding="utf-8") + row, encoding="utf-8")
    program = f"import sys\nsys.path.insert(0, {str(copy.parent)!r})\nimport autodiff_lite as ad\n{program}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", ADDED)
def test_an_operation_is_added_by_one_row_of_the_table(name: str, tmp_path: Path) -> None:
    added = ADDED[name]
    first = added.spaces[0]
    function = name if first == "ad" else f"{first}.{name}"
    program = PROGRAM.format(name=name, function=function, given=added.given)
    wanted = PRINTED.format(name=name, **added._asdict())
    assert printed_with(added.row, added.family, program, tmp_path) == wanted


def test_the_diagnosis_knows_a_new_operation(tmp_path: Path) -> None:
    added = ADDED["softsign"]
    assert printed_with(added.row, added.family, DIAGNOSIS, tmp_path) == DIAGNOSED


def test_functions_of_the_table_are_found_again_by_pickle() -> None:
    """Programs on a cluster send them by name."""
    spaces = [ad, ad.math, ad.nn, ad.linalg]
    offered = [getattr(space, name) for space in spaces for name in dir(space)]
    functions = [f for f in offered if inspect.isfunction(f)]
    assert len(functions) > 150
    assert [f.__name__ for f in functions if pickle.loads(pickle.dumps(f)) is not f] == []
