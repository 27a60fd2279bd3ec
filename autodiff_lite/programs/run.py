"""Carrying a program out: on arrays, and so that tapes record it as one operation.

While a tape listens, the values that the derivative needs are kept, and its part of the program alone runs on
the way back. While an outer tape records the way back, the derivative is a program like any other, carried
out in the same way: so gradients have gradients of every order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from autodiff_lite.core.listeners import thread
from autodiff_lite.core.primitive import Primitive
from autodiff_lite.core.tensor import Tensor, new
from autodiff_lite.programs.program import Derivative, Program
from autodiff_lite.programs.write import Written, assembled, compiled, forward_of, identifiers, write


class Results(tuple[Any, ...]):
    """The arrays of a program with several outputs, as the one output that an entry of a tape has."""

    shape: tuple[int, ...] = ()
    ndim = 0
    size = 1

    @property
    def dtype(self) -> Any:
        """That of the first."""
        return self[0].dtype


class Upstream(dict[int, Any]):
    """Upstream gradients of some of the outputs. They are added output by output."""

    shape: tuple[int, ...] = ()

    def __add__(self, other: Upstream) -> Upstream:
        both = Upstream(self)
        for place, share in other.items():
            both[place] = both[place] + share if place in both else share
        return both


@dataclass
class Runner:
    """A program with its functions, written when they are first needed."""

    program: Program
    name: str

    def __post_init__(self) -> None:
        self._plain: Callable[..., Any] | None = None
        self._calls: dict[tuple[bool, ...], _Call] = {}
        self.single = len(self.program.outputs) == 1

    def arrays(self, arrays: Sequence[Any]) -> Any:
        """The outputs for these inputs: an array, or a tuple of them."""
        if self._plain is None:
            self._plain = forward_of(self.program)
        return self._plain(*arrays)

    def tensors(self, inputs: tuple[Tensor, ...]) -> list[Tensor]:
        """The outputs as tensors, recorded by each tape that follows one of the inputs."""
        arrays = [x.array for x in inputs]
        tapes = thread.listeners
        if len(tapes) == 1:
            follows = tapes[0].is_tracked
            wanted = tuple([follows(x) for x in inputs])
        else:
            wanted = tuple([any(tape.is_tracked(x) for tape in tapes) for x in inputs])
        if True not in wanted:
            found = self.arrays(arrays)
            return [_tensor(found, self.name)] if self.single else [_tensor(y, self.name) for y in found]
        call = self._calls.get(wanted)
        if call is None:
            call = self._calls[wanted] = _Call(self, wanted)
        attributes = {}
        if call.keeps:
            found, attributes["_kept"] = call.pair(arrays).forward(*arrays)
        else:
            found = self.arrays(arrays)
        output = _tensor(found if self.single else Results(found), self.name)
        for tape in tapes:
            tape.record(call.primitive, inputs, output, attributes)
        return [output] if self.single else [_picked(output, place) for place in range(len(found))]

    def arrays_of(self, *arrays: Any, _kept: Any = None) -> Any:
        """`arrays`, as a row of the table is called."""
        return self.arrays(arrays)


class _Call:
    """A run of a program whose gradients by some of its inputs may be asked for, as a row of the table."""

    def __init__(self, runner: Runner, wanted: tuple[bool, ...]) -> None:
        self._runner, self._wanted = runner, wanted
        self._pair: _Pair | None = None
        self._derivatives: dict[tuple[int, ...], tuple[Derivative, Runner]] = {}
        floats = runner.program.outputs[0].array.dtype.kind == "f"
        self.keeps = runner.single and floats
        """Whether what the way back needs is kept."""
        if len(wanted) == 1:
            self.primitive = Primitive(runner.name, runner.arrays_of, self._rule)
        else:
            self.primitive = Primitive(runner.name, runner.arrays_of, joint_rule=self._joint_rule)

    def pair(self, arrays: Sequence[Any]) -> _Pair:
        """Forwards and backwards, written when they are first needed."""
        if self._pair is None:
            program = self._runner.program
            self._pair = _pair_of(program, program.derivative(self._wanted, (0,), arrays))
        return self._pair

    def _rule(self, upstream: Any, y: Any, x: Any, _kept: Any = None) -> Any:
        return self._joint_rule(upstream, y, x, _kept=_kept)[0]

    def _joint_rule(self, upstream: Any, y: Any, *values: Any, _kept: Any = None) -> list[Any]:
        """The gradient by each input, or None."""
        gradients: list[Any] = [None] * len(values)
        if _kept is not None and not thread.listeners:
            pair = self.pair(values)
            places, found = pair.derivative.places, pair.backward(*values, *_kept, upstream)
        else:
            seeds = {0: upstream} if self._runner.single else upstream
            seeded = tuple(sorted(seeds))
            if not seeded or not self._is_float(seeded):
                return gradients
            derivative, runner = self._derivative(seeded, values)
            places, given = derivative.places, (*values, *[seeds[place] for place in seeded])
            if thread.listeners:  # the way back is recorded itself
                found = runner.tensors(given)
            else:
                found = runner.arrays(given)
                found = (found,) if runner.single else found
        for place, gradient in zip(places, found, strict=True):
            gradients[place] = gradient
        return gradients

    def _is_float(self, seeded: tuple[int, ...]) -> bool:
        return all(self._runner.program.outputs[place].array.dtype.kind == "f" for place in seeded)

    def _derivative(self, seeded: tuple[int, ...], values: Sequence[Any]) -> tuple[Derivative, Runner]:
        if seeded not in self._derivatives:
            arrays = [x.array if isinstance(x, Tensor) else x for x in values]
            derivative = self._runner.program.derivative(self._wanted, seeded, arrays)
            self._derivatives[seeded] = derivative, Runner(derivative.program, f"{self._runner.name} back")
        return self._derivatives[seeded]


@dataclass
class _Pair:
    """Forwards with what is kept for the way back, and the way back from that."""

    derivative: Derivative
    forward: Callable[..., Any]
    backward: Callable[..., Any]


def _pair_of(program: Program, derivative: Derivative) -> _Pair:
    """The derivative's program cut in two: where its own values end, and gradients begin."""
    whole, count = derivative.program, derivative.forward
    inputs = whole.inputs[: len(program.inputs)]
    seeds = whole.inputs[len(program.inputs) :]
    first, second = whole.nodes[:count], whole.nodes[count:]
    made = {id(node.output): node.output for node in first}
    kept = list({id(x): x for node in second for x in node.inputs if id(x) in made}.values())
    kept += [y for y in whole.outputs if id(y) in made and all(y is not x for x in kept)]
    # Forwards, the program itself computes the outputs; the derivative's own part of it has the same lines.
    forward, backward = Written(), Written()
    parameters = identifiers(program.names)
    forward.names |= {id(x): name for x, name in zip(program.inputs, parameters, strict=True)}
    twins = derivative.twins
    write(program.nodes, forward, (*program.outputs, *(twins[id(x)] for x in kept)))
    outputs = [forward.name_of(y) for y in program.outputs]
    saved = ", ".join(forward.name_of(twins[id(x)]) for x in kept)
    result = outputs[0] if len(outputs) == 1 else f"({', '.join(outputs)})"
    text = assembled("forward", parameters, forward.lines, [result, f"({saved}{',' if kept else ''})"], True)
    names = identifiers(whole.names)
    backward.names |= {id(x): name for x, name in zip(whole.inputs, names, strict=True)}
    backward.names |= {id(x): f"s{place}" for place, x in enumerate(kept)}
    write(second, backward, whole.outputs)
    given = [*names[: len(inputs)], *(f"s{place}" for place in range(len(kept))), *names[len(inputs) :]]
    assert len(seeds) == len(names) - len(inputs)
    returned = [backward.name_of(y) for y in whole.outputs]
    back = assembled("backward", given, backward.lines, returned, True)
    return _Pair(derivative, compiled(text, "forward", forward), compiled(back, "backward", backward))


def _tensor(array: Any, name: str) -> Tensor:
    output = new(Tensor)
    output.made_by, output.marks, output.array = name, (), array
    return output


def _picked(bundle: Tensor, place: int) -> Tensor:
    """One of several outputs, as an operation on all of them."""
    output = _tensor(bundle.array[place], str(bundle.made_by))
    primitive = Primitive(
        f"output {place}", lambda results: results[place], lambda up, y, results: Upstream({place: up})
    )
    for tape in thread.listeners:
        tape.record_short(primitive, bundle, None, output)
    return output
