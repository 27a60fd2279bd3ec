"""Derivatives by a value on the way; which gradients are None, and why."""

from __future__ import annotations

import math
from typing import Any

import pytest

import autodiff_lite as ad
from graders.diagnosis.between import Between, diagnose_between
from graders.diagnosis.nones import diagnose_nones, outcomes


def chain(x: Any) -> Any:
    p = 3.0 * ad.square(x) + 1.0
    q = ad.sin(p)
    y = q**3 + 2.0 * p
    return {"p": p, "q": q, "y": y}


X = 0.7
P = 3 * X**2 + 1
Q = math.sin(P)
YQ = 3 * Q**2
YP = YQ * math.cos(P) + 2


def mistakes(found: Any) -> list[str]:
    return [explanation.misconception for explanation in found.explanations]


@pytest.mark.parametrize(("of", "by", "right"), [("y", "q", YQ), ("y", "p", YP), ("q", "p", math.cos(P))])
def test_the_derivative_by_a_value_on_the_way_is_right(of: str, by: str, right: float) -> None:
    assert float(Between(chain, {"x": X}, of, by).right) == pytest.approx(right, rel=1e-9)
    assert diagnose_between(chain, {"x": X}, round(right, 4), of=of, by=by).right


@pytest.mark.parametrize(
    ("of", "by", "answer", "mistake"),
    [
        ("y", "p", YP * 6 * X, "with-respect-to-other-variable"),  # by x
        ("y", "p", YQ, "with-respect-to-other-variable"),  # by q
        ("y", "p", math.cos(P), "gradient-of-intermediate"),  # of q
        ("y", "p", 2.0001 - 0.0001, "one-path-only"),
        ("y", "p", YQ * math.cos(P), "one-path-only"),
        ("y", "p", 3 * Q**3 * math.cos(P) + 2, "exponent-not-lowered"),
        ("y", "q", Q**3 + 2 * P, "value-instead-of-slope"),
    ],
)
def test_a_wrong_derivative_by_a_value_on_the_way_is_traced(
    of: str, by: str, answer: float, mistake: str
) -> None:
    found = diagnose_between(chain, {"x": X}, answer, of=of, by=by)
    assert not found.right
    assert mistake in mistakes(found), str(found)


def test_a_value_that_does_not_depend_on_the_other_is_none() -> None:
    assert diagnose_between(chain, {"x": X}, None, of="p", by="q").right
    assert not diagnose_between(chain, {"x": X}, None, of="q", by="p").right


@pytest.mark.parametrize(("of", "by"), [("y", "z"), ("w", "p")])
def test_a_name_that_is_not_there_is_told_to_the_teacher(of: str, by: str) -> None:
    with pytest.raises(ValueError, match="no value"):
        diagnose_between(chain, {"x": X}, 1.0, of=of, by=by)


def program() -> Any:
    x, c, n = ad.Variable(3.0), ad.constant(2.0), ad.Variable(4)
    z, s = ad.Variable(5.0), ad.Variable(6.0)
    with ad.GradientTape(persistent=True) as tape:
        y = x * x * c + ad.stop_gradient(s)
    return tape, y, {"x": x, "c": c, "n": n, "z": z, "s": s}


def test_the_tape_says_for_each_source_whether_and_why() -> None:
    found = outcomes(program)
    assert {name: outcome.misconception for name, outcome in found.items()} == {
        "x": "",
        "c": "constant-not-watched",
        "n": "integer-variable",
        "z": "not-connected",
        "s": "gradient-stopped",
    }
    assert all(outcome.why for outcome in found.values() if outcome.gradient is None)


RIGHT = {"x": 12.0, "c": None, "n": None, "z": None, "s": None}


@pytest.mark.parametrize("answer", [RIGHT, list(RIGHT.values()), [12, "None", None, None, None]])
def test_a_right_prediction_is_right(answer: Any) -> None:
    assert diagnose_nones(program, answer).right


def test_none_or_not_is_enough_where_no_number_was_asked() -> None:
    assert diagnose_nones(program, ["a gradient", None, None, None, None], numbers=False).right
    assert not diagnose_nones(program, ["a gradient", None, None, None, None]).right


@pytest.mark.parametrize(
    ("change", "mistake"),
    [
        ({"x": None}, "none-for-a-gradient"),
        ({"c": 9.0}, "constant-not-watched"),
        ({"n": 0}, "integer-variable"),
        ({"z": 0.0}, "not-connected"),
        ({"s": 1.0}, "gradient-stopped"),
    ],
)
def test_a_wrong_prediction_gets_the_reason_of_the_tape(change: dict[str, Any], mistake: str) -> None:
    found = diagnose_nones(program, RIGHT | change)
    assert mistakes(found) == [mistake]
    (name,) = change
    assert f"`{name}`" in found.explanations[0].title + " ".join(found.explanations[0].hints)


@pytest.mark.parametrize("answer", [None, 3, [], [None], {"x": 1}, "None", object()])
def test_any_prediction_gets_words(answer: Any) -> None:
    found = diagnose_nones(program, answer)
    assert not found.right
    assert "`x`" in found.remark


def test_a_wrong_number_is_said_to_be_it() -> None:
    assert "`x`" in diagnose_nones(program, RIGHT | {"x": 11.0}).remark


def test_the_derivative_by_an_argument_can_be_asked_as_well() -> None:
    def lens(f: Any, a: Any) -> dict[str, Any]:
        image = 1.0 / (1.0 / f - 1.0 / a)
        return {"image": image, "size": image / a}

    asked: dict[str, Any] = {"at": {"f": 4.3, "a": 19.0}, "of": "size", "by": "f"}
    image = 1 / (1 / 4.3 - 1 / 19)
    right = image**2 / 4.3**2 / 19
    assert diagnose_between(lens, answer=right, **asked).right
    assert diagnose_between(lens, answer=round(right, 4), **asked).right
    found = diagnose_between(lens, answer=round(image**2 / 4.3**2, 4), **asked)
    assert "gradient-of-intermediate" in mistakes(found)
    with pytest.raises(ValueError, match="there are f, a, image, size"):
        diagnose_between(lens, {"f": 4.3, "a": 19.0}, 1.0, of="size", by="c")


def test_an_entry_of_a_variable_that_is_taken_again_is_a_new_tensor() -> None:
    def entries() -> Any:
        p = ad.Variable([3.0, 2.0])
        with ad.GradientTape(persistent=True) as tape:
            z = p[0] * p[0] + p[1]
        return tape, z, {"p[0]": p[0]}

    assert diagnose_nones(entries, [None]).right
    assert mistakes(diagnose_nones(entries, [6.0])) == ["source-made-anew"]
