"""`ad.function`: a program in the function's place, with the same values and gradients, bit for bit."""

from __future__ import annotations

import copy
import gc
import pickle
import warnings
import weakref
from collections.abc import Callable
from typing import Any

import cloudpickle
import numpy as np
import pytest

import autodiff_lite as ad
from autodiff_lite.programs.trace import UnknownValue

from .formulas import CASES, bits, gradients, net


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", CASES)
def test_values_and_gradients_are_those_of_the_tape(name: str, dtype: str) -> None:
    f, given = CASES[name]
    arguments = [ad.constant(np.asarray(x, dtype)) for x in given]
    others = [ad.constant(np.asarray(x, dtype) * np.asarray(1.25, dtype) + 0.125) for x in given]
    written = ad.function(f)
    for values in (arguments, others, arguments):
        assert gradients(written, *values) == gradients(f, *values)
        assert bits(written(*values)) == bits(f(*values))
    assert written.experimental_get_tracing_count() == 1


def test_a_tape_records_a_call_as_one_operation() -> None:
    f = ad.function(net)
    x, w, b = ad.ones((4, 3)), ad.Variable(ad.ones((3, 2))), ad.Variable([0.5, 0.25])
    with ad.GradientTape(persistent=True) as tape:
        loss = 2.0 * f(x, w, b)
    graph = ad.graph(tape, loss)
    assert [node.operation for node in graph.operations] == ["net", "multiply"]
    assert "net" in ad.draw(tape, loss).text
    assert bits(tape.gradient(loss, w)) == bits(tape.gradient(loss, w))


@pytest.mark.parametrize("order", [1, 2, 3, 4])
def test_gradients_of_every_order_are_those_of_the_tape(order: int) -> None:
    def f(x: Any) -> Any:
        return ad.exp(ad.sin(x)) * x**2.0

    def derived(g: Callable[..., Any], times: int) -> Callable[..., Any]:
        if not times:
            return g

        def slope(x: Any) -> Any:
            with ad.GradientTape() as tape:
                tape.watch(x)
                y = derived(g, times - 1)(x)
            return tape.gradient(y, x)

        return slope

    x = ad.constant(0.7, dtype="float64")
    assert bits(derived(ad.function(f), order)(x)) == bits(derived(f, order)(x))
    inside = ad.function(derived(f, order))  # the tapes are part of the program
    assert bits(inside(x)) == bits(derived(f, order)(x))
    assert "forward" in str(inside.program(x))


def test_jacobians_and_hessians_go_through_it() -> None:
    def f(x: Any) -> Any:
        return ad.stack([x[0] * x[1], ad.sin(x[0]), x[1] ** 3.0])

    x = ad.constant([0.5, 2.0])
    found = []
    for g in (f, ad.function(f)):
        with ad.GradientTape() as outer:
            outer.watch(x)
            with ad.GradientTape() as tape:
                tape.watch(x)
                y = g(x)
            first = tape.jacobian(y, x)
        found.append([bits(first), bits(outer.jacobian(first, x))])
    assert found[0] == found[1]


def test_variables_are_read_each_time_and_receive_gradients() -> None:
    w = ad.Variable(2.0)
    f = ad.function(lambda x: x * w)
    assert float(f(ad.constant(3.0))) == 6.0
    w.assign(5.0)
    with ad.GradientTape() as tape:
        y = f(ad.constant(3.0))
    assert float(y) == 15.0
    assert float(tape.gradient(y, w)) == 3.0
    assert [v is w for v in tape.watched_variables()] == [True]


def test_a_tensor_from_outside_receives_its_gradient_where_a_tape_watches_it() -> None:
    scale = ad.constant(3.0)
    f = ad.function(lambda x: x * ad.square(scale))
    assert float(f(ad.constant(1.0))) == 9.0
    for number in (2.0, 5.0):
        with ad.GradientTape() as tape:
            tape.watch(scale)
            y = f(ad.constant(number))
        assert float(tape.gradient(y, scale)) == 6.0 * number
    with ad.GradientTape() as tape:
        x = ad.Variable(2.0)
        y = f(x)
    assert tape.gradient(y, scale) is None


def test_results_keep_their_structure() -> None:
    @ad.function
    def f(x: Any, y: Any) -> Any:
        return {"sum": x + y, "both": (x * y, [None, "text", 7]), "x": x}

    x, y = ad.Variable(2.0), ad.Variable(5.0)
    with ad.GradientTape(persistent=True) as tape:
        found = f(x, y)
        total = found["sum"] * 10.0 + found["both"][0]
    assert found["both"][1][:2] == [None, "text"]
    assert float(found["both"][1][2]) == 7
    assert [float(g) for g in tape.gradient(total, [x, y])] == [15.0, 12.0]
    assert [float(g) for g in tape.gradient(found["sum"], [x, y])] == [1.0, 1.0]
    assert float(tape.gradient(found["x"], x)) == 1.0
    assert tape.gradient(found["x"], y) is None


def test_what_a_result_does_not_depend_on_has_no_gradient() -> None:
    f = ad.function(lambda x, y: (x * 2.0, y * 3.0))
    x, y = ad.Variable(1.0), ad.Variable(1.0)
    with ad.GradientTape() as tape:
        first, _ = f(x, y)
    assert tape.gradient(first, [x, y])[1] is None


def test_whole_numbers_come_through_without_a_gradient() -> None:
    f = ad.function(lambda x, n: (x * ad.cast(n, "float32"), ad.argmax(x)))
    x = ad.Variable([1.0, 5.0])
    with ad.GradientTape() as tape:
        y, place = f(x, ad.constant(2))
    assert int(place) == 1
    assert tape.gradient(y, x).numpy().tolist() == [2.0, 2.0]


# What a program cannot do


@pytest.mark.parametrize(
    "wrong",
    [
        lambda x: x if x > 0.0 else -x,
        lambda x: x * float(x),
        lambda x: x * x.numpy(),
        lambda x: x * int(x),
        lambda x: x * 2.0 if x and x else x,
    ],
)
def test_python_asking_for_a_value_says_what_to_do(wrong: Callable[[Any], Any]) -> None:
    with pytest.raises(UnknownValue, match=r"where\(\.\.\.\), cond\(\.\.\.\) or while_loop") as told:
        ad.function(wrong)(ad.constant(2.0))
    assert isinstance(told.value, TypeError)


def test_python_may_decide_by_what_it_knows() -> None:
    f = ad.function(lambda x, n, kind: x**n if kind == "power" and x.shape[0] == 2 else x * n)
    x = ad.constant([2.0, 3.0])
    assert f(x, 2.0, "power").numpy().tolist() == [4.0, 9.0]
    assert f(x, 3.0, "power").numpy().tolist() == [8.0, 27.0]
    assert f(x, 2.0, "times").numpy().tolist() == [4.0, 6.0]


@pytest.mark.parametrize(
    ("f", "words"),
    [
        (lambda x: ad.cond(x > 0.0, lambda: x * 2.0, lambda: x * 3.0), "cond"),
        (lambda x: ad.while_loop(lambda z: z < 5.0, lambda z: z * 2.0, [x])[0], "while_loop"),
        (lambda x: ad.boolean_mask(ad.stack([x, x * 2.0]), ad.stack([x > 0.0, x < 0.0]))[0], "boolean_mask"),
        (lambda x: ad.reduce_sum(ad.ones(ad.cast(ad.stack([x, x]), "int32"))) * x, "a shape"),
        (lambda x: ad.reduce_sum(ad.range(x)) * x, "range"),
        (lambda x: ad.scatter_nd(ad.cast(ad.reshape(x, (1, 1)), "int32"), [x], (4,)), "places"),
        (lambda x: ad.reduce_sum(ad.ones((4,))[: ad.cast(x, "int32")]) * x, "an index"),
    ],
)  # fmt: skip
def test_what_goes_by_values_runs_as_it_is_and_says_why(f: Callable[[Any], Any], words: str) -> None:
    written = ad.function(f)
    for number in (2.0, 1.0, 2.0):
        x = ad.constant(number)
        assert gradients(written, x) == gradients(f, x)
    with pytest.raises(TypeError, match=f"there is no program of .*{words}"):
        written.program(ad.constant(2.0))


def test_labels_and_indices_are_given_to_the_program_each_time() -> None:
    rows = ad.Variable(np.arange(24, dtype="float32").reshape(8, 3) / 7.0)

    def loss(ids: Any, labels: Any) -> Any:
        logits = ad.reduce_mean(ad.gather(rows, ids), axis=1)
        return ad.reduce_sum(ad.nn.sparse_softmax_cross_entropy_with_logits(labels, logits))

    def gradient(f: Callable[..., Any], *given: Any) -> Any:
        with ad.GradientTape() as outer:
            with ad.GradientTape() as tape:
                value = f(*given)
            first = tape.gradient(value, rows)
        return [bits(each) for each in (value, first, outer.gradient(first, rows))]

    written = ad.function(loss)
    for ids, labels in (([[0, 1], [7, 7]], [2, 0]), ([[3, 3], [2, 4]], [1, 1])):
        given = ad.constant(ids), ad.constant(labels)
        assert gradient(written, *given) == gradient(loss, *given)
    assert written.experimental_get_tracing_count() == 1
    for ids, labels in (([[0, 8], [0, 0]], [0, 0]), ([[0, -1], [0, 0]], [0, 0]), ([[0, 1], [0, 0]], [0, 3])):
        told = []
        for f in (loss, written):
            with pytest.raises(ad.errors.InvalidArgumentError) as error:
                f(ad.constant(ids), ad.constant(labels))
            told.append(str(error.value))
        assert told[0] == told[1]
    text = str(written.program(*given))
    assert "gather_at(Variable, ids, axis=0)" in text


def test_random_numbers_are_new_each_time_and_their_seeds_count() -> None:
    f = ad.function(lambda x: x + ad.random.normal((3,)))
    x = ad.zeros((3,))
    assert bits(f(x)) != bits(f(x))
    found = []
    for g in (f, f.python_function):
        ad.random.set_seed(7)
        found.append([bits(g(x)), bits(g(x))])
    assert found[0] == found[1]


def test_a_custom_gradient_counts_inside() -> None:
    @ad.custom_gradient
    def clipped(x: Any) -> Any:
        return x * 1.0, lambda upstream: ad.clip_by_value(upstream, -1.0, 1.0)

    f = ad.function(lambda x: clipped(x) * 100.0)
    x = ad.constant(3.0)
    assert gradients(f, x) == gradients(f.python_function, x)
    assert gradients(f, x)[1] == bits(ad.constant(1.0))


def test_functions_inside_of_functions_are_part_of_the_program() -> None:
    inner = ad.function(lambda x: ad.sin(x) * x)
    outer = ad.function(lambda x: inner(x) + inner(2.0 * x))
    x = ad.constant(0.5)
    assert gradients(outer, x) == gradients(lambda x: ad.sin(x) * x + ad.sin(2.0 * x) * (2.0 * x), x)
    assert "sin" in str(outer.program(x))


def test_a_problem_is_told_as_it_is_without() -> None:
    f = ad.function(lambda x, y: x // y)
    assert int(f(ad.constant(7), ad.constant(2))) == 3
    with pytest.raises(ad.errors.InvalidArgumentError, match="zero"):
        f(ad.constant(7), ad.constant(0))


def test_run_functions_eagerly_runs_them_as_they_are() -> None:
    f = ad.function(lambda x: x if x > 0.0 else -x)
    ad.config.run_functions_eagerly(True)
    try:
        assert float(f(ad.constant(-3.0))) == 3.0
    finally:
        ad.config.run_functions_eagerly(False)


# Signatures


@pytest.mark.filterwarnings("ignore:.*was traced")
def test_another_shape_dtype_or_python_value_is_another_program() -> None:
    f = ad.function(lambda x, n=1.0: x * n)
    for x in (1.0, [1.0], [1.0, 2.0]):
        f(ad.constant(x))
        f(ad.constant(x, dtype="float64"))
    assert f.experimental_get_tracing_count() == 6
    f(ad.constant(1.0), 2.0)
    f(ad.constant(1.0), n=2.0)
    f(np.float32(1.0), 2.0)
    assert f.experimental_get_tracing_count() == 8


def test_1_and_1_point_0_and_true_are_three() -> None:
    f = ad.function(lambda x, n: (x * 2.0, type(n).__name__))
    assert [f(ad.constant(1.0), n)[1] for n in (1, 1.0, True)] == ["int", "float", "bool"]


def test_too_many_programs_are_told_once() -> None:
    f = ad.function(lambda x, n: x * n)
    for n in range(4):
        f(ad.constant(1.0), float(n))
    with pytest.warns(UserWarning, match="was traced 5 times in its last 5 calls"):
        f(ad.constant(1.0), 4.0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for n in range(5, 30):
            f(ad.constant(1.0), float(n))


def test_an_input_signature_says_what_fits() -> None:
    @ad.function(input_signature=[ad.TensorSpec([None, 2], ad.float32), ad.TensorSpec([], ad.float32)])
    def f(x: Any, scale: Any) -> Any:
        return ad.reduce_sum(x) * scale

    assert float(f([[1.0, 2.0]], 2.0)) == 6.0
    assert float(f(ad.ones((5, 2)), scale=3.0)) == 30.0
    with pytest.raises(TypeError, match=r"f takes TensorSpec\(shape=\(None, 2\), dtype=float32\); got"):
        f(ad.ones((2, 3)), 1.0)
    with pytest.raises(TypeError, match="2 argument"):
        f(ad.ones((2, 2)))
    with pytest.raises((TypeError, ValueError)):
        f(ad.ones((2, 2), dtype="float64"), 1.0)


def test_a_method_has_programs_of_its_own_for_each_object() -> None:
    class Scaled:
        def __init__(self, scale: float) -> None:
            self.scale = scale

        @ad.function
        def times(self, x: Any) -> Any:
            return x * self.scale

    twice, thrice = Scaled(2.0), Scaled(3.0)
    assert [float(each.times(ad.constant(5.0))) for each in (twice, thrice, twice)] == [10.0, 15.0, 10.0]
    assert "def forward(x):" in str(twice.times.program(ad.constant(1.0)))
    assert twice.times.experimental_get_tracing_count() == 1
    assert float(Scaled(4.0).times(ad.constant(5.0))) == 20.0
    times = Scaled(7.0).times  # a method keeps its object alive
    assert float(times(ad.constant(5.0))) == 35.0
    alive = weakref.ref(twice)
    del twice
    gc.collect()
    assert alive() is None  # and a program does not


def test_a_method_is_given_the_object_itself() -> None:
    class Kept:
        @ad.function
        def me(self, x: Any) -> Any:
            return x * 2.0, self

    kept = Kept()
    assert kept.me(ad.constant(1.0))[1] is kept


def test_zeros_of_two_signs_are_two() -> None:
    f = ad.function(lambda x, zero: x / zero)
    assert [float(f(ad.constant(1.0), zero)) for zero in (0.0, -0.0, 0.0)] == [np.inf, -np.inf, np.inf]


def test_a_variable_that_took_on_another_shape_has_the_gradient_of_that_shape() -> None:
    v = ad.Variable([1.0, 2.0], shape=[None])
    of_outside, of_argument = ad.function(lambda: ad.reduce_mean(v * v)), ad.function(ad.reduce_mean)

    for values in ([1.0, 2.0], [1.0, 2.0, 3.0], [4.0], [2.0, 1.0]):
        v.assign(values)
        with ad.GradientTape(persistent=True) as tape:
            squares, mean = of_outside(), of_argument(v)
        assert tape.gradient(squares, v).numpy() == pytest.approx([2 * x / len(values) for x in values])
        assert tape.gradient(mean, v).numpy() == pytest.approx([1 / len(values)] * len(values))
    assert of_outside.experimental_get_tracing_count() == 3


@ad.function
def known_by_its_module(x: Any) -> Any:
    return x * 2.0


def test_a_function_is_sent_to_another_process_and_writes_its_programs_there() -> None:
    v = ad.Variable([1.0, 2.0])

    @ad.function(input_signature=[ad.TensorSpec([None])])
    def inside(x: Any) -> Any:
        return x * v

    x = ad.constant([3.0, 4.0])
    wanted = inside(x).numpy().tolist()
    sent = cloudpickle.loads(cloudpickle.dumps(inside))
    assert sent is not inside
    assert sent(x).numpy().tolist() == wanted
    with pytest.raises(TypeError, match="takes TensorSpec"):
        sent(ad.constant(3.0))
    assert pickle.loads(pickle.dumps(known_by_its_module)) is known_by_its_module
    assert copy.deepcopy([known_by_its_module, inside])[1](x).numpy().tolist() == wanted
