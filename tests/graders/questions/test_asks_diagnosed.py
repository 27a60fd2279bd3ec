"""Asks whose answer the diagnosis reads: right in every usual form, wrong ones explained."""

from __future__ import annotations

from typing import Any

import pytest

import autodiff_lite as ad
from graders.questions import (
    Ask,
    after_steps,
    all_paths,
    between,
    gradients,
    node_gradient,
    path_product,
    which_none,
)

from .tried import tried

EDGES = [("x", "u", 3.25), ("x", "y", 2.5), ("u", "y", 5.75)]
PARTIALS: dict[str, Any] = {"of": lambda x, y, z: x * x * y, "at": {"x": 3.1, "y": 2.3, "z": 1.7}}
DESCENT: dict[str, Any] = {"of": lambda x: (x - 1.3) ** 2, "at": {"x": 4.7}}


def lens(f: Any, a: Any) -> dict[str, Any]:
    image = 1.0 / (1.0 / f - 1.0 / a)
    return {"image": image, "size": image / a}


LENS: dict[str, Any] = {"of": lens, "at": {"f": 4.3, "a": 19.0}}


def program() -> Any:
    x, c = ad.Variable(3.0), ad.constant(2.0)
    with ad.GradientTape(persistent=True) as tape:
        y = x * c
    return tape, y, {"x": x, "c": c}


BY_X, BY_Y = 2 * 3.1 * 2.3, 3.1**2
STEPPED = 1.3 + (4.7 - 1.3) * 0.8**3
CASES: list[tuple[Ask, str, bool, str, dict[str, Any]]] = [
    (gradients("g", 1, ["x", "y", "z"]), f"g = [{BY_X}, {BY_Y}, None]", True, "", PARTIALS),
    (gradients("g", 1, {"a": "x", "b": "y"}), f"g = {{'a': {BY_X}, 'b': {BY_Y}}}", True, "", PARTIALS),
    (gradients("g", 1, ["x", "y"]), f"g = [{BY_Y}, {BY_X}]", False, "partials-swapped", PARTIALS),
    (gradients("g", 1, {"a": "x", "b": "y"}), f"g = {{'a': {BY_X}}}", False, "", PARTIALS),
    (after_steps("p", 1, rate=0.1, steps=3), f"p = {STEPPED}", True, "", DESCENT),
    (
        after_steps("p", 1, rate=0.1, steps=3),
        f"p = {1.3 + 3.4 * 1.2**3}",
        False,
        "ascent-for-descent",
        DESCENT,
    ),
    (between("d", 1, "size", "image"), f"d = {1 / 19}", True, "", LENS),
    (between("d", 1, "size", "image"), "d = 19.0", False, "", LENS),
    (node_gradient("d", 1, EDGES, "y", "x"), f"d = {3.25 * 5.75 + 2.5}", True, "", {}),
    (node_gradient("d", 1, EDGES, "y", "x"), f"d = {3.25 * 5.75}", False, "one-path-only", {}),
    (all_paths("p", 1, EDGES, "x", "y"), "p = [['x', 'y'], ['x', 'u', 'y']]", True, "", {}),
    (all_paths("p", 1, EDGES, "x", "y"), "p = [['x', 'y']]", False, "", {}),
    (path_product("d", 1, EDGES, ["x", "u", "y"]), f"d = {3.25 * 5.75}", True, "", {}),
    (path_product("d", 1, EDGES, ["x", "u", "y"]), "d = 9.0", False, "", {}),
    (which_none("n", 1, program), "n = ['a number', None]", True, "", {}),
    (which_none("n", 1, program), "n = ['a number', 'a number']", False, "constant-not-watched", {}),
]


@pytest.mark.parametrize(
    ("ask", "code", "right", "mistake", "about"), CASES, ids=[f"{n}-{c[1]}" for n, c in enumerate(CASES)]
)
def test_a_right_answer_passes_and_a_wrong_one_is_explained(
    ask: Ask, code: str, right: bool, mistake: str, about: dict[str, Any]
) -> None:
    verdict = tried(ask, code, **about)
    assert verdict.faults == ()
    assert (verdict.earned == 1) is right
    (criterion,) = verdict.criteria
    offered = criterion.diagnosis.explanations if criterion.diagnosis else ()
    assert right or criterion.feedback
    assert not mistake or mistake in [each.misconception for each in offered]


@pytest.mark.parametrize("code", ["", "g = ...", "g = 'text'", "g = {}", "g = None", "g = [1, 2, 3, 4]"])
def test_what_is_no_answer_is_told_so_and_is_no_fault_of_ours(code: str) -> None:
    verdict = tried(gradients("g", 1, ["x", "y"]), code, **PARTIALS)
    assert (verdict.earned, verdict.faults) == (0, ())
