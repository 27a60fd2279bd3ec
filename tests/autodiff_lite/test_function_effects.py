"""What a function with `ad.function` does beside computing: it changes variables, steps, prints."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest

import autodiff_lite as ad

from .formulas import bits


def test_print_prints_each_time_and_python_once(capsys: pytest.CaptureFixture[str]) -> None:
    noted = []

    @ad.function
    def quiet(x: Any) -> Any:
        noted.append("traced")
        return x * 2.0

    @ad.function
    def loud(x: Any) -> Any:
        ad.print("x is", x, output_stream=sys.stdout)
        return x * 2.0

    for number in (1.0, 2.0, 3.0):
        quiet(ad.constant(number))
        loud(ad.constant(number))
    assert noted == ["traced"]
    assert capsys.readouterr().out == "x is 1\nx is 2\nx is 3\n"


def test_variables_may_be_changed() -> None:
    count = ad.Variable(0.0)

    @ad.function
    def step(x: Any) -> Any:
        count.assign_add(1.0)
        return x * count

    assert [float(step(ad.constant(2.0))) for _ in range(3)] == [2.0, 4.0, 6.0]
    assert float(count) == 3.0
    assert step.program(ad.constant(2.0)).forward_text.endswith("# then: Variable.assign_add(...)\n")


def test_what_changes_variables_is_done_after_the_program_in_its_order() -> None:
    def used(decorate: Callable[..., Any]) -> list[Any]:
        w, rows = ad.Variable(3.0), ad.Variable([1.0, 2.0])

        @decorate
        def step(x: Any) -> Any:
            y = w * x
            w.assign_sub(0.1 * y)
            w.assign(x)
            rows[0].assign(y)
            return {"y": y, "nothing": None}

        found = [step(ad.constant(number)) for number in (2.0, -1.0, 0.5)]
        if decorate is ad.function:
            assert step.experimental_get_tracing_count() == 1
            assert step.program(ad.constant(1.0)).forward_text.endswith(
                "# then: Variable.assign_sub(v1)\n    # then: Variable.assign(x)\n"
                "    # then: Variable[...].assign(v0)\n"
            )
            assert all(each["nothing"] is None for each in found)
        return [*[bits(each["y"]) for each in found], bits(w), bits(rows)]

    assert used(ad.function) == used(lambda f: f)


def test_a_function_that_only_changes_a_variable_returns_nothing() -> None:
    total = ad.Variable(0.0)

    @ad.function
    def add(x: Any) -> None:
        total.assign_add(x * x)

    assert [add(ad.constant(number)) for number in (1.0, 2.0)] == [None, None]
    assert float(total) == 5.0
    assert "total" not in add.program(ad.constant(1.0)).forward_text
    total.assign(0.0)
    with ad.GradientTape() as tape:
        x = ad.constant(3.0)
        tape.watch(x)
        add(x)
    assert float(total) == 9.0
    assert tape.gradient(total, x) is None


def test_what_a_variable_was_before_it_is_changed_has_its_gradient() -> None:
    w = ad.Variable(3.0)

    @ad.function
    def step(x: Any) -> Any:
        y = w * w * x
        w.assign(y)
        return y

    with ad.GradientTape() as tape:
        y = step(ad.constant(2.0))
    assert float(tape.gradient(y, w)) == 2 * 3.0 * 2.0
    assert float(w) == 18.0


def test_a_program_that_fails_changes_nothing_twice() -> None:
    count, table = ad.Variable(0.0), ad.Variable([1.0, 2.0])

    @ad.function
    def step(x: Any) -> Any:
        count.assign_add(1.0)
        return ad.linalg.inv(x) + ad.reduce_sum(table)

    step(ad.constant([[2.0]]))
    with pytest.raises(ad.errors.InvalidArgumentError):
        step(ad.constant([[0.0]]))
    # The second run went as far as the error, as it does without a program.
    assert float(count) == 2.0


@pytest.mark.parametrize("optimizer", ["SGD", "Adam", "RMSprop"])
def test_a_training_step_gives_what_it_gives_without(optimizer: str) -> None:
    def trained(decorate: Callable[..., Any]) -> Any:
        w = ad.Variable([1.0, -2.0])
        rule = getattr(ad.optimizers, optimizer)(0.1, **({"momentum": 0.9} if optimizer == "SGD" else {}))

        @decorate
        def step(x: Any) -> Any:
            with ad.GradientTape() as tape:
                loss = ad.reduce_sum(ad.square(w * x - 1.0))
            rule.apply_gradients([(tape.gradient(loss, w), w)])
            return loss

        losses = [bits(step(ad.constant([0.5, 2.0]))) for _ in range(5)]
        return losses, bits(w)

    def counted(step: Any) -> Any:
        made = ad.function(step)
        programs.append(made)
        return made

    programs: list[Any] = []
    assert trained(counted) == trained(lambda f: f)
    assert f"# then: {optimizer}.apply(" in str(programs[0].program(ad.constant([0.5, 2.0])))


def test_a_function_may_make_its_variables_once() -> None:
    class Layer(ad.Module):
        w: Any = None

        @ad.function
        def __call__(self, x: Any) -> Any:
            if self.w is None:
                self.w = ad.Variable(3.0)
            return self.w * x

    layer, other = Layer(), Layer()
    assert [float(layer(ad.constant(x))) for x in (1.0, 2.0)] == [3.0, 6.0]
    other.w = ad.Variable(5.0)
    assert float(other(ad.constant(2.0))) == 10.0
    assert float(layer(ad.constant(2.0))) == 6.0
    again = ad.function(lambda x: ad.Variable(2.0) * x)
    with pytest.raises(ValueError, match="each time that it runs"):
        again(ad.constant(1.0))
