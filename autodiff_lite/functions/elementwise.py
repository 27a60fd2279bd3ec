"""Elementwise functions under TensorFlow's names.

All broadcast as NumPy does, and keep the dtype of their operands, which must agree: a float32 tensor and a
float64 tensor do not mix. Numbers, lists and arrays beside a tensor take its dtype. Most are made from the
table (`made`); here stand those of which a row cannot say all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from autodiff_lite.core.convert import Name
from autodiff_lite.core.convert import convert_to_tensor as tensor_of
from autodiff_lite.core.primitive import Function, apply
from autodiff_lite.core.shaping import identity as identity_row
from autodiff_lite.core.tensor import Operand, Tensor, TensorLike
from autodiff_lite.core.writing import value_used
from autodiff_lite.errors import InvalidArgumentError
from autodiff_lite.functions import made
from autodiff_lite.functions.made import FUNCTIONS
from autodiff_lite.functions.operands import alike, floating, numeric, truths
from autodiff_lite.table import elementwise as p
from autodiff_lite.table.shaping import add_n as p_add_n
from autodiff_lite.values.dtypes import DTypeLike, as_numpy

# What `ad.math` has of these.
__all__ = ["add", "add_n", "divide", "divide_no_nan", "log_sigmoid", "truediv"]

globals().update(FUNCTIONS)
plus, _divide_floats, _divide_no_nan_floats = (FUNCTIONS[n] for n in ("add", "divide", "divide_no_nan"))

if TYPE_CHECKING:

    def __getattr__(name: str) -> Function: ...


def add(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x + y, entry by entry; the derivative by each is 1.

    A number as `y` takes the dtype of `x`, but not the other way round (TensorFlow has it so): write
    ``add(1.0, y)`` for floats `y`, or ``1 + y``.

    >>> ad.add([1.0, 2.0], 10.0).numpy().tolist()
    [11.0, 12.0]
    """
    return plus(x if isinstance(x, Operand) else tensor_of(x), y)


def divide(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x / y, entry by entry; integers give float64, as in TensorFlow. The derivatives are 1/y and -x/y².

    >>> ad.divide(3, 2).dtype
    ad.float64
    """
    return _divide_floats(*_as_floats(*alike(x, y, "divide")))


def _as_floats(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """Whole numbers as the floats that their quotient is of."""
    if a.array.dtype.kind not in "iu":
        return a, b
    wide = np.float32 if a.array.dtype.itemsize <= 2 else np.float64
    return cast(a, wide), cast(b, wide)


def truediv(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x / y as `divide` has it, but of `x` in a dtype of its own: ``truediv(1, constant(2.0))`` mixes int32
    and float32.

    >>> ad.truediv(3.0, 2.0).numpy().item()
    1.5
    """
    return divide(x if isinstance(x, Operand) else tensor_of(x), y)


def divide_no_nan(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x / y, and 0 where y is 0; integers give float64.

    >>> ad.math.divide_no_nan(3.0, 0.0).numpy().item()
    0.0
    """
    return _divide_no_nan_floats(*_as_floats(*alike(x, y, "divide_no_nan")))


def log_sigmoid(x: TensorLike, name: str | None = None) -> Tensor:
    """ln(sigmoid(x)), without overflow; the derivative is sigmoid(-x).

    >>> float(ad.math.log_sigmoid(-1000.0))
    -1000.0
    """
    return made.negative(made.softplus(made.negative(floating(x, "log_sigmoid"))))


def convert_to_tensor(
    value: TensorLike, dtype: DTypeLike = None, dtype_hint: DTypeLike = None, name: Name = None
) -> Tensor:
    """`value` as a tensor: numbers, arrays, nested lists (of tensors too), tensors and variables.

    Python floats become float32 and ints int32, unless `dtype` says otherwise; NumPy values keep their
    dtype. Raises `ValueError` for a tensor of another dtype, for ragged lists or for floats beyond float32
    when no `dtype` is named, `TypeError` for values that do not fit `dtype` (a float for an integer dtype) or
    are no numbers.

    >>> ad.convert_to_tensor([1, 2])
    <Tensor: shape=(2,), dtype=int32, numpy=array([1, 2], dtype=int32)>
    """
    tensor = tensor_of(value, dtype, dtype_hint)
    # What a variable holds is the variable to a tape; what is handed out is a tensor of its own.
    return identity(tensor) if isinstance(value, Operand) and type(value) is not Tensor else tensor


def identity(input: TensorLike, name: str | None = None) -> Tensor:
    """A tensor of the same values; the gradient passes unchanged.

    >>> ad.identity(3.0).numpy().item()
    3.0
    """
    return apply(identity_row, (tensor_of(input),))


def stop_gradient(input: TensorLike, name: str | None = None) -> Tensor:
    """The same values, as a constant: no gradient flows back through it.

    >>> x = ad.Variable(3.0)
    >>> with ad.GradientTape() as tape:
    ...     y = x * ad.stop_gradient(x)
    >>> tape.gradient(y, x).numpy().item()
    3.0
    """
    return apply(p.stop_gradient, (tensor_of(input),))


def cast(x: TensorLike, dtype: DTypeLike, name: str | None = None) -> Tensor:
    """`x` in another dtype. Gradients flow between floating dtypes, and come back in the dtype of `x`.

    >>> ad.cast([1.7, -1.7], "int32").numpy().tolist()
    [1, -1]
    """
    tensor = tensor_of(x)
    wanted = as_numpy(dtype)
    if tensor.array.dtype == wanted:
        return tensor
    return apply(p.cast, (tensor,), {"dtype": wanted})


def where(
    condition: TensorLike, x: TensorLike = None, y: TensorLike = None, name: str | None = None
) -> Tensor:
    """Entries of `x` where `condition` is true, else of `y`; the gradient goes to where each entry came from.

    With `condition` alone, the indices of its true entries, int64, shape ``(count, ndim)``. Raises
    `ValueError` if only one of `x` and `y` is given.

    >>> ad.where([True, False], [1.0, 2.0], 0.0).numpy().tolist()
    [1.0, 0.0]
    """
    chosen = tensor_of(condition)
    if x is None and y is None:
        value_used(chosen, "where of a condition alone")
        return Tensor(np.argwhere(chosen.array))
    if x is None or y is None:
        raise ValueError("where() takes both x and y, or neither")
    chosen = truths(tensor_of(condition), "where(condition, ...)")
    a, b = alike(x, y, "where")
    return apply(p.select, (chosen, a, b))


def clip_by_value(
    t: TensorLike, clip_value_min: TensorLike, clip_value_max: TensorLike, name: str | None = None
) -> Tensor:
    """Entries moved into the interval from min to max; the gradient passes inside it and stops outside.

    >>> ad.clip_by_value([-3.0, 0.5, 3.0], -1.0, 1.0).numpy().tolist()
    [-1.0, 0.5, 1.0]
    """
    return made.maximum(made.minimum(numeric(t, "clip_by_value"), clip_value_max), clip_value_min)


def add_n(inputs: Any, name: str | None = None) -> Tensor:
    """The sum of a list of tensors of one shape and dtype.

    >>> ad.add_n([ad.constant(1.0), ad.constant(2.0)]).numpy().item()
    3.0
    """
    if not isinstance(inputs, list | tuple):
        raise TypeError(
            f"add_n() takes a list of tensors; got {type(inputs).__name__}. For two use add(x, y)."
        )
    if not inputs:
        raise ValueError("add_n() needs at least one tensor; got an empty list")
    parts = [tensor_of(x) for x in inputs]
    kinds = {(x.array.dtype.name, x.array.shape) for x in parts}
    if len(kinds) > 1:
        raise InvalidArgumentError(f"add_n() needs tensors of one dtype and shape; got {sorted(kinds)}")
    return apply(p_add_n, tuple(parts))
