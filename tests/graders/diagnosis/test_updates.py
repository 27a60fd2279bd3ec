"""Update rules: what leads to a wrong place after some steps."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import autodiff_lite as ad
from graders import diagnose
from graders.diagnosis.problem import Problem


def valley(x: Any, y: Any) -> Any:
    return ad.square(x - 1.0) + 3.0 * ad.square(y) + x * y


AT = {"x": 3.0, "y": -2.0}
MOMENTUM = {"rate": 0.1, "steps": 3, "momentum": 0.9}
NESTEROV = MOMENTUM | {"nesterov": True}
ADAM = {"rate": 0.1, "steps": 3, "rule": "adam"}
NEWTON = {"rule": "newton"}


@pytest.mark.parametrize(
    ("descent", "optimizer"),
    [
        ({"rate": 0.1, "steps": 3}, ad.optimizers.SGD(0.1)),
        (MOMENTUM, ad.optimizers.SGD(0.1, momentum=0.9)),
        (NESTEROV, ad.optimizers.SGD(0.1, momentum=0.9, nesterov=True)),
        (ADAM, ad.optimizers.Adam(0.1)),
    ],
)
def test_the_right_place_is_where_the_optimizer_leads(descent: dict[str, Any], optimizer: Any) -> None:
    x, y = ad.Variable(3.0), ad.Variable(-2.0)
    for _ in range(3):
        with ad.GradientTape() as tape:
            result = valley(x, y)
        optimizer.apply_gradients(zip(tape.gradient(result, [x, y]), [x, y], strict=True))
    answer = [float(x), float(y)]
    np.testing.assert_allclose(Problem(valley, AT, ["x", "y"], descent=descent).right, answer, rtol=2e-6)
    assert diagnose(valley, at=AT, answer=answer, wrt=["x", "y"], descent=descent).right


def gradient(x: float, y: float) -> tuple[float, float]:
    return 2 * (x - 1) + y, 6 * y + x


def walked(steps: int, momentum: float = 0.0, in_turn: bool = False, factor: float = 2.0) -> list[float]:
    """By hand: plain steps with rate 0.1, perhaps with momentum, perhaps y after x."""
    x, y, vx, vy = 3.0, -2.0, 0.0, 0.0
    for _ in range(steps):
        gx, gy = factor * (x - 1) + y, gradient(x, y)[1]
        vx, vy = momentum * vx - 0.1 * gx, momentum * vy - 0.1 * gy
        if in_turn:
            vy = -0.1 * gradient(x + vx, y)[1]
        x, y = x + vx, y + vy
    return [x, y]


def one_adam_without_correction() -> list[float]:
    steps = [0.1 * 0.1 * g / (math.sqrt(0.001 * g * g) + 1e-7) for g in gradient(3.0, -2.0)]
    return [3.0 - steps[0], -2.0 - steps[1]]


PLAIN = {"rate": 0.1, "steps": 3}
G = gradient(3.0, -2.0)  # 2, -9
STEP = np.linalg.solve([[2.0, 1.0], [1.0, 6.0]], G)


@pytest.mark.parametrize(
    ("mistake", "descent", "answer"),
    [
        ("steps-miscounted", PLAIN, walked(2)),
        ("steps-miscounted", PLAIN, walked(4)),
        ("variables-updated-in-turn", PLAIN, walked(3, in_turn=True)),
        ("gradient-not-refreshed", PLAIN, [3 - 0.3 * G[0], -2 - 0.3 * G[1]]),
        ("ascent-for-descent", PLAIN | {"steps": 1}, [3 + 0.1 * G[0], -2 + 0.1 * G[1]]),
        ("learning-rate-forgotten", PLAIN | {"steps": 1}, [3 - G[0], -2 - G[1]]),
        ("step-for-place", PLAIN | {"steps": 1}, [-0.1 * G[0], -0.1 * G[1]]),
        ("step-for-place", PLAIN | {"steps": 1}, [0.1 * G[0], 0.1 * G[1]]),
        ("velocity-left-out", MOMENTUM, walked(3)),
        ("another-momentum", NESTEROV, walked(3, momentum=0.9)),
        ("bias-correction-left-out", ADAM | {"steps": 1}, one_adam_without_correction()),
        ("inverse-left-out", NEWTON, [3 - G[0], -2 - G[1]]),
        ("inverse-left-out", NEWTON, [3 - G[0] / 2, -2 - G[1] / 6]),
        ("step-for-place", NEWTON, list(STEP)),
        ("ascent-for-descent", NEWTON, [3 + STEP[0], -2 + STEP[1]]),
        ("coefficient-dropped", MOMENTUM, walked(3, momentum=0.9, factor=1.0)),
    ],
)
def test_a_wrong_step_is_traced_to_its_mistake(mistake: str, descent: dict[str, Any], answer: Any) -> None:
    found = diagnose(valley, at=AT, answer=[round(v, 5) for v in answer], wrt=["x", "y"], descent=descent)
    assert not found.right
    assert mistake in [e.misconception for e in found.explanations], str(found)


def test_newtons_step_is_right_for_one_number_and_for_several() -> None:
    assert diagnose(valley, at=AT, answer=[3 - STEP[0], -2 - STEP[1]], wrt=["x", "y"], descent=NEWTON).right
    root = 1.5 - (1.5**2 - 2) / 3  # of x^3/3 - 2x the derivative is x^2 - 2
    assert diagnose(lambda x: x**3 / 3.0 - 2.0 * x, at={"x": 1.5}, answer=root, descent=NEWTON).right


@pytest.mark.parametrize(
    "descent",
    [{"rate": 0.1, "rule": "adagrad"}, {"rate": 0.1, "steps": 2.0}, {"steps": 3}, {"rate": 0.1, "speed": 1}],
)
def test_a_descent_that_makes_no_sense_is_told_to_the_teacher(descent: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="descent"):
        diagnose(valley, at=AT, answer=[1, 1], wrt=["x", "y"], descent=descent)


def quartic(x: Any) -> Any:
    return ad.square(x - 1.7) + 0.3 * x**4


def steepness(x: float) -> float:
    return 2 * (x - 1.7) + 1.2 * x**3


def test_plain_descent_for_adam_is_the_step_of_another_rule() -> None:
    adam = {"rate": 0.1, "steps": 3, "rule": "adam"}
    x = 2.3
    for _ in range(3):
        x -= 0.1 * steepness(x)
    found = diagnose(quartic, {"x": 2.3}, round(x, 4), descent=adam)
    assert [e.misconception for e in found.explanations] == ["another-update-rule"]


def test_newtons_rule_for_a_root_and_an_inverse_upside_down_are_told_apart() -> None:
    def told(answer: float) -> list[str]:
        found = diagnose(quartic, {"x": 2.3}, round(answer, 4), descent=NEWTON)
        return [e.misconception for e in found.explanations]

    height, second = (2.3 - 1.7) ** 2 + 0.3 * 2.3**4, 2 + 3.6 * 2.3**2
    assert diagnose(quartic, {"x": 2.3}, 2.3 - steepness(2.3) / second, descent=NEWTON).right
    assert told(2.3 - height / steepness(2.3)) == ["another-update-rule"]
    assert told(2.3 - second / steepness(2.3)) == ["inverse-left-out"]


def test_a_velocity_that_is_a_running_mean_is_momentum_of_another_kind() -> None:
    x, velocity = 2.3, 0.0
    for _ in range(3):
        velocity = 0.8 * velocity + 0.2 * steepness(x)
        x -= 0.03 * velocity
    momentum = {"rate": 0.03, "steps": 3, "momentum": 0.8}
    found = diagnose(quartic, {"x": 2.3}, round(x, 5), descent=momentum)
    assert [e.misconception for e in found.explanations] == ["another-momentum"]


@pytest.mark.parametrize("what", ["gradient", "way"])
def test_the_gradient_and_the_whole_way_are_not_the_place(what: str) -> None:
    x = 2.3
    for _ in range(4):
        x -= 0.05 * steepness(x)
    answer = steepness(2.3) if what == "gradient" else x - 2.3
    found = diagnose(quartic, {"x": 2.3}, round(answer, 4), descent={"rate": 0.05, "steps": 4})
    assert found.best is not None
    assert found.best.misconception == "step-for-place"
    assert ("gradient" in found.best.title) == (what == "gradient")
