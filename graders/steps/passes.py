"""One pass through a function's scalar steps that computes value and slopes under many mistakes at once.

Row c of every array belongs to candidate c: the function differentiated with candidate c's changes in it. A
step that no candidate has changed yet has one row for all. Slopes go forward, by the rules that a person
applies by hand: from the slopes of the parts to the slope of the whole. Columns are the variables' elements.

It stands beside the engine's backward pass, which takes one set of rules at a time: here thousands of pairs
of mistakes go through together, and a mistake may change a value too. The rules are the table's all the same,
and the tests hold both passes equal for every row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graders.steps.rules import pulls_of, row_of, slope, value
from graders.steps.scalars import Graph, Node

Array = NDArray[Any]


@dataclass
class At:
    """What a change sees: values (rows, 1) and slopes (rows, variables) of the step's parts and the whole."""

    graph: Graph
    node: Node
    number: int
    values: Sequence[Array]
    slopes: Sequence[Array]
    value: Array
    slope: Array
    everything: Pass
    rows: Array

    def v(self, part: int = 0) -> Array:
        """The value of a part: of a sum's term, a product's factor, a function's argument (0) ..."""
        return self.values[part]

    def d(self, part: int = 0) -> Array:
        """The slopes of a part by each variable."""
        return self.slopes[part]

    def at_node(self, number: int) -> tuple[Array, Array]:
        """Value and slopes of an earlier step."""
        return _rows(self.everything.values[number], self.rows), _rows(
            self.everything.slopes[number], self.rows
        )

    def moves(self, number: int | None = None) -> Array:
        """One in the column of each variable that a step (by default this one) depends on, else zero."""
        depends = self.graph.depends()[self.number if number is None else number]
        return np.array([float(variable in depends) for variable in self.graph.variables()])

    def again(
        self, values: Mapping[int, Array] = {}, slopes: Mapping[int, Array] = {}
    ) -> tuple[Array, Array]:
        """Value and slopes of the whole by the right rule, with some parts' values or slopes replaced."""
        v = [values.get(i, x) for i, x in enumerate(self.values)]
        d = [slopes.get(i, x) for i, x in enumerate(self.slopes)]
        return rule(self.node, self.graph, v, d)


Outcome = Array | tuple[Array | None, Array]
"""A wrong slope, or a wrong value (None: the right one) with a wrong slope."""


@dataclass(frozen=True)
class Change:
    """A wrong step: at this node `wrong` gives the slope (perhaps the value too), not the right rule."""

    node: int
    wrong: Callable[[At], Outcome]


@dataclass
class Pass:
    """Value and slopes of every step."""

    values: list[Array] = field(default_factory=list)
    slopes: list[Array] = field(default_factory=list)


def run(
    graph: Graph,
    candidates: Sequence[Sequence[Change]],
    columns: Mapping[int, int],
    start: Mapping[int, Array] | None = None,
) -> Pass:
    """Differentiate under each candidate's changes.

    `columns` says which column belongs to which variable node; `start` replaces variables' values, one row
    for each candidate or one for all.
    """
    count, width = max(len(candidates), 1), len(columns)
    changes: dict[int, list[tuple[Callable[[At], Outcome], list[int]]]] = {}
    grouped: dict[tuple[int, int], list[int]] = {}
    for row, steps in enumerate(candidates):
        for change in steps:
            key = (change.node, id(change.wrong))
            if key not in grouped:
                grouped[key] = []
                changes.setdefault(change.node, []).append((change.wrong, grouped[key]))
            grouped[key].append(row)
    done = Pass()
    none = np.zeros((1, width))
    with np.errstate(all="ignore"):
        for number, node in enumerate(graph.nodes):
            if node.kind == "variable":
                given = None if start is None else start.get(number)
                value = np.full((1, 1), node.value) if given is None else np.array(given)
                slope = none.copy()
                slope[0, columns[number]] = 1.0
            elif node.kind == "constant":
                value, slope = np.full((1, 1), node.value), none
            else:
                v = [done.values[a] for a in node.args]
                d = [done.slopes[a] for a in node.args]
                value, slope = rule(node, graph, v, d)
            done.values.append(value)
            done.slopes.append(slope)
            for wrong, rows in changes.get(number, ()):
                _apply(graph, number, wrong, np.array(rows), done, count)
    return done


def _apply(
    graph: Graph, number: int, wrong: Callable[[At], Outcome], rows: Array, done: Pass, count: int
) -> None:
    node = graph.nodes[number]
    value, slope = _rows(done.values[number], rows), _rows(done.slopes[number], rows)
    at = At(
        graph,
        node,
        number,
        [_rows(done.values[a], rows) for a in node.args],
        [_rows(done.slopes[a], rows) for a in node.args],
        value,
        slope,
        done,
        rows,
    )
    outcome = wrong(at)
    new_value, new_slope = outcome if isinstance(outcome, tuple) else (None, outcome)
    if new_value is not None:
        done.values[number] = _written(done.values[number], rows, new_value, count)
    done.slopes[number] = _written(done.slopes[number], rows, new_slope, count)


def _rows(array: Array, rows: Array) -> Array:
    return array if len(array) == 1 else array[rows]


def _written(array: Array, rows: Array, new: Any, count: int) -> Array:
    kind = np.result_type(array, new)
    if len(array) != count or array.dtype != kind or count == 1:
        array = np.broadcast_to(array, (count, array.shape[1])).astype(kind)  # a copy
    array[rows] = new
    return array


def values(graph: Graph) -> list[float]:
    """What each step gives where the variables have the values that stand in the graph."""
    if len(graph.values) != len(graph.nodes):
        found: list[Array] = []
        with np.errstate(all="ignore"):
            for node in graph.nodes:
                given = [found[arg] for arg in node.args]
                found.append(_value(node, given) if given else np.full((1, 1), node.value))
        graph.values = [float(value[0, 0]) for value in found]
    return graph.values


def rule(node: Node, graph: Graph, v: Sequence[Array], d: Sequence[Array]) -> tuple[Array, Array]:
    """The right rule of one step: its value and slopes from those of its parts."""
    if node.kind in ("function", "power") and any(map(np.iscomplexobj, v)):
        return _off_the_real_line(node, v, d)
    result = _value(node, v)
    shares = [
        pull(dx, result, *v)
        for pull, arg, dx in zip(pulls_of(node), node.args, d, strict=True)
        if pull is not None and not graph.is_constant(arg)
    ]
    return result, sum_of(shares, d)


def _value(node: Node, v: Sequence[Array]) -> Array:
    if node.kind == "sum":
        total = node.signs[0] * v[0]
        for sign, x in zip(node.signs[1:], v[1:], strict=True):
            total = total + sign * x
        return total
    if node.kind == "product":
        return product_of(v)
    if node.kind == "quotient":
        return v[0] / v[1]
    if node.kind in ("function", "power"):
        row = row_of(node)
        result = np.asarray(row.forward(*v[: len(row.rules)], **dict(node.attributes)))
        return result.copy() if any(result is x for x in v) else result
    return np.full((1, 1), node.value)


def _off_the_real_line(node: Node, v: Sequence[Array], d: Sequence[Array]) -> tuple[Array, Array]:
    """The same, where the imaginary part of `v` carries another derivative."""
    row, attributes = row_of(node), dict(node.attributes)
    parts = v[: len(row.rules)]
    shares = [
        slope(row, place, *parts, **attributes) * d[place] for place in range(len(parts)) if d[place].any()
    ]
    return value(row, *parts, **attributes), sum_of(shares, d)


def product_of(values: Sequence[Array]) -> Array:
    total = values[0]
    for x in values[1:]:
        total = total * x
    return total


def sum_of(parts: Sequence[Array], d: Sequence[Array]) -> Array:
    """The parts added up; zeros where there is none. Always a new array: changes are written into it."""
    if not parts:
        return np.zeros((1, d[0].shape[1]))
    total = parts[0].copy() if len(parts) == 1 else parts[0]
    for part in parts[1:]:
        total = total + part
    return total


@dataclass(frozen=True)
class Backwards:
    """What the engine's backward pass finds on the steps: how the results change with each of them.

    `shares` has, by step and place, what of it comes from each use.
    """

    gradients: list[float]
    shares: dict[tuple[int, int], float]


def backwards(graph: Graph, done: Pass) -> Backwards:
    """How the sum of the results changes with each step, and through which use: the right rules, at row 0."""
    from autodiff_lite.core.backward import backward
    from autodiff_lite.core.listeners import unheard
    from autodiff_lite.core.primitive import Primitive
    from autodiff_lite.core.record import Entry
    from autodiff_lite.core.tensor import Tensor

    held = [Tensor(np.float64(np.real(values[0, 0]))) for values in done.values]
    numbers = [number for number, node in enumerate(graph.nodes) if node.args]
    moving = {id(x) for x, node in zip(held, graph.nodes, strict=True) if node.kind != "constant"}
    entries: list[Entry] = [
        (
            Primitive(graph.nodes[n].kind, np.add, *pulls_of(graph.nodes[n])),
            tuple([held[arg] for arg in graph.nodes[n].args]),
            held[n],
            {},
        )
        for n in numbers
    ]
    shares: dict[tuple[int, int], float] = {}

    def notice(entry: int, place: int, share: Any) -> None:
        shares[numbers[entry], place] = float(share)

    found: dict[int, Any] = {}
    for out in graph.outs:
        found[id(held[out])] = found.get(id(held[out]), 0.0) + np.float64(1.0)
    with np.errstate(all="ignore"), unheard():
        found = backward(entries, found, lambda x: id(x) in moving, {id(x) for x in held}, notice=notice)
    return Backwards([float(found.get(id(x), 0.0)) for x in held], shares)
