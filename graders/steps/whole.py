"""Whole arrays as steps: gradients of a recorded function under wrong rules at single operations.

For functions of more numbers than anybody looks at one by one, such as a network on a batch. The engine's
own backward pass does the work, with rules replaced at one operation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graders.steps.functions import FUNCTIONS
from graders.steps.passes import At, Pass, rule
from graders.steps.record import ELEMENTWISE, Recorded, one
from graders.steps.scalars import Graph, Node

Array = NDArray[Any]
Replace = Callable[[list[Any]], list[Any]]
"""From an operation's own rules, one an input, to those to be used."""


@dataclass(frozen=True)
class ArrayOperation:
    """An operation on whole arrays, where a rule could be wrong.

    `tracked` says which inputs a gradient goes to.
    """

    recorded: Recorded
    entry: int
    tracked: tuple[bool, ...]

    @property
    def name(self) -> str:
        return str(self.recorded.tape.entries[self.entry][0].name)

    @property
    def inputs(self) -> list[Array]:
        return [np.asarray(x.array, dtype=np.float64) for x in self.recorded.tape.entries[self.entry][1]]

    @property
    def output(self) -> Array:
        return np.asarray(self.recorded.tape.entries[self.entry][2].array, dtype=np.float64)

    @property
    def elementwise(self) -> bool:
        return self.name in FUNCTIONS or self.name in ELEMENTWISE

    def likes(self, place: int) -> list[Array]:
        """Other arrays of the record that have the shape of an input, the last ones first."""
        entries = self.recorded.tape.entries
        own = entries[self.entry][1][place]
        found: dict[int, Array] = {}
        for _, inputs, output, _ in reversed(entries):
            for tensor in (output, *inputs):
                if tensor is not own and tensor.shape == own.shape and tensor.array.ndim:
                    found.setdefault(id(tensor), np.asarray(tensor.array, dtype=np.float64))
        return list(found.values())


def operations(recorded: Recorded) -> list[ArrayOperation]:
    """The operations on the way to the result that hand a gradient on."""
    tape = recorded.tape
    tracked = {id(source.tensor) for source in recorded.sources.values()}
    made = []
    for number, (_, inputs, output, _) in enumerate(tape.entries):
        goes = tuple(id(x) in tracked for x in inputs)
        if any(goes):
            tracked.add(id(output))
            made.append(ArrayOperation(recorded, number, goes))
    return made


def gradients(
    recorded: Recorded, names: Sequence[str], entry: int | None = None, wrong: Replace | None = None
) -> list[Array | None]:
    """The gradients by some sources, with other rules at one operation."""
    import autodiff_lite as ad

    sources = [recorded.sources[name] for name in names]

    def choose(number: int, primitive: Any, rules: Any) -> Any:
        return rules if number != entry or wrong is None or not rules else wrong(list(rules))

    with np.errstate(all="ignore"), ad.replace_rules(choose):
        found = recorded.tape.gradient(recorded.target, sources)
    return [
        None if g is None else np.asarray(ad.convert_to_tensor(g).numpy(), dtype=np.float64) for g in found
    ]


def one_step(operation: ArrayOperation) -> Graph | None:
    """An operation on numbers as a graph of one step, with variables for its inputs; None for others."""
    if not operation.elementwise:
        return None
    graph, args = Graph(), []
    for place, (value, tracked) in enumerate(zip(operation.inputs, operation.tracked, strict=True)):
        if not tracked and value.size == 1:
            args.append(graph.constant(float(value.ravel()[0])))
        else:
            args.append(graph.add(Node("variable", name=f"input {place}", value=1.0)))
    if not graph.variables():
        return None
    graph.outs = [one(graph, operation.name, 0, 0, tuple(args))]
    return graph


def local_slopes(
    operation: ArrayOperation, graph: Graph, wrong: Callable[[At], Any] | None, number: int
) -> Array | None:
    """The slope of each element by each variable input, (elements, variables), wrong at one step."""
    shape = operation.output.shape
    flat = [np.broadcast_to(value, shape).reshape(-1, 1) for value in operation.inputs]
    variables = graph.variables()
    done, taken = Pass(), 0
    inputs = [flat[place] for place in _variable_inputs(graph, operation)]
    count = operation.output.size
    with np.errstate(all="ignore"):
        for at_number, node in enumerate(graph.nodes):
            if node.kind == "variable":
                value, slope = inputs[taken], np.zeros((1, len(variables)))
                slope[0, taken] = 1.0
                taken += 1
            elif node.kind == "constant":
                value, slope = np.full((1, 1), node.value), np.zeros((1, len(variables)))
            else:
                v, d = [done.values[a] for a in node.args], [done.slopes[a] for a in node.args]
                value, slope = rule(node, graph, v, d)
                if wrong is not None and at_number == number:
                    at = At(graph, node, number, v, d, value, slope, done, np.arange(count))
                    outcome = wrong(at)
                    if isinstance(outcome, tuple):
                        return None
                    slope = outcome
            done.values.append(value)
            done.slopes.append(slope)
    return np.broadcast_to(done.slopes[graph.outs[0]], (count, len(variables)))


def _variable_inputs(graph: Graph, operation: ArrayOperation) -> list[int]:
    """Which inputs of the operation the graph's variables stand for."""
    return [int(graph.nodes[number].name.removeprefix("input ")) for number in graph.variables()]


def as_rules(operation: ArrayOperation, graph: Graph, slopes: Array) -> dict[int, Callable[..., Any]]:
    """Local slopes as the rules of an operation."""
    shape = operation.output.shape

    def made(column: int) -> Callable[..., Any]:
        along = slopes[:, column].reshape(shape)
        return lambda upstream, *_, **__: upstream * along

    return {place: made(column) for column, place in enumerate(_variable_inputs(graph, operation))}
