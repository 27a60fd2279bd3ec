"""Elementwise functions under TensorFlow's names.

All broadcast as NumPy does, and keep the dtype of their operands, which must agree: a float32 tensor and a
float64 tensor do not mix. Numbers, lists and arrays beside a tensor take its dtype.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autodiff_lite.core.convert import convert_to_tensor, like, tensors_of_one_dtype
from autodiff_lite.core.primitive import Primitive, apply, explained
from autodiff_lite.core.stack import thread
from autodiff_lite.core.tensor import Operand, Tensor, TensorLike, new
from autodiff_lite.errors import InvalidArgumentError, WrongDtypeError
from autodiff_lite.table import elementwise as p
from autodiff_lite.table.shaping import add_n as p_add_n
from autodiff_lite.values.dtypes import DTypeLike, as_numpy

# What `ad.math` has of these.
# fmt: off
__all__ = [
    "abs", "acos", "acosh", "add", "add_n", "asin", "asinh", "atan", "atan2", "atanh", "ceil", "cos", "cosh",
    "divide", "divide_no_nan", "equal", "erf", "exp", "expm1", "floor", "floordiv", "floormod", "greater",
    "greater_equal", "is_finite", "is_inf", "is_nan", "less", "less_equal", "log", "log1p", "log_sigmoid",
    "logical_and", "logical_not", "logical_or", "logical_xor", "maximum", "minimum", "multiply",
    "multiply_no_nan", "negative", "not_equal", "pow", "reciprocal", "round", "rsqrt", "sigmoid", "sign",
    "sin", "sinh", "softplus", "sqrt", "square", "squared_difference", "subtract", "tan", "tanh", "truediv",
]
# fmt: on

_FLOAT32 = np.dtype(np.float32)
Function = Callable[..., Tensor]


def _of_kinds(kinds: str, called: str, remedy: str) -> Callable[[TensorLike, str], Tensor]:
    def prepare(x: TensorLike, operation: str) -> Tensor:
        tensor = x if type(x) is Tensor else convert_to_tensor(x)
        if tensor.array.dtype.kind not in kinds:
            given = f"{tensor.array.dtype.name} {tensor.array.shape}"
            raise WrongDtypeError(f"{operation} needs {called}; got {given}. {remedy}")
        return tensor

    return prepare


# Each makes a tensor of what an operation is given, and raises `WrongDtypeError` for other elements.
floating = _of_kinds("f", "floats", "Write 2.0 for 2, or cast(x, 'float32').")
numeric = _of_kinds("fiu", "numbers", "Cast truth values: cast(x, 'float32').")
truths = _of_kinds("b", "truth values", "A comparison such as x > 0 makes them.")
_bits = _of_kinds("biu", "truth values or whole numbers", "A comparison such as x > 0 makes truth values.")


def alike(x: TensorLike, y: TensorLike, operation: str) -> tuple[Tensor, Tensor]:
    """Two operands as tensors of one dtype; raises `InvalidArgumentError` if they differ."""
    if type(x) is not Tensor or type(y) is not Tensor:
        x, y = tensors_of_one_dtype(x, y)
    a, b = x.array.dtype, y.array.dtype
    if a is not b and a != b:
        raise WrongDtypeError(
            f"{operation} needs operands of one dtype; got {a.name} {x.array.shape} and {b.name} "
            f"{y.array.shape}. Dtypes are not mixed silently: cast one of them, as in {_advised(a, b)}."
        )
    return x, y


def _advised(a: Any, b: Any) -> str:
    """The cast that keeps most: to a float rather than a whole number, which has no gradient."""
    wide = (
        a if (a.kind == "f") >= (b.kind == "f") and not (a.kind == b.kind and b.itemsize > a.itemsize) else b
    )
    return f"cast({'y' if wide is a else 'x'}, {wide.name!r})"


# The two factories do what `apply` does, spelled out for one and two operands: most of a program's operations
# are these, and on small tensors the calls and tuples saved are a third of the time.


def _unary(primitive: Primitive, about: str, example: str = "", prepare: Any = floating) -> Function:
    label, forward = primitive.name, primitive.forward
    usual = _FLOAT32 if prepare in (floating, numeric) else np.dtype(np.bool_)

    def function(x: TensorLike, name: str | None = None) -> Tensor:
        if type(x) is not Tensor or x.array.dtype is not usual:
            x = prepare(x, label)
        output = new(Tensor)
        output.made_by = label
        output.marks = ()
        output.array = forward(x.array)
        for tape in thread.tapes:
            tape.record_short(primitive, x, None, output)
        return output

    return described(function, label, about, example)


def _binary(primitive: Primitive, about: str, example: str = "", kinds: str = "fiu") -> Function:
    label, forward = primitive.name, primitive.forward
    takes_floats = "f" in kinds

    def function(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
        if type(x) is not Tensor:
            x, y = tensors_of_one_dtype(x, y)
        elif type(y) is not Tensor:
            y = like(y, x)
        a, b = x.array, y.array
        dtype = a.dtype
        if dtype is not b.dtype or ((dtype is not _FLOAT32 or not takes_floats) and dtype.kind not in kinds):
            alike(x, y, label)
            if dtype.kind not in kinds:
                raise WrongDtypeError(f"{label} does not take dtype {dtype.name}; cast the operands first")
        output = new(Tensor)
        output.made_by = label
        output.marks = ()
        try:
            output.array = forward(a, b)
        except (ValueError, TypeError) as problem:
            raise explained(primitive, (x, y), problem) from None
        for tape in thread.tapes:
            tape.record_short(primitive, x, y, output)
        return output

    return described(function, label, about, example)


def described(function: Function, name: str, about: str, example: str) -> Function:
    """Named, and with a docstring: `about` is "summary; derivative", `example` is "call = result"."""
    call, _, result = example.partition(" = ")
    summary, _, slope = about.partition("; ")
    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"{summary}{slope and f'. The derivative is {slope}'}."
    if example:
        function.__doc__ += f"\n\n>>> ad.{call}.numpy().tolist()\n{result}\n"
    return function


# A row: what the function is; its derivative, if it has one. An example and its result.
# fmt: off
negative = _unary(p.negative, "-x; -1", "negative(2.0) = -2.0", numeric)
abs = _unary(p.absolute, "The absolute value; sign(x)", "abs(-2.0) = 2.0", numeric)
square = _unary(p.square, "x²; 2x", "square(3.0) = 9.0", numeric)
sign = _unary(p.sign, "-1, 0 or 1; 0", "sign(-3.0) = -1.0", numeric)
sqrt = _unary(p.sqrt, "The square root; 1 / (2 sqrt(x))", "sqrt(9.0) = 3.0")
rsqrt = _unary(p.rsqrt, "1 / sqrt(x); -x^(-3/2) / 2", "math.rsqrt(4.0) = 0.5")
reciprocal = _unary(p.reciprocal, "1 / x; -1 / x²", "math.reciprocal(4.0) = 0.25")
exp = _unary(p.exp, "e^x; e^x", "exp(0.0) = 1.0")
expm1 = _unary(p.expm1, "e^x - 1, exact for small x; e^x", "math.expm1(0.0) = 0.0")
log = _unary(p.log, "The natural logarithm; 1 / x", "math.log(1.0) = 0.0")
log1p = _unary(p.log1p, "ln(1 + x), exact for small x; 1 / (1 + x)", "math.log1p(0.0) = 0.0")
sin = _unary(p.sin, "Sine of x in radians; cos(x)", "sin(0.0) = 0.0")
cos = _unary(p.cos, "Cosine of x in radians; -sin(x)", "cos(0.0) = 1.0")
tan = _unary(p.tan, "Tangent of x in radians; 1 + tan²(x)", "tan(0.0) = 0.0")
asin = _unary(p.asin, "Inverse sine; 1 / sqrt(1 - x²)", "asin(0.0) = 0.0")
acos = _unary(p.acos, "Inverse cosine; -1 / sqrt(1 - x²)", "acos(1.0) = 0.0")
atan = _unary(p.atan, "Inverse tangent; 1 / (1 + x²)", "atan(0.0) = 0.0")
sinh = _unary(p.sinh, "Hyperbolic sine; cosh(x)", "sinh(0.0) = 0.0")
cosh = _unary(p.cosh, "Hyperbolic cosine; sinh(x)", "cosh(0.0) = 1.0")
tanh = _unary(p.tanh, "Hyperbolic tangent; 1 - tanh²(x)", "tanh(0.0) = 0.0")
asinh = _unary(p.asinh, "Inverse hyperbolic sine; 1 / sqrt(x² + 1)", "asinh(0.0) = 0.0")
acosh = _unary(p.acosh, "Inverse hyperbolic cosine; 1 / sqrt(x² - 1)", "acosh(1.0) = 0.0")
atanh = _unary(p.atanh, "Inverse hyperbolic tangent; 1 / (1 - x²)", "atanh(0.0) = 0.0")
sigmoid = _unary(p.sigmoid, "1 / (1 + e^-x) = s; s(1 - s)", "sigmoid(0.0) = 0.5")
erf = _unary(p.erf, "The error function, 2 / sqrt(pi) times the integral of e^-t²; 2 e^-x² / sqrt(pi)",
             "math.erf(0.0) = 0.0")
softplus = _unary(p.softplus, "ln(1 + e^x), without overflow; sigmoid(x)", "nn.softplus(100.0) = 100.0")
relu = _unary(p.relu, "x where x > 0, else 0; 1 or 0, 0 at 0", "nn.relu([-1.0, 2.0]) = [0.0, 2.0]", numeric)
elu = _unary(p.elu, "x where x > 0, else e^x - 1; 1 or e^x", "nn.elu([0.0, 2.0]) = [0.0, 2.0]")
floor = _unary(p.floor, "Rounded down. Has no derivative", "floor(1.5) = 1.0")
ceil = _unary(p.ceil, "Rounded up. Has no derivative", "math.ceil(1.5) = 2.0")
round = _unary(p.rint, "Rounded, halves to the even number. Has no derivative", "round(2.5) = 2.0", numeric)
is_nan = _unary(p.is_nan, "True where x is not a number", "math.is_nan(float('nan')) = True")
is_inf = _unary(p.is_inf, "True where x is infinite", "math.is_inf(float('inf')) = True")
is_finite = _unary(p.is_finite, "True where x is neither infinite nor NaN", "math.is_finite(1.0) = True")
logical_not = _unary(p.logical_not, "Not, of truth values", "logical_not(True) = False", truths)
invert = _unary(p.invert, "What the sign ~ does: each bit turned over, of truth values, not", prepare=_bits)

plus = _binary(p.add, "What the sign + does: `add`, where a number on either side takes the other's dtype")
subtract = _binary(p.subtract, "x - y; 1 by x, -1 by y", "subtract(5.0, 2.0) = 3.0")
multiply = _binary(p.multiply, "x * y; y by x, x by y", "multiply([1.0, 2.0], 3.0) = [3.0, 6.0]", "fiub")
_divide_floats = _binary(p.divide, "x / y of floats; 1 / y by x, -x / y² by y", kinds="f")
floordiv = _binary(p.floor_divide, "x / y, rounded down. Has no derivative", "math.floordiv(7, 2) = 3")
floormod = _binary(p.floor_modulo, "The remainder of x / y, with the sign of y; 1 by x, -floor(x / y) by y",
                   "math.floormod(7.5, 2.0) = 1.5")
pow = _binary(p.power, "x to the power y; y x^(y-1) by x, x^y ln(x) by y, which is taken as 0 where x <= 0",
              "pow(3.0, [2.0, 3.0]) = [9.0, 27.0]")
maximum = _binary(p.maximum, "The larger of x and y; 1 by the larger, at a tie by x, and 0 by the other",
                  "maximum([1.0, 5.0], 3.0) = [3.0, 5.0]")
minimum = _binary(p.minimum, "The smaller of x and y; 1 by the smaller, at a tie by x, and 0 by the other",
                  "minimum([1.0, 5.0], 3.0) = [1.0, 3.0]")
squared_difference = _binary(p.squared_difference, "(x - y)²; 2(x - y) by x, -2(x - y) by y",
                             "math.squared_difference(5.0, 2.0) = 9.0")
atan2 = _binary(p.atan2, "The angle of the point (y, x), given in this order, in radians from -pi to pi",
                "math.atan2(1.0, 1.0) = 0.7854", "f")
_divide_no_nan_floats = _binary(p.divide_no_nan, "x / y of floats, and 0 where y is 0", kinds="f")
multiply_no_nan = _binary(p.multiply_no_nan, "x * y, and 0 where y is 0 even if x is infinite or NaN",
                          "math.multiply_no_nan(float('inf'), 0.0) = 0.0", "f")
less = _binary(p.less, "x < y, as truth values", "less(1.0, 2.0) = True")
less_equal = _binary(p.less_equal, "x <= y, as truth values", "less_equal(2.0, 2.0) = True")
greater = _binary(p.greater, "x > y, as truth values", "greater(1.0, 2.0) = False")
greater_equal = _binary(p.greater_equal, "x >= y, as truth values", "greater_equal(2.0, 2.0) = True")
equal = _binary(p.equal, "x == y, entry by entry", "equal(2.0, 2.0) = True", "fiub")
not_equal = _binary(p.not_equal, "x != y, entry by entry", "not_equal(2.0, 2.0) = False", "fiub")
logical_and = _binary(p.logical_and, "Both, of truth values", "logical_and(True, False) = False", "b")
logical_or = _binary(p.logical_or, "Either, of truth values", "logical_or(True, False) = True", "b")
logical_xor = _binary(p.logical_xor, "One, not both", "math.logical_xor(True, True) = False", "b")
bitwise_and = _binary(p.bitwise_and, "Both, bit by bit, of truth values and whole numbers", kinds="biu")
bitwise_or = _binary(p.bitwise_or, "Either, bit by bit, of truth values and whole numbers", kinds="biu")
bitwise_xor = _binary(p.bitwise_xor, "One, not both, bit by bit, as the others", kinds="biu")
# fmt: on


def add(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x + y, entry by entry; the derivative by each is 1.

    A number as `y` takes the dtype of `x`, but not the other way round (TensorFlow has it so): write
    ``add(1.0, y)`` for floats `y`, or ``1 + y``.

    >>> ad.add([1.0, 2.0], 10.0).numpy().tolist()
    [11.0, 12.0]
    """
    return plus(x if isinstance(x, Operand) else convert_to_tensor(x), y)


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
    return divide(x if isinstance(x, Operand) else convert_to_tensor(x), y)


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
    return negative(softplus(negative(floating(x, "log_sigmoid"))))


def identity(input: TensorLike, name: str | None = None) -> Tensor:
    """A tensor of the same values; the gradient passes unchanged.

    >>> ad.identity(3.0).numpy().item()
    3.0
    """
    return apply(p.identity, (convert_to_tensor(input),))


def stop_gradient(input: TensorLike, name: str | None = None) -> Tensor:
    """The same values, as a constant: no gradient flows back through it.

    >>> x = ad.Variable(3.0)
    >>> with ad.GradientTape() as tape:
    ...     y = x * ad.stop_gradient(x)
    >>> tape.gradient(y, x).numpy().item()
    3.0
    """
    return apply(p.stop_gradient, (convert_to_tensor(input),))


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
    chosen = truths(convert_to_tensor(condition), "where(condition, ...)")
    a, b = alike(x, y, "where")
    return apply(p.select, (chosen, a, b))


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
    return apply(p_add_n, tuple(parts))
