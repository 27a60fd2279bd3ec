"""What an operation is: a NumPy function and, beside it, its derivative rules.

    sin = Primitive("sin", np.sin, lambda up, y, x: up * cos(x))

A rule is a vector-Jacobian product, one for each input. It is given the upstream gradient `up`, the output
`y`, the inputs (`x`, or `a` and `b`) and the attributes, and returns that input's gradient. It is written in
primitives and operators, so it runs on plain arrays when nobody listens (NumPy's speed, no tape), and on
tensors when an outer tape does, which makes the gradient itself differentiable: one rule serves every order.
Broadcasting is undone by the backward pass, not by the rules.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

import numpy as np

from autodiff_lite.core.listeners import thread
from autodiff_lite.core.tensor import Operand, Tensor, TensorLike, new
from autodiff_lite.errors import InvalidArgumentError, OpError

array_of = attrgetter("array")
Rule = Callable[..., Any]
Function = Callable[..., Tensor]
EMPTY: dict[str, Any] = {}
"""The attributes of an operation that has none."""

UNFIT = (ValueError, TypeError, IndexError, np.linalg.LinAlgError)
"""What NumPy raises for arrays that do not fit an operation."""


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
        kind: how the function is called: entry by entry, as ``name(x)`` or ``name(x, y)``, or in one of the
            ways of `functions.kinds`, as "reduction" with ``axis`` and ``keepdims``.
        sign: Python's sign for it, with which formulas and drawings show it.
        given: TensorFlow's names for what the function is given, where they are not ``x`` and ``y``.
    """

    __slots__ = (
        *("name", "forward", "rules", "joint_rule"),
        *("about", "example", "takes", "within", "kind", "sign", "given"),
        *("rules_on_arrays", "joint_rule_on_arrays"),
    )

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
        kind: str = "",
        sign: str = "",
        given: str = "x y",
    ) -> None:
        self.name = name
        self.forward = forward
        self.rules = rules
        self.joint_rule = joint_rule
        self.about = about
        self.example = example
        self.takes = takes
        self.within = tuple(within.split())
        self.kind = kind
        self.sign = sign
        self.given = tuple(given.split())
        # The same, until the table's rows are known: then those that call NumPy alone (core/on_arrays.py).
        self.rules_on_arrays = rules
        self.joint_rule_on_arrays = joint_rule

    def __call__(self, *inputs: Any, **attributes: Any) -> Any:
        """On tensors: compute and let the tapes record. On plain arrays: just compute.

        So rules call it, and the core. Programs call the function that is made from the row
        (`functions.made`), which also takes variables, numbers and lists.
        """
        for x in inputs:
            if type(x) is Tensor:
                return apply(self, tuple(_tensor(i, x) for i in inputs), attributes)
        return self.forward(*inputs, **attributes)

    def __repr__(self) -> str:
        return f"<Primitive {self.name}>"


def _tensor(value: Any, beside: Tensor) -> Tensor:
    if isinstance(value, Operand):
        return value.read()
    return Tensor(value if hasattr(value, "dtype") else beside.array.dtype.type(value))


def apply(primitive: Primitive, inputs: tuple[Tensor, ...], attributes: dict[str, Any] = EMPTY) -> Tensor:
    """Carry out `primitive` and tell who listens in this thread."""
    output = new(Tensor)
    output.made_by = primitive.name
    output.marks = ()
    try:
        output.array = primitive.forward(*map(array_of, inputs), **attributes)
    except UNFIT as problem:
        raise explained(primitive, inputs, problem, attributes) from None
    for listener in thread.listeners:
        listener.record(primitive, inputs, output, attributes)
    return output


def applied_to_one(primitive: Primitive, usual: Any, prepare: Callable[[Any], Tensor]) -> Function:
    """`apply` written out for one tensor without attributes, as the function that programs call.

    It gives what `apply` gives, and is quicker. What it is given goes through `prepare` first, which reads
    variables and makes tensors of numbers, unless it is a tensor of the dtype `usual` (that very object; an
    equal one just takes the longer way).
    """
    label, forward = primitive.name, primitive.forward

    def function(x: TensorLike, name: str | None = None) -> Tensor:
        if type(x) is not Tensor or x.array.dtype is not usual:
            x = prepare(x)
        output = new(Tensor)
        output.made_by = label
        output.marks = ()
        try:
            output.array = forward(x.array)
        except UNFIT as problem:
            raise explained(primitive, (x,), problem) from None
        for listener in thread.listeners:
            listener.record_short(primitive, x, None, output)
        return output

    return function


def applied_to_two(
    primitive: Primitive, usual: Any, prepare: Callable[[Any, Any], tuple[Tensor, Tensor]]
) -> Function:
    """The same, for two tensors: most of a program's operations are these."""
    label, forward = primitive.name, primitive.forward

    def function(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
        if (
            type(y) is not Tensor
            or type(x) is not Tensor
            or x.array.dtype is not usual
            or y.array.dtype is not usual
        ):
            x, y = prepare(x, y)
        output = new(Tensor)
        output.made_by = label
        output.marks = ()
        try:
            output.array = forward(x.array, y.array)
        except UNFIT as problem:
            raise explained(primitive, (x, y), problem) from None
        for listener in thread.listeners:
            listener.record_short(primitive, x, y, output)
        return output

    return function


_MEANT = {
    "broadcast": "these shapes do not broadcast: from the last axis, two lengths must be equal or one of "
    "them 1",
    "negative integer powers": "an integer to a negative power is no integer; cast the base to a float",
}
"""By what NumPy's complaints hold: what they mean."""


def explained(
    primitive: Primitive,
    inputs: tuple[Tensor, ...],
    problem: Exception,
    attributes: dict[str, Any] = EMPTY,
) -> OpError:
    """NumPy's complaint as an error that says what was given."""
    if isinstance(problem, OpError):
        return problem
    given = ", ".join(f"{x.array.dtype.name} {x.array.shape}" for x in inputs)
    given += "".join(f", {key} {value}" for key, value in attributes.items())
    text = str(problem)
    for complaint, meant in _MEANT.items():
        if complaint in text:
            text = meant
    return InvalidArgumentError(f"{primitive.name} of {given}: {text}.")
