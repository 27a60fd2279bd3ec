"""The table of derivatives, entry by entry: each line is a function and its rule.

`up` is the upstream gradient, `y` the output. Formulas are those of any table of derivatives; where a formula
is undefined (ties, powers of zero) TensorFlow's choice is taken and said so.
"""

from __future__ import annotations

import math
import operator
from functools import lru_cache
from typing import Any

import numpy as np

from autodiff_lite.core.primitive import Primitive
from autodiff_lite.values.dtypes import as_numpy


def _whole_division(divide: Any) -> Any:
    def of(a: Any, b: Any) -> Any:
        if b.dtype.kind in "iu" and not np.all(b):
            raise ValueError("whole numbers cannot be divided by zero; cast them to floats for an infinity")
        return divide(a, b)

    return of


def _floor_divide(a: Any, b: Any) -> Any:
    # Of floats the quotient, rounded down: NumPy goes by the remainder, and of an infinity that is a NaN.
    return np.floor(a / b) if a.dtype.kind == "f" else np.floor_divide(a, b)


def _power(x: Any, exponent: Any) -> Any:
    try:
        return x**exponent
    except ValueError as problem:
        if "negative" not in str(problem):
            raise
    raise ValueError("an integer to a negative power is no integer; cast the base to a float")


def _one_less(exponent: Any) -> Any:
    """`exponent` - 1. A single number is looked up: to subtract 1 takes NumPy longer than the power."""
    if type(exponent) is _ARRAY and not exponent.ndim:
        return _one_less_than(exponent.item(), exponent.dtype)
    return exponent - 1.0


_ARRAY = np.ndarray


@lru_cache(maxsize=256)
def _one_less_than(exponent: float, dtype: Any) -> Any:
    return np.asarray(exponent - 1, dtype)


def _log_of_base(x: Any) -> Any:
    """ln(x) where x > 0, and 0 elsewhere: a power of a base <= 0 has no derivative by its exponent."""
    positive = greater(x, 0.0)
    return select(positive, log(select(positive, x, 1.0)), 0.0)


def _sigmoid(x: Any) -> Any:
    # exp of a positive number may overflow; of -|x| it cannot.
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + small), small / (1 + small))


_erf_of = np.frompyfunc(math.erf, 1, 1)


def _erf(x: Any) -> Any:
    return np.asarray(_erf_of(x), x.dtype)[()]


def _softplus(x: Any) -> Any:
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def _sigmoid_cross_entropy_rule(up: Any, y: Any, labels: Any, logits: Any) -> Any:
    """sigmoid(x) - labels; near a label of 1 as (1 - label) - sigmoid(-x), whose digits do not cancel."""
    positive = greater_equal(logits, 0.0)
    rest = sigmoid(select(positive, -logits, logits))
    return up * select(positive, (1.0 - labels) - rest, rest - labels)


def _multiply_no_nan(a: Any, b: Any) -> Any:
    product = a * b
    if (product != product).any():  # a NaN, the one number that is not equal to itself
        product = np.where(b == 0, product.dtype.type(0), product)
    return product


def _select(condition: Any, a: Any, b: Any) -> Any:
    if type(b) is float:
        b = a.dtype.type(b)
    elif type(a) is float:
        a = b.dtype.type(a)
    return np.where(condition, a, b)


def _cast_back(up: Any, y: Any, x: Any, dtype: Any) -> Any:
    return cast(up, dtype=x.dtype) if y.dtype.kind == x.dtype.kind == "f" else None


# A row: name and forward; for each input the rule that takes the upstream gradient back to it.
# fmt: off
# Where an operation takes no gradient back, its rule is None. Python's own operators are several times
# quicker than NumPy's functions on scalars, and the same on arrays.
add = Primitive("add", operator.add, lambda up, y, a, b: up, lambda up, y, a, b: up)
subtract = Primitive("subtract", operator.sub, lambda up, y, a, b: up, lambda up, y, a, b: -up)
multiply = Primitive("multiply", operator.mul, lambda up, y, a, b: up * b, lambda up, y, a, b: up * a)
divide = Primitive("divide", operator.truediv,
    lambda up, y, a, b: up / b, lambda up, y, a, b: up * (-a / b / b))
negative = Primitive("negative", operator.neg, lambda up, y, x: -up)
identity = Primitive("identity", lambda x: x, lambda up, y, x: up)
stop_gradient = Primitive("stop_gradient", lambda x: x, None)
floor_divide = Primitive("floordiv", _whole_division(_floor_divide), None, None)
floor_modulo = Primitive("floormod", _whole_division(np.mod),
    lambda up, y, a, b: up, lambda up, y, a, b: up * -floor(a / b))

square = Primitive("square", np.square, lambda up, y, x: up * (2.0 * x))
# Where nothing comes from upstream nothing goes back, though the slope at 0 is infinite: 0 times infinity is
# 0 here.
sqrt = Primitive("sqrt", np.sqrt, lambda up, y, x: multiply_no_nan(0.5 / y, up))
rsqrt = Primitive("rsqrt", lambda x: 1 / np.sqrt(x), lambda up, y, x: multiply_no_nan(-0.5 * (y * y * y), up))
reciprocal = Primitive("reciprocal", lambda x: 1 / x, lambda up, y, x: multiply_no_nan(-(y * y), up))
squared_difference = Primitive("squared_difference", lambda a, b: np.square(a - b),
    lambda up, y, a, b: up * 2.0 * (a - b), lambda up, y, a, b: up * -2.0 * (a - b))
power = Primitive("pow", _power,
    lambda up, y, x, exponent: up * (exponent * x ** _one_less(exponent)),
    lambda up, y, x, exponent: up * (y * _log_of_base(x)))
exp = Primitive("exp", np.exp, lambda up, y, x: up * y)
expm1 = Primitive("expm1", np.expm1, lambda up, y, x: up * exp(x))
log = Primitive("log", np.log, lambda up, y, x: up / x)
log1p = Primitive("log1p", np.log1p, lambda up, y, x: up / (1.0 + x))

sin = Primitive("sin", np.sin, lambda up, y, x: up * cos(x))
cos = Primitive("cos", np.cos, lambda up, y, x: up * -sin(x))
tan = Primitive("tan", np.tan, lambda up, y, x: up * (1.0 + y * y))
asin = Primitive("asin", np.arcsin, lambda up, y, x: up / sqrt(1.0 - x * x))
acos = Primitive("acos", np.arccos, lambda up, y, x: -up / sqrt(1.0 - x * x))
atan = Primitive("atan", np.arctan, lambda up, y, x: up / (1.0 + x * x))
atan2 = Primitive("atan2", np.arctan2,
    lambda up, angle, y, x: up * (x / (x * x + y * y)), lambda up, angle, y, x: up * (-y / (x * x + y * y)))
sinh = Primitive("sinh", np.sinh, lambda up, y, x: up * cosh(x))
cosh = Primitive("cosh", np.cosh, lambda up, y, x: up * sinh(x))
tanh = Primitive("tanh", np.tanh, lambda up, y, x: up * (1.0 - y * y))
asinh = Primitive("asinh", np.arcsinh, lambda up, y, x: up / cosh(y))
acosh = Primitive("acosh", np.arccosh, lambda up, y, x: up / sinh(y))
atanh = Primitive("atanh", np.arctanh, lambda up, y, x: up / (1.0 - x * x))
sigmoid = Primitive("sigmoid", _sigmoid, lambda up, y, x: up * (y * (1.0 - y)))
softplus = Primitive("softplus", _softplus, lambda up, y, x: up * sigmoid(x))
# The gradient of a relu depends on its input, but flatly: its own derivative by it is zero, not absent.
relu_back = Primitive("relu_grad",
    lambda up, x, alpha: np.where(x > 0, up, up * up.dtype.type(alpha)) if alpha else up * (x > 0),
    lambda up, y, first, x, alpha: relu_back(up, x, alpha=alpha),
    lambda up, y, first, x, alpha: zeros_like(up))
relu = Primitive("relu", lambda x: np.maximum(x, 0), lambda up, y, x: relu_back(up, y, alpha=0.0))
leaky_relu = Primitive("leaky_relu", lambda x, alpha: np.where(x > 0, x, x * alpha),
    lambda up, y, x, alpha: relu_back(up, x, alpha=alpha))
elu = Primitive("elu", lambda x: np.where(x < 0, np.expm1(np.minimum(x, 0)), x),
    lambda up, y, x: select(less(y, 0.0), up * (y + 1.0), up))
erf = Primitive("erf", _erf, lambda up, y, x: up * (2.0 / math.sqrt(math.pi) * exp(-(x * x))))
sigmoid_cross_entropy = Primitive("sigmoid_cross_entropy_with_logits",
    lambda labels, x: np.maximum(x, 0) - x * labels + np.log1p(np.exp(-np.abs(x))),
    lambda up, y, labels, x: -up * x, _sigmoid_cross_entropy_rule)

absolute = Primitive("abs", np.abs, lambda up, y, x: up * sign(x))
sign = Primitive("sign", np.sign, lambda up, y, x: zeros_like(up))
# At a tie the first operand takes the whole gradient.
maximum = Primitive("maximum", np.maximum,
    lambda up, y, a, b: select(greater_equal(a, b), up, 0.0),
    lambda up, y, a, b: select(greater_equal(a, b), 0.0, up))
minimum = Primitive("minimum", np.minimum,
    lambda up, y, a, b: select(less_equal(a, b), up, 0.0),
    lambda up, y, a, b: select(less_equal(a, b), 0.0, up))
floor = Primitive("floor", np.floor, None)
ceil = Primitive("ceil", np.ceil, None)
rint = Primitive("round", np.round, None)
zeros_like = Primitive("zeros_like", np.zeros_like, None)

# A zero weighs more than an infinity or a NaN here: 0 * inf = 0 and 0 / 0 = 0.
divide_no_nan = Primitive("divide_no_nan",
    lambda a, b: np.where(b == 0, 0, a / np.where(b == 0, 1, b)).astype(a.dtype, copy=False),
    lambda up, y, a, b: divide_no_nan(up, b),
    lambda up, y, a, b: up * divide_no_nan(divide_no_nan(-a, b), b))
multiply_no_nan = Primitive("multiply_no_nan", _multiply_no_nan,
    lambda up, y, a, b: multiply_no_nan(up, b), lambda up, y, a, b: multiply_no_nan(a, up))
# Not by multiplying with a mask: 0 * NaN is NaN, and the branch that was not taken must not leak.
select = Primitive("where", _select,
    None,
    lambda up, y, condition, a, b: select(condition, up, 0.0),
    lambda up, y, condition, a, b: select(condition, 0.0, up))
cast = Primitive("cast", lambda x, dtype: x.astype(as_numpy(dtype)), _cast_back)

equal = Primitive("equal", np.equal, None, None)
not_equal = Primitive("not_equal", np.not_equal, None, None)
less = Primitive("less", np.less, None, None)
less_equal = Primitive("less_equal", np.less_equal, None, None)
greater = Primitive("greater", np.greater, None, None)
greater_equal = Primitive("greater_equal", np.greater_equal, None, None)
logical_and = Primitive("logical_and", np.logical_and, None, None)
logical_or = Primitive("logical_or", np.logical_or, None, None)
logical_xor = Primitive("logical_xor", np.logical_xor, None, None)
bitwise_and = Primitive("bitwise_and", np.bitwise_and, None, None)
bitwise_or = Primitive("bitwise_or", np.bitwise_or, None, None)
bitwise_xor = Primitive("bitwise_xor", np.bitwise_xor, None, None)
invert = Primitive("invert", np.invert, None)
logical_not = Primitive("logical_not", np.logical_not, None)
is_nan = Primitive("is_nan", np.isnan, None)
is_inf = Primitive("is_inf", np.isinf, None)
is_finite = Primitive("is_finite", np.isfinite, None)
# fmt: on
