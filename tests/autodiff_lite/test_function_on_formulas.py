"""Programs of `ad.function` on formulas that nobody wrote, and on every function of the package.

Each is traced with one set of numbers and run with another: what went into a program as a constant, and
should not have, would show.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import autodiff_lite as ad

EXAMPLES = int(os.environ.get("FORMULAS", "60"))
"""`FORMULAS=500 pytest ...` tries more."""

UNARY: dict[str, Callable[[Any], Any]] = {
    "sin": ad.sin,
    "cos": ad.cos,
    "tanh": ad.tanh,
    "exp": lambda x: ad.exp(ad.minimum(x, 2.0)),
    "square": ad.square,
    "negative": ad.negative,
    "abs": ad.abs,
    "sigmoid": ad.sigmoid,
    "sqrt": lambda x: ad.sqrt(ad.abs(x) + 0.5),
    "relu": ad.nn.relu,
    "softplus": ad.nn.softplus,
    "mean": lambda x: x - ad.reduce_mean(x),
    "sum": lambda x: x / (1.0 + ad.reduce_sum(ad.square(x))),
    "max": lambda x: x - ad.reduce_max(x, axis=-1, keepdims=True) if x.shape.rank else x * 2.0,
    "reshape": lambda x: ad.reshape(ad.reshape(x, (-1,)), x.shape) + 0.25,
    "transpose": lambda x: ad.transpose(ad.transpose(x)) * 0.5,
    "clip": lambda x: ad.clip_by_value(x, -1.0, 1.5),
    "stop": lambda x: x * ad.stop_gradient(ad.cos(x)),
}
BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "add": ad.add,
    "subtract": ad.subtract,
    "multiply": lambda a, b: ad.tanh(a) * b,
    "divide": lambda a, b: a / (1.0 + ad.square(b)),
    "maximum": ad.maximum,
    "minimum": ad.minimum,
    "where": lambda a, b: ad.where(a > b, a * 0.5, b),
    "difference": lambda a, b: ad.math.squared_difference(a, b) * 0.1,
    "power": lambda a, b: (ad.abs(a) + 0.5) ** ad.tanh(b),
}
SHAPES = [(), (1,), (3,), (2, 1), (2, 3)]


@st.composite
def formulas(draw: st.DrawFn) -> tuple[list[tuple[str, int, int]], list[tuple[int, ...]], str]:
    """Steps that each take what came before, the shapes of the inputs, and a dtype."""
    shapes = draw(st.lists(st.sampled_from(SHAPES), min_size=1, max_size=3))
    steps = []
    for number in range(draw(st.integers(1, 40))):
        name = draw(st.sampled_from([*UNARY, *BINARY]))
        places = st.integers(0, len(shapes) + number - 1)
        steps.append((name, draw(places), draw(places)))
    return steps, shapes, draw(st.sampled_from(["float32", "float64"]))


def computed(steps: list[tuple[str, int, int]], inputs: tuple[Any, ...]) -> Any:
    values = list(inputs)
    for name, a, b in steps:
        values.append(UNARY[name](values[a]) if name in UNARY else BINARY[name](values[a], values[b]))
    return values[-1]


def outcome(f: Callable[..., Any], inputs: list[Any]) -> list[Any]:
    with ad.GradientTape() as tape:
        tape.watch(inputs)
        y = f(*inputs)
    found = [y, *tape.gradient(y, inputs)]
    return [
        None if x is None else (x.dtype.name, tuple(x.shape), np.asarray(x.numpy()).tobytes()) for x in found
    ]


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(formulas())
def test_a_program_gives_what_the_tape_gives_bit_for_bit(
    formula: tuple[list[tuple[str, int, int]], list[tuple[int, ...]], str],
) -> None:
    steps, shapes, dtype = formula

    def f(*inputs: Any) -> Any:
        return computed(steps, inputs)

    written = ad.function(f)
    chance = np.random.default_rng(len(steps))
    for _ in range(2):
        inputs = [ad.constant(chance.normal(size=shape).astype(dtype)) for shape in shapes]
        assert outcome(written, inputs) == outcome(f, inputs)
    assert written.experimental_get_tracing_count() == 1


def words(*lines: str) -> list[str]:
    return " ".join(lines).split()


M = [[2.0, 0.5], [0.25, 1.5]]
N = [[1.0, -0.5], [0.75, 2.5]]
V, W = [3.0, -1.0, 2.0], [-0.5, 4.0, 1.0]
P, Q = [0.2, 0.7, 0.4], [0.6, 0.1, 0.9]
EVERY: dict[str, tuple[Callable[..., Any], Any, Any]] = {
    **{
        name: (getattr(ad, name), P, Q)
        for name in words(
            "acos acosh asin asinh atan atanh cosh sinh tan floor round sign identity zeros_like ones_like",
            "reduce_sum reduce_mean reduce_prod reduce_max reduce_min reduce_logsumexp cumsum norm sort",
            "argsort argmax argmin rank size shape unstack",
        )
    },
    **{
        f"math.{name}": (getattr(ad.math, name), P, Q)
        for name in words(
            "log log1p expm1 erf reciprocal rsqrt cumprod l2_normalize reduce_variance reduce_std",
            "reduce_euclidean_norm log_sigmoid softplus ceil is_nan is_finite",
        )
    },
    **{
        f"nn.{name}": (getattr(ad.nn, name), V, W)
        for name in words(
            "relu leaky_relu elu gelu softmax log_softmax softplus selu silu swish l2_normalize"
        )
        if hasattr(ad.nn, name)
    },
    "linalg.det": (ad.linalg.det, M, N),
    "linalg.inv": (ad.linalg.inv, M, N),
    "linalg.svd": (lambda x: ad.linalg.svd(x, compute_uv=False), M, N),
    "linalg.svd-full": (lambda x: ad.linalg.svd(x, full_matrices=True)[0], M, N),
    "linalg.cholesky": (lambda x: ad.linalg.cholesky(x @ ad.transpose(x)), M, N),
    "linalg.eigh": (lambda x: ad.linalg.eigh(x + ad.transpose(x))[0], M, N),
    "linalg.trace": (ad.linalg.trace, M, N),
    "linalg.diag": (ad.linalg.diag, V, W),
    "linalg.diag_part": (ad.linalg.diag_part, M, N),
    "linalg.band_part": (lambda x: ad.linalg.band_part(x, 0, -1), M, N),
    "linalg.solve": (lambda x: ad.linalg.solve(x, ad.ones((2, 1))), M, N),
    "einsum": (lambda x: ad.einsum("ij,kj->ik", x, x), M, N),
    "tensordot": (lambda x: ad.tensordot(x, x, 1), M, N),
    "gather": (lambda x: ad.gather(x, ad.cast(ad.abs(x), "int32") % 2), V, W),
    "gather-constant": (lambda x: ad.gather(x, [2, 0]), V, W),
    "gather_nd": (lambda x: ad.gather_nd(x, [[1], [0]]), V, W),
    "scatter_nd": (lambda x: ad.scatter_nd([[2], [0], [2]], x, (4,)), V, W),
    "scatter-update": (lambda x: ad.tensor_scatter_nd_update(x, [[1]], [9.0]), V, W),
    "boolean_mask": (lambda x: ad.boolean_mask(x, x > 0.0), V, W),
    "where-alone": (lambda x: ad.where(x > 0.0), V, W),
    "one_hot": (lambda x: ad.one_hot(ad.cast(ad.abs(x), "int32"), 5), V, W),
    "top_k": (lambda x: ad.math.top_k(x, 2)[0], V, W),
    "top_k-places": (lambda x: ad.math.top_k(x, 2)[1], V, W),
    "sort-down": (lambda x: ad.sort(x, direction="DESCENDING"), V, W),
    "pad": (lambda x: ad.pad(x, [[1, 2]]), V, W),
    "pad-with": (lambda x: ad.pad(x, [[1, 2]], constant_values=x[0]), V, W),
    "tile": (lambda x: ad.tile(x, [2]), V, W),
    "repeat": (lambda x: ad.repeat(x, 2), V, W),
    "roll": (lambda x: ad.roll(x, 1, 0), V, W),
    "reverse": (lambda x: ad.reverse(x, [0]), V, W),
    "split": (lambda x: ad.split(x, 3)[1], V, W),
    "expand": (lambda x: ad.squeeze(ad.expand_dims(x, 0)), V, W),
    "slice": (lambda x: x[1:], V, W),
    "index": (lambda x: x[-1], V, W),
    "newaxis": (lambda x: x[None, ::2], V, W),
    "index-by-tensor": (lambda x: x[ad.argmax(x)], V, W),
    "fill": (lambda x: ad.fill((2, 2), x[0]), V, W),
    "linspace": (lambda x: ad.linspace(x[0], x[1], 4), V, W),
    "range": (lambda x: ad.range(0.0, ad.abs(x[0])), V, W),
    "meshgrid": (lambda x: ad.meshgrid(x, x)[0], V, W),
    "cast": (lambda x: ad.cast(x, "int32"), V, W),
    "compare": (lambda x: x >= 1.0, V, W),
    "equal": (lambda x: ad.equal(x, 4.0), V, W),
    "reduce_any": (lambda x: ad.reduce_any(x > 3.5), V, W),
    "logical": (lambda x: ad.logical_and(x > 0.0, x < 2.0), V, W),
    "clip_by_norm": (lambda x: ad.clip_by_norm(x, 1.0), V, W),
    "clip_by_global_norm": (lambda x: ad.clip_by_global_norm([x, x], 1.0)[1], V, W),
    "moments": (lambda x: ad.nn.moments(x, [0])[1], V, W),
    "floor-divide": (lambda x: x // 2.0, V, W),
    "modulo": (lambda x: x % 2.0, V, W),
    "atan2": (lambda x: ad.atan2(x, x[::-1]), V, W),
    "softmax-entropy": (lambda x: ad.nn.softmax_cross_entropy_with_logits([0.0, 1.0, 0.0], x), V, W),
    "sparse-entropy": (lambda x: ad.nn.sparse_softmax_cross_entropy_with_logits(ad.argmax(x), x), V, W),
    "sparse-entropy-constant": (lambda x: ad.nn.sparse_softmax_cross_entropy_with_logits(1, x), V, W),
    "sigmoid-entropy": (lambda x: ad.nn.sigmoid_cross_entropy_with_logits([0.0, 1.0, 0.0], x), V, W),
    "divide_no_nan": (lambda x: ad.math.divide_no_nan(x, ad.floor(x / 2.0)), V, W),
    "map_fn": (lambda x: ad.map_fn(lambda z: z * z, x), V, W),
    "vectorized_map": (lambda x: ad.vectorized_map(ad.sin, x), V, W),
    "cond": (lambda x: ad.cond(x[0] > 0.0, lambda: x * 2.0, lambda: x), V, W),
    "while_loop": (
        lambda x: ad.while_loop(lambda z: ad.reduce_sum(z) < 9.0, lambda z: z + 1.0, [x])[0],
        V,
        W,
    ),
    "iteration": (lambda x: sum(z * z for z in x), V, W),
    "stack": (lambda x: ad.stack([x, x]), V, W),
}


@pytest.mark.parametrize("name", EVERY)
def test_a_function_of_the_package_goes_by_the_numbers_of_each_call(name: str) -> None:
    f, first, second = EVERY[name]
    written = ad.function(f)
    for numbers in (first, second, first):
        x = ad.constant(numbers)
        alone, together = f(x), written(x)
        for a, b in zip(flat(alone), flat(together), strict=True):
            a, b = np.asarray(a), np.asarray(b)
            assert (a.dtype, a.shape, a.tobytes()) == (b.dtype, b.shape, b.tobytes())


def flat(value: Any) -> list[Any]:
    if isinstance(value, list | tuple) and not isinstance(value, ad.TensorShape):
        return [part for each in value for part in flat(each)]
    return [ad.convert_to_tensor(value).numpy()]
