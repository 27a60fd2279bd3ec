"""Python's operators on tensors and variables: `x + 1` is ``add(x, 1)``, and so on.

Importing this module puts them in place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autodiff_lite.errors import InvalidArgumentError
from autodiff_lite.operations import algebra, elementwise, shapes
from autodiff_lite.operations.elementwise import alike
from autodiff_lite.tensor import Operand, Tensor

Function = Callable[..., Any]


def _pair(symbol: str, function: Function) -> None:
    def reflected(self: Operand, other: Any) -> Tensor:
        return function(other, self)  # type: ignore[no-any-return]

    setattr(Operand, f"__{symbol}__", function)
    setattr(Operand, f"__r{symbol}__", reflected)


_BOTH_SIDES: dict[str, Function] = {
    "add": elementwise.plus,
    "sub": elementwise.subtract,
    "mul": elementwise.multiply,
    "truediv": elementwise.divide,
    "floordiv": elementwise.floordiv,
    "mod": elementwise.floormod,
    "pow": elementwise.pow,
    "matmul": algebra.matmul,
    "and": elementwise.bitwise_and,
    "or": elementwise.bitwise_or,
    "xor": elementwise.bitwise_xor,
}
for symbol, function in _BOTH_SIDES.items():
    _pair(symbol, function)


_COMPARISONS: dict[str, Function] = {
    "lt": elementwise.less,
    "le": elementwise.less_equal,
    "gt": elementwise.greater,
    "ge": elementwise.greater_equal,
}
for name, function in _COMPARISONS.items():
    setattr(Operand, f"__{name}__", function)


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
    return iter(shapes.unstack(self))


Operand.__eq__ = _equality(elementwise.equal, False)  # type: ignore[method-assign]
Operand.__ne__ = _equality(elementwise.not_equal, True)  # type: ignore[method-assign]
Operand.__hash__ = None  # type: ignore[assignment]
Operand.__neg__ = lambda self: elementwise.negative(self)  # type: ignore[method-assign]
Operand.__pos__ = lambda self: self.value()  # type: ignore[method-assign]
Operand.__abs__ = lambda self: elementwise.abs(self)  # type: ignore[method-assign]
Operand.__invert__ = lambda self: elementwise.invert(self)  # type: ignore[method-assign]
Operand.__getitem__ = shapes.getitem  # type: ignore[method-assign]
Operand.__iter__ = _iterate  # type: ignore[method-assign]
