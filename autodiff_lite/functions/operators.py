"""Python's operators on tensors and variables: `x + 1` is ``add(x, 1)``, and so on.

Importing this module puts them in place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autodiff_lite.core.convert import like, tensors_of_one_dtype
from autodiff_lite.core.primitive import Function
from autodiff_lite.core.tensor import Operand, Tensor
from autodiff_lite.errors import InvalidArgumentError
from autodiff_lite.functions import elementwise as e
from autodiff_lite.functions.algebra import matmul
from autodiff_lite.functions.operands import alike
from autodiff_lite.functions.picking import getitem
from autodiff_lite.functions.shapes import unstack


def _at(a: Any, b: Any) -> Tensor:
    # An array on the left takes the dtype of the tensor on the right, unlike the first argument of `matmul`.
    return matmul(a, b) if type(a) is Tensor else matmul(*tensors_of_one_dtype(a, b))


def _reflected(function: Function) -> Function:
    def reflected(self: Operand, other: Any) -> Tensor:
        x = self if type(self) is Tensor else self.read()
        return function(like(other, x), x)

    return reflected


def _equality(function: Function, otherwise: bool) -> Callable[[Operand, object], Any]:
    def compare(self: Operand, other: object) -> Any:
        if other is None:
            return otherwise
        a, b = alike(self, other, "==")
        try:
            return function(a, b)
        except InvalidArgumentError:
            return Tensor(np.bool_(otherwise))  # shapes that do not broadcast hold nothing equal

    return compare


def _iterate(self: Operand) -> Iterator[Tensor]:
    if not self.ndim:
        raise TypeError("a scalar tensor (shape ()) cannot be iterated over")
    return iter(unstack(self))


# fmt: off
_BOTH_SIDES: dict[str, Function] = {
    "add": e.plus, "sub": e.subtract, "mul": e.multiply, "truediv": e.divide, "floordiv": e.floordiv,
    "mod": e.floormod, "pow": e.pow, "matmul": _at,
    "and": e.bitwise_and, "or": e.bitwise_or, "xor": e.bitwise_xor,
}
_OTHERS: dict[str, Any] = {
    "lt": e.less, "le": e.less_equal, "gt": e.greater, "ge": e.greater_equal,
    "eq": _equality(e.equal, False), "ne": _equality(e.not_equal, True),
    "neg": e.negative, "pos": lambda self: self.value(), "abs": e.abs, "invert": e.invert,
    "getitem": getitem, "iter": _iterate,
}
# fmt: on
_REFLECTED = {f"r{sign}": _reflected(function) for sign, function in _BOTH_SIDES.items()}
for _sign, _function in (_BOTH_SIDES | _REFLECTED | _OTHERS).items():
    setattr(Operand, f"__{_sign}__", _function)
