"""Where a gradient starts: the upstream gradient of each target."""

from __future__ import annotations

from typing import Any

import numpy as np

from autodiff_lite.core.convert import convert_to_tensor
from autodiff_lite.core.listeners import thread
from autodiff_lite.core.shaping import broadcast_to
from autodiff_lite.core.tensor import Tensor
from autodiff_lite.errors import InvalidArgumentError
from autodiff_lite.values.nested import flatten

_ONE = {np.dtype(kind): np.dtype(kind).type(1) for kind in (np.float16, np.float32, np.float64)}


def ones_for(tensor: Tensor) -> Any:
    """The seed of a target: ones in its shape and dtype, so that its entries are summed."""
    array = tensor.array
    if not array.ndim:
        return _ONE[array.dtype]
    seed = array.copy()  # three times as quick as np.ones_like on a small array
    seed.fill(1)
    return seed


def seeds_of(targets: list[Tensor], output_gradients: Any) -> dict[int, Any]:
    """The upstream gradient of each target, by its identity: the one given, or ones.

    A target that is named twice receives the sum, one of integers nothing.
    """
    if output_gradients is None and len(targets) == 1:
        (target,) = targets
        return {id(target): ones_for(target)} if target.array.dtype.kind == "f" else {}
    given = [] if output_gradients is None else flatten(output_gradients)
    if given and len(given) != len(targets):
        raise InvalidArgumentError(
            f"{len(targets)} target(s) need as many output_gradients; got {len(given)}. For one target "
            "give one tensor: output_gradients=constant([...])."
        )
    if any(upstream is None for upstream in given):
        raise ValueError(
            "an entry of output_gradients is None; for the plain gradient give ones_like(target)"
        )
    seeds: dict[int, Any] = {}
    for place, target in enumerate(targets):
        if target.array.dtype.kind == "f":
            seed = _upstream(given[place], target) if given else ones_for(target)
            before = seeds.get(id(target))
            seeds[id(target)] = seed if before is None else before + seed
    return seeds


def _upstream(given: Any, target: Tensor) -> Any:
    seed, shape = convert_to_tensor(given, target.array.dtype), target.array.shape
    if seed.array.shape != shape:
        if seed.array.size != 1 or seed.array.ndim > len(shape):
            raise InvalidArgumentError(
                f"output_gradients has shape {seed.array.shape}, its target {shape}; they must be the same, "
                "or the upstream gradient a single number"
            )
        seed = broadcast_to(seed, shape=shape)
    return seed if thread.listeners else seed.array
