"""Softmax, and the cross entropies, taken apart: exponentials, their sum, a quotient or a logarithm."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graders.steps.scalars import Graph, Node

Ids = NDArray[np.int64]


def _rows(ids: Ids, axis: int) -> Ids:
    """The numbers with the axis of the classes last."""
    return np.moveaxis(ids, axis, -1)


def _exponentials(graph: Graph, entry: int, row: Ids) -> tuple[list[int], int]:
    raised = [graph.add(Node("function", (int(z),), "exp", entry=entry, place=k)) for k, z in enumerate(row)]
    return raised, graph.add(Node("sum", tuple(raised), signs=(1,) * len(raised), entry=entry))


def softmax(graph: Graph, entry: int, args: list[Ids], attributes: Mapping[str, Any]) -> Ids:
    axis = attributes.get("axis", -1)
    rows, made = _rows(args[0], axis), []
    for row in rows.reshape(-1, rows.shape[-1]):
        raised, total = _exponentials(graph, entry, row)
        made += [graph.add(Node("quotient", (z, total), entry=entry, place=k)) for k, z in enumerate(raised)]
    return np.moveaxis(np.array(made, dtype=np.int64).reshape(rows.shape), -1, axis)


def log_softmax(graph: Graph, entry: int, args: list[Ids], attributes: Mapping[str, Any]) -> Ids:
    axis = attributes.get("axis", -1)
    rows, made = _rows(args[0], axis), []
    for row in rows.reshape(-1, rows.shape[-1]):
        log = graph.add(Node("function", (_exponentials(graph, entry, row)[1],), "log", entry=entry))
        made += [graph.add(Node("sum", (int(z), log), signs=(1, -1), entry=entry)) for z in row]
    return np.moveaxis(np.array(made, dtype=np.int64).reshape(rows.shape), -1, axis)


def cross_entropy(graph: Graph, entry: int, args: list[Ids], attributes: Mapping[str, Any]) -> Ids:
    """The logarithm of the sum of exponentials, times the sum of the labels, minus the labelled logits."""
    labels, logits = np.broadcast_arrays(*args)
    classes, made = labels.shape[-1], []
    for wanted, row in zip(labels.reshape(-1, classes), logits.reshape(-1, classes), strict=True):
        log = graph.add(Node("function", (_exponentials(graph, entry, row)[1],), "log", entry=entry))
        fixed = all(graph.is_constant(int(t)) for t in wanted)
        if not fixed or not math.isclose(sum(graph.nodes[int(t)].value for t in wanted), 1.0):
            weight = graph.add(Node("sum", tuple(map(int, wanted)), signs=(1,) * classes, entry=entry))
            log = graph.add(Node("product", (weight, log), entry=entry))
        chosen = [
            graph.add(Node("product", (int(t), int(z)), entry=entry))
            for t, z in zip(wanted, row, strict=True)
            if not graph.is_constant(int(t), 0.0)
        ]
        signs = (1, *(-1 for _ in chosen))
        made.append(graph.add(Node("sum", (log, *chosen), signs=signs, entry=entry, tag="cross entropy")))
    return np.array(made, dtype=np.int64).reshape(labels.shape[:-1])


def sparse_cross_entropy(graph: Graph, entry: int, args: list[Ids], attributes: Mapping[str, Any]) -> Ids:
    """As `cross_entropy`, with labels that are classes: the mask says which number of each row is it."""
    mask = np.asarray(attributes["classes"], dtype=np.int64)
    zero, one = graph.constant(0.0), graph.constant(1.0)
    return cross_entropy(graph, entry, [np.where(mask, one, zero), args[-1]], {})


def sigmoid_cross_entropy(graph: Graph, entry: int, args: list[Ids], attributes: Mapping[str, Any]) -> Ids:
    """softplus(x) - x * label, entry by entry."""
    labels, logits = np.broadcast_arrays(*args)
    made = []
    for label, z in zip(labels.ravel().tolist(), logits.ravel().tolist(), strict=True):
        loss = graph.add(Node("function", (z,), "softplus", entry=entry))
        chosen = graph.add(Node("product", (z, label), entry=entry))
        made.append(graph.add(Node("sum", (loss, chosen), signs=(1, -1), entry=entry)))
    return np.array(made, dtype=np.int64).reshape(labels.shape)


SOFTMAX: dict[str, Callable[[Graph, int, list[Ids], Mapping[str, Any]], Ids]] = {
    "softmax": softmax,
    "log_softmax": log_softmax,
    "softmax_cross_entropy_with_logits": cross_entropy,
    "sparse_softmax_cross_entropy_with_logits": sparse_cross_entropy,
    "sigmoid_cross_entropy_with_logits": sigmoid_cross_entropy,
}
