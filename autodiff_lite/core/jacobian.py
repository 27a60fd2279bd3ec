"""Jacobians out of gradients: a backward pass for each entry of the target, the results stacked."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from autodiff_lite.core.shaping import reshape, stack
from autodiff_lite.core.tensor import Operand, Tensor


def unit_seeds(target: Tensor, batch: bool = False) -> Iterator[dict[int, Any]]:
    """Upstream gradients that each pick one entry of the target; in a `batch`, the same one of each row."""
    shape = target.array.shape
    if target.array.dtype.kind == "f":
        for unit in np.eye(math.prod(shape[1:] if batch else shape), dtype=target.array.dtype):
            seed = np.repeat(unit[None], shape[0], axis=0) if batch else unit
            yield {id(target): seed.reshape(shape)[()]}


def assembled(
    target: Tensor, source: Operand, gradients: Sequence[Tensor | None], zero: bool, batch: bool = False
) -> Tensor | None:
    """The gradients that belong to `unit_seeds` as one Jacobian; where there are none, zeros if `zero`."""
    shape = (*target.array.shape, *source.array.shape[batch:])
    if all(gradient is None for gradient in gradients):
        return Tensor(np.zeros(shape, source.array.dtype)) if zero or 0 in target.array.shape else None
    blank = Tensor(np.zeros(source.array.shape, source.array.dtype))
    rows = (blank if gradient is None else gradient for gradient in gradients)
    jacobian: Tensor = reshape(stack(*rows, axis=int(batch)), shape=shape)
    jacobian.made_by = "gradient"
    return jacobian
