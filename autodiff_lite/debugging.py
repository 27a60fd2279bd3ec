"""``ad.debugging``: checks in the middle of a computation.

In a function with `ad.function` they are done each time, after its program.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autodiff_lite.core.convert import Name, tensors_of_one_dtype
from autodiff_lite.core.listeners import thread
from autodiff_lite.core.tensor import Operand, Tensor, TensorLike
from autodiff_lite.core.writing import postponed
from autodiff_lite.errors import InvalidArgumentError, unfit
from autodiff_lite.functions.elementwise import convert_to_tensor, identity

__all__ = [
    "Assert", "assert_equal", "assert_greater", "assert_greater_equal", "assert_less", "assert_less_equal",
    "assert_near", "assert_non_negative", "assert_positive", "check_numerics",
]  # fmt: skip


def __dir__() -> list[str]:
    return __all__


def _done(name: str, check: Callable[..., None], *values: Tensor) -> None:
    """The check now, or after the program that is being written."""
    if not (thread.listeners and postponed(name, lambda *tensors: check(*tensors), values)):
        check(*values)


def Assert(condition: TensorLike, data: Any, summarize: Any = None, name: Name = None) -> None:  # noqa: N802
    """Raises `InvalidArgumentError`, with `data` in its message, unless `condition` is true.

    >>> x = ad.constant([1.0, 2.0])
    >>> ad.debugging.Assert(ad.reduce_all(x > 0.0), [x])
    """
    told = list(data)
    places = [place for place, x in enumerate(told) if isinstance(x, Operand)]

    def check(holds: Tensor, *tensors: Tensor) -> None:
        if not bool(np.all(holds.array)):
            shown = dict(zip(places, tensors, strict=True))
            words = [str(shown[i].array if i in shown else x) for i, x in enumerate(told)]
            raise InvalidArgumentError(f"Assert: the condition is false; {', '.join(words)}")

    _done("Assert", check, convert_to_tensor(condition), *[told[place].read() for place in places])


def _compared(name: str, sign: str, holds: Callable[[Any, Any], Any], x: Any, y: Any, message: Any) -> None:
    def check(a: Tensor, b: Tensor) -> None:
        try:
            fits = bool(np.all(holds(a.array, b.array)))
        except ValueError:
            fits = False
        if not fits:
            said = f"{message}: " if message else ""
            raise InvalidArgumentError(f"{said}{name}: x {sign} y does not hold; x is {a.array}, y {b.array}")

    _done(name, check, *tensors_of_one_dtype(x, y))


def assert_equal(
    x: TensorLike, y: TensorLike, message: Any = None, summarize: Any = None, name: Name = None
) -> None:
    """Raises `InvalidArgumentError` unless x == y in all entries.

    >>> ad.debugging.assert_equal(ad.constant(2.0) * 2.0, 4.0)
    """
    _compared("assert_equal", "==", np.equal, x, y, message)


def assert_less(
    x: TensorLike, y: TensorLike, message: Any = None, summarize: Any = None, name: Name = None
) -> None:
    """Raises `InvalidArgumentError` unless x < y in all entries.

    >>> ad.debugging.assert_less(1.0, [2.0, 3.0])
    """
    _compared("assert_less", "<", np.less, x, y, message)


def assert_less_equal(
    x: TensorLike, y: TensorLike, message: Any = None, summarize: Any = None, name: Name = None
) -> None:
    """Raises `InvalidArgumentError` unless x <= y in all entries.

    >>> ad.debugging.assert_less_equal(2.0, [2.0, 3.0])
    """
    _compared("assert_less_equal", "<=", np.less_equal, x, y, message)


def assert_greater(
    x: TensorLike, y: TensorLike, message: Any = None, summarize: Any = None, name: Name = None
) -> None:
    """Raises `InvalidArgumentError` unless x > y in all entries.

    >>> ad.debugging.assert_greater([2.0, 3.0], 1.0)
    """
    _compared("assert_greater", ">", np.greater, x, y, message)


def assert_greater_equal(
    x: TensorLike, y: TensorLike, message: Any = None, summarize: Any = None, name: Name = None
) -> None:
    """Raises `InvalidArgumentError` unless x >= y in all entries.

    >>> ad.debugging.assert_greater_equal([2.0, 3.0], 2.0)
    """
    _compared("assert_greater_equal", ">=", np.greater_equal, x, y, message)


def assert_positive(x: TensorLike, message: Any = None, summarize: Any = None, name: Name = None) -> None:
    """Raises `InvalidArgumentError` unless x > 0 in all entries.

    >>> ad.debugging.assert_positive([2.0, 3.0])
    """
    _compared("assert_positive", ">", np.greater, x, 0, message)


def assert_non_negative(x: TensorLike, message: Any = None, summarize: Any = None, name: Name = None) -> None:
    """Raises `InvalidArgumentError` unless x >= 0 in all entries.

    >>> ad.debugging.assert_non_negative([0.0, 3.0])
    """
    _compared("assert_non_negative", ">=", np.greater_equal, x, 0, message)


def assert_near(
    x: TensorLike,
    y: TensorLike,
    rtol: float | None = None,
    atol: float | None = None,
    message: Any = None,
    summarize: Any = None,
    name: Name = None,
) -> None:
    """Raises `InvalidArgumentError` unless ``|x - y| <= atol + rtol |y|`` in all entries.

    Both tolerances are ten times the distance from 1 to the next number of the dtype, unless given.

    >>> ad.debugging.assert_near(1.0, 1.0000001)
    """

    def holds(a: Any, b: Any) -> Any:
        usual = 10 * float(np.finfo(a.dtype).eps) if a.dtype.kind == "f" else 0.0
        absolute, relative = (usual if given is None else float(given) for given in (atol, rtol))
        return np.abs(a - b) <= absolute + relative * np.abs(b)

    _compared("assert_near", "near", holds, x, y, message)


def check_numerics(tensor: TensorLike, message: str, name: Name = None) -> Tensor:
    """The tensor itself. Raises `InvalidArgumentError` if an entry is NaN or infinite.

    >>> ad.debugging.check_numerics([1.0, 2.0], "the loss").numpy().tolist()
    [1.0, 2.0]
    """
    x = identity(tensor)
    if x.array.dtype.kind != "f":
        raise unfit("check_numerics", "floats", x)

    def check(given: Tensor) -> None:
        for kind, found in (("NaN", np.isnan), ("infinite", np.isinf)):
            if found(given.array).any():
                raise InvalidArgumentError(f"{message}: an entry is {kind}: {given.array}")

    _done("check_numerics", check, x)
    return x
