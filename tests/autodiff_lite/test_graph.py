"""The recorded graph as plain data, and its paths."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autodiff_lite as ad

UNARY = (ad.sin, ad.cos, ad.tanh, ad.square, ad.sigmoid, ad.negative, ad.identity)
BINARY = (ad.add, ad.subtract, ad.multiply)

steps = st.lists(
    st.tuples(st.integers(0, len(UNARY) + len(BINARY) - 1), st.integers(0, 99), st.integers(0, 99)),
    min_size=1,
    max_size=12,
)
numbers = st.floats(-2, 2).map(lambda number: round(number, 3))


def program(values: list[Any], plan: list[tuple[int, int, int]]) -> Any:
    """A random program on scalars: each step takes earlier results, and the last result is the target."""
    made = list(values)
    for operation, first, second in plan:
        a, b = made[first % len(made)], made[second % len(made)]
        if operation < len(UNARY):
            made.append(UNARY[operation](a))
        else:
            made.append(BINARY[operation - len(UNARY)](a, b) * 1.0)
    return made[-1]


@given(numbers, numbers, steps)
def test_the_products_of_all_paths_sum_to_the_gradient(first: float, second: float, plan: Any) -> None:
    x, y = ad.Variable(first, dtype="float64"), ad.Variable(second, dtype="float64")
    with ad.GradientTape(persistent=True) as tape:
        target = program([x, y], plan)
    for source in (x, y):
        gradient = tape.gradient(target, source)
        if gradient is None:
            continue
        paths = ad.graph(tape, target).paths(source, limit=None)
        found = list(paths)
        assert len(found) == paths.count
        np.testing.assert_allclose(
            sum(path.product for path in found), gradient.numpy(), rtol=1e-9, atol=1e-9
        )
        for path in found:
            np.testing.assert_allclose(np.prod(path.factors), path.product, rtol=1e-9, atol=1e-12)


@given(numbers, numbers, steps)
def test_every_gradient_in_the_graph_is_the_tapes(first: float, second: float, plan: Any) -> None:
    x, y = ad.Variable(first, dtype="float64"), ad.Variable(second, dtype="float64")
    with ad.GradientTape(persistent=True) as tape:
        target = program([x, y], plan)
    if tape.gradient(target, x) is None:
        return
    graph = ad.graph(tape, target)
    for node in graph.operations:
        assert node.number is not None
        expected = tape.gradient(target, tape.entries[node.number][2]).numpy()
        np.testing.assert_allclose(node.gradient, expected, rtol=1e-12)


def test_paths_through_arrays_sum_to_the_gradient_in_the_sources_shape() -> None:
    w = ad.Variable([[0.1, -0.4], [0.7, 0.2]], dtype="float64", name="w")
    b = ad.Variable([0.5, -0.5], dtype="float64", name="b")
    with ad.GradientTape(persistent=True) as tape:
        hidden = ad.tanh(ad.ones((3, 2), "float64") @ w + b)
        loss = ad.reduce_sum(hidden * hidden @ w) + ad.reduce_mean(ad.stack([b, b * 2.0]))
    graph = ad.graph(tape, loss)
    for source in (w, b):
        np.testing.assert_allclose(graph.paths(source).total, tape.gradient(loss, source).numpy(), rtol=1e-12)


def test_a_factor_is_none_where_a_local_derivative_takes_a_matrix() -> None:
    x = ad.Variable([1.0, 2.0], name="x")
    with ad.GradientTape() as tape:
        y = ad.reduce_sum(ad.square(x))
    (path,) = ad.graph(tape, y).paths(x)
    assert path.factors[0].tolist() == [2.0, 4.0]
    assert path.factors[1] is None
    assert path.product.tolist() == [2.0, 4.0]


def test_a_cumulative_sum_is_not_taken_for_entry_by_entry() -> None:
    x = ad.Variable([1.0, 2.0, 3.0], name="x")
    with ad.GradientTape() as tape:
        y = ad.cumsum(x)
    assert ad.graph(tape, y).edges[0].local is None


def test_paths_are_counted_without_being_walked() -> None:
    x = ad.Variable(1.0, name="x", dtype="float64")
    with ad.GradientTape() as tape:
        y: Any = x
        for _ in range(200):
            y = y + y
    graph = ad.graph(tape, y)
    assert graph.count_paths(x) == 2**200
    with pytest.raises(ValueError, match=r"more than the limit of 10000.*islice"):
        list(graph.paths("x"))
    assert len(list(itertools.islice(graph.paths("x", limit=None), 3))) == 3


def test_a_chain_of_20000_operations_has_one_path_and_needs_no_recursion() -> None:
    x = ad.Variable(0.5, name="x")
    with ad.GradientTape() as tape:
        y: Any = x
        for _ in range(20_000):
            y = ad.negative(y)
    (path,) = ad.graph(tape, y).paths(x)
    assert len(path) == 20_000
    assert path.product == 1.0


def test_a_non_persistent_tape_is_still_good_after_its_graph_was_taken() -> None:
    x = ad.Variable(3.0)
    with ad.GradientTape() as tape:
        y = x**2
    ad.graph(tape, y)
    assert float(tape.gradient(y, x)) == 6.0


def test_a_used_up_tape_is_refused_with_what_to_do_instead() -> None:
    x = ad.Variable(3.0)
    with ad.GradientTape() as tape:
        y = x**2
    tape.gradient(y, x)
    with pytest.raises(RuntimeError, match=r"before tape.gradient.*persistent=True"):
        ad.graph(tape, y)


@pytest.mark.parametrize(("target", "words"), [(3.0, "float"), (None, "NoneType"), (np.ones(2), "ndarray")])
def test_a_target_that_is_no_tensor_is_named(target: Any, words: str) -> None:
    with ad.GradientTape() as tape:
        pass
    with pytest.raises(TypeError, match=words):
        ad.graph(tape, target)


def test_an_unconnected_source_is_refused_with_the_reason() -> None:
    x, c = ad.Variable(3.0), ad.constant(2.0)
    with ad.GradientTape() as tape:
        y = x * c
    with pytest.raises(ValueError, match="constant, and tapes watch only variables"):
        ad.graph(tape, y, sources=c)


def test_the_numbers_of_operations_are_those_that_replace_rules_takes() -> None:
    x = ad.Variable(2.0, name="x")
    with ad.GradientTape(persistent=True) as tape:
        _unused = ad.exp(x)
        y = ad.sin(x) * ad.square(x)
    graph = ad.graph(tape, y)
    square = next(node for node in graph.operations if node.operation == "square")
    assert square.number is not None
    with ad.replace_rules({"square": [lambda up, y, x: up * 100.0]}, only=[square.number]):
        wrong = float(tape.gradient(y, x))
        in_graph = float(ad.graph(tape, y).node("x").gradient)
    assert wrong != float(tape.gradient(y, x))
    assert in_graph == wrong


def test_only_what_leads_from_sources_to_target_is_kept_unless_everything_is_asked_for() -> None:
    x, w = ad.Variable(2.0, name="x"), ad.Variable(5.0, name="w")
    with ad.GradientTape(persistent=True) as tape:
        side = ad.exp(x)
        y = ad.sin(x) * ad.square(w)
        ad.cos(side)
    names = [node.operation for node in ad.graph(tape, y, sources=x).operations]
    assert names == ["sin", "multiply"]
    assert [n.operation for n in ad.graph(tape, y).operations] == ["sin", "square", "multiply"]
    assert len(ad.graph(tape, y, everything=True).operations) == 5


def test_what_is_held_fixed_is_shown_with_its_value_and_without_a_gradient() -> None:
    x, w = ad.Variable(2.0, name="x"), ad.Variable(5.0, name="w")
    with ad.GradientTape() as tape:
        y = x * ad.square(w)
    graph = ad.graph(tape, y, sources=[x])
    fixed = next(node for node in graph.nodes if node.kind == "fixed")
    assert (float(fixed.value), fixed.gradient) == (25.0, None)


def test_a_number_used_twice_is_two_constants() -> None:
    x = ad.Variable(2.0, name="x")
    with ad.GradientTape() as tape:
        y = 3.0 * x + 3.0
    threes = [node for node in ad.graph(tape, y).nodes if node.kind == "constant"]
    assert len(threes) == 2
    assert threes[0].id != threes[1].id


def test_a_named_constant_used_twice_is_one_node() -> None:
    x, c = ad.Variable(2.0, name="x"), ad.constant(3.0)
    with ad.GradientTape() as tape:
        y = c * x + c
    graph = ad.graph(tape, y, names={"c": c})
    assert len(graph.out_of(graph.node("c"))) == 2


def test_names_given_come_first_then_variables_own_then_numbers() -> None:
    x, w = ad.Variable(2.0, name="mine"), ad.Variable(3.0)
    with ad.GradientTape() as tape:
        product = x * w
        y = ad.sin(product)
    graph = ad.graph(tape, y, names={"w": w, "y": y})
    assert {node.name for node in graph.nodes} == {"mine", "w", "v0", "y"}


def test_two_variables_of_one_name_are_told_apart() -> None:
    a, b = ad.Variable(2.0, name="w"), ad.Variable(3.0, name="w")
    with ad.GradientTape() as tape:
        y = a * b
    assert len({node.name for node in ad.graph(tape, y).inputs}) == 2


def test_a_variable_that_was_assigned_to_has_a_node_for_each_value() -> None:
    x = ad.Variable(2.0, name="x")
    with ad.GradientTape(persistent=True) as tape:
        first = ad.square(x)
        x.assign(5.0)
        y = first * x
    graph = ad.graph(tape, y)
    assert [float(node.value) for node in graph.nodes_of(x)] == [2.0, 5.0]
    assert graph.paths(x).total == tape.gradient(y, x).numpy()


def test_an_intermediate_result_can_be_a_source() -> None:
    x = ad.Variable(2.0, name="x")
    with ad.GradientTape() as tape:
        inner = ad.square(x)
        y = ad.sin(inner)
    graph = ad.graph(tape, y, sources=inner)
    assert [node.kind for node in graph.nodes] == ["intermediate", "operation"]
    assert graph.paths(inner).total == graph.nodes[0].gradient


def test_the_target_may_be_its_own_source() -> None:
    x = ad.Variable(2.0, name="x")
    with ad.GradientTape() as tape:
        tape.watch(x)
    graph = ad.graph(tape, x, sources=x)
    assert [len(path) for path in graph.paths(x)] == [0]
    assert graph.target.gradient == 1.0


def test_no_gradient_flows_back_through_an_operation_without_derivative() -> None:
    x = ad.Variable(2.5, name="x")
    with ad.GradientTape() as tape:
        y = ad.floor(x) * x
    graph = ad.graph(tape, y)
    assert graph.count_paths(x) == 1
    assert graph.node("x").gradient == 2.0


def test_a_custom_gradient_is_in_the_graph_as_the_tape_sees_it() -> None:
    @ad.custom_gradient
    def tenfold(x: Any) -> tuple[Any, Callable[..., Any]]:
        return x * 1.0, lambda upstream: upstream * 10.0

    x = ad.Variable(2.0, name="x")
    with ad.GradientTape() as tape:
        y = ad.square(tenfold(x))
        graph = ad.graph(tape, y)
        recorded = len(tape.entries)
    assert graph.node("x").gradient == 40.0
    assert recorded == 2


def test_a_graph_is_ready_for_json_and_keeps_no_tensor() -> None:
    x = ad.Variable([1.0, float("inf")], name="x")
    with ad.GradientTape() as tape:
        y = ad.reduce_sum(ad.square(x)[..., None], axis=0)
    graph = ad.graph(tape, y)
    plain = json.loads(json.dumps(graph.as_dict(), allow_nan=False))
    assert [node["operation"] for node in plain["nodes"]] == [None, "square", "getitem", "reduce_sum"]
    assert plain["nodes"][0]["value"] == [1.0, "inf"]
    assert len(plain["edges"]) == len(graph.edges)


def test_an_unknown_name_is_answered_with_those_that_there_are() -> None:
    x = ad.Variable(2.0, name="x")
    with ad.GradientTape() as tape:
        y = ad.square(x)
    with pytest.raises(KeyError, match="there are: x, v0"):
        ad.graph(tape, y).node("z")
