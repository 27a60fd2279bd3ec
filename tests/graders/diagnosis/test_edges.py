"""A graph given by its edges: gradients of nodes, paths, products, tables."""

from __future__ import annotations

from typing import Any

import pytest

from graders.diagnosis.edges import EdgeGraph, diagnose_node, diagnose_paths, diagnose_product, diagnose_table

# s = v t + v^2 / (2 a) at v = 30, t = 0.8, a = 6
EDGES = [
    ("v", "reaction", 0.8),
    ("t", "reaction", 30.0),
    ("v", "square", 60.0),
    ("a", "twice", 2.0),
    ("square", "brake", 1 / 12),
    ("twice", "brake", -6.25),
    ("reaction", "dist", 1.0),
    ("brake", "dist", 1.0),
]


def mistakes(found: Any) -> list[str]:
    return [explanation.misconception for explanation in found.explanations]


@pytest.mark.parametrize(("source", "right"), [("v", 5.8), ("t", 30), ("a", "-12.5"), ("square", 0.0833)])
def test_the_gradient_of_a_node_adds_the_products_of_all_paths(source: str, right: Any) -> None:
    assert diagnose_node(EDGES, "dist", source, right).right


@pytest.mark.parametrize(
    ("source", "answer", "mistake"),
    [
        ("v", 0.8, "one-path-only"),
        ("v", 4.0, "paths-multiplied"),
        ("a", 12.5, "minus-lost"),
        ("a", -3.25, "locals-added"),
        ("a", -6.25, "edge-left-out"),
        ("v", None, "none-for-a-gradient"),
    ],
)
def test_a_wrong_gradient_is_traced_to_its_mistake(source: str, answer: Any, mistake: str) -> None:
    found = diagnose_node(EDGES, "dist", source, answer)
    assert mistake in mistakes(found), str(found)
    assert all("{" not in hint for each in found.explanations for hint in each.hints)


def test_a_node_that_leads_nowhere_has_none() -> None:
    assert diagnose_node(EDGES, "square", "a", None).right


PATHS = ["v -> reaction -> dist", "v -> square -> brake -> dist"]


@pytest.mark.parametrize(
    "answer",
    [PATHS, PATHS[::-1], [p.split(" -> ") for p in PATHS], 2, ["v,reaction,dist", "v→square→brake→dist"]],
)
def test_all_paths_are_right_in_every_usual_form(answer: Any) -> None:
    assert diagnose_paths(EDGES, "v", "dist", answer).right


@pytest.mark.parametrize(
    ("answer", "mistake"),
    [
        (PATHS[:1], "one-path-only"),
        ([PATHS[0], "dist -> brake -> square -> v"], "path-backwards"),
        ([PATHS[0], "v -> brake -> dist"], "not-a-path"),
        ([PATHS[0], "v -> square -> brake"], "path-ends-elsewhere"),
        ([[]], "not-a-path"),
        ([3], "not-a-path"),
    ],
)
def test_wrong_paths_are_told(answer: Any, mistake: str) -> None:
    assert mistakes(diagnose_paths(EDGES, "v", "dist", answer)) == [mistake]


@pytest.mark.parametrize("answer", [None, "v", 3, [PATHS[0], PATHS[0], PATHS[1]], [None], {"a": 1}, object()])
def test_any_answer_about_paths_gets_words(answer: Any) -> None:
    found = diagnose_paths(EDGES, "v", "dist", answer)
    assert not found.right
    assert str(found)


def test_two_edges_between_the_same_nodes_are_two_paths() -> None:
    twice = [("v", "square", 30.0), ("v", "square", 30.0), ("square", "brake", 1 / 12)]
    path = "v -> square -> brake"
    assert diagnose_paths(twice, "v", "brake", [path, path]).right
    assert diagnose_paths(twice, "v", "brake", 2).right
    assert mistakes(diagnose_paths(twice, "v", "brake", [path])) == ["one-path-only"]
    assert diagnose_node(twice, "brake", "v", 5).right
    assert mistakes(diagnose_node(twice, "brake", "v", 2.5))[0] == "one-path-only"


def test_the_product_of_a_path() -> None:
    path = ["a", "twice", "brake", "dist"]
    assert diagnose_product(EDGES, path, -12.5).right
    assert mistakes(diagnose_product(EDGES, path, -3.25)) == ["locals-added"]
    with pytest.raises(ValueError, match="no path"):
        diagnose_product(EDGES, ["a", "dist"], 1)


TABLE = {"reaction by v": 0.8, "square by v": 60.0, "brake by twice": -6.25}


def test_a_table_of_local_derivatives_is_right_rounded_or_in_text() -> None:
    assert diagnose_table(TABLE, {"reaction by v": "0.8", "square by v": 60, "brake by twice": -6.25}).right


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"brake by twice": 6.25}, "minus-lost"),
        ({"square by v": 0.8, "reaction by v": 60.0}, "partials-swapped"),
        ({"square by v": 31.7}, "Not right: `square by v`"),
        ({"square by v": "a"}, "not a number"),
        ({"more": 1.0}, "`more` was not asked for"),
    ],
)
def test_a_wrong_table_is_told_entry_by_entry(change: dict[str, Any], said: str) -> None:
    found = diagnose_table(TABLE, TABLE | change)
    assert not found.right
    assert (
        said in [*mistakes(found), f"{found.remark} {found.first_check}"]
        or said in f"{found.remark} {found.first_check}"
    )


def test_what_is_no_table_and_what_lacks_an_entry_is_said() -> None:
    assert "no table" in diagnose_table(TABLE, [1, 2, 3]).remark
    assert "`square by v`" in diagnose_table(TABLE, {"reaction by v": 0.8, "brake by twice": 1}).remark


@pytest.mark.parametrize("edges", [[], [("a", "b", 1.0), ("b", "a", 1.0)]])
def test_a_graph_that_makes_no_sense_is_told_to_the_teacher(edges: Any) -> None:
    with pytest.raises(ValueError, match="edge"):
        EdgeGraph(edges)
    with pytest.raises(ValueError, match="no node"):
        EdgeGraph(EDGES).paths("w", "dist")
