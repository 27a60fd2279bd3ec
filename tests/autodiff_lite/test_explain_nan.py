"""Where a NaN comes from: the operation is named, with what it was given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autodiff_lite as ad

CASES: list[tuple[Callable[[Any], Any], Any, str, list[str]]] = [
    (lambda x: ad.sqrt(x * x), 0.0, "NaN gradient", ["`sqrt`", "operand is 0", "`multiply`"]),
    (lambda x: ad.norm(x), [0.0, 0.0], "NaN gradient", ["`sqrt`", "infinite slope"]),
    (lambda x: ad.pow(x * x, 0.5), 0.0, "NaN gradient", ["`pow`", "operand is 0"]),
    (
        lambda x: ad.where(x > 0.0, ad.sqrt(x), 0.0 * x),
        [4.0, -1.0],
        "NaN value",
        ["`sqrt`", "entry [1]", "−1"],
    ),
    (lambda x: ad.math.log(x), [1.0, -2.0], "NaN value", ["`log`", "entry [1]", "x = −2"]),
    (lambda x: (x - x) / (x - x), 3.0, "NaN value", ["`divide`", "= 0 and"]),
    (lambda x: x * 2.0, float("nan"), "NaN input", ["x holds NaN"]),
    (lambda x: ad.sqrt(x), 0.0, "infinite gradient", ["`sqrt`", "operand is 0"]),
    (lambda x: ad.sqrt(x) - ad.pow(x, 0.5), 0.0, "NaN gradient", ["opposite sign"]),
    (lambda x: ad.sqrt(x), 4.0, "no NaN", []),
]


@pytest.mark.parametrize(("function", "at", "kind", "words"), CASES)
def test_the_first_operation_that_made_a_nan_is_named(
    function: Callable[[Any], Any], at: Any, kind: str, words: list[str]
) -> None:
    x = ad.Variable(at, name="x")
    with ad.GradientTape(persistent=True) as tape:
        y = ad.reduce_sum(function(x))
    reason = ad.explain_nan(tape, y, x)
    assert (reason.kind, [word for word in words if word not in reason.why]) == (kind, []), reason
    is_nan = bool(np.isnan(y.numpy()) or np.isnan(tape.gradient(y, x).numpy()).any())
    assert is_nan == kind.startswith("NaN") or kind == "NaN value"


def test_a_used_tape_is_told_to_be_persistent() -> None:
    x = ad.Variable(0.0)
    with ad.GradientTape() as tape:
        y = ad.sqrt(x * x)
    tape.gradient(y, x)
    with pytest.raises(RuntimeError, match="persistent=True"):
        ad.explain_nan(tape, y, x)
