"""Elementwise functions under TensorFlow's names.

All broadcast as NumPy does, and keep the dtype of their operands, which must agree: a float32 tensor and a
float64 tensor do not mix. Numbers, lists and arrays beside a tensor take its dtype.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autodiff_lite.convert import convert_to_tensor, tensors_of_one_dtype
from autodiff_lite.dtypes import DTypeLike, as_numpy
from autodiff_lite.errors import InvalidArgumentError, WrongDtypeError
from autodiff_lite.primitive import Primitive, apply, explained
from autodiff_lite.primitives import elementwise as p
from autodiff_lite.primitives.shaping import add_n as p_add_n
from autodiff_lite.recording import thread
from autodiff_lite.tensor import Operand, Tensor, TensorLike

_NONE: dict[str, Any] = {}
_FLOAT32 = np.dtype(np.float32)

Unary = Callable[..., Tensor]
Binary = Callable[..., Tensor]


def floating(x: TensorLike, operation: str) -> Tensor:
    """`x` as a tensor of floats; raises `InvalidArgumentError` for other dtypes."""
    tensor = x if type(x) is Tensor else convert_to_tensor(x)
    if tensor.array.dtype.kind != "f":
        raise WrongDtypeError(
            f"{operation} needs floats; got dtype {tensor.array.dtype.name}, shape {tensor.array.shape}. "
            "Write 2.0 for 2, or cast(x, 'float32')."
        )
    return tensor


def numeric(x: TensorLike, operation: str) -> Tensor:
    """`x` as a tensor of numbers; raises `InvalidArgumentError` for truth values."""
    tensor = x if type(x) is Tensor else convert_to_tensor(x)
    if tensor.array.dtype.kind == "b":
        raise WrongDtypeError(f"{operation} needs numbers; got truth values. Cast them: cast(x, 'float32').")
    return tensor


def alike(x: TensorLike, y: TensorLike, operation: str) -> tuple[Tensor, Tensor]:
    """Two operands as tensors of one dtype; raises `InvalidArgumentError` if they differ."""
    if type(x) is not Tensor or type(y) is not Tensor:
        x, y = tensors_of_one_dtype(x, y)
    a, b = x.array.dtype, y.array.dtype
    if a is not b and a != b:
        raise WrongDtypeError(
            f"{operation} needs operands of one dtype; got {a.name} {x.array.shape} and {b.name} "
            f"{y.array.shape}. Dtypes are not mixed silently: cast one of them, as in cast(y, {a.name!r})."
        )
    return x, y


def _named(function: Callable[..., Tensor], name: str, doc: str) -> Callable[..., Tensor]:
    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc
    return function


# The two below do what `apply` does, spelled out for one and two operands: most of a program's operations are
# these, and on small tensors the calls and tuples saved are a third of the time.


def _unary(primitive: Primitive, doc: str, prepare: Callable[[TensorLike, str], Tensor] = floating) -> Unary:
    label, forward = primitive.name, primitive.forward

    def function(x: TensorLike, name: str | None = None) -> Tensor:
        if type(x) is not Tensor or x.array.dtype.kind != "f":
            x = prepare(x, label)
        output = Tensor(forward(x.array), label)
        for tape in thread.tapes:
            tape.record(primitive, (x,), output, _NONE)
        return output

    return _named(function, label, doc)


def _binary(primitive: Primitive, doc: str, kinds: str = "fiu", name: str | None = None) -> Binary:
    label, forward = primitive.name, primitive.forward
    takes_floats = "f" in kinds

    def function(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
        if type(x) is not Tensor or type(y) is not Tensor:
            x, y = tensors_of_one_dtype(x, y)
        a, b = x.array, y.array
        dtype = a.dtype
        if dtype is not b.dtype or ((dtype is not _FLOAT32 or not takes_floats) and dtype.kind not in kinds):
            alike(x, y, label)
            if dtype.kind not in kinds:
                raise WrongDtypeError(f"{label} does not take dtype {dtype.name}; cast the operands first")
        try:
            output = Tensor(forward(a, b), label)
        except (ValueError, TypeError) as problem:
            raise explained(primitive, (x, y), problem) from None
        for tape in thread.tapes:
            tape.record(primitive, (x, y), output, _NONE)
        return output

    return _named(function, name or label, doc)


plus = _binary(p.add, "What the sign + does: `add`, where a number on either side takes the other's dtype.")


def add(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x + y, entry by entry; the derivative by each is 1.

    A number as `y` takes the dtype of `x`, but not the other way round (TensorFlow has it so): write
    ``add(1.0, y)`` for floats `y`, or ``1 + y``.

    >>> ad.add([1.0, 2.0], 10.0).numpy().tolist()
    [11.0, 12.0]
    """
    return plus(x if isinstance(x, Operand) else convert_to_tensor(x), y)


subtract = _binary(
    p.subtract,
    """x - y, entry by entry; the derivatives are 1 and -1.

    >>> ad.subtract(5.0, 2.0).numpy().item()
    3.0
    """,
)
multiply = _binary(
    p.multiply,
    """x * y, entry by entry; the derivative by each is the other.

    >>> ad.multiply([1.0, 2.0], [3.0, 4.0]).numpy().tolist()
    [3.0, 8.0]
    """,
    kinds="fiub",
)
_divide_floats = _binary(p.divide, "x / y of floats.", kinds="f", name="divide")


def divide(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x / y, entry by entry; integers give float64, as in TensorFlow. The derivatives are 1/y and -x/y².

    >>> ad.divide(3, 2).dtype
    ad.float64
    """
    a, b = alike(x, y, "divide")
    return _divide_floats(*_as_floats(a, b)) if a.array.dtype.kind != "f" else _divide_floats(a, b)


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
    return divide(x if isinstance(x, Operand) else convert_to_tensor(x), y)


floordiv = _binary(
    p.floor_divide,
    """The whole part of x / y, rounded down. Has no derivative.

    >>> ad.math.floordiv(7, 2).numpy().item()
    3
    """,
)
floormod = _binary(
    p.floor_modulo,
    """The remainder of x / y with the sign of y; the derivatives are 1 and -floor(x / y).

    >>> ad.math.floormod(7.5, 2.0).numpy().item()
    1.5
    """,
)
pow = _binary(
    p.power,
    """x to the power y. Derivatives: y * x^(y-1), and x^y * ln(x), which is taken as 0 where x <= 0.

    >>> ad.pow(3.0, [2.0, 3.0]).numpy().tolist()
    [9.0, 27.0]
    """,
)
maximum = _binary(
    p.maximum,
    """The larger of x and y; the gradient goes to the larger, at a tie to x.

    >>> ad.maximum([1.0, 5.0], 3.0).numpy().tolist()
    [3.0, 5.0]
    """,
)
minimum = _binary(
    p.minimum,
    """The smaller of x and y; the gradient goes to the smaller, at a tie to x.

    >>> ad.minimum([1.0, 5.0], 3.0).numpy().tolist()
    [1.0, 3.0]
    """,
)
squared_difference = _binary(
    p.squared_difference,
    """(x - y)²; the derivatives are 2(x - y) and -2(x - y).

    >>> ad.math.squared_difference(5.0, 2.0).numpy().item()
    9.0
    """,
)
atan2 = _binary(
    p.atan2,
    """The angle of the point (y, x) from the axis of x, in radians between -pi and pi; arguments in this
    order: y, x.

    >>> f"{float(ad.math.atan2(1.0, 1.0)):.4f}"
    '0.7854'
    """,
    kinds="f",
)
_divide_no_nan_floats = _binary(p.divide_no_nan, "x / y of floats, and 0 where y is 0.", kinds="f")


def divide_no_nan(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x / y, and 0 where y is 0; integers give float64.

    >>> ad.math.divide_no_nan(3.0, 0.0).numpy().item()
    0.0
    """
    return _divide_no_nan_floats(*_as_floats(*alike(x, y, "divide_no_nan")))


multiply_no_nan = _binary(
    p.multiply_no_nan,
    """x * y, and 0 where y is 0 even if x is infinite or NaN.

    >>> ad.math.multiply_no_nan(float("inf"), 0.0).numpy().item()
    0.0
    """,
    kinds="f",
)

negative = _unary(
    p.negative, "-x; the derivative is -1.\n\n>>> ad.negative(2.0).numpy().item()\n-2.0\n", numeric
)
abs = _unary(
    p.absolute,
    "The absolute value; the derivative is sign(x).\n\n>>> ad.abs(-2.0).numpy().item()\n2.0\n",
    numeric,
)
square = _unary(p.square, "x²; the derivative is 2x.\n\n>>> ad.square(3.0).numpy().item()\n9.0\n", numeric)
sign = _unary(p.sign, "-1, 0 or 1; the derivative is 0.\n\n>>> ad.sign(-3.0).numpy().item()\n-1.0\n", numeric)
sqrt = _unary(
    p.sqrt, "The square root; the derivative is 1 / (2 sqrt(x)).\n\n>>> ad.sqrt(9.0).numpy().item()\n3.0\n"
)
rsqrt = _unary(
    p.rsqrt, "1 / sqrt(x); the derivative is -x^(-3/2) / 2.\n\n>>> ad.math.rsqrt(4.0).numpy().item()\n0.5\n"
)
reciprocal = _unary(
    p.reciprocal, "1 / x; the derivative is -1 / x².\n\n>>> ad.math.reciprocal(4.0).numpy().item()\n0.25\n"
)
exp = _unary(p.exp, "e^x; its own derivative.\n\n>>> ad.exp(0.0).numpy().item()\n1.0\n")
expm1 = _unary(p.expm1, "e^x - 1, exact for small x.\n\n>>> ad.math.expm1(0.0).numpy().item()\n0.0\n")
log = _unary(
    p.log, "The natural logarithm; the derivative is 1 / x.\n\n>>> ad.math.log(1.0).numpy().item()\n0.0\n"
)
log1p = _unary(p.log1p, "ln(1 + x), exact for small x.\n\n>>> ad.math.log1p(0.0).numpy().item()\n0.0\n")
sin = _unary(
    p.sin, "Sine of x in radians; the derivative is cos(x).\n\n>>> ad.sin(0.0).numpy().item()\n0.0\n"
)
cos = _unary(
    p.cos, "Cosine of x in radians; the derivative is -sin(x).\n\n>>> ad.cos(0.0).numpy().item()\n1.0\n"
)
tan = _unary(
    p.tan, "Tangent of x in radians; the derivative is 1 + tan²(x).\n\n>>> ad.tan(0.0).numpy().item()\n0.0\n"
)
asin = _unary(
    p.asin, "Inverse sine; the derivative is 1 / sqrt(1 - x²).\n\n>>> ad.asin(0.0).numpy().item()\n0.0\n"
)
acos = _unary(
    p.acos, "Inverse cosine; the derivative is -1 / sqrt(1 - x²).\n\n>>> ad.acos(1.0).numpy().item()\n0.0\n"
)
atan = _unary(
    p.atan, "Inverse tangent; the derivative is 1 / (1 + x²).\n\n>>> ad.atan(0.0).numpy().item()\n0.0\n"
)
sinh = _unary(p.sinh, "Hyperbolic sine; the derivative is cosh(x).\n\n>>> ad.sinh(0.0).numpy().item()\n0.0\n")
cosh = _unary(
    p.cosh, "Hyperbolic cosine; the derivative is sinh(x).\n\n>>> ad.cosh(0.0).numpy().item()\n1.0\n"
)
tanh = _unary(
    p.tanh, "Hyperbolic tangent; the derivative is 1 - tanh²(x).\n\n>>> ad.tanh(0.0).numpy().item()\n0.0\n"
)
asinh = _unary(p.asinh, "Inverse hyperbolic sine.\n\n>>> ad.math.asinh(0.0).numpy().item()\n0.0\n")
acosh = _unary(p.acosh, "Inverse hyperbolic cosine.\n\n>>> ad.math.acosh(1.0).numpy().item()\n0.0\n")
atanh = _unary(p.atanh, "Inverse hyperbolic tangent.\n\n>>> ad.math.atanh(0.0).numpy().item()\n0.0\n")
sigmoid = _unary(
    p.sigmoid, "1 / (1 + e^-x) = s; the derivative is s(1 - s).\n\n>>> ad.sigmoid(0.0).numpy().item()\n0.5\n"
)
softplus = _unary(
    p.softplus,
    "ln(1 + e^x), without overflow; the derivative is sigmoid(x).\n\n"
    ">>> ad.nn.softplus(100.0).numpy().item()\n100.0\n",
)
relu = _unary(
    p.relu,
    "x where x > 0, else 0; the derivative at 0 is taken as 0.\n\n"
    ">>> ad.nn.relu([-1.0, 2.0]).numpy().tolist()\n[0.0, 2.0]\n",
    numeric,
)
elu = _unary(
    p.elu, "x where x > 0, else e^x - 1.\n\n>>> ad.nn.elu([0.0, 2.0]).numpy().tolist()\n[0.0, 2.0]\n"
)
floor = _unary(p.floor, "Rounded down. Has no derivative.\n\n>>> ad.floor(1.5).numpy().item()\n1.0\n")
ceil = _unary(p.ceil, "Rounded up. Has no derivative.\n\n>>> ad.math.ceil(1.5).numpy().item()\n2.0\n")
round = _unary(
    p.rint,
    "To the nearest whole number, halves to the even one. Has no derivative.\n\n"
    ">>> ad.round(2.5).numpy().item()\n2.0\n",
    numeric,
)
is_nan = _unary(p.is_nan, "True where x is not a number.\n\n>>> bool(ad.math.is_nan(float('nan')))\nTrue\n")
is_inf = _unary(p.is_inf, "True where x is infinite.\n\n>>> bool(ad.math.is_inf(float('inf')))\nTrue\n")
is_finite = _unary(
    p.is_finite, "True where x is neither infinite nor NaN.\n\n>>> bool(ad.math.is_finite(1.0))\nTrue\n"
)

less = _binary(p.less, "x < y, as truth values.\n\n>>> bool(ad.less(1.0, 2.0))\nTrue\n")
less_equal = _binary(p.less_equal, "x <= y, as truth values.\n\n>>> bool(ad.less_equal(2.0, 2.0))\nTrue\n")
greater = _binary(p.greater, "x > y, as truth values.\n\n>>> bool(ad.greater(1.0, 2.0))\nFalse\n")
greater_equal = _binary(
    p.greater_equal, "x >= y, as truth values.\n\n>>> bool(ad.greater_equal(2.0, 2.0))\nTrue\n"
)
equal = _binary(p.equal, "x == y, entry by entry.\n\n>>> bool(ad.equal(2.0, 2.0))\nTrue\n", kinds="fiub")
not_equal = _binary(
    p.not_equal, "x != y, entry by entry.\n\n>>> bool(ad.not_equal(2.0, 2.0))\nFalse\n", kinds="fiub"
)
logical_and = _binary(
    p.logical_and, "Both, of truth values.\n\n>>> bool(ad.logical_and(True, False))\nFalse\n", kinds="b"
)
logical_or = _binary(
    p.logical_or, "Either, of truth values.\n\n>>> bool(ad.logical_or(True, False))\nTrue\n", kinds="b"
)
logical_xor = _binary(
    p.logical_xor, "One, not both.\n\n>>> bool(ad.math.logical_xor(True, True))\nFalse\n", kinds="b"
)


bitwise_and = _binary(p.bitwise_and, "Both, bit by bit; of truth values and whole numbers.", kinds="biu")
bitwise_or = _binary(p.bitwise_or, "Either, bit by bit; of truth values and whole numbers.", kinds="biu")
bitwise_xor = _binary(
    p.bitwise_xor, "One, not both, bit by bit; of truth values and whole numbers.", kinds="biu"
)


def _truth(x: TensorLike, operation: str) -> Tensor:
    tensor = convert_to_tensor(x)
    if tensor.array.dtype.kind != "b":
        raise WrongDtypeError(f"{operation} takes truth values; got dtype {tensor.array.dtype.name}")
    return tensor


logical_not = _unary(
    p.logical_not, "Not, of truth values.\n\n>>> bool(ad.logical_not(True))\nFalse\n", _truth
)


def invert(x: TensorLike, name: str | None = None) -> Tensor:
    """Each bit turned over; of truth values, not."""
    tensor = convert_to_tensor(x)
    if tensor.array.dtype.kind == "f":
        raise WrongDtypeError(f"~x takes truth values and whole numbers; got dtype {tensor.array.dtype.name}")
    return apply(p.invert, (tensor,), _NONE)


def log_sigmoid(x: TensorLike, name: str | None = None) -> Tensor:
    """ln(sigmoid(x)), without overflow; the derivative is sigmoid(-x).

    >>> float(ad.math.log_sigmoid(-1000.0))
    -1000.0
    """
    return negative(softplus(negative(floating(x, "log_sigmoid"))))


def identity(input: TensorLike, name: str | None = None) -> Tensor:
    """A tensor of the same values; the gradient passes unchanged.

    >>> ad.identity(3.0).numpy().item()
    3.0
    """
    return apply(p.identity, (convert_to_tensor(input),), _NONE)


def stop_gradient(input: TensorLike, name: str | None = None) -> Tensor:
    """The same values, as a constant: no gradient flows back through it.

    >>> x = ad.Variable(3.0)
    >>> with ad.GradientTape() as tape:
    ...     y = x * ad.stop_gradient(x)
    >>> tape.gradient(y, x).numpy().item()
    3.0
    """
    return apply(p.stop_gradient, (convert_to_tensor(input),), _NONE)


def cast(x: TensorLike, dtype: DTypeLike, name: str | None = None) -> Tensor:
    """`x` in another dtype. Gradients flow between floating dtypes, and come back in the dtype of `x`.

    >>> ad.cast([1.7, -1.7], "int32").numpy().tolist()
    [1, -1]
    """
    tensor = convert_to_tensor(x)
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
    chosen = convert_to_tensor(condition)
    if x is None and y is None:
        return Tensor(np.argwhere(chosen.array))
    if x is None or y is None:
        raise ValueError("where() takes both x and y, or neither")
    chosen = _truth(chosen, "where(condition, ...)")
    a, b = alike(x, y, "where")
    return apply(p.select, (chosen, a, b), _NONE)


def clip_by_value(
    t: TensorLike, clip_value_min: TensorLike, clip_value_max: TensorLike, name: str | None = None
) -> Tensor:
    """Entries moved into the interval from min to max; the gradient passes inside it and stops outside.

    >>> ad.clip_by_value([-3.0, 0.5, 3.0], -1.0, 1.0).numpy().tolist()
    [-1.0, 0.5, 1.0]
    """
    return maximum(minimum(numeric(t, "clip_by_value"), clip_value_max), clip_value_min)


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
    parts = [convert_to_tensor(x) for x in inputs]
    kinds = {(x.array.dtype.name, x.array.shape) for x in parts}
    if len(kinds) > 1:
        raise InvalidArgumentError(f"add_n() needs tensors of one dtype and shape; got {sorted(kinds)}")
    return apply(p_add_n, tuple(parts), _NONE)
