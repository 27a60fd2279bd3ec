"""Lists and dicts of gradients: what is missing, too much, None or misshapen is told in words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autodiff_lite as ad
from graders import diagnose


def loss(w: Any, b: Any, c: Any) -> Any:
    return ad.reduce_sum(ad.square(w * 2.0 + b))


AT: dict[str, Any] = {"w": [1.0, -2.0], "b": 0.5, "c": 3.0}
W = [4 * 2.5, 4 * -3.5]
B = 2 * 2.5 + 2 * -3.5


@pytest.mark.parametrize(
    ("wrt", "answer"),
    [
        (["w", "b", "c"], [W, B, None]),
        (["w", "b", "c"], (np.array(W), np.array(B), None)),
        (["c", "b", "w"], [None, ad.constant(B), ad.constant(W)]),
        (["w", "b", "c"], {"w": W, "b": B, "c": None}),
        ({"weights": "w", "bias": "b", "unused": "c"}, {"unused": None, "bias": B, "weights": W}),
        (["c"], [None]),
        ("c", None),
        ("c", 0.0),
    ],
)
def test_none_belongs_where_a_source_is_not_connected(wrt: Any, answer: Any) -> None:
    found = diagnose(loss, at=AT, answer=answer, wrt=wrt)
    assert found.right, str(found)


@pytest.mark.parametrize(
    ("answer", "mistake"),
    [
        ([W, B, 0.0], "zero-for-none"),
        ([W, B, 6.0], "number-for-none"),
        ([None, B, None], "none-for-a-gradient"),
        ([[W[0] / 2, W[1] / 2], B, None], "inner-derivative-dropped"),
        ({"w": np.multiply(W, -1), "b": -B, "c": None}, "minus-lost"),
    ],
)
def test_a_wrong_part_is_traced_to_its_mistake(answer: Any, mistake: str) -> None:
    found = diagnose(loss, at=AT, answer=answer, wrt=["w", "b", "c"])
    assert not found.right
    assert mistake in [e.misconception for e in found.explanations], str(found)
    assert all(len(e.hints) == 3 and "{" not in "".join(e.hints) for e in found.explanations)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"w": W, "b": B}, ["no entry for `c`"]),
        ({"w": W, "b": B, "c": None, "d": 1.0}, ["`d`", "not asked for"]),
        ({"w": W, "bias": B, "c": None}, ["no entry for `b`", "`bias`"]),
        ([W, B], ["holds 2", "3 gradients", "`w`, `b`, `c`"]),
        ([], ["empty"]),
        ([W, B, "a"], ["`c`", "not a number"]),
        ([[1.0, 2.0, 3.0], B, None], ["`w`", "shape (3,)", "shape (2,)"]),
        ([W, [B, B], None], ["`b`", "one number"]),
        ([[9.1773, W[1]], B, None], ["entry for `w`"]),
        ([object(), B, None], ["`w`", "object of type"]),
        ([[None, 1.0], B, None], ["`w`", "None"]),
    ],
)
def test_what_is_wrong_with_the_parts_is_told_in_words(answer: Any, words: list[str]) -> None:
    found = diagnose(loss, at=AT, answer=answer, wrt=["w", "b", "c"])
    assert not found.right
    assert found.explanations == ()
    for word in words:
        assert word in found.remark, found.remark


def test_keys_that_are_no_arguments_are_told_to_the_teacher() -> None:
    with pytest.raises(ValueError, match="names arguments"):
        diagnose(loss, at=AT, answer={"a": 1}, wrt={"a": "z"})
