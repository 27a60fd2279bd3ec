"""Every primitive's rules against central differences in float64, in first and second order.

`PROBLEMS` says for each primitive which inputs to try it on: shapes with axes of length 1 and 0, operands
that
broadcast either way, entries away from kinks and poles. A primitive with rules that is missing there fails a
test.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, mutually_broadcastable_shapes

import autodiff_lite as ad
from autodiff_lite import table
from autodiff_lite.core.primitive import Primitive
from autodiff_lite.core.tensor import Tensor

FEW = settings(max_examples=12, derandomize=True, database=None, deadline=None)
STEP = 1e-5


@dataclass(frozen=True)
class Problem:
    """Inputs of a primitive, its attributes, and which inputs to differentiate by."""

    inputs: list[Any]
    attributes: dict[str, Any] = field(default_factory=dict)
    by: tuple[int, ...] | None = None


Draw = Callable[[st.DataObject, np.random.Generator], Problem]
SHAPES = array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3)
AXES = array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=3)
FILLED = array_shapes(min_dims=1, max_dims=3, min_side=1, max_side=3)


def unary(low: float, high: float, **attributes: Any) -> Draw:
    return lambda data, random: Problem([random.uniform(low, high, data.draw(SHAPES))], attributes)


def binary(first: tuple[float, float], second: tuple[float, float]) -> Draw:
    def draw(data: st.DataObject, random: np.random.Generator) -> Problem:
        shapes = data.draw(mutually_broadcastable_shapes(num_shapes=2, max_dims=3, min_side=0, max_side=3))
        a, b = shapes.input_shapes
        return Problem([random.uniform(*first, a), random.uniform(*second, b)])

    return draw


def one_axis(shapes: Any = AXES, **attributes: Any) -> Draw:
    def draw(data: st.DataObject, random: np.random.Generator) -> Problem:
        x = random.uniform(-2, 2, data.draw(shapes))
        return Problem([x], {"axis": data.draw(st.integers(0, x.ndim - 1)), **attributes})

    return draw


def reduction(shapes: Any = SHAPES) -> Draw:
    def draw(data: st.DataObject, random: np.random.Generator) -> Problem:
        x = random.uniform(0.3, 2, data.draw(shapes))
        some = st.lists(st.integers(0, x.ndim - 1), unique=True).map(tuple) if x.ndim else st.just(())
        return Problem([x], {"axis": data.draw(st.none() | some), "keepdims": data.draw(st.booleans())})

    return draw


def matrices(make: Callable[[np.random.Generator, int, tuple[int, ...]], list[Any]]) -> Draw:
    def draw(data: st.DataObject, random: np.random.Generator) -> Problem:
        batch = data.draw(array_shapes(min_dims=0, max_dims=1, min_side=0, max_side=2))
        return Problem(make(random, data.draw(st.integers(1, 3)), batch))

    return draw


def regular(random: np.random.Generator, n: int, batch: tuple[int, ...]) -> Any:
    return random.uniform(-0.4, 0.4, (*batch, n, n)) + 2.0 * np.eye(n)


def positive(random: np.random.Generator, n: int, batch: tuple[int, ...]) -> Any:
    a = regular(random, n, batch)
    return a @ np.swapaxes(a, -1, -2)


def of_matmul(data: st.DataObject, random: np.random.Generator) -> Problem:
    n, k, m = (data.draw(st.integers(0, 3)) for _ in range(3))
    shapes = data.draw(mutually_broadcastable_shapes(num_shapes=2, max_dims=1, min_side=0, max_side=2))
    a, b = shapes.input_shapes
    return Problem([random.uniform(-1, 1, (*a, n, k)), random.uniform(-1, 1, (*b, k, m))])


def of_einsum(data: st.DataObject, random: np.random.Generator) -> Problem:
    lengths = {letter: data.draw(st.integers(0, 3)) for letter in "ijk"}
    letters, result = data.draw(
        st.sampled_from(
            [(("ij", "jk"), "ik"), (("ij",), "j"), (("ij", "ij"), ""), (("ij", "jk", "ki"), "kj")]
        )
    )
    inputs = [random.uniform(-1, 1, tuple(lengths[c] for c in own)) for own in letters]
    return Problem(inputs, {"letters": letters, "result": result})


def of_select(data: st.DataObject, random: np.random.Generator) -> Problem:
    shapes = data.draw(
        mutually_broadcastable_shapes(num_shapes=3, max_dims=2, min_side=0, max_side=3)
    ).input_shapes
    condition = random.uniform(size=shapes[0]) > 0.5
    return Problem([condition, random.uniform(-1, 1, shapes[1]), random.uniform(-1, 1, shapes[2])], by=(1, 2))


def parts(joined: bool) -> Draw:
    def draw(data: st.DataObject, random: np.random.Generator) -> Problem:
        shape = data.draw(AXES)
        axis = data.draw(st.integers(0, len(shape) - 1))
        shapes = [shape] * data.draw(st.integers(1, 3))
        if joined:
            shapes = [(*s[:axis], data.draw(st.integers(0, 2)), *s[axis + 1 :]) for s in shapes]
        return Problem([random.uniform(-1, 1, s) for s in shapes], {"axis": axis})

    return draw


def picked(once: bool, put: bool) -> Draw:
    """Places along an axis to take from, or to put at; each at most once, or not."""

    def draw(data: st.DataObject, random: np.random.Generator) -> Problem:
        shape = data.draw(FILLED)
        axis = data.draw(st.integers(0, len(shape) - 1))
        length = shape[axis]
        if once:
            indices = np.argsort(random.uniform(size=shape), axis=axis)
        else:
            indices = random.integers(0, length, data.draw(st.integers(0, 4)))
            shape = (*shape[:axis], len(indices), *shape[axis + 1 :]) if put else shape
        attributes = {"indices": indices, "axis": axis}
        return Problem([random.uniform(-1, 1, shape)], attributes | ({"length": length} if put else {}))

    return draw


def of_put(data: st.DataObject, random: np.random.Generator) -> Problem:
    return Problem([random.uniform(-1, 1, (2,))], {"index": (1, slice(0, 2)), "shape": (2, 3)})


def of_getitem(data: st.DataObject, random: np.random.Generator) -> Problem:
    index = data.draw(
        st.sampled_from([0, (..., -1), (slice(None, None, -2),), (None, 1), (slice(0, 0),), (0, ..., None)])
    )
    return Problem(
        [random.uniform(-1, 1, (3, 2, 2))], {"index": index if isinstance(index, tuple) else (index,)}
    )


def of_broadcast(data: st.DataObject, random: np.random.Generator) -> Problem:
    shape = data.draw(SHAPES)
    narrow = tuple(1 if data.draw(st.booleans()) else n for n in shape)[
        data.draw(st.integers(0, len(shape))) :
    ]
    return Problem([random.uniform(-1, 1, narrow)], {"shape": shape})


def of_sum_to(data: st.DataObject, random: np.random.Generator) -> Problem:
    target = of_broadcast(data, random)
    return Problem([random.uniform(-1, 1, target.attributes["shape"])], {"shape": target.inputs[0].shape})


def of_reshape(data: st.DataObject, random: np.random.Generator) -> Problem:
    x = random.uniform(-1, 1, data.draw(SHAPES))
    return Problem([x], {"shape": data.draw(st.sampled_from([(x.size,), (1, x.size), (x.size, 1, 1)]))})


def of_transpose(data: st.DataObject, random: np.random.Generator) -> Problem:
    x = random.uniform(-1, 1, data.draw(SHAPES))
    return Problem([x], {"perm": tuple(data.draw(st.permutations(range(x.ndim))))})


def of_pad(data: st.DataObject, random: np.random.Generator) -> Problem:
    x = random.uniform(-1, 1, data.draw(SHAPES))
    pairs = tuple((data.draw(st.integers(0, 2)), data.draw(st.integers(0, 2))) for _ in x.shape)
    return Problem([x], {"widths": pairs, "value": 3.0})


def of_reverse(data: st.DataObject, random: np.random.Generator) -> Problem:
    x = random.uniform(-1, 1, data.draw(SHAPES))
    return Problem([x], {"axis": tuple(i for i in range(x.ndim) if data.draw(st.booleans()))})


def of_cumsum(data: st.DataObject, random: np.random.Generator) -> Problem:
    flags = {name: data.draw(st.booleans()) for name in ("exclusive", "reverse")}
    return one_axis(**flags)(data, random)


def of_cumprod(data: st.DataObject, random: np.random.Generator) -> Problem:
    problem = of_cumsum(data, random)
    (x,) = problem.inputs
    x[random.uniform(size=x.shape) < 0.2] = 0.0
    return problem


def of_eigh(data: st.DataObject, random: np.random.Generator) -> Problem:
    n, batch = data.draw(st.integers(1, 3)), data.draw(st.sampled_from([(), (2,)]))
    return Problem([random.uniform(-0.3, 0.3, (*batch, n, n)) + np.diag(np.arange(n) * 2.0)])


def of_svd(data: st.DataObject, random: np.random.Generator) -> Problem:
    m, n = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 3))
    batch, k = data.draw(st.sampled_from([(), (2,)])), min(m, n)
    x = random.uniform(-0.3, 0.3, (*batch, m, n))
    x[..., np.arange(k), np.arange(k)] += 1.0 + np.arange(k) * 2.0
    return Problem([x], {"full": data.draw(st.booleans())})


def of_add_n(data: st.DataObject, random: np.random.Generator) -> Problem:
    shape = data.draw(SHAPES)
    return Problem([random.uniform(-1, 1, shape) for _ in range(data.draw(st.integers(1, 3)))])


def of_cross_entropy(data: st.DataObject, random: np.random.Generator) -> Problem:
    shape = data.draw(FILLED)
    labels = random.uniform(0.1, 1, shape)
    # The rule takes each row of labels to sum to 1; off that its derivative by the labels is still the
    # table's.
    return Problem([labels / labels.sum(-1, keepdims=True), random.uniform(-2, 2, shape)], by=(1,))


def of_class_entropy(data: st.DataObject, random: np.random.Generator) -> Problem:
    shape = data.draw(FILLED)
    classes = random.integers(0, shape[-1], shape[:-1])[..., None] == np.arange(shape[-1])
    return Problem([random.uniform(-2, 2, shape)], {"classes": classes})


def of_masked_entropy(data: st.DataObject, random: np.random.Generator) -> Problem:
    problem = of_class_entropy(data, random)
    return Problem([problem.attributes["classes"], *problem.inputs], {}, by=(1,))


def given_places(put: bool, once: bool = False) -> Draw:
    """As `picked`, with the places as a second input."""
    draw = picked(once=once, put=put)

    def of_given_places(data: st.DataObject, random: np.random.Generator) -> Problem:
        problem = draw(data, random)
        indices = problem.attributes.pop("indices")
        return Problem([*problem.inputs, np.asarray(indices)], problem.attributes, by=(0,))

    return of_given_places


def of_relu_grad(data: st.DataObject, random: np.random.Generator) -> Problem:
    shape = data.draw(SHAPES)
    return Problem(
        [random.uniform(-1, 1, shape), random.uniform(0.2, 1, shape) * random.choice([-1, 1], shape)],
        {"alpha": 0.3},
    )


def of_diagonal(data: st.DataObject, random: np.random.Generator) -> Problem:
    return Problem([random.uniform(-1, 1, (2, 3, 4))], {"offset": data.draw(st.integers(-2, 3))})


def of_embedding(data: st.DataObject, random: np.random.Generator) -> Problem:
    return Problem(
        [random.uniform(-1, 1, (2, 2))], {"shape": (3, 3), "offset": data.draw(st.sampled_from([-1, 1]))}
    )


def from_zero(data: st.DataObject, random: np.random.Generator) -> Problem:
    shape = data.draw(SHAPES)
    return Problem([random.uniform(0.2, 2, shape) * random.choice([-1, 1], shape)])


def of_leaky_relu(data: st.DataObject, random: np.random.Generator) -> Problem:
    return Problem(from_zero(data, random).inputs, {"alpha": 0.3})


POSITIVE, ANY = (0.3, 2.0), (-2.0, 2.0)
PROBLEMS: dict[str, Draw] = {
    **{
        name: binary(ANY, ANY)
        for name in ("add", "subtract", "multiply", "maximum", "minimum", "squared_difference")
    },
    **{name: binary(ANY, POSITIVE) for name in ("divide", "atan2", "divide_no_nan", "multiply_no_nan")},
    **{
        name: unary(-1.2, 1.2)
        for name in ("negative", "identity", "square", "exp", "expm1", "sin", "cos", "tan")
    },
    **{name: unary(-1.2, 1.2) for name in ("atan", "sinh", "cosh", "tanh", "asinh", "sigmoid", "softplus")},
    **{name: unary(0.3, 2.0) for name in ("sqrt", "rsqrt", "reciprocal", "log", "log1p")},
    **{name: unary(-0.8, 0.8) for name in ("asin", "acos", "atanh")},
    **dict.fromkeys(("abs", "sign", "relu", "elu"), from_zero),
    **{name: reduction() for name in ("reduce_sum", "reduce_prod")},
    "acosh": unary(1.3, 3.0),
    "pow": binary(POSITIVE, ANY),
    "floormod": binary((0.1, 0.9), (1.0, 2.0)),
    "relu_grad": of_relu_grad,
    "leaky_relu": of_leaky_relu,
    "where": of_select,
    "cast": unary(-1, 1, dtype=np.float64),
    "softmax_cross_entropy_with_logits": of_cross_entropy,
    "sparse_softmax_cross_entropy_with_logits": of_class_entropy,
    "sigmoid_cross_entropy_with_logits": binary((0.0, 1.0), ANY),
    "broadcast_to": of_broadcast,
    "sum_to": of_sum_to,
    "reshape": of_reshape,
    "transpose": of_transpose,
    "reverse": of_reverse,
    "getitem": of_getitem,
    "put": of_put,
    "gather": picked(once=False, put=False),
    "add_at": picked(once=False, put=True),
    "gather_at": given_places(put=False),
    "add_to": given_places(put=True),
    "take_along_at": given_places(put=False, once=True),
    "masked_entropy": of_masked_entropy,
    "take_along": picked(once=True, put=False),
    "pad": of_pad,
    "concat": parts(joined=True),
    "stack": parts(joined=False),
    "cumprod": of_cumprod,
    "erf": unary(-1.2, 1.2),
    "eigh": of_eigh,
    "svd": of_svd,
    "add_n": of_add_n,
    "matrix_transpose": matrices(lambda random, n, batch: [random.uniform(-1, 1, (*batch, n, 2))]),
    "matmul": of_matmul,
    "einsum": of_einsum,
    "inv": matrices(lambda random, n, batch: [regular(random, n, batch)]),
    "solve": matrices(
        lambda random, n, batch: [regular(random, n, batch), random.uniform(-1, 1, (*batch, n, 2))]
    ),
    "log_abs_det": matrices(lambda random, n, batch: [regular(random, n, batch)]),
    "det_sign": matrices(lambda random, n, batch: [regular(random, n, batch)]),
    "diag_part": of_diagonal,
    "diag": of_embedding,
}
# What a row without a problem of its own is tried on, by the way in which it is called.
BY_KIND: dict[str, Draw] = {
    "reduction": reduction(FILLED),
    "along": one_axis(FILLED),
    "running": of_cumsum,
    "square": matrices(lambda random, n, batch: [regular(random, n, batch)]),
}
# Differences by one entry leave the symmetric matrices that a Cholesky factor is of; its test is below.
ELSEWHERE = {"cholesky"}


def primitives_with_rules() -> dict[str, Primitive]:
    return {name: row for name, row in table.rows().items() if row.joint_rule or any(row.rules)}


def near_its_example(row: Primitive) -> Draw:
    """Inputs of a row that has no problem of its own: as its kind takes them, or near its example."""
    if row.kind:
        return BY_KIND[row.kind]
    numbers = ast.literal_eval(re.search(r"\((.*)\) = ", row.example)[1] + ",")  # type: ignore[index]
    ends = [(float(np.min(x)) - 0.2, float(np.max(x)) + 0.2) for x in numbers]
    return unary(*ends[0]) if len(ends) == 1 else binary(*ends)


ALL = primitives_with_rules()


def tensor(array: Any) -> Tensor:
    return Tensor(array if np.ndim(array) else np.asarray(array)[()])


def gradients(primitive: Primitive, problem: Problem, tensors: list[Tensor], weight: Any) -> list[Tensor]:
    with ad.GradientTape() as tape:
        tape.watch(tensors)
        inputs = list(map(tensor, problem.inputs))
        for place, x in zip(places(problem), tensors, strict=True):
            inputs[place] = x
        total = ad.reduce_sum(primitive(*inputs, **problem.attributes) * weight)
    return tape.gradient(total, tensors, unconnected_gradients="zero")  # type: ignore[no-any-return]


def places(problem: Problem) -> tuple[int, ...]:
    return tuple(range(len(problem.inputs))) if problem.by is None else problem.by


def differences(value: Callable[[list[Any]], float], arrays: list[Any]) -> list[Any]:
    """Central differences of a number by each entry of each array."""
    found = [np.zeros_like(a) for a in arrays]
    for k, array in enumerate(arrays):
        for index in np.ndindex(array.shape):
            ends = []
            for step in (STEP, -STEP):
                moved = [np.array(a) for a in arrays]
                moved[k][index] += step
                ends.append(value(moved))
            found[k][index] = (ends[0] - ends[1]) / (2 * STEP)
    return found


@pytest.mark.parametrize("name", sorted(ALL.keys() - ELSEWHERE))
@FEW
@given(data=st.data(), seed=st.integers(0, 2**32 - 1))
def test_first_and_second_derivatives_are_those_of_central_differences(
    name: str, data: st.DataObject, seed: int
) -> None:
    primitive, random = ALL[name], np.random.default_rng(seed)
    problem = (PROBLEMS.get(name) or near_its_example(primitive))(data, random)
    arrays = [np.asarray(problem.inputs[i]) for i in places(problem)]
    output = np.asarray(primitive.forward(*map(np.asarray, problem.inputs), **problem.attributes))
    weight = random.uniform(-1, 1, output.shape)
    across = [random.uniform(-1, 1, a.shape) for a in arrays]

    def total(moved: list[Any]) -> float:
        inputs = [np.asarray(x) for x in problem.inputs]
        for place, array in zip(places(problem), moved, strict=True):
            inputs[place] = array
        return float(np.sum(primitive.forward(*inputs, **problem.attributes) * weight))

    def slope(moved: list[Any]) -> float:
        first = gradients(primitive, problem, list(map(tensor, moved)), weight)
        return float(sum(np.sum(g.numpy() * v) for g, v in zip(first, across, strict=True)))

    tensors = list(map(tensor, arrays))
    with ad.GradientTape() as outer:
        outer.watch(tensors)
        first = gradients(primitive, problem, tensors, weight)
        along = ad.add_n([ad.reduce_sum(g * v) for g, v in zip(first, across, strict=True)])
    second = outer.gradient(along, tensors, unconnected_gradients="zero")
    for wanted, found in zip(differences(total, arrays), first, strict=True):
        assert found.shape == wanted.shape
        np.testing.assert_allclose(found.numpy(), wanted, rtol=1e-6, atol=1e-6)
    for wanted, found in zip(differences(slope, arrays), second, strict=True):
        np.testing.assert_allclose(found.numpy(), wanted, rtol=1e-5, atol=1e-5)


def test_every_primitive_with_rules_is_tried() -> None:
    of_their_own = {name for name, row in ALL.items() if not row.example}
    assert sorted(of_their_own - PROBLEMS.keys() - ELSEWHERE) == []
    assert sorted(PROBLEMS.keys() - ALL.keys()) == []


@pytest.mark.parametrize(
    "function", [ad.add, ad.subtract, ad.multiply, ad.divide, ad.pow, ad.maximum, ad.math.atan2]
)
@FEW
@given(shape=SHAPES, seed=st.integers(0, 2**32 - 1))
def test_an_input_used_twice_receives_both_gradients(
    function: Any, shape: tuple[int, ...], seed: int
) -> None:
    x = np.random.default_rng(seed).uniform(0.5, 2.0, shape)
    once = Problem([x])
    primitive = Primitive("twice", lambda a: function(tensor(a), tensor(a)).numpy())
    with ad.GradientTape() as tape:
        both = tensor(x)
        tape.watch(both)
        y = ad.reduce_sum(function(both, both))
    found = tape.gradient(y, both)
    if function is ad.maximum:  # a tie: the first operand takes it all
        np.testing.assert_allclose(found.numpy(), np.ones(shape))
        return
    (wanted,) = differences(lambda moved: float(np.sum(primitive.forward(moved[0]))), once.inputs)
    np.testing.assert_allclose(found.numpy(), wanted, rtol=1e-6, atol=1e-6)


@FEW
@given(n=st.integers(1, 3), seed=st.integers(0, 2**32 - 1))
def test_the_derivatives_of_a_cholesky_factor_along_symmetric_matrices(n: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    x, along = positive(random, n, ()), random.uniform(-1, 1, (n, n))
    along, weight = along + along.T, random.uniform(-1, 1, (n, n))

    def gradient(matrix: Any) -> Any:
        return gradients(ALL["cholesky"], Problem([matrix]), [tensor(matrix)], weight)[0]

    def total(t: float) -> float:
        return float(np.sum(np.linalg.cholesky(x + t * along) * weight))

    first = gradient(x).numpy()
    np.testing.assert_allclose(
        np.sum(first * along), (total(STEP) - total(-STEP)) / (2 * STEP), rtol=1e-6, atol=1e-6
    )
    with ad.GradientTape() as outer:
        start = tensor(x)
        outer.watch(start)
        slope = ad.reduce_sum(gradients(ALL["cholesky"], Problem([x]), [start], weight)[0] * along)
    second = float(np.sum(outer.gradient(slope, start).numpy() * along))
    ends = [float(np.sum(gradient(x + t * along).numpy() * along)) for t in (STEP, -STEP)]
    np.testing.assert_allclose(second, (ends[0] - ends[1]) / (2 * STEP), rtol=1e-5, atol=1e-5)
