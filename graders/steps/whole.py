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

from graders.steps.passes import At, Change, Outcome, run
from graders.steps.record import Recorded, one
from graders.steps.rules import FUNCTIONS, READ_BY_HAND
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
        return self.name in FUNCTIONS or self.name in READ_BY_HAND

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
    """The operations of the record, each with the inputs to which the tape hands a gradient on."""
    tape = recorded.tape
    return [
        ArrayOperation(recorded, number, tuple(map(tape.is_tracked, inputs)))
        for number, (_, inputs, _, _) in enumerate(tape.entries)
    ]


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
    attributes = tuple(operation.recorded.tape.entries[operation.entry][3].items())
    graph.outs = [graph.add(one(graph, operation.name, 0, 0, tuple(args), attributes))]
    return graph


def local_slopes(operation: ArrayOperation, graph: Graph, change: Change | None = None) -> Array | None:
    """The slope of each element by each variable input, (elements, variables), with a change at one step.

    None where the change is not one of slopes alone.
    """
    shape, count, numbers = operation.output.shape, operation.output.size, graph.variables()
    inputs = [operation.inputs[place] for place in _variable_inputs(graph, operation)]
    start = {n: np.broadcast_to(x, shape).reshape(-1, 1) for n, x in zip(numbers, inputs, strict=True)}
    columns = {number: column for column, number in enumerate(numbers)}
    outcomes: list[Outcome] = []

    def wrong(at: At) -> Outcome:
        assert change is not None
        outcomes.append(change.wrong(at))
        return outcomes[-1]

    changes = () if change is None else (Change(change.node, wrong),)
    done = run(graph, [changes] * count, columns, start)
    if any(isinstance(outcome, tuple) for outcome in outcomes):
        return None
    return np.broadcast_to(done.slopes[graph.outs[0]], (count, len(numbers)))


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
