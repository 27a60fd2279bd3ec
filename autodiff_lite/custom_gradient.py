"""Functions with a gradient of one's own."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from autodiff_lite.convert import convert_to_tensor
from autodiff_lite.operations.shapes import concat, reshape, split
from autodiff_lite.primitive import Primitive
from autodiff_lite.recording import Recorder, thread
from autodiff_lite.structure import flatten, pack_like
from autodiff_lite.tensor import Tensor
from autodiff_lite.variable import Variable


def custom_gradient(f: Callable[..., Any]) -> Callable[..., Any]:
    """Give a function a gradient of its own.

    `f` returns a pair: its result, and a function from the upstream gradient (one for each tensor of the
    result) to the gradients by the arguments of `f`, in their order. If `f` reads trainable variables, that
    function also takes ``variables=``, the list of them, and returns a pair: the gradients by the arguments,
    and those by the variables.

    >>> @ad.custom_gradient
    ... def clipped(x):
    ...     return x * 1.0, lambda upstream: ad.clip_by_value(upstream, -1.0, 1.0)
    >>> x = ad.Variable(2.0)
    >>> with ad.GradientTape() as tape:
    ...     y = clipped(x) * 100.0
    >>> tape.gradient(y, x).numpy().item()
    1.0
    """

    @functools.wraps(f)
    def decorated(*args: Any, **kwargs: Any) -> Any:
        inputs = [convert_to_tensor(x) for x in flatten(list(args))]
        reads = _Reads()
        outer = thread.tapes
        thread.tapes = (reads,)  # what happens inside is not differentiated: the given gradient stands for it
        try:
            answer = f(*pack_like(list(args), inputs), **kwargs)
        finally:
            thread.tapes = outer
        if not (isinstance(answer, tuple) and len(answer) == 2 and callable(answer[1])):
            raise TypeError(
                "a function with @custom_gradient returns a pair: its result, and a function from the "
                f"upstream gradient to the gradients by its arguments; got {answer!r}"
            )
        result, gradient = answer
        rule = _Rule(gradient, len(inputs), reads.variables)
        outputs = [convert_to_tensor(y) for y in flatten(result)]
        inputs += [variable.value() for variable in reads.variables]
        return pack_like(result, _record(getattr(f, "__name__", "custom"), tuple(inputs), outputs, rule))

    return decorated


class _Reads(Recorder):
    """Listens in place of the tapes: which trainable variables are read."""

    def __init__(self) -> None:
        self.variables: list[Variable] = []

    def read(self, variable: Variable, value: Tensor) -> None:
        """Remember a trainable variable, once."""
        if variable.trainable and not any(known is variable for known in self.variables):
            self.variables.append(variable)


class _Rule:
    """The gradient function that was given, in the form of a primitive's rule."""

    def __init__(self, gradient: Callable[..., Any], count: int, variables: list[Variable]) -> None:
        if variables and not _takes_variables(gradient):
            raise TypeError(
                f"the function with @custom_gradient reads {len(variables)} trainable variable(s), so its "
                "gradient function must take them: def gradient(upstream, variables=None), returning "
                "(gradients, variable_gradients)"
            )
        self.gradient, self.count, self.variables = gradient, count, variables

    def __call__(self, upstreams: list[Any]) -> list[Any]:
        """Gradients by all inputs: the arguments, then the variables."""
        plain = not any(isinstance(up, Tensor) for up in upstreams)
        tensors = [up if isinstance(up, Tensor) else Tensor(up) for up in upstreams]
        if self.variables:
            by_arguments, by_variables = self.gradient(*tensors, variables=self.variables)
        else:
            by_arguments, by_variables = self.gradient(*tensors), []
        given = flatten(by_arguments) + flatten(by_variables)
        expected = self.count + len(self.variables)
        if len(given) != expected:
            raise ValueError(
                f"the gradient function of a @custom_gradient with {expected} inputs (arguments, then "
                f"variables) returned {len(given)} gradients; it must return one for each, None where there "
                "is none"
            )
        gradients = [None if g is None else convert_to_tensor(g) for g in given]
        return [None if g is None else g.array if plain else g for g in gradients]


def _takes_variables(gradient: Callable[..., Any]) -> bool:
    parameters = inspect.signature(gradient).parameters.values()
    return any(p.name == "variables" or p.kind is p.VAR_KEYWORD for p in parameters)


def _record(name: str, inputs: tuple[Tensor, ...], outputs: list[Tensor], rule: _Rule) -> list[Tensor]:
    """The outputs as new tensors, recorded so that their gradients go through `rule`."""
    if len(outputs) == 1:
        return [_recorded(name, inputs, outputs[0], lambda up, y, *values: rule([up]))]
    # An entry of a tape has one output. All together they are one long vector, and each is cut from it, so
    # that the rule is called once, with all upstream gradients.
    lengths = [int(y.array.size) for y in outputs]
    together = concat([reshape(Tensor(y.array), (-1,)) for y in outputs], axis=0)

    def joint(up: Any, y: Any, *values: Any) -> list[Any]:
        pieces = split(up if isinstance(up, Tensor) else Tensor(up), lengths)
        upstreams = [
            reshape(piece, output.array.shape) for piece, output in zip(pieces, outputs, strict=True)
        ]
        return rule(upstreams if isinstance(up, Tensor) else [piece.array for piece in upstreams])

    vector = _recorded(name, inputs, together, joint)
    return [reshape(piece, y.array.shape) for piece, y in zip(split(vector, lengths), outputs, strict=True)]


def _recorded(name: str, inputs: tuple[Tensor, ...], output: Tensor, rule: Callable[..., Any]) -> Tensor:
    fresh = Tensor(output.array, name)
    primitive = Primitive(name, lambda *arrays: arrays[0], joint_rule=rule)
    for tape in thread.tapes:
        tape.record(primitive, inputs, fresh, {})
    return fresh
