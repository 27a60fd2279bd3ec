"""Functions with a gradient of one's own."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from autodiff_lite.convert import convert_to_tensor
from autodiff_lite.primitive import Primitive
from autodiff_lite.recording import thread
from autodiff_lite.structure import flatten, pack_like
from autodiff_lite.tensor import Tensor


def custom_gradient(f: Callable[..., Any]) -> Callable[..., Any]:
    """Give a function a gradient of its own.

    `f` returns a pair: its result, and a function from the upstream gradient (one for each tensor of the result) to
    the gradients by the arguments of `f`, in their order.

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
        inputs = tuple(convert_to_tensor(x) for x in args)
        outer = thread.tapes
        thread.tapes = ()  # what happens inside is not differentiated: the given gradient stands for it
        try:
            answer = f(*inputs, **kwargs)
        finally:
            thread.tapes = outer
        if not (isinstance(answer, tuple) and len(answer) == 2 and callable(answer[1])):
            raise TypeError(
                "a function with @custom_gradient returns a pair: its result, and a function from the upstream "
                f"gradient to the gradients by its arguments; got {answer!r}"
            )
        result, grad_fn = answer
        outputs = [convert_to_tensor(y) for y in flatten(result)]
        recorded = _record(getattr(f, "__name__", "custom"), inputs, outputs, grad_fn)
        return pack_like(result, recorded)

    return decorated


def _record(
    name: str, inputs: tuple[Tensor, ...], outputs: list[Tensor], grad_fn: Callable[..., Any]
) -> list[Tensor]:
    """The outputs as new tensors, recorded so that their gradients go through `grad_fn`."""
    recorded = []
    for place, output in enumerate(outputs):
        fresh = Tensor(output.array, name)
        rule = functools.partial(_call_back, grad_fn, outputs, place, len(inputs))
        primitive = Primitive(name, lambda *arrays: arrays[0], joint_rule=rule)
        for tape in thread.tapes:
            tape.record(primitive, inputs, fresh, {})
        recorded.append(fresh)
    return recorded


def _call_back(
    grad_fn: Callable[..., Any], outputs: list[Tensor], place: int, count: int, up: Any, y: Any, *inputs: Any
) -> list[Any]:
    upstreams = [
        (up if isinstance(up, Tensor) else Tensor(up)) if i == place else Tensor(output.array * 0)
        for i, output in enumerate(outputs)
    ]
    given = grad_fn(*upstreams)
    gradients = list(given) if isinstance(given, list | tuple) else [given]
    if len(gradients) != count:
        raise ValueError(
            f"the gradient function of a @custom_gradient with {count} arguments returned {len(gradients)} gradients; "
            "it must return one for each argument, None where there is none"
        )
    plain = not isinstance(up, Tensor)
    tensors = [None if g is None else convert_to_tensor(g) for g in gradients]
    return [None if g is None else g.array if plain else g for g in tensors]
