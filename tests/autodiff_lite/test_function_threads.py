"""What others see of a function while its program is written, other threads and `init_scope`: nothing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep
from typing import Any

import autodiff_lite as ad


def elsewhere(run: Callable[[], Any]) -> Any:
    """What `run()` returns in another thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


def test_another_thread_sees_no_change_of_a_variable_while_a_program_is_written_and_loses_none() -> None:
    v, seen = ad.Variable(1.0), []

    @ad.function
    def step() -> Any:
        v.assign_add(10.0)
        seen.append(elsewhere(lambda: float(v)))
        elsewhere(lambda: v.assign_add(100.0))
        return v * 2.0

    assert float(step()) == 222.0
    assert seen == [1.0]
    assert float(v) == 111.0


def test_a_training_step_in_another_thread_goes_by_the_variable_and_not_by_what_is_traced() -> None:
    v = ad.Variable(3.0)
    slopes = []

    def slope() -> float:
        with ad.GradientTape() as tape:
            y = v * v
        return float(tape.gradient(y, v))

    @ad.function
    def step(x: Any) -> Any:
        v.assign(v * x)
        slopes.append(elsewhere(slope))
        with ad.GradientTape() as tape:
            y = v * v
        return tape.gradient(y, v)

    assert float(step(ad.constant(2.0))) == 12.0
    assert slopes == [6.0]
    assert float(v) == 6.0


def test_in_init_scope_a_variable_is_what_it_was_before_the_program() -> None:
    v, seen = ad.Variable(1.0), []

    @ad.function
    def step(x: Any) -> Any:
        v.assign_add(10.0)
        with ad.init_scope():
            seen.append((float(v), v.numpy(), float(v + 0.0)))
        return v * x

    assert float(step(ad.constant(2.0))) == 22.0
    assert seen == [(1.0, 1.0, 1.0)]
    assert float(v) == 11.0


def test_threads_that_call_a_function_for_the_first_time_write_its_program_once() -> None:
    traced, together = [], Barrier(4)

    @ad.function
    def step(x: Any) -> Any:
        traced.append(x)
        sleep(0.01)  # the others come meanwhile
        return x * 2.0

    def call(number: float) -> float:
        together.wait()
        return float(step(ad.constant(number)))

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(call, [1.0, 2.0, 3.0, 4.0])) == [2.0, 4.0, 6.0, 8.0]
    assert len(traced) == 1
