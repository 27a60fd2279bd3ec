"""Swapped rules, gradient checks, modules, optimizers and random numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autodiff_lite as ad


def cube() -> tuple[ad.GradientTape, ad.Tensor, ad.Variable]:
    x = ad.Variable(2.0)
    with ad.GradientTape(persistent=True) as tape:
        y = ad.square(x) * x
    return tape, y, x


def test_a_replaced_rule_holds_within_the_block_and_no_longer() -> None:
    tape, y, x = cube()
    with ad.replace_rules({"square": [lambda up, y, x: up * x]}):
        assert float(tape.gradient(y, x)) == 2.0 * 2.0 + 4.0
    assert float(tape.gradient(y, x)) == 12.0


def test_a_replaced_rule_is_put_back_after_an_exception() -> None:
    tape, y, x = cube()
    with pytest.raises(KeyError), ad.replace_rules({"square": [None]}):
        raise KeyError("anything")
    assert float(tape.gradient(y, x)) == 12.0


def test_a_rule_replaced_by_none_lets_nothing_through() -> None:
    tape, y, x = cube()
    with ad.replace_rules({"square": [None]}):
        assert float(tape.gradient(y, x)) == 4.0


@pytest.mark.parametrize("rules", [[], (), [lambda *_, **__: np.float32(5.0)]])
@pytest.mark.parametrize("operation", [ad.multiply, lambda a, b: ad.stack([a, b])])
def test_inputs_beyond_the_replaced_rules_take_no_gradient(rules: list[Any], operation: Any) -> None:
    a, b = ad.Variable(2.0), ad.Variable(3.0)
    with ad.GradientTape(persistent=True) as tape:
        y = ad.reduce_sum(operation(a, b))
    name = tape.entries[0][0].name
    with ad.replace_rules({name: rules}):
        by_a, by_b = tape.gradient(y, [a, b])
        graph = ad.graph(tape, y, names={"a": a, "b": b})
    wanted = 5.0 if rules else None
    assert (by_a if by_a is None else float(ad.reduce_mean(by_a)), by_b) == (wanted, None)
    found = [graph.node(n).gradient for n in ("a", "b")]
    assert (found[0] if found[0] is None else float(np.mean(found[0])), found[1]) == (wanted, None)


def test_only_the_operations_named_by_number_follow_the_replacement() -> None:
    x = ad.Variable(2.0)
    with ad.GradientTape(persistent=True) as tape:
        y = ad.sin(ad.sin(x))
    with ad.replace_rules({"sin": [lambda up, y, x: up * 10.0]}, only=[0]):
        assert float(tape.gradient(y, x)) == pytest.approx(10.0 * np.cos(np.sin(2.0)), rel=1e-6)


def test_replacements_within_one_another_are_both_in_force() -> None:
    tape, y, x = cube()
    with (
        ad.replace_rules({"square": [lambda up, y, x: up * 0.0]}),
        ad.replace_rules({"multiply": [None, None]}),
    ):
        assert tape.gradient(y, x) is None


def test_a_function_chooses_the_rules_entry_by_entry() -> None:
    tape, y, x = cube()
    seen = []

    def choose(number: int, primitive: object, rules: object) -> object:
        seen.append((number, primitive.name))  # type: ignore[attr-defined]
        return rules

    with ad.replace_rules(choose):  # type: ignore[arg-type]
        assert float(tape.gradient(y, x)) == 12.0
    assert seen == [(1, "multiply"), (0, "square")]


def test_gradcheck_agrees_with_right_rules_and_says_so() -> None:
    report = ad.gradcheck(lambda a, b: ad.tanh(a @ b), [np.ones((2, 3)) * 0.1, np.ones((3, 2)) * 0.2])
    assert report.ok
    assert report.entries == 12
    assert "agree" in str(report)


def test_gradcheck_points_at_the_entry_that_is_off() -> None:
    @ad.custom_gradient
    def wrong_in_the_middle(x: ad.Tensor) -> tuple[ad.Tensor, object]:
        return x * x, lambda up: up * 2.0 * x + ad.constant([0.0, 0.5, 0.0], "float64")

    report = ad.gradcheck(
        lambda a, x: ad.reduce_sum(a) * wrong_in_the_middle(x), [np.ones(2), np.array([1.0, 2.0, 3.0])]
    )
    assert not report
    assert report.worst is not None
    assert (report.worst.argument, report.worst.index) == (1, (1,))
    assert (report.worst.tape, report.worst.difference) == pytest.approx((8.5, 8.0))
    assert "argument 1, entry [1]" in str(report)
    assert "8.5" in str(report)


def test_gradcheck_notices_a_gradient_that_is_cut_off() -> None:
    assert not ad.gradcheck(lambda x: ad.stop_gradient(x) * x, 3.0)


class Layer(ad.Module):
    def __init__(self) -> None:
        super().__init__()
        self.weight = ad.Variable(2.0, name="weight")
        self.frozen = ad.Variable(1.0, trainable=False, name="frozen")


class Network(ad.Module):
    def __init__(self) -> None:
        super().__init__(name="net")
        self.layers = [Layer(), Layer()]
        self.table = {"scale": ad.Variable(1.0, name="scale")}
        self.again = self.layers[0]


def test_a_module_finds_each_variable_once() -> None:
    net = Network()
    assert net.name == "net"
    assert sorted(v.name for v in net.variables) == ["frozen", "frozen", "scale", "weight", "weight"]
    assert len(net.trainable_variables) == 3
    assert [type(m).__name__ for m in net.submodules] == ["Layer", "Layer"]


@pytest.mark.parametrize("nesterov", [False, True])
def test_momentum_follows_its_formula(nesterov: bool) -> None:
    w, v, position = ad.Variable(1.0), 0.0, 1.0
    optimizer = ad.optimizers.SGD(0.1, momentum=0.5, nesterov=nesterov)
    for _ in range(4):
        gradient = 2.0 * position
        v = 0.5 * v - 0.1 * gradient
        position += 0.5 * v - 0.1 * gradient if nesterov else v
        optimizer.apply_gradients([(2.0 * w, w)])
        assert float(w) == pytest.approx(position, rel=1e-6)
    assert int(optimizer.iterations) == 4


def test_adam_follows_its_formula() -> None:
    w, m, s, position = ad.Variable(1.0), 0.0, 0.0, 1.0
    optimizer = ad.optimizers.Adam(0.1)
    for t in range(1, 5):
        gradient = 2.0 * position
        m, s = 0.9 * m + 0.1 * gradient, 0.999 * s + 0.001 * gradient**2
        position -= 0.1 * (m / (1 - 0.9**t)) / (np.sqrt(s / (1 - 0.999**t)) + 1e-7)
        optimizer.apply_gradients([(2.0 * w, w)])
        assert float(w) == pytest.approx(position, rel=1e-5)


def test_some_missing_gradients_are_told_with_the_variables_names() -> None:
    a, b, c = ad.Variable(1.0), ad.Variable(1.0, name="bias"), ad.Variable(1.0, name="idle")
    with pytest.warns(UserWarning, match="'bias', 'idle'.*explain_none"):
        ad.optimizers.SGD(0.1).apply_gradients([(ad.constant(1.0), a), (None, b), (None, c)])
    assert (float(a), float(b), float(c)) == pytest.approx((0.9, 1.0, 1.0))


def test_an_optimizer_lets_go_of_nothing_it_needs_and_shares_nothing_between_variables() -> None:
    optimizer = ad.optimizers.SGD(0.1, momentum=0.9)
    a, b = ad.Variable(1.0), ad.Variable(1.0)
    optimizer.apply_gradients([(ad.constant(1.0), a)])
    optimizer.apply_gradients([(ad.constant(1.0), a), (ad.constant(1.0), b)])
    assert (float(a), float(b)) == pytest.approx((1.0 - 0.1 - 0.19, 0.9))


def test_random_numbers_repeat_for_a_seed_and_only_then() -> None:
    ad.random.set_seed(7)
    first, second = ad.random.normal((100,)).numpy(), ad.random.normal((100,)).numpy()
    ad.random.set_seed(7)
    assert (ad.random.normal((100,)).numpy() == first).all()
    assert (first != second).any()


def test_a_running_sum_without_the_entry_itself_does_not_see_that_it_is_infinite() -> None:
    sums = ad.cumsum([np.inf, 1.0, 1e8, 1.0], exclusive=True, reverse=True)
    assert sums.numpy().tolist() == [np.float32(1e8) + 2.0, np.float32(1e8) + 1.0, 1.0, 0.0]


def test_plus_a_variable_is_a_tensor_of_its_own() -> None:
    v = ad.Variable(3.0)
    with ad.GradientTape(watch_accessed_variables=False) as tape:
        own = +v
        tape.watch(own)
        y = own * v
    by_own, by_v = tape.gradient(y, [own, v])
    assert float(by_own) == 3.0
    assert by_v is None


def test_a_tape_that_was_used_up_watches_nothing_more() -> None:
    v = ad.Variable(3.0, trainable=False)
    with ad.GradientTape() as tape:
        tape.watch(v)
        y = v * v
    assert float(tape.gradient(y, v)) == 6.0
    with pytest.raises(RuntimeError, match="used up"):
        tape.watch(v)
