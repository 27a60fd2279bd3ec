"""The functions that are made from the table: from each entry by entry operation that says what it is.

Such a function makes tensors of what it is given, checks their dtypes and carries the operation out. It has
the row's name; in which of TensorFlow's namespaces it stands the row says too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from autodiff_lite.core.convert import like, tensors_of_one_dtype
from autodiff_lite.core.listeners import thread
from autodiff_lite.core.primitive import Primitive, explained
from autodiff_lite.core.tensor import Tensor, TensorLike, new
from autodiff_lite.errors import WrongDtypeError
from autodiff_lite.functions.operands import alike, bits, floating, numeric, truths
from autodiff_lite.table import elementwise

_FLOAT32 = np.dtype(np.float32)
_PREPARE = {"f": floating, "fiu": numeric, "b": truths, "biu": bits}
Function = Callable[..., Tensor]

# The two factories do what `apply` does, spelled out for one and two operands: most of a program's operations
# are these, and on small tensors the calls and tuples saved are a third of the time.


def _unary(primitive: Primitive) -> Function:
    label, forward, prepare = primitive.name, primitive.forward, _PREPARE[primitive.takes]
    usual = _FLOAT32 if "f" in primitive.takes else np.dtype(np.bool_)

    def function(x: TensorLike, name: str | None = None) -> Tensor:
        if type(x) is not Tensor or x.array.dtype is not usual:
            x = prepare(x, label)
        output = new(Tensor)
        output.made_by = label
        output.marks = ()
        output.array = forward(x.array)
        for tape in thread.listeners:
            tape.record_short(primitive, x, None, output)
        return output

    return described(function, primitive)


def _binary(primitive: Primitive) -> Function:
    label, forward, kinds = primitive.name, primitive.forward, primitive.takes
    takes_floats = "f" in kinds

    def function(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
        if type(x) is not Tensor:
            x, y = tensors_of_one_dtype(x, y)
        elif type(y) is not Tensor:
            y = like(y, x)
        a, b = x.array, y.array
        dtype = a.dtype
        if dtype is not b.dtype or ((dtype is not _FLOAT32 or not takes_floats) and dtype.kind not in kinds):
            alike(x, y, label)
            if dtype.kind not in kinds:
                raise WrongDtypeError(f"{label} does not take dtype {dtype.name}; cast the operands first")
        output = new(Tensor)
        output.made_by = label
        output.marks = ()
        try:
            output.array = forward(a, b)
        except (ValueError, TypeError) as problem:
            raise explained(primitive, (x, y), problem) from None
        for tape in thread.listeners:
            tape.record_short(primitive, x, y, output)
        return output

    return described(function, primitive)


def described(function: Function, row: Primitive) -> Function:
    """Named, and with a docstring out of the row's words."""
    call, _, result = row.example.partition(" = ")
    summary, _, slope = row.about.partition("; ")
    function.__name__ = function.__qualname__ = row.name
    function.__doc__ = f"{summary}{slope and f'. The derivative is {slope}'}."
    if call:
        function.__doc__ += f"\n\n>>> ad.{call}.numpy().tolist()\n{result}\n"
    return function


ROWS = {row.name: row for row in vars(elementwise).values() if isinstance(row, Primitive) and row.about}
FUNCTIONS = {name: {1: _unary, 2: _binary}[len(row.rules)](row) for name, row in ROWS.items()}
globals().update(FUNCTIONS)


def within(namespace: str) -> list[str]:
    """The names of the functions that stand in a namespace: "ad", "math" or "nn"."""
    return [name for name, row in ROWS.items() if namespace in row.within]


if TYPE_CHECKING:

    def __getattr__(name: str) -> Function: ...
