"""An operation is added in one place: a row of the table, and everything else knows it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "autodiff_lite"
ROW = """
softsign = Primitive("softsign", lambda x: x / (1 + np.abs(x)),
    lambda up, y, x: up / square(1.0 + absolute(x)),
    about="x / (1 + |x|); 1 / (1 + |x|)²", example="softsign(1.0) = 0.5", within="ad math nn")
"""
PROGRAM = """
import autodiff_lite as ad
from autodiff_lite.table import elementwise
from graders import diagnose

assert "new" in ad.__file__, ad.__file__
x = ad.Variable(2.0, dtype="float64")
with ad.GradientTape() as outer:
    with ad.GradientTape() as tape:
        y = ad.softsign(x)
    slope = tape.gradient(y, x)
print(float(y), round(float(slope), 6), round(float(outer.gradient(slope, x)), 6))
ad.gradcheck(ad.softsign, ad.Variable([0.5, -2.0], dtype="float64"))
print(ad.softsign.__name__, "|", ad.softsign.__doc__.split("\\n")[0])
print("softsign" in dir(ad), "softsign" in dir(ad.math), "softsign" in dir(ad.nn))
try:
    ad.softsign(ad.constant(1))
except TypeError as told:
    print("softsign" in str(told))
program = ad.function(lambda x: ad.softsign(x) * x).program(ad.constant(2.0))
print("softsign(x)" in program.forward_text, "back to input 0" in program.derivative_text)
with ad.GradientTape() as tape:
    y = ad.softsign(x)
print("softsign" in repr(ad.draw(tape, y)))
found = diagnose(lambda x: 3.0 * ad.softsign(x), {"x": 2.0}, 2.0)
print(found.best.ids)
found = diagnose(lambda x: 3.0 * ad.softsign(2.0 * x), {"x": 1.0}, 1 / 3)
print(found.best.ids, found.best.operation.formula)
print(diagnose(lambda x: ad.softsign(x), {"x": 2.0}, -2 / 27, order=2).right)
found = diagnose(lambda x: ad.softsign(x**2), {"x": 2.0}, 4 / 25, order=2)
print(found.right)
"""
PRINTED = """\
0.6666666666666666 0.111111 -0.074074
softsign | x / (1 + |x|). The derivative is 1 / (1 + |x|)².
True True True
True
True True
True
('value-instead-of-slope',)
('inner-derivative-dropped',) softsign(2*x)
True
False
"""


def test_an_operation_is_added_by_one_row_of_the_table(tmp_path: Path) -> None:
    copy = shutil.copytree(PACKAGE, tmp_path / "new" / "autodiff_lite")
    table = copy / "table" / "elementwise.py"
    table.write_text(table.read_text(encoding="utf-8") + ROW, encoding="utf-8")
    program = f"import sys\nsys.path.insert(0, {str(copy.parent)!r})\n{PROGRAM}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout == PRINTED, done.stderr
