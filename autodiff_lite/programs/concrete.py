"""What `function` makes of one signature: the program, and what is done around it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from autodiff_lite.core.tensor import Operand, Tensor
from autodiff_lite.core.variable import Variable
from autodiff_lite.programs.program import Program
from autodiff_lite.programs.run import Runner
from autodiff_lite.programs.trace import Tracer
from autodiff_lite.values.nested import flatten


@dataclass(frozen=True)
class Effect:
    """What is done after the program: `run` of its outputs at these places, or of constants."""

    name: str
    run: Callable[..., Any]
    places: tuple[int | Tensor, ...]

    def __call__(self, outputs: Sequence[Tensor]) -> None:
        self.run(*[outputs[place] if type(place) is int else place for place in self.places])


@dataclass
class Concrete:
    """The program for one signature: what it is given, and how its results are put together.

    `like` holds a result of the same form, unless that is the first output alone; `effects` are done after
    the program. `reason` says why there is none. `shapes` are those of the variables, if one of them may take
    on another. Where nothing depends on what it is given, `runner` is None without a reason. `draws` draw the
    random numbers that are inputs. `runs_on_tapes`: see `Tracer`. `outside` are tensors from outside of the
    function, constants for it as long as no tape watches them; `watched` those that are inputs, because one
    does.
    """

    runner: Runner | None = None
    variables: tuple[Variable, ...] = ()
    like: tuple[Any] | None = None
    places: tuple[Any, ...] = ()
    reason: str = ""
    outside: tuple[Tensor, ...] = ()
    watched: tuple[Tensor, ...] = ()
    effects: tuple[Effect, ...] = ()
    draws: tuple[Callable[[], Tensor], ...] = ()
    runs_on_tapes: bool = False
    shapes: tuple[tuple[int, ...], ...] = ()

    def fits(self) -> bool:
        """Whether the variables have the shapes that it was written for."""
        return not self.shapes or self.shapes == shapes_of(self.variables)


def shapes_of(values: Iterable[Operand]) -> tuple[tuple[int, ...], ...]:
    """The shape of each."""
    return tuple([x.array.shape for x in values])


@dataclass(frozen=True)
class Fixed:
    """A result that is the same each time."""

    value: Any


def concrete_of(
    tracer: Tracer,
    result: Any,
    inputs: tuple[Tensor, ...],
    watched: tuple[Tensor, ...],
    names: list[str],
    called: str,
) -> Concrete:
    """What was traced from `inputs` (the last of them `watched` ones) to `result`, ready to run."""
    variables, values = zip(*tracer.captured.values(), strict=True) if tracer.captured else ((), ())
    results = flatten(result)
    outputs = [x for x in results if type(x) is Tensor and tracer.depends(x)]
    outputs += [x for effect in tracer.effects for x in effect.values if tracer.depends(x)]
    unique = list({id(x): x for x in outputs}.values())
    draws, random = zip(*tracer.drawn, strict=True) if tracer.drawn else ((), ())
    index = {id(x): place for place, x in enumerate(unique)}
    names = [*names, *["outside"] * len(watched), *(v.name for v in variables)]
    names += (
        [f"random_{number}" for number in range(len(draws))] if len(draws) > 1 else ["random"] * len(draws)
    )
    program = Program.of((*inputs, *values, *random), tracer.nodes, unique, names)
    outside = tuple([x for x in tracer.outside.values() if x.array.dtype.kind == "f"])
    places = tuple([index[id(x)] if id(x) in index else Fixed(x) for x in results])
    alone = type(result) is Tensor and places == (0,)
    effects = tuple(
        [
            Effect(each.name, each.run, tuple([index.get(id(x), x) for x in each.values]))
            for each in tracer.effects
        ]
    )
    return Concrete(
        Runner(program, called) if unique else None,
        tuple(variables),
        None if alone else (result,),
        places,
        outside=outside,
        watched=watched,
        effects=effects,
        draws=draws,
        runs_on_tapes=tracer.runs_on_tapes,
        shapes=() if all(v.keeps_its_shape for v in variables) else shapes_of(values),
    )
