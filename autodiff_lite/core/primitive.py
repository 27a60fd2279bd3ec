"""What an operation is: a NumPy function and, beside it, its derivative rules.

    sin = Primitive("sin", np.sin, lambda up, y, x: up * cos(x))

A rule is a vector-Jacobian product, one for each input. It is given the upstream gradient, the output, the
inputs and the attributes, and returns that input's gradient. It is written in primitives and operators, so
it runs on plain arrays when nobody records (NumPy's speed, no tape), and on tensors when an outer tape does,
which makes the gradient itself differentiable: one rule serves every order. Broadcasting is undone by the
backward pass, not by the rules.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

import numpy as np

from autodiff_lite.core.listeners import thread
from autodiff_lite.core.tensor import Tensor, new
from autodiff_lite.errors import InvalidArgumentError, OpError

array_of = attrgetter("array")
Rule = Callable[..., Any]
NONE: dict[str, Any] = {}
"""The attributes of an operation that has none."""


class Primitive:
    """An operation that tapes can record: a row of the table.

    Args:
        name: TensorFlow's name for it.
        forward: from arrays (and keyword attributes) to one array.
        rules: for each input, its vector-Jacobian product, or None where there is no derivative.
        joint_rule: instead of `rules`, for any number of inputs: one function that returns all their
            gradients.
        about: what it is, and after a semicolon its derivative. A row that says so is a function that
            programs can call, with this as its docstring.
        example: a call and its result, "sin(0.0) = 0.0", for the docstring; the tests run it.
        takes: the kinds of elements that the function takes, by NumPy's letters: "f" for floats, "i" and
            "u" for whole numbers, "b" for truth values.
        within: the namespaces in which the function stands.
        sign: Python's sign for it, with which formulas and drawings show it.
    """

    __slots__ = ("about", "example", "forward", "joint_rule", "name", "rules", "sign", "takes", "within")

    def __init__(
        self,
        name: str,
        forward: Callable[..., Any],
        *rules: Rule | None,
        joint_rule: Rule | None = None,
        about: str = "",
        example: str = "",
        takes: str = "f",
        within: str = "ad math",
        sign: str = "",
    ) -> None:
        self.name = name
        self.forward = forward
        self.rules = rules
        self.joint_rule = joint_rule
        self.about = about
        self.example = example
        self.takes = takes
        self.within = tuple(within.split())
        self.sign = sign

    def __call__(self, *inputs: Any, **attributes: Any) -> Any:
        """On tensors: compute and let the tapes record. On plain arrays: just compute."""
        for x in inputs:
            if type(x) is Tensor:
                return apply(self, tuple(_tensor(i, x) for i in inputs), attributes)
        return self.forward(*inputs, **attributes)

    def __repr__(self) -> str:
        return f"<Primitive {self.name}>"


def _tensor(value: Any, beside: Tensor) -> Tensor:
    if type(value) is Tensor:
        return value
    return Tensor(value if hasattr(value, "dtype") else beside.array.dtype.type(value))


def apply(primitive: Primitive, inputs: tuple[Tensor, ...], attributes: dict[str, Any] = NONE) -> Tensor:
    """Carry out `primitive` and tell the tapes of this thread."""
    output = new(Tensor)
    output.made_by = primitive.name
    output.marks = ()
    try:
        output.array = primitive.forward(*map(array_of, inputs), **attributes)
    except (ValueError, TypeError, IndexError, np.linalg.LinAlgError) as problem:
        raise explained(primitive, inputs, problem, attributes) from None
    for tape in thread.listeners:
        tape.record(primitive, inputs, output, attributes)
    return output


def explained(
    primitive: Primitive, inputs: tuple[Tensor, ...], problem: Exception, attributes: dict[str, Any] = NONE
) -> OpError:
    """NumPy's complaint as an error that says what was given."""
    if isinstance(problem, OpError):
        return problem
    given = ", ".join(f"{x.array.dtype.name} {x.array.shape}" for x in inputs)
    given += "".join(f", {key} {value}" for key, value in attributes.items())
    text = str(problem)
    if "broadcast" in text:
        text = "these shapes do not broadcast: from the last axis, two lengths must be equal or one of them 1"
    return InvalidArgumentError(f"{primitive.name} of {given}: {text}.")
