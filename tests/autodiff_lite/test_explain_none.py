"""Why a gradient is None: each reason, on a tape that can still be asked and on one that was used up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autodiff_lite as ad

Situation = tuple[ad.GradientTape, ad.Tensor, ad.Tensor | ad.Variable]


def integer_source(tape: ad.GradientTape) -> Situation:
    x = ad.Variable(3, name="count")
    with tape:
        y = ad.cast(x, "float32") * 2.0
    return tape, y, x


def integer_target(tape: ad.GradientTape) -> Situation:
    x = ad.Variable(3.0)
    with tape:
        y = ad.cast(x * 2.0, "int32")
    return tape, y, x


def not_trainable(tape: ad.GradientTape) -> Situation:
    x = ad.Variable(3.0, trainable=False, name="frozen")
    with tape:
        y = x * 2.0
    return tape, y, x


def not_watched(tape: ad.GradientTape) -> Situation:
    x = ad.constant(3.0)
    with tape:
        y = x * 2.0
    return tape, y, x


def replaced(tape: ad.GradientTape) -> Situation:
    x: ad.Variable | ad.Tensor = ad.Variable(3.0)
    x = x - 0.1
    with tape:
        y = x * 2.0
    return tape, y, x


def never_read(tape: ad.GradientTape) -> Situation:
    x, other = ad.Variable(3.0, name="idle"), ad.Variable(1.0)
    with tape:
        y = other * 2.0
    return tape, y, x


def stopped(tape: ad.GradientTape) -> Situation:
    x = ad.Variable(3.0)
    with tape:
        z = x * 2.0
        with tape.stop_recording():
            y = z * z
    return tape, y, x


def stopped_on_the_way(tape: ad.GradientTape) -> Situation:
    x, other = ad.Variable(3.0), ad.Variable(2.0)
    with tape:
        z = x * 2.0
        with tape.stop_recording():
            w = z * z
        y = w * other
    return tape, y, x


def through_numpy(tape: ad.GradientTape) -> Situation:
    x = ad.Variable([3.0, 4.0])
    with tape:
        z = x * 2.0
        y = ad.constant(np.sum(z))
    return tape, y, x


def through_float(tape: ad.GradientTape) -> Situation:
    x, other = ad.Variable(3.0), ad.Variable(1.0)
    with tape:
        z = x * 2.0
        y = other * float(z)
    return tape, y, x


def no_derivative(tape: ad.GradientTape) -> Situation:
    x = ad.Variable(3.5)
    with tape:
        y = ad.floor(x) * 2.0
    return tape, y, x


def stop_gradient(tape: ad.GradientTape) -> Situation:
    x = ad.Variable(3.5)
    with tape:
        y = ad.stop_gradient(x * x) * 2.0
    return tape, y, x


def through_integers(tape: ad.GradientTape) -> Situation:
    x = ad.Variable(3.5)
    with tape:
        y = ad.cast(ad.cast(x, "int32"), "float32") * 2.0
    return tape, y, x


def outside(tape: ad.GradientTape) -> Situation:
    x = ad.Variable(3.5)
    with tape:
        z = x * x
    return tape, z * 2.0, x


def constant_target(tape: ad.GradientTape) -> Situation:
    x = ad.Variable(3.5)
    with tape:
        x * x
    return tape, ad.constant(1.0), x


def not_connected(tape: ad.GradientTape) -> Situation:
    x, other = ad.Variable(3.5, name="bias"), ad.Variable(1.0)
    with tape:
        x * x
        y = other * other
    return tape, y, x


def slope_of_a_line(tape: ad.GradientTape) -> Situation:
    t = ad.Variable(3.0, name="t")
    with tape:
        with ad.GradientTape() as inner:
            position = 2.0 * t
        velocity = inner.gradient(position, t)
    return tape, velocity, t


def slope_of_a_shifted_variable(tape: ad.GradientTape) -> Situation:
    t = ad.Variable([3.0, 4.0], name="t")
    with tape:
        with ad.GradientTape() as inner:
            position = t + 1.0
        velocity = inner.jacobian(position, t)
    return tape, velocity, t


def computed_from_the_slope_of_a_line(tape: ad.GradientTape) -> Situation:
    t = ad.Variable(3.0, name="t")
    with tape:
        with ad.GradientTape() as inner:
            position = 2.0 * t
        speed = ad.abs(inner.gradient(position, t))
    return tape, speed, t


def slope_that_depends_on_another_variable(tape: ad.GradientTape) -> Situation:
    t, speed = ad.Variable(3.0, name="t"), ad.Variable(2.0)
    with tape:
        with ad.GradientTape() as inner:
            position = speed * t
        velocity = inner.gradient(position, t)
        energy = velocity * velocity
    return tape, energy, t


def third_derivative_of_a_square(tape: ad.GradientTape) -> Situation:
    t = ad.Variable(3.0, name="t")
    with tape:
        with ad.GradientTape() as middle:
            with ad.GradientTape() as inner:
                position = t * t
            velocity = inner.gradient(position, t)
        acceleration = middle.gradient(velocity, t)
    return tape, acceleration, t


def first_gradient_outside(tape: ad.GradientTape) -> Situation:
    t = ad.Variable(3.0, name="t")
    with tape, ad.GradientTape() as inner:
        position = t**3
    return tape, inner.gradient(position, t), t


def watched_too_late(tape: ad.GradientTape) -> Situation:
    c = ad.constant(3.0)
    with tape:
        y = c * c
        tape.watch(c)
    return tape, y, c


def made_into_a_variable(tape: ad.GradientTape) -> Situation:
    x = ad.Variable(3.0)
    with tape:
        squared = ad.Variable(x**2, name="squared")
        y = squared * 2.0
    return tape, y, x


def is_a_new_variable(tape: ad.GradientTape) -> Situation:
    x = ad.Variable(3.0)
    with tape:
        y: Any = ad.Variable(x**2)
    return tape, y, x


def swapped(tape: ad.GradientTape) -> Situation:
    x: Any = ad.Variable(3.0)
    with tape:
        y = x * x
    return tape, x, y


CASES: list[tuple[Callable[[ad.GradientTape], Situation], str, list[str]]] = [
    (integer_source, "integer source", ["'count'", "int32", "3.0"]),
    (integer_target, "integer target", ["int32"]),
    (not_trainable, "not trainable", ["'frozen'", "trainable=False", "watch"]),
    (not_watched, "not watched", ["constant", "watch"]),
    (replaced, "replaced by a tensor", ["subtract", "assign_sub"]),
    (never_read, "never read", ["'idle'"]),
    (stopped, "stopped", ["stop_recording"]),
    (stopped_on_the_way, "stopped", ["stop_recording"]),
    (through_numpy, "went through NumPy", ["np.sum(z)", "reduce_sum"]),
    (through_float, "went through NumPy", ["float(z)"]),
    (no_derivative, "no derivative", ["`floor`"]),
    (stop_gradient, "no derivative", ["stop_gradient"]),
    (through_integers, "no derivative", ["`cast`"]),
    (outside, "outside the tape", ["multiply", "inside the block"]),
    (constant_target, "no operation", ["constant"]),
    (not_connected, "not connected", ["'bias'", "zero"]),
    (slope_of_a_line, "constant slope", ["is a gradient that does not depend on variable 't'", "same"]),
    (slope_of_a_shifted_variable, "constant slope", ["does not depend on variable 't'"]),
    (computed_from_the_slope_of_a_line, "constant slope", ["`abs`", "same for each value of variable 't'"]),
    (slope_that_depends_on_another_variable, "constant slope", ["computed from a gradient", "'t'"]),
    (third_derivative_of_a_square, "constant slope", ["does not depend on variable 't'"]),
    (watched_too_late, "outside the tape", ["before tape.watch", "tape.watch first"]),
    (made_into_a_variable, "assigned", ["new variable", "'squared'", "y = Variable(x**2)"]),
    (is_a_new_variable, "assigned", ["new variable", "without a history"]),
    (swapped, "swapped", ["Swap them", "tape.gradient(y, x)"]),
    (first_gradient_outside, "outside the tape", ["is itself a gradient", "inside the block"]),
]


@pytest.mark.parametrize("used_up", [False, True], ids=["asked first", "asked of a used tape"])
@pytest.mark.parametrize(("situation", "kind", "words"), CASES, ids=[case[0].__name__ for case in CASES])
def test_the_reason_is_found_and_names_what_to_change(
    situation: Callable[[ad.GradientTape], Situation], kind: str, words: list[str], used_up: bool
) -> None:
    tape, target, source = situation(ad.GradientTape(persistent=not used_up))
    assert tape.gradient(target, source) is None
    reason = ad.explain_none(tape, target, source)
    assert (reason.kind, [word for word in words if word not in str(reason)]) == (kind, [])


def test_a_second_gradient_of_one_persistent_tape_names_the_tape_around() -> None:
    x = ad.Variable(3.0)
    with ad.GradientTape(persistent=True) as tape:
        y = x**3
    slope = tape.gradient(y, x)
    assert tape.gradient(slope, x) is None
    reason = ad.explain_none(tape, slope, x)
    assert "itself a gradient" in reason.why
    assert "outer" in reason.remedy


def test_an_unwatched_variable_of_a_tape_that_watches_nothing_by_itself() -> None:
    x = ad.Variable(1.0, name="x")
    with ad.GradientTape(watch_accessed_variables=False) as tape:
        y = x * x
    assert tape.gradient(y, x) is None
    assert "watch_accessed_variables=False" in str(ad.explain_none(tape, y, x))


def test_a_gradient_that_is_there_is_said_to_be() -> None:
    x = ad.Variable(1.0)
    with ad.GradientTape() as tape:
        y = x * x
    assert ad.explain_none(tape, y, x).kind == "not None"


def test_a_used_tape_that_gave_a_gradient_says_that_it_did_or_that_it_forgot() -> None:
    x, other = ad.Variable(1.0), ad.Variable(1.0)
    with ad.GradientTape() as tape:
        y = x * x
    tape.gradient(y, x)
    assert ad.explain_none(tape, y, other).kind == "forgotten"


@pytest.mark.parametrize("kind", ["not connected", "no derivative", "assigned", "swapped"])
def test_the_record_is_walked_as_often_for_a_hundred_sources_as_for_one(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    walks = []
    entries_of = ad.GradientTape.entries.fget  # type: ignore[attr-defined]
    monkeypatch.setattr(
        ad.GradientTape, "entries", property(lambda tape: walks.append(tape) or Counted(entries_of(tape)))
    )

    class Counted(list[Any]):
        def __iter__(self) -> Any:
            walks.append(self)
            return super().__iter__()

        def __reversed__(self) -> Any:
            walks.append(self)
            return super().__reversed__()

    def walked(count: int) -> int:
        walks.clear()
        x, others = ad.Variable(1.0), [ad.Variable(2.0) for _ in range(count)]
        kept = ad.Variable(0.0)
        with ad.GradientTape() as tape:
            y = x * x
            used: list[Any] = [v * 3.0 for v in others]
            if kind == "no derivative":
                y = ad.add_n([y, *map(ad.floor, used)])
            if kind == "assigned":
                for value in used:
                    kept.assign_add(value)
                y = y * kept
            if kind == "swapped":
                used = others = [y * x for _ in range(count)]
        assert tape.gradient(y, others) == [None] * count
        assert {ad.explain_none(tape, y, v).kind for v in others} == {kind}
        return len(walks)

    assert 0 < walked(100) == walked(1)


def test_several_sources_each_have_their_reason() -> None:
    a, b, c = ad.Variable(1.0), ad.Variable(2, name="n"), ad.constant(1.0)
    with ad.GradientTape() as tape:
        y = a * c
    assert [g is None for g in tape.gradient(y, [a, b, c])] == [False, True, True]
    assert [ad.explain_none(tape, y, s).kind for s in (b, c)] == ["integer source", "not watched"]


def test_a_variable_that_was_assigned_to_hides_its_history() -> None:
    step, place = ad.Variable(3.0, name="step"), ad.Variable(1.0)
    with ad.GradientTape() as tape:
        place.assign_add(step * 1.0)
        y = place * place
    assert tape.gradient(y, step) is None
    reason = ad.explain_none(tape, y, step)
    assert reason.kind == "assigned"
    assert "assign" in str(reason)


def test_a_variable_without_a_name_of_its_own_is_called_the_variable() -> None:
    whole, named = ad.Variable(5), ad.Variable(5, name="count")
    with ad.GradientTape(persistent=True) as tape:
        y = whole * whole + named
    assert str(ad.explain_none(tape, y, whole)).startswith("the variable holds")
    assert str(ad.explain_none(tape, y, named)).startswith("variable 'count' holds")


def test_a_remedy_names_no_variable_that_the_program_need_not_have() -> None:
    c = ad.constant(5.0)
    with ad.GradientTape() as tape:
        y = c * c
    assert "watch(x)" not in ad.explain_none(tape, y, c).remedy


def test_a_comparison_of_one_entry_is_counted_in_the_singular() -> None:
    assert "on 1 entry (" in str(ad.gradcheck(ad.square, [0.5]))
