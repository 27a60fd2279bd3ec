"""The backward pass: walk the record from its end, hand each operation's upstream gradient to its rules, add
up.

It knows no operation by name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autodiff_lite.convert import convert_to_tensor
from autodiff_lite.errors import InvalidArgumentError
from autodiff_lite.primitive import Primitive
from autodiff_lite.primitives.shaping import broadcast_to, sum_to
from autodiff_lite.recording import thread
from autodiff_lite.rules import active_choice
from autodiff_lite.structure import flatten
from autodiff_lite.tensor import Tensor

Entry = tuple[Primitive, tuple[Tensor, ...], Tensor, dict[str, Any]]
"""One recorded operation: the primitive, its inputs, its output, its attributes."""


def backward(  # noqa: C901 - one loop, spelled out: it is where a gradient's time goes
    entries: list[Entry], seeds: dict[int, Any], tracked: set[int], wanted: set[int]
) -> dict[int, Any]:
    """Gradients by the identity of the tensor they belong to, for those in `wanted` that the seeds reach.

    Args:
        entries: the record, oldest first.
        seeds: the upstream gradient of each target, as an array.
        tracked: identities of the tensors that depend on something watched; others get no gradient.
        wanted: identities of the tensors whose gradients are kept.

    Gradients of what was never reached, and of nothing wanted, may be among them. They are arrays; while
    outer tapes record they are tensors, and the pass itself is recorded.
    """
    recorded = bool(thread.tapes)
    gradients: dict[int, Any] = dict(seeds)
    if recorded:
        gradients = {k: g if isinstance(g, Tensor) else Tensor(g) for k, g in seeds.items()}
    choice = active_choice()
    undo_broadcast = sum_to if recorded else sum_to.forward
    values: Any
    result: Any
    rules: Any
    for number in range(len(entries) - 1, -1, -1):
        primitive, inputs, output, attributes = entries[number]
        key = id(output)
        upstream = gradients.pop(key, None)
        if upstream is None:
            continue
        if key in wanted:
            gradients[key] = upstream
        count = len(inputs)
        if recorded:
            values, result = inputs, output
        elif count == 2:
            values, result = (inputs[0].array, inputs[1].array), output.array
        else:
            values, result = [x.array for x in inputs], output.array
        rules = primitive.rules if choice is None else choice(number, primitive, primitive.rules)
        if not rules:
            assert primitive.joint_rule is not None
            contributions = primitive.joint_rule(upstream, result, *values, **attributes)
            rules = [_given(c) for c in contributions]
        for x, rule in zip(inputs, rules):  # noqa: B905 - checked by the primitives' tests; this loop is the hot one
            key = id(x)
            if rule is None or key not in tracked:
                continue
            if attributes or count > 2:
                contribution = rule(upstream, result, *values, **attributes)
            elif count == 2:
                contribution = rule(upstream, result, values[0], values[1])
            else:
                contribution = rule(upstream, result, values[0])
            if contribution is None:
                continue
            if (count > 1 or choice is not None) and contribution.shape != x.array.shape:
                contribution = undo_broadcast(contribution, shape=x.array.shape)
            before = gradients.get(key)
            gradients[key] = contribution if before is None else before + contribution
    return gradients


def _given(contribution: Any) -> Callable[..., Any]:
    return lambda *_, **__: contribution


_ONE = {np.dtype(kind): np.dtype(kind).type(1) for kind in (np.float16, np.float32, np.float64)}


def ones_for(tensor: Tensor) -> Any:
    """The seed of a target: ones in its shape and dtype, so that its entries are summed."""
    array = tensor.array
    if not array.ndim:
        return _ONE[array.dtype]
    seed = np.empty(array.shape, array.dtype)
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
    return seed if thread.tapes else seed.array
