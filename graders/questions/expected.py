"""Expected values, computed with the engine from a function and a point."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import numpy
from numpy.typing import NDArray

Result = TypeVar("Result")
Function = Callable[..., Any] | None


def value(function: Function, at: Mapping[str, Any]) -> NDArray[Any]:
    """The value of a function at a point. Raises ValueError where there is no function.

    >>> value(lambda x: x * x, {"x": 3.0})
    array(9.)
    """

    def compute(dtype: str) -> NDArray[Any]:
        return _array(_needed(function)(**_variables(at, dtype)))

    return _as_precise_as_possible(compute)


def derivative(
    function: Function,
    at: Mapping[str, Any],
    wrt: str | Sequence[str] | None,
    order: int = 1,
    jacobian: bool = False,
) -> Any:
    """The derivative of a function at a point: an array for one `wrt`, a list of arrays for several.

    `order` counts how often it is taken; of a variable that is no single number, order 2 is the Hessian, of
    shape (variable + variable), and so on. `jacobian` keeps the entries of the result apart, where a
    gradient adds them up. Raises ValueError where too little is given.

    >>> derivative(lambda x, y: x * x * y, {"x": 3.0, "y": 2.0}, ["x", "y"])
    [array(12.), array(9.)]
    >>> derivative(lambda p: p[0] * p[0] * p[1], {"p": [3.0, 2.0]}, "p", order=2)
    array([[4., 6.],
           [6., 0.]])
    """
    if wrt is None:
        raise ValueError("it is not said by what to differentiate; give the question `of` and `at`, or `wrt`")
    if order > 1 and not isinstance(wrt, str):
        raise ValueError(f"order {order} is asked for by several names; give it a single `wrt`")

    def compute(dtype: str) -> Any:
        variables = _variables(at, dtype)
        if isinstance(wrt, str):
            return _array(_derive(_needed(function), variables, wrt, order, jacobian))
        return [_array(_derive(_needed(function), variables, name, 1, jacobian)) for name in wrt]

    return _as_precise_as_possible(compute)


def _derive(
    function: Callable[..., Any], variables: dict[str, Any], name: str, order: int, jacobian: bool
) -> Any:
    import autodiff_lite as ad

    if order == 0:
        return function(**variables)
    variable = variables[name]
    with ad.GradientTape() as tape:
        target = _derive(function, variables, name, order - 1, jacobian)
    apart = jacobian or (order > 1 and variable.shape)
    answer = (tape.jacobian if apart else tape.gradient)(target, variable, unconnected_gradients="zero")
    # Of a constant there is no jacobian; its entries do not change with the variable.
    return (
        ad.zeros([*ad.constant(target).shape, *variable.shape], variable.dtype) if answer is None else answer
    )


def _needed(function: Function) -> Callable[..., Any]:
    if function is None:
        raise ValueError("there is no function to compute an answer from; give the question `of`")
    return function


def _variables(at: Mapping[str, Any], dtype: str) -> dict[str, Any]:
    from autodiff_lite import Variable

    return {name: Variable(value, dtype=dtype) for name, value in at.items()}


def _array(tensor: Any) -> NDArray[Any]:
    return numpy.asarray(tensor.numpy() if hasattr(tensor, "numpy") else tensor)


def _as_precise_as_possible(compute: Callable[[str], Result]) -> Result:
    """Compute in double precision; in single where the function makes single-precision tensors of its own."""
    try:
        return compute("float64")
    except Exception:  # the engine refuses mixed dtypes; any other fault comes again in single precision
        return compute("float32")
