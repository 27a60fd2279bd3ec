"""A small gradient tape on NumPy, with TensorFlow's names and behaviour.

    import autodiff_lite as ad

    x = ad.Variable(3.0)
    with ad.GradientTape() as tape:
        y = x**2
    tape.gradient(y, x)   # 6.0

A program written for ``tf.GradientTape`` runs with ``import autodiff_lite as tf``. Beside TensorFlow's names
stand those for learning: `draw`, `graph`, `explain_none`, `replace_rules` and `gradcheck`.
"""

from __future__ import annotations

import builtins
import warnings
from typing import Any

import numpy as np

from autodiff_lite import config, debugging, dtypes, errors, keras, linalg, math, nest, nn, optimizers, random
from autodiff_lite.config import control_dependencies, device, name_scope
from autodiff_lite.core.asked import UnconnectedGradients
from autodiff_lite.core.convert import constant
from autodiff_lite.core.tape import GradientTape
from autodiff_lite.core.tensor import Tensor
from autodiff_lite.core.variable import Variable
from autodiff_lite.drawing import draw
from autodiff_lite.functions import operators as _operators  # noqa: F401 - puts the signs +, *, ... on tensors
from autodiff_lite.functions.control import cond, map_fn, vectorized_map, while_loop
from autodiff_lite.functions.custom_gradient import custom_gradient
from autodiff_lite.functions.made import complete as _complete
from autodiff_lite.functions.printing import print
from autodiff_lite.functions.tensor_array import TensorArray
from autodiff_lite.hints import for_function
from autodiff_lite.insight.explain import Reason, explain_none
from autodiff_lite.insight.explain_nan import (
    explain_nan as explain_nan,  # the function in place of its module
)
from autodiff_lite.insight.gradcheck import GradientReport, gradcheck
from autodiff_lite.insight.graph_from_tape import graph
from autodiff_lite.insight.replaced_rules import replace_rules
from autodiff_lite.module import Module
from autodiff_lite.programs.function import function
from autodiff_lite.programs.tensor_spec import TensorSpec
from autodiff_lite.programs.trace import executing_eagerly, init_scope, inside_function
from autodiff_lite.values.dtypes import DType, as_dtype
from autodiff_lite.values.shape import TensorShape

# A hundred names are read in rows.
# fmt: off
# isort: off
from autodiff_lite.values.dtypes import (
    bool_ as bool, double, float16, float32, float64, half, int8, int16, int32, int64,
    uint8, uint16, uint32, uint64,
)
from autodiff_lite.functions.algebra import einsum, matmul, tensordot
from autodiff_lite.functions.creation import (
    eye, fill, linspace, meshgrid, ones, ones_like, range, zeros, zeros_like,
)
from autodiff_lite.functions.elementwise import (
    add, add_n, cast, clip_by_value, convert_to_tensor, divide, identity, stop_gradient, truediv, where,
)
from autodiff_lite.functions.folds import case, foldl, foldr, scan, switch_case
from autodiff_lite.functions.initializers import (
    constant_initializer, ones_initializer, random_normal_initializer, random_uniform_initializer,
    zeros_initializer,
)
from autodiff_lite.functions.made import (
    abs, acos, acosh, argmax, argmin, asin, asinh, atan, atan2, atanh, cos, cosh, cumsum, equal, exp, floor,
    greater, greater_equal, less, less_equal, logical_and, logical_not, logical_or, maximum, minimum,
    multiply, negative, not_equal, pow, reduce_all, reduce_any, reduce_logsumexp, reduce_max, reduce_mean,
    reduce_min, reduce_prod, reduce_sum, round, sigmoid, sign, sin, sinh, sqrt, square, subtract, tan, tanh,
)
from autodiff_lite.functions.picking import (
    boolean_mask, gather, gather_nd, one_hot, scatter_nd, tensor_scatter_nd_add, tensor_scatter_nd_max,
    tensor_scatter_nd_min, tensor_scatter_nd_sub, tensor_scatter_nd_update, cut as slice,
)
from autodiff_lite.functions.python_functions import numpy_function, py_function
from autodiff_lite.functions.reductions import argsort, clip_by_global_norm, clip_by_norm, norm, sort
from autodiff_lite.functions.shapes import (
    broadcast_to, concat, ensure_shape, expand_dims, newaxis, pad, rank, repeat, reshape, reverse, roll,
    shape, size, split, squeeze, stack, tile, transpose, unstack,
)

__all__ = [
    "DType", "GradientReport", "GradientTape", "Module", "Reason", "Tensor", "TensorArray", "TensorShape",
    "TensorSpec", "UnconnectedGradients", "Variable", "abs", "acos", "acosh", "add", "add_n", "argmax",
    "argmin", "argsort", "as_dtype", "asin", "asinh", "atan", "atan2", "atanh", "bool", "boolean_mask",
    "broadcast_to", "case", "cast", "clip_by_global_norm", "clip_by_norm", "clip_by_value", "concat", "cond",
    "config", "constant", "constant_initializer", "control_dependencies", "convert_to_tensor", "cos", "cosh",
    "cumsum", "custom_gradient", "debugging", "device", "divide", "double", "draw", "dtypes", "einsum",
    "ensure_shape", "equal", "errors", "executing_eagerly", "exp", "expand_dims", "explain_nan",
    "explain_none", "eye", "fill", "float16", "float32", "float64", "floor", "foldl", "foldr", "function",
    "gather", "gather_nd", "gradcheck", "graph", "greater", "greater_equal", "half", "identity", "init_scope",
    "inside_function", "int8", "int16", "int32", "int64", "is_tensor", "keras", "less", "less_equal",
    "linalg", "linspace", "logical_and", "logical_not", "logical_or", "map_fn", "math", "matmul", "maximum",
    "meshgrid", "minimum", "multiply", "name_scope", "negative", "nest", "newaxis", "nn", "norm", "not_equal",
    "numpy_function", "one_hot", "ones", "ones_initializer", "ones_like", "optimizers", "pad", "pow", "print",
    "py_function", "random", "random_normal_initializer", "random_uniform_initializer", "range", "rank",
    "reduce_all", "reduce_any", "reduce_logsumexp", "reduce_max", "reduce_mean", "reduce_min", "reduce_prod",
    "reduce_sum", "repeat", "replace_rules", "reshape", "reverse", "roll", "round", "scan", "scatter_nd",
    "shape", "sigmoid", "sign", "sin", "sinh", "size", "slice", "sort", "split", "sqrt", "square", "squeeze",
    "stack", "stop_gradient", "subtract", "switch_case", "tan", "tanh", "tensor_scatter_nd_add",
    "tensor_scatter_nd_max", "tensor_scatter_nd_min", "tensor_scatter_nd_sub", "tensor_scatter_nd_update",
    "tensordot", "tile", "transpose", "truediv", "uint8", "uint16", "uint32", "uint64", "unstack",
    "vectorized_map", "where", "while_loop", "zeros", "zeros_initializer", "zeros_like",
]
# isort: on
# fmt: on
# And the functions of which the table says that they stand here, if an editor was not told of them above.
_complete("ad", globals())

__version__ = "0.1.0"
_NAMESPACES = (
    "math", "nn", "linalg", "random", "optimizers", "config", "dtypes", "errors", "debugging", "nest",
)  # fmt: skip


def __dir__() -> list[str]:
    # What a program uses, and so what completion offers; the modules behind it are imported by their names.
    return [*__all__, "__version__"]


def __getattr__(name: str) -> Any:
    if name.startswith("_"):
        raise AttributeError(f"module 'autodiff_lite' has no attribute {name!r}")
    namespaces = {"": __all__} | {f"{m}.": dir(globals()[m]) for m in _NAMESPACES}
    raise AttributeError(f"module 'autodiff_lite' has no attribute {name!r}.{for_function(name, namespaces)}")


# Infinities and NaNs are answers here, as in TensorFlow, and no warnings.
warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"autodiff_lite\.")

# The C library learns from a large block that is freed to keep memory at hand, and not to hand every array
# back to the system, which would cost many times the arithmetic: a gradient frees as many arrays as it makes.
np.empty(16 * 2**20, np.uint8)


def is_tensor(x: Any) -> builtins.bool:
    """Whether `x` is a tensor or a variable.

    >>> ad.is_tensor(ad.constant(1.0)), ad.is_tensor(1.0)
    (True, False)
    """
    return isinstance(x, Tensor | Variable)
