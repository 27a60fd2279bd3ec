"""A program: a list of operations from inputs to outputs, and the program of its derivative.

The derivative is found by the tape's own backward pass, run on tensors while a tracer listens: each rule is
written in the package's operations, so what it does is a list of operations too, and can be differentiated
again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from autodiff_lite.core.backward import backward
from autodiff_lite.core.primitive import apply
from autodiff_lite.core.record import Entry
from autodiff_lite.core.tensor import Tensor
from autodiff_lite.programs.trace import Node, Tracer, traced


@dataclass
class Program:
    """Operations in an order that works, from `inputs` to `outputs`. Other tensors in it are constants.

    The tensors are those of the run in which it was traced: they say shapes and dtypes, and which value goes
    where. Their numbers mean nothing. `names` are those of the inputs.
    """

    inputs: tuple[Tensor, ...]
    nodes: Sequence[Node]
    outputs: tuple[Tensor, ...]
    names: tuple[str, ...]
    title: str = "forward"
    derivatives: dict[Any, Derivative] = field(default_factory=dict, repr=False)

    @classmethod
    def of(
        cls,
        inputs: Sequence[Tensor],
        nodes: Iterable[Node],
        outputs: Sequence[Tensor],
        names: Sequence[str],
        title: str = "forward",
        outlines: dict[int, Tensor] | None = None,
    ) -> Program:
        """The program of a trace: what leads to the outputs, without the trace's own numbers.

        `outlines` receives, by the identity of each tensor of the trace, the one that stands for it here.
        """
        kept = _needed(nodes, outputs)
        outlines = {} if outlines is None else outlines
        outlines |= {id(x): _outline(x) for x in (*inputs, *(node.output for node in kept))}

        def seen(x: Tensor) -> Tensor:
            return outlines.get(id(x), x)

        lines = [
            Node(node.primitive, tuple(map(seen, node.inputs)), seen(node.output), node.attributes, node.note)
            for node in kept
        ]
        return cls(tuple(map(seen, inputs)), lines, tuple(map(seen, outputs)), tuple(names), title)

    def derivative(
        self, wanted: tuple[bool, ...], seeded: tuple[int, ...], arrays: Sequence[Any]
    ) -> Derivative:
        """The program of the gradients by the `wanted` inputs, for upstream gradients of `seeded` outputs.

        `arrays` are values of the inputs with which the rules are run once.
        """
        key = wanted, seeded
        if key not in self.derivatives:
            self.derivatives[key] = _derivative(self, wanted, seeded, arrays)
        return self.derivatives[key]


@dataclass
class Derivative:
    """Gradients of a program, as a program of its inputs and of upstream gradients.

    `places` says for each gradient to which input it belongs; inputs that the outputs do not depend on have
    none. `forward` is how many of its first operations compute values, as the program itself does, and
    `twins` leads from such a value to the program's own.
    """

    program: Program
    places: tuple[int, ...]
    forward: int
    twins: dict[int, Tensor]


def _needed(nodes: Iterable[Node], outputs: Iterable[Tensor]) -> list[Node]:
    """The operations that lead to the outputs; what nobody needs is not computed."""
    wanted = set(map(id, outputs))
    kept = []
    for node in reversed(list(nodes)):
        if id(node.output) in wanted:
            kept.append(node)
            wanted.update(map(id, node.inputs))
    return kept[::-1]


def _derivative(
    program: Program, wanted: tuple[bool, ...], seeded: tuple[int, ...], arrays: Sequence[Any]
) -> Derivative:
    inputs = tuple([Tensor(array) for array in arrays])
    tracer = Tracer(inputs)
    now = {id(old): new for old, new in zip(program.inputs, inputs, strict=True)}
    follows = {id(x) for x, is_wanted in zip(inputs, wanted, strict=True) if is_wanted}
    entries: list[Entry] = []
    pairs: list[tuple[Tensor, Tensor]] = []

    def forwards() -> None:
        for node in program.nodes:
            given = tuple([now.get(id(x), x) for x in node.inputs])
            tracer.note = node.primitive.name
            output = apply(node.primitive, given, node.attributes)
            now[id(node.output)] = output
            pairs.append((node.output, output))
            entries.append((node.primitive, given, output, node.attributes))
            if any(id(x) in follows for x in given):
                follows.add(id(output))

    traced(forwards, tracer)
    counted = len(tracer.nodes)
    ends = [now.get(id(program.outputs[place]), program.outputs[place]) for place in seeded]
    seeds = tuple([Tensor(_filled_like(end.array)) for end in ends])
    tracer.given(seeds)
    noted = counted

    def notice(number: int, place: int, share: Any) -> None:
        nonlocal noted
        words = f"{entries[number][0].name}, back to input {place}"
        for at in range(noted, len(tracer.nodes)):
            tracer.nodes[at] = replace(tracer.nodes[at], note=words)
        noted = len(tracer.nodes)

    def backwards() -> dict[int, Any]:
        upstream: dict[int, Any] = {}
        for end, seed in zip(ends, seeds, strict=True):
            before = upstream.get(id(end))
            upstream[id(end)] = seed if before is None else before + seed
        tracer.note = "added up"
        kept = {id(x) for x in inputs}
        return backward(entries, upstream, lambda x: id(x) in follows, kept, notice=notice)

    found = traced(backwards, tracer)
    places = tuple([place for place, x in enumerate(inputs) if wanted[place] and id(x) in found])
    names = (
        *program.names,
        *([f"upstream_{n}" for n in seeded] if len(program.outputs) > 1 else ["upstream"]),
    )
    outlines: dict[int, Tensor] = {}
    gradients = [found[id(inputs[place])] for place in places]
    made = Program.of((*inputs, *seeds), tracer.nodes, gradients, names, "derivative", outlines)
    twins = {id(outlines[id(twin)]): old for old, twin in pairs if id(twin) in outlines}
    return Derivative(made, places, sum(id(node.output) in twins for node in made.nodes), twins)


def _filled_like(array: Any) -> Any:
    return array * 0 + 1


def _outline(value: Tensor) -> Tensor:
    """A tensor of the same shape and dtype that takes no room."""
    array = value.array
    return Tensor(np.broadcast_to(np.zeros((), array.dtype), array.shape) if array.ndim else array)
