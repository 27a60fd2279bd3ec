"""What of an answer is noted beside the verdict: small, plain, and never a reason for a grade to fail."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from graders.answers.local import LocalAnswers
from graders.checking.noted import noted


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        (2.5, 2.5),
        (float("nan"), "nan"),
        (None, None),
        (np.float64(3.0), 3.0),
        (np.arange(4.0).reshape(2, 2), [[0.0, 1.0], [2.0, 3.0]]),
        ({"dx": [1, True]}, {"dx": [1, True]}),
        ("rising", "rising"),
    ],
)
def test_a_small_answer_is_kept_as_json(answer: object, kept: object) -> None:
    found = noted(LocalAnswers({"x": answer}), ["x", "missing"])
    assert json.loads(json.dumps(found)) == {"x": kept}


def _nested() -> list[Any]:
    inside: list[Any] = []
    inside.append(inside)
    return inside


@pytest.mark.parametrize(
    "answer",
    [10**5000, "x" * 81, list(range(25)), np.zeros(25), 1j, print, object(), _nested(), ...],
    ids=["huge", "long", "many", "array", "complex", "function", "object", "endless", "dots"],
)
def test_what_is_large_or_odd_is_left_out(answer: object) -> None:
    assert noted(LocalAnswers({"x": answer}), ["x"]) == {}
