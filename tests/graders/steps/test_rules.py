"""The scalar steps of every row of the table go by the row's own rules, in every order."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autodiff_lite as ad
from autodiff_lite.core.primitive import Primitive
from autodiff_lite.core.shaping import put
from autodiff_lite.functions import made
from autodiff_lite.table import elementwise, rows
from graders import diagnose
from graders.diagnosis.problem import Problem
from graders.steps.passes import Change, run
from graders.steps.record import MOVES, REDUCTIONS, Recorded, record
from graders.steps.rules import FUNCTIONS, READ_BY_HAND
from graders.steps.scalars import Graph, Node
from graders.steps.softmax import SOFTMAX
from graders.steps.whole import ArrayOperation, local_slopes, one_step, operations

ROWS = [row for row in vars(elementwise).values() if isinstance(row, Primitive) and any(row.rules)]
ATTRIBUTES = {"alpha": 0.2, "dtype": ad.float64}
PLACES = [(0.35, 0.2), (0.7, 0.45)]
"""2 x and 3 y are within the domain of the inverse functions at the first place, or at the second."""


def function_of(row: Primitive) -> Callable[..., Any]:
    """3 f(2 x), of more inputs 3 f(2 x, 3 y), and of a choice 3 f(true, 2 x, 3 y)."""
    names = list(inspect.signature(row.forward).parameters) if inspect.isfunction(row.forward) else []
    given = {name: ATTRIBUTES[name] for name in names if name in ATTRIBUTES}
    chosen = [ad.constant(True)] if row.rules[0] is None else []
    more = len(row.rules) - len(chosen) > 1
    return lambda x, y: 3.0 * row(*chosen, 2.0 * x, *([3.0 * y] if more else []), **given)


def derivatives(function: Callable[..., Any], x: float, y: float) -> list[float]:
    """The value at a place, the derivative by x, the second and the third, as nested tapes have them."""
    a, b = ad.Variable(x, dtype="float64"), ad.Variable(y, dtype="float64")
    with ad.GradientTape() as last:
        with ad.GradientTape() as outer:
            with ad.GradientTape() as inner:
                value = function(a, b)
            slope = inner.gradient(value, a)
        second = outer.gradient(slope, a, unconnected_gradients="zero")
    third = last.gradient(second, a, unconnected_gradients="zero")
    return [float(number) for number in (value, slope, second, third)]


def at_a_place_of(row: Primitive) -> tuple[Callable[..., Any], dict[str, float], list[float]]:
    function = function_of(row)
    for x, y in PLACES:
        with np.errstate(all="ignore"):
            found = derivatives(function, x, y)
        if np.isfinite(found).all():
            return function, {"x": x, "y": y}, found
    raise AssertionError(f"{row.name} has no derivative at the places of this test")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_derivatives_of_every_order_of_every_row_are_those_of_the_tape(row: Primitive) -> None:
    function, at, (value, slope, second, third) = at_a_place_of(row)
    first = Problem(function, at, "x")
    np.testing.assert_allclose(first.work.value, value, rtol=1e-12)
    np.testing.assert_allclose(first.right, slope, rtol=1e-12)
    np.testing.assert_allclose(first.work.next_derivative(), [second], rtol=1e-9, atol=1e-12)
    of_second, of_third = (Problem(function, at, "x", order=order) for order in (2, 3))
    np.testing.assert_allclose(of_second.right, second, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(of_second.work.next_derivative(), [third], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(of_third.right, third, rtol=1e-9, atol=1e-12)
    gradient = first.work.backwards.gradients
    np.testing.assert_allclose(gradient[int(first.goal.elements["x"])], slope, rtol=1e-12)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_usual_mistakes_at_every_row_are_named(row: Primitive) -> None:
    function, at, (value, slope, *_) = at_a_place_of(row)
    assert offered(function, at, value, slope) >= ({"value-instead-of-slope"} if slope else set())
    forgotten = offered(function, at, slope / 2, slope)
    alike = {"inner-derivative-dropped", "coefficient-dropped"}
    if row.name in FUNCTIONS and slope:
        assert "inner-derivative-dropped" in forgotten
    assert not forgotten or forgotten & alike


def offered(function: Callable[..., Any], at: dict[str, float], answer: float, right: float) -> set[str]:
    found = diagnose(function, at, answer)
    assert found.right == (answer == right)
    return {name for explanation in found.explanations for name in explanation.ids}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_slopes_at_whole_arrays_are_those_of_the_row(row: Primitive) -> None:
    of, at, _ = at_a_place_of(row)
    arrays = {name: np.linspace(number, number + 0.01, 5) for name, number in at.items()}
    recorded = record(of, arrays, whole_arrays=True)
    for operation in (op for op in operations(recorded) if op.name == row.name):
        _check_slopes(recorded, operation, row)


def _check_slopes(recorded: Recorded, operation: ArrayOperation, row: Primitive) -> None:
    graph = one_step(operation)
    assert (graph is not None) == (row.name in FUNCTIONS or row.name in READ_BY_HAND)
    if graph is None:
        return
    entry = recorded.tape.entries[operation.entry]
    slopes = local_slopes(operation, graph)
    assert slopes is not None
    wanted = [place for place, goes in enumerate(operation.tracked) if goes]
    found = recorded.tape.gradient(entry[2], [entry[1][place] for place in wanted])
    for place, gradient in zip(wanted, found, strict=True):
        column = [int(n.name.split()[1]) for n in graph.nodes if n.kind == "variable"].index(place)
        np.testing.assert_allclose(slopes[:, column], gradient.numpy(), rtol=1e-12)


LABELS = ad.constant([[0.2, 0.5, 0.3], [1.0, 0.0, 0.0]], dtype="float64")
TAKEN_APART: dict[str, Callable[[Any], Any]] = {
    "reshape": lambda v: ad.reshape(v, [3, 2]),
    "transpose": lambda v: ad.transpose(v),
    "matrix_transpose": lambda v: ad.linalg.matrix_transpose(v),
    "reverse": lambda v: ad.reverse(v, axis=[1]),
    "getitem": lambda v: v[1, ::2],
    "gather": lambda v: ad.gather(v, [0, 0, 1]),
    "take_along": lambda v: ad.sort(v),
    "broadcast_to": lambda v: ad.broadcast_to(v, [2, 2, 3]),
    "concat": lambda v: ad.concat([v, 2.0 * v], axis=0),
    "stack": lambda v: ad.stack([v, 2.0 * v]),
    "put": lambda v: put(1.0 * v, shape=(3, 3), index=(slice(1, 3),)),
    "diag_part": lambda v: ad.linalg.diag_part(v),
    "diag": lambda v: ad.linalg.diag(v),
    "pad": lambda v: ad.pad(v, [[1, 0], [0, 2]]),
    "reduce_sum": lambda v: ad.reduce_sum(v, axis=1),
    "reduce_mean": lambda v: ad.reduce_mean(v, axis=0),
    "reduce_prod": lambda v: ad.reduce_prod(v, axis=1),
    "matmul": lambda v: ad.matmul(v, ad.transpose(v)),
    "softmax": lambda v: ad.nn.softmax(v),
    "log_softmax": lambda v: ad.nn.log_softmax(v),
    "softmax_cross_entropy_with_logits":
        lambda v: ad.nn.softmax_cross_entropy_with_logits(LABELS, v),
    "sparse_softmax_cross_entropy_with_logits":
        lambda v: ad.nn.sparse_softmax_cross_entropy_with_logits([2, 0], v),
    "sigmoid_cross_entropy_with_logits":
        lambda v: ad.nn.sigmoid_cross_entropy_with_logits(LABELS, v),
}  # fmt: skip
"""For each row that is read as many steps of sums, products and functions, a program with it."""


def test_every_row_that_is_taken_apart_is_tried() -> None:
    assert set(TAKEN_APART) == {*MOVES, *REDUCTIONS, *SOFTMAX, "matmul"}


@pytest.mark.parametrize("name", TAKEN_APART)
def test_steps_of_a_row_that_is_taken_apart_give_what_its_own_rule_gives(name: str) -> None:
    place = [[0.3, -1.2, 0.7], [1.1, 0.4, -0.5]]
    found = Problem(TAKEN_APART[name], {"v": place}, "v", jacobian=True)
    v = ad.Variable(place, dtype="float64")
    with ad.GradientTape() as tape:
        result = TAKEN_APART[name](v)
        assert name in {entry[0].name for entry in tape.entries}
    assert "opaque" not in {node.kind for node in found.graph.nodes}
    np.testing.assert_allclose(found.work.value, result.numpy(), rtol=1e-12)
    np.testing.assert_allclose(found.right, tape.jacobian(result, v).numpy(), rtol=1e-12, atol=1e-15)


def test_a_wrong_step_leaves_the_steps_before_it_as_they_are() -> None:
    graph = Graph()
    x = graph.add(Node("variable", value=2.0))
    total = graph.add(Node("sum", (x, graph.constant(1.0)), signs=(1, 1)))
    graph.outs = [total]
    candidates = [(Change(x, lambda at: at.slope * 1.0), Change(total, lambda at: at.slope * 5.0)), ()]
    done = run(graph, candidates, {x: 0})
    np.testing.assert_array_equal(done.slopes[x], [[1.0], [1.0]])
    np.testing.assert_array_equal(done.slopes[total], [[5.0], [1.0]])


@pytest.mark.parametrize("name", ["cumsum", "einsum"])
def test_an_operation_that_stays_whole_changes_as_its_own_rules_say(name: str) -> None:
    of = {"cumsum": lambda v: ad.cumsum(v), "einsum": lambda v: ad.einsum("i,i->", v, v)}[name]
    found = Problem(of, {"v": [0.3, -1.2]}, "v", jacobian=True)
    v = ad.Variable([0.3, -1.2], dtype="float64")
    with ad.GradientTape() as tape:
        result = of(v)
    assert "opaque" in {node.kind for node in found.graph.nodes}
    np.testing.assert_allclose(found.right, tape.jacobian(result, v).numpy(), rtol=1e-12)


OF_ARRAYS = [name for name, row in rows().items() if row.kind and (any(row.rules) or row.joint_rule)]


@pytest.mark.parametrize("name", OF_ARRAYS)
def test_every_function_of_arrays_is_diagnosed_with_its_own_derivative(name: str) -> None:
    place = [[1.7, 0.4], [0.4, 1.1]]

    def function(v: Any) -> Any:
        return ad.reduce_sum(ad.square(made.FUNCTIONS[name](2.0 * v)))

    v = ad.Variable(place, dtype="float64")
    with ad.GradientTape() as tape:
        result = function(v)
    slope = tape.gradient(result, v).numpy()
    assert diagnose(function, {"v": place}, slope, "v").right
    assert not diagnose(function, {"v": place}, slope / 2 + 0.1, "v").right
    value = diagnose(function, {"v": place}, float(result), "v")
    assert value.best is not None
    assert value.best.misconception == "value-instead-of-slope"
