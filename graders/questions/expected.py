"""Expected values of a question, computed with the engine from its function and point."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import numpy
from numpy.typing import NDArray

if TYPE_CHECKING:
    from graders.questions.question import Question

Result = TypeVar("Result")


def value(question: Question) -> NDArray[Any]:
    """The value of the question's function at its point. Raises ValueError where it declares no function."""

    def compute(dtype: str) -> NDArray[Any]:
        return numpy.asarray(_function(question)(**_variables(question, dtype)).numpy())

    return _as_precise_as_possible(compute)


def gradient(question: Question) -> Any:
    """The derivative of the question's function at its point: an array for one `wrt`, a list for several.

    `order` counts how often it is taken. Raises ValueError where the question does not declare enough.
    """
    if question.wrt is None:
        raise ValueError(f"question {question.id!r} does not say with respect to what; give it `wrt`")
    if question.order > 1 and not isinstance(question.wrt, str):
        raise ValueError(f"question {question.id!r} asks for order {question.order}; give it a single `wrt`")

    def compute(dtype: str) -> Any:
        variables = _variables(question, dtype)
        if isinstance(question.wrt, str):
            return _array(_derive(question, variables, question.wrt, question.order))
        return [_array(_derive(question, variables, name, 1)) for name in question.wrt or ()]

    return _as_precise_as_possible(compute)


def _derive(question: Question, variables: dict[str, Any], name: str, order: int) -> Any:
    import autodiff_lite as ad

    if order == 0:
        return _function(question)(**variables)
    with ad.GradientTape() as tape:
        target = _derive(question, variables, name, order - 1)
    return tape.gradient(target, variables[name], unconnected_gradients="zero")


def _function(question: Question) -> Callable[..., Any]:
    if question.function is None:
        raise ValueError(f"question {question.id!r} declares no function to compute its answer from")
    return question.function


def _variables(question: Question, dtype: str) -> dict[str, Any]:
    from autodiff_lite import Variable

    return {name: Variable(value, dtype=dtype) for name, value in question.at.items()}


def _array(tensor: Any) -> NDArray[Any]:
    return numpy.asarray(tensor.numpy())


def _as_precise_as_possible(compute: Callable[[str], Result]) -> Result:
    """Compute in double precision; in single where the function makes single-precision tensors of its own."""
    try:
        return compute("float64")
    except Exception:  # the engine refuses mixed dtypes; any other fault comes again in single precision
        return compute("float32")
