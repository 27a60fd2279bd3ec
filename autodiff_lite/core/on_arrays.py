"""The rules of a table's module once more, for plain arrays alone, where they call nothing but NumPy.

What they say is the same, so there is nothing here to learn of gradients: it makes them quicker.
"""

from __future__ import annotations

from types import FunctionType
from typing import Any

from autodiff_lite.core.primitive import Primitive


def rules_on_arrays(rows: dict[str, Any]) -> None:
    """Give the rows of a module, by name, rules for plain arrays: the same, in which primitives are forwards.

    In ``up * cos(x)`` of arrays the primitive `cos` looks for tensors, finds none and calls `np.cos`. Here
    the name stands for `np.cos` itself; so it does in the functions of the module that rules call.
    """
    names = dict(rows)

    def on_arrays(function: Any) -> Any:
        if not isinstance(function, FunctionType) or function.__globals__ is not rows:
            return function
        same = FunctionType(
            function.__code__, names, function.__name__, function.__defaults__, function.__closure__
        )
        same.__kwdefaults__ = function.__kwdefaults__
        return same

    for name, value in rows.items():
        names[name] = value.forward if isinstance(value, Primitive) else on_arrays(value)
        if isinstance(value, Primitive):
            # Those of a row of another module were made there, and stay.
            value.rules_on_arrays = tuple(map(on_arrays, value.rules_on_arrays))
            value.joint_rule_on_arrays = on_arrays(value.joint_rule_on_arrays)
