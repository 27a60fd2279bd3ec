"""One pass through a function's scalar steps that computes value and slopes under many mistakes at once.

Row c of every array belongs to candidate c: the function differentiated with candidate c's changes in it. A
step that no candidate has changed yet has one row for all. Slopes go forward, by the rules that a person
applies by hand: from the slopes of the parts to the slope of the whole. Columns are the variables' elements.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graders.steps.functions import FUNCTIONS, power
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


def rule(node: Node, graph: Graph, v: Sequence[Array], d: Sequence[Array]) -> tuple[Array, Array]:
    """The right rule of one step: its value and slopes from those of its parts."""
    if node.kind == "sum":
        total, slope = node.signs[0] * v[0], node.signs[0] * d[0]
        for sign, x, dx in zip(node.signs[1:], v[1:], d[1:], strict=True):
            total, slope = total + sign * x, slope + sign * dx
        return total, slope
    if node.kind == "product":
        return product_of(v), sum_of(product_terms(node, graph, v, d), d)
    if node.kind == "quotient":
        value = v[0] / v[1]
        return value, (d[0] - value * d[1]) / v[1]
    if node.kind == "function":
        function, slope_of = FUNCTIONS[node.name]
        value = function(v[0])
        return value, slope_of(v[0], value) * d[0]
    if node.kind == "power":
        return _power(node, graph, v, d)
    slope = sum_of([p * dx for p, dx in zip(node.partials, d, strict=True) if p], d)
    return np.full((1, 1), node.value), slope


def _power(node: Node, graph: Graph, v: Sequence[Array], d: Sequence[Array]) -> tuple[Array, Array]:
    base, exponent = v
    value = power(base, exponent)
    parts = []
    if not graph.is_constant(node.args[0]):
        parts.append(exponent * power(base, exponent - 1) * d[0])
    if not graph.is_constant(node.args[1]):
        # A slope of zero by the exponent counts for nothing, even where the base has no logarithm.
        parts.append(np.where(d[1] == 0, 0, value * np.log(base) * d[1]))
    return value, sum_of(parts, d)


def product_of(values: Sequence[Array]) -> Array:
    total = values[0]
    for x in values[1:]:
        total = total * x
    return total


def product_terms(node: Node, graph: Graph, v: Sequence[Array], d: Sequence[Array]) -> list[Array]:
    """The terms of the product rule, one for each factor that is not a constant."""
    terms = []
    for i, arg in enumerate(node.args):
        if not graph.is_constant(arg):
            term = d[i]
            for j, x in enumerate(v):
                if j != i:
                    term = term * x
            terms.append(term)
    return terms


def sum_of(parts: Sequence[Array], d: Sequence[Array]) -> Array:
    """The parts added up; zeros where there is none."""
    if not parts:
        return np.zeros((1, d[0].shape[1]))
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


def adjoints(graph: Graph, done: Pass, seeds: Sequence[float]) -> list[float]:
    """How the results, weighed with `seeds`, change with each step: the right rules, backwards, at row 0."""
    found = [0.0] * len(graph.nodes)
    for out, seed in zip(graph.outs, seeds, strict=True):
        found[out] += seed
    with np.errstate(all="ignore"):
        for number in range(len(graph.nodes) - 1, -1, -1):
            node = graph.nodes[number]
            if node.args and found[number]:
                for arg, partial in zip(node.args, local_slopes(graph, done, number), strict=True):
                    found[arg] += found[number] * partial
    return found


def local_slopes(graph: Graph, done: Pass, number: int) -> list[float]:
    """The slope of one step by each of its parts, at row 0."""
    node = graph.nodes[number]
    if node.kind == "opaque":
        return list(node.partials)
    width = len(node.args)
    v = [done.values[a][:1] for a in node.args]
    d = [np.eye(width)[i : i + 1] for i in range(width)]
    slope = rule(node, graph, v, d)[1]
    return [float(np.real(x)) for x in np.broadcast_to(slope, (1, width))[0]]
