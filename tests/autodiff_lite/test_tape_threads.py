"""Threads: one tape records in one of them, and what several change adds up."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator

import pytest

import autodiff_lite as ad


def in_threads(*work: Callable[[], object]) -> list[BaseException]:
    """Run each in a thread of its own, and return what they raised."""
    raised: list[BaseException] = []

    def run(one: Callable[[], object]) -> None:
        try:
            one()
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.fixture
def hasty() -> Iterator[None]:
    """Threads take turns as often as Python lets them."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def test_a_tape_that_records_in_one_thread_is_refused_in_another() -> None:
    x = ad.Variable(2.0)
    with ad.GradientTape() as tape:
        y = x * x
        (error,) = in_threads(tape.__enter__)
    assert isinstance(error, ValueError)
    assert "in another thread" in str(error)
    assert float(tape.gradient(y, x)) == 4.0


def test_a_tape_records_in_another_thread_after_its_block() -> None:
    x = ad.Variable(2.0)
    tape = ad.GradientTape()
    found: list[float] = []

    def elsewhere() -> None:
        with tape:
            y = x * x * x
        found.append(float(tape.gradient(y, x)))

    with tape:
        pass
    assert in_threads(elsewhere, lambda: None) == []
    assert found == [12.0]


@pytest.mark.usefixtures("hasty")
def test_what_threads_add_to_one_variable_adds_up() -> None:
    total = ad.Variable(0.0, dtype="float64")

    def add() -> None:
        for _ in range(20000):
            total.assign_add(1.0)
            total.assign_sub(3.0)

    assert in_threads(add, add, add) == []
    assert float(total) == -120000.0


@pytest.mark.usefixtures("hasty")
def test_a_tape_that_begins_to_watch_loses_no_change_of_another_thread() -> None:
    total = ad.Variable(0.0, dtype="float64")

    def add() -> None:
        for _ in range(20000):
            total.assign_add(1.0)

    def watch() -> None:
        for _ in range(20000):
            with ad.GradientTape() as tape:
                tape.watch(total)

    assert in_threads(add, watch, watch) == []
    assert float(total) == 20000.0
