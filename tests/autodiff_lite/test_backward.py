"""The plain backward pass and its quick ways are one: on every recorded program, bit for bit."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autodiff_lite as ad
from autodiff_lite.core import tape as tape_module
from autodiff_lite.core.backward import backward, backward_quickly
from autodiff_lite.core.primitive import Primitive
from autodiff_lite.core.record import entries_of
from autodiff_lite.table import rows

CONFORMANCE = Path(__file__).parents[1] / "conformance"
sys.path.append(str(CONFORMANCE))

from programs import answer, recorded  # noqa: E402 - the recorded programs stand in their own folder


class Both:
    """Stands in for the quick pass: runs it and the plain one, and notes where they differ."""

    def __init__(self) -> None:
        self.passes = 0
        self.different: list[str] = []

    def __call__(
        self, record: list[Any], gradients: dict[int, Any], is_tracked: Any, kept: Any, *rest: Any
    ) -> dict[int, Any]:
        plainly: dict[int, Any] | Exception
        quickly: dict[int, Any] | Exception
        try:
            plainly = backward(entries_of(record), dict(gradients), is_tracked, kept)
        except Exception as error:
            plainly = error
        try:
            quickly = backward_quickly(record, gradients, is_tracked, kept, *rest)
        except Exception as error:
            quickly = error
        self.passes += 1
        if not same(plainly, quickly):
            self.different.append(f"{plainly!r}\n{quickly!r}")
        if isinstance(quickly, Exception):
            raise quickly
        return quickly


def same(a: Any, b: Any) -> bool:
    if isinstance(a, Exception) or isinstance(b, Exception):
        return type(a) is type(b) and str(a) == str(b)
    return a.keys() == b.keys() and all(alike(a[key], b[key]) for key in a)


def alike(x: Any, y: Any) -> bool:
    x, y = np.asarray(x), np.asarray(y)
    return x.dtype == y.dtype and x.shape == y.shape and x.tobytes() == y.tobytes()


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_the_quick_ways_give_what_the_plain_pass_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    both = Both()
    monkeypatch.setattr(tape_module, "backward_quickly", both)
    for case in recorded(CONFORMANCE):
        before = len(both.different)
        answer(case.code, ad)
        assert both.different[before:] == [], case.code
    assert both.passes > 1000


def test_a_quick_way_that_differs_is_noticed() -> None:
    both = Both()
    x = ad.Variable([1.0, 2.0])
    with ad.GradientTape(persistent=True) as tape:
        y = x * x
    leaves = dict.fromkeys(map(id, tape.tensors_of(x)))
    rest = ({id(y): np.ones(2, np.float32)}, tape.is_tracked, ())
    both(tape._record, *rest, tape._marks, {**leaves})
    assert both.different == []
    rest = ({id(y): np.ones(2, np.float32)}, tape.is_tracked, ())
    both(tape._record, *rest, (object(),), {})  # to the quick way nothing is tracked
    assert len(both.different) == 1


def test_the_plain_pass_tells_of_each_share() -> None:
    x = ad.Variable(3.0)
    with ad.GradientTape(persistent=True) as tape:
        y = x * x + x
    told: list[tuple[int, int, float]] = []
    entries = tape.entries
    backward(
        entries,
        {id(y): np.float32(1.0)},
        tape.is_tracked,
        notice=lambda number, place, share: told.append((number, place, float(share))),
    )
    assert told == [(1, 0, 1.0), (1, 1, 1.0), (0, 0, 3.0), (0, 1, 3.0)]


@pytest.mark.parametrize("row", rows().values(), ids=rows())
def test_rules_for_plain_arrays_call_no_primitive(row: Primitive) -> None:
    assert len(row.rules_on_arrays) == len(row.rules)
    for rule in (*row.rules_on_arrays, row.joint_rule_on_arrays):
        if rule is not None:
            named = {name: rule.__globals__.get(name) for name in rule.__code__.co_names}
            assert not [name for name, value in named.items() if isinstance(value, Primitive)]


def test_a_row_that_comes_later_has_its_rules_on_arrays_too() -> None:
    rule = lambda up, y, x: up * 3.0  # noqa: E731
    late = Primitive("late", lambda x: 3.0 * x, rule)
    assert late.rules_on_arrays == (rule,)
