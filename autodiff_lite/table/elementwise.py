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


def _lowered(x: Any, exponent: Any) -> Any:
    """x ** (exponent - 1). A single exponent is looked up: subtracting 1 takes longer than the power."""
    if type(exponent) is not _ARRAY or exponent.ndim:
        return x ** (exponent - 1.0)
    number = exponent.item()
    return x if number == 2.0 else x ** _one_less_than(number, exponent.dtype)


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
add = Primitive("add", operator.add, lambda up, y, a, b: up, lambda up, y, a, b: up,
    about="What the sign + does: `add`, where a number on either side takes the other's dtype",
    takes="fiu", within="", sign="+")
subtract = Primitive("subtract", operator.sub, lambda up, y, a, b: up, lambda up, y, a, b: -up,
    about="x - y; 1 by x, -1 by y", example="subtract(5.0, 2.0) = 3.0", takes="fiu", sign="-")
multiply = Primitive("multiply", operator.mul, lambda up, y, a, b: up * b, lambda up, y, a, b: up * a,
    about="x * y; y by x, x by y", example="multiply([1.0, 2.0], 3.0) = [3.0, 6.0]", takes="fiub",
    sign="*")
divide = Primitive("divide", operator.truediv,
    lambda up, y, a, b: up / b, lambda up, y, a, b: up * (-a / b / b),
    about="x / y of floats; 1 / y by x, -x / y² by y", within="", sign="/")
negative = Primitive("negative", operator.neg, lambda up, y, x: -up,
    about="-x; -1", example="negative(2.0) = -2.0", takes="fiu")
stop_gradient = Primitive("stop_gradient", lambda x: x, None)
floor_divide = Primitive("floordiv", _whole_division(_floor_divide), None, None,
    about="x / y, rounded down. Has no derivative", example="math.floordiv(7, 2) = 3", takes="fiu",
    within="math")
floor_modulo = Primitive("floormod", _whole_division(np.mod),
    lambda up, y, a, b: up, lambda up, y, a, b: up * -floor(a / b),
    about="The remainder of x / y, with the sign of y; 1 by x, -floor(x / y) by y",
    example="math.floormod(7.5, 2.0) = 1.5", takes="fiu", within="math")

square = Primitive("square", np.square, lambda up, y, x: up * (2.0 * x),
    about="x²; 2x", example="square(3.0) = 9.0", takes="fiu")
# Where nothing comes from upstream nothing goes back, though the slope at 0 is infinite: 0 times infinity is
# 0 here.
sqrt = Primitive("sqrt", np.sqrt, lambda up, y, x: multiply_no_nan(0.5 / y, up),
    about="The square root; 1 / (2 sqrt(x))", example="sqrt(9.0) = 3.0")
rsqrt = Primitive("rsqrt", lambda x: 1 / np.sqrt(x), lambda up, y, x: multiply_no_nan(-0.5 * (y * y * y), up),
    about="1 / sqrt(x); -x^(-3/2) / 2", example="math.rsqrt(4.0) = 0.5", within="math")
reciprocal = Primitive("reciprocal", lambda x: 1 / x, lambda up, y, x: multiply_no_nan(-(y * y), up),
    about="1 / x; -1 / x²", example="math.reciprocal(4.0) = 0.25", within="math")
squared_difference = Primitive("squared_difference", lambda a, b: np.square(a - b),
    lambda up, y, a, b: up * 2.0 * (a - b), lambda up, y, a, b: up * -2.0 * (a - b),
    about="(x - y)²; 2(x - y) by x, -2(x - y) by y", example="math.squared_difference(5.0, 2.0) = 9.0",
    takes="fiu", within="math")
power = Primitive("pow", operator.pow,
    lambda up, y, x, exponent: up * (exponent * _lowered(x, exponent)),
    lambda up, y, x, exponent: up * (y * _log_of_base(x)),
    about="x to the power y; y x^(y-1) by x, x^y ln(x) by y, which is taken as 0 where x <= 0",
    example="pow(3.0, [2.0, 3.0]) = [9.0, 27.0]", takes="fiu", sign="**")
exp = Primitive("exp", np.exp, lambda up, y, x: up * y,
    about="e^x; e^x", example="exp(0.0) = 1.0")
expm1 = Primitive("expm1", np.expm1, lambda up, y, x: up * exp(x),
    about="e^x - 1, exact for small x; e^x", example="math.expm1(0.0) = 0.0", within="math")
log = Primitive("log", np.log, lambda up, y, x: up / x,
    about="The natural logarithm; 1 / x", example="math.log(1.0) = 0.0", within="math")
log1p = Primitive("log1p", np.log1p, lambda up, y, x: up / (1.0 + x),
    about="ln(1 + x), exact for small x; 1 / (1 + x)", example="math.log1p(0.0) = 0.0", within="math")

sin = Primitive("sin", np.sin, lambda up, y, x: up * cos(x),
    about="Sine of x in radians; cos(x)", example="sin(0.0) = 0.0")
cos = Primitive("cos", np.cos, lambda up, y, x: up * -sin(x),
    about="Cosine of x in radians; -sin(x)", example="cos(0.0) = 1.0")
tan = Primitive("tan", np.tan, lambda up, y, x: up * (1.0 + y * y),
    about="Tangent of x in radians; 1 + tan²(x)", example="tan(0.0) = 0.0")
asin = Primitive("asin", np.arcsin, lambda up, y, x: up / sqrt(1.0 - x * x),
    about="Inverse sine; 1 / sqrt(1 - x²)", example="asin(0.0) = 0.0")
acos = Primitive("acos", np.arccos, lambda up, y, x: -up / sqrt(1.0 - x * x),
    about="Inverse cosine; -1 / sqrt(1 - x²)", example="acos(1.0) = 0.0")
atan = Primitive("atan", np.arctan, lambda up, y, x: up / (1.0 + x * x),
    about="Inverse tangent; 1 / (1 + x²)", example="atan(0.0) = 0.0")
atan2 = Primitive("atan2", np.arctan2,
    lambda up, angle, y, x: up * (x / (x * x + y * y)), lambda up, angle, y, x: up * (-y / (x * x + y * y)),
    about="The angle of the point (y, x), given in this order, in radians from -pi to pi",
    example="math.atan2(1.0, 1.0) = 0.7854", within="math", given="y x")
sinh = Primitive("sinh", np.sinh, lambda up, y, x: up * cosh(x),
    about="Hyperbolic sine; cosh(x)", example="sinh(0.0) = 0.0")
cosh = Primitive("cosh", np.cosh, lambda up, y, x: up * sinh(x),
    about="Hyperbolic cosine; sinh(x)", example="cosh(0.0) = 1.0")
tanh = Primitive("tanh", np.tanh, lambda up, y, x: up * (1.0 - y * y),
    about="Hyperbolic tangent; 1 - tanh²(x)", example="tanh(0.0) = 0.0", within="ad math nn")
asinh = Primitive("asinh", np.arcsinh, lambda up, y, x: up / cosh(y),
    about="Inverse hyperbolic sine; 1 / sqrt(x² + 1)", example="asinh(0.0) = 0.0")
acosh = Primitive("acosh", np.arccosh, lambda up, y, x: up / sinh(y),
    about="Inverse hyperbolic cosine; 1 / sqrt(x² - 1)", example="acosh(1.0) = 0.0")
atanh = Primitive("atanh", np.arctanh, lambda up, y, x: up / (1.0 - x * x),
    about="Inverse hyperbolic tangent; 1 / (1 - x²)", example="atanh(0.0) = 0.0")
sigmoid = Primitive("sigmoid", _sigmoid, lambda up, y, x: up * (y * (1.0 - y)),
    about="1 / (1 + e^-x) = s; s(1 - s)", example="sigmoid(0.0) = 0.5", within="ad math nn")
softplus = Primitive("softplus", _softplus, lambda up, y, x: up * sigmoid(x),
    about="ln(1 + e^x), without overflow; sigmoid(x)", example="nn.softplus(100.0) = 100.0",
    within="math nn", given="features")
# The gradient of a relu depends on its input, but flatly: its own derivative by it is zero, not absent.
relu_back = Primitive("relu_grad",
    lambda up, x, alpha: np.where(x > 0, up, up * up.dtype.type(alpha)) if alpha else up * (x > 0),
    lambda up, y, first, x, alpha: relu_back(up, x, alpha=alpha),
    lambda up, y, first, x, alpha: zeros_like(up))
relu = Primitive("relu", lambda x: np.maximum(x, 0), lambda up, y, x: relu_back(up, y, alpha=0.0),
    about="x where x > 0, else 0; 1 or 0, 0 at 0", example="nn.relu([-1.0, 2.0]) = [0.0, 2.0]",
    takes="fiu", within="nn", given="features")
leaky_relu = Primitive("leaky_relu", lambda x, alpha: np.where(x > 0, x, x * alpha),
    lambda up, y, x, alpha: relu_back(up, x, alpha=alpha))
elu = Primitive("elu", lambda x: np.where(x < 0, np.expm1(np.minimum(x, 0)), x),
    lambda up, y, x: select(less(y, 0.0), up * (y + 1.0), up),
    about="x where x > 0, else e^x - 1; 1 or e^x", example="nn.elu([0.0, 2.0]) = [0.0, 2.0]",
    within="nn", given="features")
erf = Primitive("erf", _erf, lambda up, y, x: up * (2.0 / math.sqrt(math.pi) * exp(-(x * x))),
    about="The error function, 2 / sqrt(pi) times the integral of e^-t²; 2 e^-x² / sqrt(pi)",
    example="math.erf(0.0) = 0.0", within="math")
sigmoid_cross_entropy = Primitive("sigmoid_cross_entropy_with_logits",
    lambda labels, x: np.maximum(x, 0) - x * labels + np.log1p(np.exp(-np.abs(x))),
    lambda up, y, labels, x: -up * x, _sigmoid_cross_entropy_rule)

absolute = Primitive("abs", np.abs, lambda up, y, x: up * sign(x),
    about="The absolute value; sign(x)", example="abs(-2.0) = 2.0", takes="fiu")
sign = Primitive("sign", np.sign, lambda up, y, x: zeros_like(up),
    about="-1, 0 or 1; 0", example="sign(-3.0) = -1.0", takes="fiu")
# At a tie the first operand takes the whole gradient.
maximum = Primitive("maximum", np.maximum,
    lambda up, y, a, b: select(greater_equal(a, b), up, 0.0),
    lambda up, y, a, b: select(greater_equal(a, b), 0.0, up),
    about="The larger of x and y; 1 by the larger, at a tie by x, and 0 by the other",
    example="maximum([1.0, 5.0], 3.0) = [3.0, 5.0]", takes="fiu")
minimum = Primitive("minimum", np.minimum,
    lambda up, y, a, b: select(less_equal(a, b), up, 0.0),
    lambda up, y, a, b: select(less_equal(a, b), 0.0, up),
    about="The smaller of x and y; 1 by the smaller, at a tie by x, and 0 by the other",
    example="minimum([1.0, 5.0], 3.0) = [1.0, 3.0]", takes="fiu")
floor = Primitive("floor", np.floor, None,
    about="Rounded down. Has no derivative", example="floor(1.5) = 1.0")
ceil = Primitive("ceil", np.ceil, None,
    about="Rounded up. Has no derivative", example="math.ceil(1.5) = 2.0", within="math")
rint = Primitive("round", np.round, None,
    about="Rounded, halves to the even number. Has no derivative", example="round(2.5) = 2.0", takes="fiu")
zeros_like = Primitive("zeros_like", np.zeros_like, None)

# A zero weighs more than an infinity or a NaN here: 0 * inf = 0 and 0 / 0 = 0.
divide_no_nan = Primitive("divide_no_nan",
    lambda a, b: np.where(b == 0, 0, a / np.where(b == 0, 1, b)).astype(a.dtype, copy=False),
    lambda up, y, a, b: divide_no_nan(up, b),
    lambda up, y, a, b: up * divide_no_nan(divide_no_nan(-a, b), b),
    about="x / y of floats, and 0 where y is 0", within="")
multiply_no_nan = Primitive("multiply_no_nan", _multiply_no_nan,
    lambda up, y, a, b: multiply_no_nan(up, b), lambda up, y, a, b: multiply_no_nan(a, up),
    about="x * y, and 0 where y is 0 even if x is infinite or NaN",
    example="math.multiply_no_nan(float('inf'), 0.0) = 0.0", within="math")
# Not by multiplying with a mask: 0 * NaN is NaN, and the branch that was not taken must not leak.
select = Primitive("where", _select,
    None,
    lambda up, y, condition, a, b: select(condition, up, 0.0),
    lambda up, y, condition, a, b: select(condition, 0.0, up))
cast = Primitive("cast", lambda x, dtype: x.astype(as_numpy(dtype)), _cast_back)

equal = Primitive("equal", np.equal, None, None,
    about="x == y, entry by entry", example="equal(2.0, 2.0) = True", takes="fiub")
not_equal = Primitive("not_equal", np.not_equal, None, None,
    about="x != y, entry by entry", example="not_equal(2.0, 2.0) = False", takes="fiub")
less = Primitive("less", np.less, None, None,
    about="x < y, as truth values", example="less(1.0, 2.0) = True", takes="fiu")
less_equal = Primitive("less_equal", np.less_equal, None, None,
    about="x <= y, as truth values", example="less_equal(2.0, 2.0) = True", takes="fiu")
greater = Primitive("greater", np.greater, None, None,
    about="x > y, as truth values", example="greater(1.0, 2.0) = False", takes="fiu")
greater_equal = Primitive("greater_equal", np.greater_equal, None, None,
    about="x >= y, as truth values", example="greater_equal(2.0, 2.0) = True", takes="fiu")
logical_and = Primitive("logical_and", np.logical_and, None, None,
    about="Both, of truth values", example="logical_and(True, False) = False", takes="b")
logical_or = Primitive("logical_or", np.logical_or, None, None,
    about="Either, of truth values", example="logical_or(True, False) = True", takes="b")
logical_xor = Primitive("logical_xor", np.logical_xor, None, None,
    about="One, not both", example="math.logical_xor(True, True) = False", takes="b", within="math")
bitwise_and = Primitive("bitwise_and", np.bitwise_and, None, None,
    about="Both, bit by bit, of truth values and whole numbers", takes="biu", within="")
bitwise_or = Primitive("bitwise_or", np.bitwise_or, None, None,
    about="Either, bit by bit, of truth values and whole numbers", takes="biu", within="")
bitwise_xor = Primitive("bitwise_xor", np.bitwise_xor, None, None,
    about="One, not both, bit by bit, as the others", takes="biu", within="")
invert = Primitive("invert", np.invert, None,
    about="What the sign ~ does: each bit turned over, of truth values, not", takes="biu", within="")
logical_not = Primitive("logical_not", np.logical_not, None,
    about="Not, of truth values", example="logical_not(True) = False", takes="b")
is_nan = Primitive("is_nan", np.isnan, None,
    about="True where x is not a number", example="math.is_nan(float('nan')) = True", within="math")
is_inf = Primitive("is_inf", np.isinf, None,
    about="True where x is infinite", example="math.is_inf(float('inf')) = True", within="math")
is_finite = Primitive("is_finite", np.isfinite, None,
    about="True where x is neither infinite nor NaN", example="math.is_finite(1.0) = True", within="math")
# fmt: on
