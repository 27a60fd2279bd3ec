"""The backward pass on whole tensors without the last step of broadcasting: nothing is summed back."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST_ON_THE_WAY = 40


def unsummed(tape: Any, target: Any, source: Any) -> NDArray[np.float64] | None:
    """The gradient of `target` by `source` with an entry for each use that broadcasting made of the source.

    None if nothing was broadcast on the way, or if the unsummed gradient has no meaning further back.
    """
    from autodiff_lite.core.backward import backward
    from autodiff_lite.core.listeners import unheard
    from autodiff_lite.core.tensor import Tensor

    exact: dict[int, Any] = {}

    def in_double(tensor: Any) -> Any:
        if id(tensor) not in exact:
            exact[id(tensor)] = Tensor(np.asarray(tensor.array, dtype=np.float64))
        return exact[id(tensor)]

    entries = [
        (primitive, tuple(map(in_double, inputs)), in_double(output), attributes)
        for primitive, inputs, output, attributes in tape.entries
    ]
    sources = [id(in_double(tensor)) for tensor in tape.tensors_of(source)]
    inputs_of = (x for _, inputs, _, _ in tape.entries for x in inputs)
    tracked = {id(in_double(x)) for x in inputs_of if tape.is_tracked(x)}
    found = {id(in_double(target)): np.ones(np.shape(target.array))}
    try:
        with np.errstate(all="ignore"), unheard():
            backward(entries, found, lambda x: id(x) in tracked, sources, fit=lambda share, x: share)
    except (ValueError, TypeError, IndexError):
        return None
    parts = [found[key] for key in sources if key in found]
    if not parts:
        return None
    total = np.asarray(sum(parts[1:], parts[0]), dtype=np.float64)
    return None if total.shape == tuple(source.shape) else total


def on_the_way(recorded: Any, shape: tuple[int, ...]) -> list[NDArray[np.float64]]:
    """The gradients by the arrays between the sources and the target that have another shape than `shape`."""
    arrays = {id(output): output for _, _, output, _ in recorded.tape.entries[-MOST_ON_THE_WAY:]}
    between = [x for x in arrays.values() if x.array.size > 1 and tuple(x.shape) != shape]
    found = recorded.tape.gradient(recorded.target, between) if between else []
    return [np.asarray(gradient.numpy(), dtype=np.float64) for gradient in found if gradient is not None]
