"""What Python does in a function with `ad.function` is done once a trace, whatever the function computes."""

from __future__ import annotations

import sys
from typing import Any

import pytest

import autodiff_lite as ad

from .formulas import bits


def test_a_function_of_nothing_runs_once_and_prints_each_time(capsys: pytest.CaptureFixture[str]) -> None:
    noted: list[str] = []

    @ad.function
    def greet() -> None:
        noted.append("traced")
        ad.print("hello", output_stream=sys.stdout)

    assert [greet() for _ in range(3)] == [None, None, None]
    assert noted == ["traced"]
    assert capsys.readouterr().out == "hello\n" * 3


def test_a_python_number_from_outside_stays_what_it_was() -> None:
    number = 1

    @ad.function
    def add() -> Any:
        return 1 + number

    assert int(add()) == 2
    number = 100
    assert int(add()) == 2


def test_a_constant_result_has_its_gradient_where_a_tape_watches_what_it_is_made_of() -> None:
    c = ad.constant(3.0)
    f = ad.function(lambda: c * c)
    assert float(f()) == 9.0
    with ad.GradientTape() as tape:
        tape.watch(c)
        y = f()
    assert float(tape.gradient(y, c)) == 6.0


def test_a_variable_is_read_as_it_was_changed_inside() -> None:
    noted: list[str] = []
    v = ad.Variable(1.0)

    @ad.function
    def step(x: Any) -> Any:
        noted.append("traced")
        v.assign_add(x)
        first = v * 10.0
        v.assign(v * v)
        v.assign_sub(1.0)
        return first, v, v.read_value() + 0.0

    def plainly(value: float, x: float) -> tuple[float, float]:
        value += x
        return value * 10.0, value * value - 1.0

    value = 1.0
    for x in (1.0, 2.0, 0.5):
        first, value = plainly(value, x)
        assert [float(y) for y in step(ad.constant(x))] == [first, value, value]
        assert float(v) == value
    assert noted == ["traced"]
    assert "v.assign" not in step.program(ad.constant(1.0)).forward_text
    assert "# then: Variable.assign_add(x)" in step.program(ad.constant(1.0)).forward_text


def test_a_counter_of_calls_in_a_method_counts() -> None:
    class Counted(ad.Module):
        def __init__(self) -> None:
            super().__init__()
            self.calls = ad.Variable(0)
            self.traced = 0

        @ad.function
        def __call__(self) -> Any:
            if self.traced == 0:
                self.traced += 1
                self.calls.assign_add(1)
            return self.calls

    counted = Counted()
    assert [int(counted()) for _ in range(3)] == [1, 2, 3]


def test_a_constant_that_was_assigned_is_what_is_read() -> None:
    v = ad.Variable(1.0)

    @ad.function
    def reset(x: Any) -> Any:
        v.assign(5.0)
        return v * x

    assert [float(reset(ad.constant(x))) for x in (2.0, 3.0)] == [10.0, 15.0]
    assert float(v) == 5.0


def test_a_training_step_reads_its_variable_after_the_step() -> None:
    def trained(decorate: Any) -> list[Any]:
        w, noted = ad.Variable(3.0), []

        @decorate
        def step(x: Any) -> Any:
            noted.append("traced")
            for _ in range(3):
                with ad.GradientTape() as tape:
                    loss = (w * x - 1.0) ** 2
                w.assign_sub(0.1 * tape.gradient(loss, w))
            return loss, w.value()

        found = [bits(y) for x in (0.5, 1.5) for y in step(ad.constant(x))]
        assert len(noted) == (1 if decorate is ad.function else 2)
        return [*found, bits(w)]

    assert trained(ad.function) == trained(lambda f: f)


def test_gradients_of_what_is_read_after_a_change_are_those_without_a_program() -> None:
    def asked(decorate: Any) -> list[Any]:
        v, c = ad.Variable(2.0), ad.Variable(3.0, trainable=False)

        @decorate
        def f(x: Any) -> Any:
            v.assign_add(x)
            c.assign(x * x)
            return v * v * c

        found = []
        for number in (1.0, 4.0):
            x = ad.constant(number)
            with ad.GradientTape() as tape:
                tape.watch(x)
                y = f(x)
            found += [y, *tape.gradient(y, [x, v, c])]
        return [None if y is None else bits(y) for y in found]

    assert asked(ad.function) == asked(lambda f: f)


def test_an_error_while_a_program_is_written_leaves_variables_as_they_were() -> None:
    v = ad.Variable(1.0)

    @ad.function
    def fails(x: Any) -> Any:
        v.assign(x)
        raise KeyError("inside")

    with pytest.raises(KeyError):
        fails(ad.constant(7.0))
    assert float(v) == 1.0


def test_a_step_of_an_optimizer_then_its_variable_is_read_as_changed() -> None:
    w, noted = ad.Variable(1.0), []
    rule = ad.optimizers.SGD(0.5)

    @ad.function
    def step(g: Any) -> Any:
        noted.append("called")
        rule.apply_gradients([(g, w)])
        return w * 1.0

    assert [float(step(ad.constant(g))) for g in (1.0, 1.0, 2.0)] == [0.5, 0.0, -1.0]
    assert noted == ["called"] * 3  # there is no program, but no call runs it twice


def test_random_numbers_are_drawn_anew_at_each_call_and_python_runs_once() -> None:
    def drawn(decorate: Any) -> tuple[list[Any], int]:
        noted: list[str] = []

        @decorate
        def noisy(x: Any) -> Any:
            noted.append("called")
            noise = ad.random.normal((3,), stddev=x)
            kept = ad.cast(ad.random.uniform((3,)) > 0.5, ad.float32)
            whole = ad.random.uniform((2,), 0, 100, dtype=ad.int32)
            rest = ad.random.truncated_normal((2,)), ad.random.shuffle(ad.range(6)), whole
            return (x + noise) * kept, *rest, ad.random.categorical(ad.zeros((2, 5)), 3)

        ad.random.set_seed(7)
        found = [bits(y) for _ in range(3) for y in noisy(ad.constant(1.5))]
        found.append(bits(ad.random.normal((2,))))
        return found, len(noted)

    with_program, traced = drawn(ad.function)
    without, called = drawn(lambda f: f)
    assert with_program == without
    assert (traced, called) == (1, 3)
    assert with_program[0] != with_program[5]


def test_gradients_go_through_what_random_numbers_are_scaled_with() -> None:
    @ad.function
    def sample(mean: Any, deviation: Any) -> Any:
        return ad.reduce_sum(ad.random.normal((4,), mean, deviation) ** 2)

    mean, deviation = ad.Variable(0.5), ad.Variable(2.0)
    found = []
    for f in (sample, sample.python_function):
        ad.random.set_seed(3)
        with ad.GradientTape() as tape:
            y = f(mean, deviation)
        found.append([bits(x) for x in (y, *tape.gradient(y, [mean, deviation]))])
    assert found[0] == found[1]
    assert "random" in sample.program(mean, deviation).forward_text


def test_numbers_drawn_with_a_seed_follow_one_another_as_in_tensorflow() -> None:
    ad.random.set_seed(5)
    first = [float(ad.random.uniform((), seed=1)) for _ in range(3)]
    assert len(set(first)) == 3
    ad.random.set_seed(5)
    assert [float(ad.random.uniform((), seed=1)) for _ in range(3)] == first
    for initializer in (ad.random_normal_initializer(seed=3), ad.random_uniform_initializer(seed=3)):
        assert (initializer((4,)).numpy() == initializer((4,)).numpy()).all()


def test_variables_are_made_at_the_first_call_which_runs_python_twice_as_in_tensorflow() -> None:
    class Layer(ad.Module):
        w: Any = None

        def __init__(self) -> None:
            super().__init__()
            self.noted: list[bool] = []

        @ad.function
        def __call__(self, x: Any) -> Any:
            self.noted.append(self.w is None)
            if self.w is None:
                self.w = ad.Variable(ad.random.normal((3, 1)))
            return x @ self.w

    ad.random.set_seed(1)
    layers = [Layer(), Layer()]
    for layer in layers:
        for _ in range(3):
            y = layer(ad.ones((2, 3)))
            assert bits(y) == bits(ad.ones((2, 3)) @ layer.w)
        assert layer.noted == [True, False]
    assert (layers[0].w.numpy() != layers[1].w.numpy()).any()


def test_a_function_that_makes_a_variable_each_time_is_told_at_once() -> None:
    f = ad.function(lambda x: ad.Variable(2.0) * x)
    with pytest.raises(ValueError, match="each time that it runs"):
        f(ad.constant(1.0))


def test_a_function_without_a_program_runs_once_at_its_first_call(
    capsys: pytest.CaptureFixture[str],
) -> None:
    noted: list[str] = []
    v = ad.Variable(0.0)

    @ad.function
    def masked(x: Any) -> Any:
        noted.append("called")
        ad.print("before", x, output_stream=sys.stdout)
        v.assign_add(ad.reduce_sum(x))
        noise = ad.random.uniform((2,))
        picked = ad.boolean_mask(x, x > 0.0)
        return picked, v + 0.0, noise

    ad.random.set_seed(2)
    found = [masked(ad.constant([-1.0, 2.0])) for _ in range(2)]
    assert noted == ["called"] * 2
    assert capsys.readouterr().out == "before [-1 2]\n" * 2
    assert [float(total) for _, total, _ in found] == [1.0, 2.0]
    ad.random.set_seed(2)
    assert [bits(noise) for *_, noise in found] == [bits(ad.random.uniform((2,))) for _ in range(2)]
    with pytest.raises(TypeError, match="boolean_mask goes by values"):
        masked.program(ad.constant([-1.0, 2.0]))
    assert float(v) == 2.0  # asking for the program does nothing


def test_a_value_that_leaves_a_function_other_than_as_its_result_says_so() -> None:
    kept: list[Any] = []

    @ad.function
    def leaks(x: Any) -> Any:
        kept.append(x + 1.0)
        return x + 2.0

    assert float(leaks(ad.constant(1.0))) == 3.0
    for use in (lambda: kept[0].numpy(), lambda: kept[0] * 2.0, lambda: float(kept[0])):
        with pytest.raises(TypeError, match="return it"):
            use()
    assert "return it" in repr(kept[0]) or "inside" in repr(kept[0])


@pytest.mark.parametrize("of", ["sort", "argsort", "top_k", "one_hot", "index", "indices"])
def test_what_is_picked_by_values_is_a_part_of_the_program(of: str) -> None:
    noted: list[str] = []

    def computed(x: Any, i: Any) -> Any:
        noted.append("called")
        if of == "sort":
            return ad.sort(x, axis=0, direction="DESCENDING") * ad.sort(x * x)
        if of == "argsort":
            return ad.gather(x[0], ad.argsort(-x[0])[:2]) * ad.cast(ad.argsort(x[1]), ad.float32)[:2]
        if of == "top_k":
            values, indices = ad.math.top_k(x, k=2)
            return values**2 * ad.cast(indices + 1, ad.float32)
        if of == "one_hot":
            rows = ad.one_hot(i, 3), ad.one_hot([i, i - 1], 3, 5.0, -1.0, axis=0), ad.one_hot(-i, 3)
            return rows[0] * x, ad.reduce_sum(rows[1]) * x, rows[2], ad.one_hot(i, 3, dtype=ad.int32)
        if of == "index":
            return x[i] ** 2 * x[i - 1] + x[-i]
        return x[..., i] * x[i, 1:], x[:, ad.newaxis, i], x[i, ..., -i], x[i, i]

    f = ad.function(computed)
    x = ad.Variable([[3.0, 1.0, 2.0], [0.5, 7.0, -4.0]])
    if of == "indices":
        x = ad.Variable(x[:, :2])
    for place in (1, 0):
        found = []
        for g in (f, computed):
            with ad.GradientTape(persistent=True) as tape:
                ys = g(x, ad.constant(place))
                ys = ys if isinstance(ys, tuple) else (ys,)
            gradients = [tape.gradient(y, x) for y in ys if y.dtype.name == "float32"]
            found.append([None if y is None else bits(y) for y in (*ys, *gradients)])
        assert found[0] == found[1]
    assert noted.count("called") == 3  # once for the program
    assert "return" in f.program(x, ad.constant(0)).forward_text


def test_an_index_beyond_the_end_is_told_in_a_program_too() -> None:
    f = ad.function(lambda x, i: x[i])
    x = ad.constant([1.0, 2.0])
    assert float(f(x, ad.constant(1))) == 2.0
    with pytest.raises(ad.errors.InvalidArgumentError):
        f(x, ad.constant(2))
    with pytest.raises(TypeError):
        f(x, ad.constant(1.0))


def test_a_gradient_of_ones_own_holds_inside_of_a_program_and_from_outside() -> None:
    w, noted = ad.Variable(2.0, name="w"), []

    @ad.custom_gradient
    def crooked(x: Any, y: Any) -> Any:
        def back(up: Any, other: Any, variables: Any = None) -> Any:
            return (up * 10.0 * y, other * x), [up * 100.0 for _ in variables]

        return (x * y * w, x + y), back

    def inside(x: Any) -> Any:
        noted.append("called")
        with ad.GradientTape(persistent=True) as tape:
            tape.watch(x)
            first, second = crooked(x, ad.stop_gradient(x) * 3.0)
            y = first * second
        return y, tape.gradient(y, x), tape.gradient(y, w)

    def outside(x: Any) -> Any:
        first, second = crooked(x, x * 3.0)
        return first * second + crooked(ad.stop_gradient(x), 2.0)[1]

    written = ad.function(inside)
    for number in (1.0, 3.0):
        x = ad.constant(number)
        assert [bits(y) for y in written(x)] == [bits(y) for y in inside(x)]
    assert noted.count("called") == 3
    assert written.program(x).derivative_text == ""
    found = []
    for f in (ad.function(outside), outside):
        with ad.GradientTape() as tape:
            tape.watch(x)
            y = f(x)
        found.append([bits(z) for z in (y, f(x), *tape.gradient(y, [x, w]))])
    assert found[0] == found[1]


def test_a_function_with_a_gradient_of_ones_own_is_a_part_of_another() -> None:
    @ad.custom_gradient
    def doubled(x: Any) -> Any:
        return x * x, lambda up: up * 7.0

    f = ad.function(lambda x: doubled(x) + 1.0)
    g = ad.function(lambda x: f(x) * 2.0)
    x = ad.Variable(3.0)
    with ad.GradientTape() as tape:
        y = g(x)
    assert float(y) == 20.0
    assert float(tape.gradient(y, x)) == 14.0


def test_a_text_made_while_a_program_is_written_shows_no_number_of_one_call() -> None:
    texts: list[str] = []

    @ad.function
    def f(x: Any, v: Any) -> Any:
        y = x * 2.0
        texts[:] = [str(x), repr(y), f"{y}", f"{v * 1.0}", str(ad.constant(3.0))]
        return y

    f(ad.constant([7.0, 7.0]), ad.Variable(7.0))
    assert not any("7" in text for text in texts)
    assert texts[0] == "Tensor(shape=(2,), dtype=float32)"
    assert texts[1] == "<Tensor(multiply, shape=(2,), dtype=float32)>"
    assert texts[4] == "Tensor(3.0, shape=(), dtype=float32)"
    with pytest.raises(TypeError, match="known only when the program runs"):
        ad.function(lambda x: f"{x:.2f}")(ad.constant(1.0))


@pytest.mark.parametrize("trainable", [True, False])
def test_a_variable_is_watched_inside_before_and_after_it_is_changed(trainable: bool) -> None:
    def asked(decorate: Any) -> list[Any]:
        v = ad.Variable(2.0, trainable=trainable)

        @decorate
        def f(x: Any) -> Any:
            before = v * x
            with ad.GradientTape(watch_accessed_variables=False) as tape:
                tape.watch(v)
                y = v * v * before
            v.assign_add(x)
            with ad.GradientTape() as other:
                other.watch(v)
                z = v * v + before
            return tape.gradient(y, v), other.gradient(z, v), v + 0.0

        found = [bits(y) for x in (1.0, 3.0) for y in f(ad.constant(x))]
        return [*found, bits(v), type(v.tensor).__name__]

    assert asked(ad.function) == asked(lambda f: f)


@pytest.mark.parametrize("dtype", ["uint8", "int8", "int64"])
def test_small_whole_numbers_count_places_beyond_their_own_range(dtype: str) -> None:
    i, x = ad.constant(3, dtype), ad.range(300.0)
    for decorate in (lambda f: f, ad.function):
        assert decorate(lambda i: ad.one_hot(i, 300))(i).numpy().nonzero()[0].tolist() == [3]
        assert decorate(lambda x, i: x[i])(x, i).numpy() == 3.0
