"""The table of derivatives, the only one: every operation in a row, by family.

A row has the operation's name, its forward on arrays, and for each input the rule that takes the upstream
gradient back to it. A rule is written in rows and Python's signs, so it works on arrays, and on tensors while
a tape records: one rule serves every order. What else a row can say (what it is in words, an example, which
dtypes it takes, its sign) is told in `core.primitive`. A row takes arrays whose dtypes agree already;
`functions` makes what programs call of it.

To add an operation, write its row: one with `about` is at once a function, in the namespaces that it names
(`within`). Entry by entry, unless it names another way to be called (`kind`, made in `functions.kinds`): a
"reduction" over axes, "along" an axis, "running" along one, the "place" of an entry, of "square" matrices.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from autodiff_lite.core.on_arrays import rules_on_arrays
from autodiff_lite.core.primitive import Primitive

FAMILIES = ("elementwise", "reductions", "shaping", "algebra", "decompositions")


@cache
def rows() -> dict[str, Primitive]:
    """Every row by its operation's name.

    >>> from autodiff_lite import table
    >>> table.rows()["sin"].about
    'Sine of x in radians; cos(x)'
    """
    families = [vars(import_module(f"{__name__}.{family}")) for family in FAMILIES]
    for family in families:
        rules_on_arrays(family)
    return {row.name: row for family in families for row in family.values() if isinstance(row, Primitive)}
