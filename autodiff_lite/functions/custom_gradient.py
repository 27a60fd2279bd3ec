"""Functions with a gradient of one's own."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from autodiff_lite.core.convert import convert_to_tensor
from autodiff_lite.core.listeners import Listener, thread
from autodiff_lite.core.primitive import Primitive, apply
from autodiff_lite.core.shaping import identity
from autodiff_lite.core.tensor import Operand, Tensor
from autodiff_lite.core.variable import Variable
from autodiff_lite.core.writing import Writer, unseen_by_tapes
from autodiff_lite.functions.shapes import concat, reshape, split
from autodiff_lite.table.elementwise import stop_gradient
from autodiff_lite.values.nested import flatten, pack_like

_NUMBERS = (bool, int, float, np.ndarray, np.generic)


def custom_gradient(f: Callable[..., Any]) -> Callable[..., Any]:
    """Give a function a gradient of its own.

    `f` returns a pair: its result, and a function from the upstream gradient (one for each tensor of the
    result) to the gradients by the arguments of `f`, in their order: None for numbers, text and what else
    has none. If `f` reads trainable variables, that
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
        if not args:  # as in TensorFlow, where what has no positional arguments has its ordinary gradient
            return _pair(f(**kwargs))[0]
        leaves, reads = flatten(list(args)), _Reads()
        inputs = [_recorded_as(x) for x in leaves]
        given = [x if isinstance(leaf, Operand) else leaf for x, leaf in zip(inputs, leaves, strict=True)]
        # What happens inside is not differentiated: the given gradient stands for it.
        with unseen_by_tapes(reads, has_own_gradient=True):
            answer = f(*pack_like(list(args), given), **kwargs)
        result, gradient = _pair(answer)
        if reads.variables:
            gradient = _with_variables(gradient, reads.variables)
            inputs += [variable.read() for variable in reads.variables]
        outputs = [convert_to_tensor(y) for y in flatten(result)]
        return pack_like(result, _recorded(getattr(f, "__name__", "custom"), inputs, outputs, gradient))

    return decorated


def _pair(answer: Any) -> tuple[Any, Callable[..., Any]]:
    if not (isinstance(answer, tuple) and len(answer) == 2 and callable(answer[1])):
        pair = "its result, and a function from the upstream gradient to the gradients by its arguments"
        raise TypeError(f"@custom_gradient takes a function that returns a pair: {pair}; got {answer!r}")
    return answer


def _recorded_as(leaf: Any) -> Tensor:
    """The tensor that stands on the record for an argument. What no gradient comes back to is a constant."""
    if not isinstance(leaf, Operand):
        return convert_to_tensor(leaf) if isinstance(leaf, _NUMBERS) else Tensor(np.float32(0))
    tensor = leaf.read()
    if tensor.made_by != stop_gradient.name:
        return tensor
    with unseen_by_tapes():
        return apply(identity, (tensor,))


class _Reads(Listener):
    """Listens in place of the tapes: which trainable variables are read."""

    def __init__(self) -> None:
        self.variables: list[Variable] = []

    def read(self, variable: Variable, value: Tensor) -> None:
        """Remember a trainable variable, once."""
        if variable.trainable and not any(known is variable for known in self.variables):
            self.variables.append(variable)


def _with_variables(gradient: Callable[..., Any], variables: list[Variable]) -> Callable[..., Any]:
    parameters = inspect.signature(gradient).parameters.values()
    if any(p.name == "variables" or p.kind is p.VAR_KEYWORD for p in parameters):
        return functools.partial(gradient, variables=variables)
    wanted = "def gradient(upstream, variables=None), returning (gradients, variable_gradients)"
    read = f"reads {len(variables)} trainable variable(s), so its gradient function must take them"
    raise TypeError(f"the function with @custom_gradient {read}: {wanted}")


def _recorded(
    name: str, inputs: list[Tensor], outputs: list[Tensor], gradient: Callable[..., Any]
) -> list[Tensor]:
    """The outputs as new tensors, recorded so that their gradients go through `gradient`.

    An entry of a tape has one output. Several are one long vector together, and each is cut from it, so that
    `gradient` is called once, with all upstream gradients.
    """
    single = len(outputs) == 1
    with unseen_by_tapes():
        together = outputs[0] if single else concat([reshape(y, (-1,)) for y in outputs], axis=0)
        output = apply(identity, (together,))
    output.made_by = name

    def cut(vector: Tensor) -> list[Tensor]:
        if single:
            return [vector]
        pieces = split(vector, [y.array.size for y in outputs])
        return [reshape(piece, y.array.shape) for piece, y in zip(pieces, outputs, strict=True)]

    def rule(up: Any, y: Any, *values: Any) -> list[Any]:
        vector = up if isinstance(up, Tensor) else Tensor(up)
        given = flatten(gradient(*cut(vector)))
        if len(given) != len(inputs):
            wanted = f"a gradient (or None) for each of {len(inputs)} inputs: arguments, then variables"
            raise ValueError(f"the function of a @custom_gradient must return {wanted}; got {len(given)}")
        gradients = [None if g is None else convert_to_tensor(g) for g in given]
        return gradients if vector is up else [None if g is None else g.array for g in gradients]

    primitive = Primitive(name, lambda *arrays: arrays[0], joint_rule=rule)
    for listener in thread.listeners:
        if not isinstance(listener, Writer):
            listener.record(primitive, tuple(inputs), output, {})
    return cut(output)
