"""The backward pass: walk the record from its end, hand each operation's upstream gradient to its rules, add up.

It knows no operation by name.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autodiff_lite.primitive import Primitive
from autodiff_lite.primitives.shaping import sum_to
from autodiff_lite.recording import thread
from autodiff_lite.rules import active_choice
from autodiff_lite.tensor import Tensor

Entry = tuple[Primitive, tuple[Tensor, ...], Tensor, dict[str, Any]]
"""One recorded operation: the primitive, its inputs, its output, its attributes."""


def backward(
    entries: list[Entry], seeds: dict[int, Any], tracked: set[int], wanted: set[int]
) -> dict[int, Any]:
    """Gradients by the identity of the tensor they belong to, for those in `wanted` that the seeds reach.

    Args:
        entries: the record, oldest first.
        seeds: the upstream gradient of each target, as an array.
        tracked: identities of the tensors that depend on something watched; others get no gradient.
        wanted: identities of the tensors whose gradients are kept.

    The gradients are arrays; while outer tapes record they are tensors, and the pass itself is recorded.
    """
    recorded = bool(thread.tapes)
    gradients: dict[int, Any] = {k: Tensor(g) for k, g in seeds.items()} if recorded else dict(seeds)
    choice = active_choice()
    for number in range(len(entries) - 1, -1, -1):
        primitive, inputs, output, attributes = entries[number]
        key = id(output)
        upstream = gradients.get(key)
        if upstream is None:
            continue
        if key not in wanted:
            del gradients[key]
        if recorded:
            values: tuple[Any, ...] = inputs
            result: Any = output
        else:
            values = tuple([x.array for x in inputs])
            result = output.array
        if primitive.joint_rule is not None:
            contributions = primitive.joint_rule(upstream, result, *values, **attributes)
        else:
            rules = primitive.rules
            if choice is not None:
                rules = tuple(choice(number, primitive, rules))
            contributions = [
                rule(upstream, result, *values, **attributes) if rule is not None and id(x) in tracked else None
                for rule, x in zip(rules, inputs, strict=True)
            ]
        for x, contribution in zip(inputs, contributions, strict=True):
            key = id(x)
            if contribution is None or key not in tracked:
                continue
            if contribution.shape != x.array.shape:
                contribution = sum_to(contribution, shape=x.array.shape)
            before = gradients.get(key)
            gradients[key] = contribution if before is None else before + contribution
    return {k: g for k, g in gradients.items() if k in wanted}


def ones_for(tensor: Tensor) -> Any:
    """The seed of a target: ones in its shape and dtype, so that its entries are summed."""
    array = tensor.array
    return np.ones(array.shape, array.dtype) if array.ndim else array.dtype.type(1)
