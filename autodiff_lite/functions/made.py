"""The functions that are made from the table: from each row that says what it is.

Such a function makes tensors of what it is given, checks them and carries the operation out. It has the row's
name; in which of TensorFlow's namespaces it stands the row says too. Here are those that go entry by entry;
the other ways to call a row are in `kinds`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from autodiff_lite.core.convert import like, tensors_of_one_dtype
from autodiff_lite.core.primitive import Function, Primitive, applied_to_one, applied_to_two
from autodiff_lite.core.tensor import Tensor, TensorLike
from autodiff_lite.functions.kinds import KINDS
from autodiff_lite.functions.operands import PREPARE, refuse_unlike
from autodiff_lite.table import rows

_FLOAT32, _BOOL = np.dtype(np.float32), np.dtype(np.bool_)
_USUAL = {"f": _FLOAT32, "fiu": _FLOAT32, "fiub": _FLOAT32, "b": _BOOL, "biu": _BOOL}


def _unary(row: Primitive) -> Function:
    prepare = PREPARE[row.takes]
    return applied_to_one(row, _USUAL[row.takes], lambda x: prepare(x, row.name))


def _binary(row: Primitive) -> Function:
    usual = _USUAL[row.takes]

    def prepare(x: TensorLike, y: TensorLike) -> tuple[Tensor, Tensor]:
        if type(x) is Tensor:
            y = like(y, x)
        else:
            x, y = tensors_of_one_dtype(x, y)
        if x.array.dtype is not usual or y.array.dtype is not usual:
            refuse_unlike(x, y, row.name, row.takes)
        return x, y

    return applied_to_two(row, usual, prepare)


def described(function: Function, row: Primitive) -> Function:
    """Named, and with a docstring out of the row's words."""
    call, _, result = row.example.partition(" = ")
    summary, _, slope = row.about.partition("; ")
    function.__name__ = function.__qualname__ = row.name
    function.__module__ = __name__
    function.__doc__ = f"{summary}{slope and f'. The derivative is {slope}'}."
    if call:
        function.__doc__ += f"\n\n>>> ad.{call}.numpy().tolist()\n{result}\n"
    return function


def _made(row: Primitive) -> Function:
    if row.kind:
        return described(KINDS[row.kind](row), row)
    function = {1: _unary, 2: _binary}[len(row.rules)](row)
    return described(_renamed(function, dict(zip("xy", row.given, strict=False))), row)


def _renamed(function: Any, names: dict[str, str]) -> Function:
    """The same function with other names for its parameters. To pass them on would take longer than a sum."""
    code = function.__code__
    function.__code__ = code.replace(co_varnames=tuple([names.get(name, name) for name in code.co_varnames]))
    kinds = function.__annotations__
    function.__annotations__ = {names.get(name, name): kind for name, kind in kinds.items()}
    renamed: Function = function
    return renamed


FUNCTIONS = {name: _made(row) for name, row in rows().items() if row.about}
globals().update(FUNCTIONS)


def complete(namespace: str, names: dict[str, Any]) -> None:
    """Put the functions that stand in a namespace ("ad", "math", "nn", "linalg") among its names, and let
    `dir` offer what is in its `__all__`.
    """
    offered = names["__all__"]
    for name, function in FUNCTIONS.items():
        if namespace in rows()[name].within and name not in offered:
            names[name] = function
            offered.append(name)
    names.setdefault("__dir__", lambda: offered)


if TYPE_CHECKING:

    def __getattr__(name: str) -> Function: ...
