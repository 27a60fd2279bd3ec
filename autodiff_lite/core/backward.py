"""The backward pass: walk the record from its end, hand each operation's upstream gradient to its rules, add
up.

It knows no operation by name.
"""

from __future__ import annotations

from collections.abc import Container
from operator import length_hint
from typing import Any

import numpy as np

from autodiff_lite.core.primitive import NONE, Primitive, Rule, array_of
from autodiff_lite.core.stack import thread
from autodiff_lite.core.tensor import Tensor
from autodiff_lite.errors import InvalidArgumentError
from autodiff_lite.insight.replaced_rules import Rules, are_replaced, rules_for
from autodiff_lite.table.shaping import broadcast_to, sum_to
from autodiff_lite.values.convert import convert_to_tensor
from autodiff_lite.values.nested import flatten

Record = list[Any]
"""What a tape recorded, oldest first. An operation takes four places: its primitive; what it was given, in
two places; its output. Given are a tensor and None, or two tensors, or a tuple of tensors and a dict of
attributes. It is one flat list because the garbage collector visits each object in a record of millions over
and over, and this way there is one to an operation: its output."""

Entry = tuple[Primitive, tuple[Tensor, ...], Tensor, dict[str, Any]]
"""One recorded operation, to look at: the primitive, its inputs, its output, its attributes."""


def entries_of(record: Record) -> list[Entry]:
    """The operations of a record one by one, oldest first."""
    places = iter(record)
    entries = []
    for primitive, x, y, output in zip(places, places, places, places, strict=True):
        inputs, attributes = _given(x, y)
        entries.append((primitive, inputs, output, attributes))
    return entries


def _given(x: Any, y: Any) -> tuple[tuple[Tensor, ...], dict[str, Any]]:
    """An operation's inputs and attributes, from the two places that a record has for them."""
    if type(x) is tuple:
        return x, y
    return (x,) if y is None else (x, y), NONE


def backward(  # noqa: C901 - one loop, spelled out: it is where a gradient's time goes
    record: Record, seeds: dict[int, Any], marks: tuple[object], leaves: Container[int], kept: Container[int]
) -> dict[int, Any]:
    """Gradients by the identity of the tensor they belong to.

    Args:
        record: the operations.
        seeds: the upstream gradient of each target. Used up: the gradients are put in there.
        marks: what the outputs of this record are marked with.
        leaves: identities of the watched tensors. Gradients go to these and to outputs of the record.
        kept: identities of the outputs whose gradients are wanted; those of others are dropped on the way.

    Gradients are arrays; while outer tapes record they are tensors, and the pass itself is recorded.
    """
    gradients = seeds
    recorded = bool(thread.tapes)
    if recorded:
        gradients = {key: g if type(g) is Tensor else Tensor(g) for key, g in seeds.items()}
    undo_broadcast = sum_to if recorded else sum_to.forward
    replaced = are_replaced()
    is_ordinary = not recorded and not replaced
    (mark,) = marks
    places = reversed(record)
    for output, y, x, primitive in zip(places, places, places, places):  # noqa: B905 - whole operations only
        key = id(output)
        upstream = gradients.pop(key, None)
        if upstream is None:
            continue
        if key in kept:
            gradients[key] = upstream
        if is_ordinary and y is None:
            # One operand. The operation is on the record, so its operand is tracked.
            rule = primitive.rules[0]
            share = None if rule is None else rule(upstream, output.array, x.array)
            if share is not None:
                key = id(x)
                before = gradients.get(key)
                gradients[key] = share if before is None else before + share
        elif is_ordinary and type(x) is Tensor:
            result, a, b = output.array, x.array, y.array
            rule, rule_of_y = primitive.rules
            while x is not None:  # for x, then for y in its place
                key = id(x)
                if rule is not None and (x.marks is marks or key in leaves or mark in x.marks):
                    share = rule(upstream, result, a, b)
                    if share is not None:
                        if share.shape != x.array.shape:
                            share = sum_to.forward(share, x.array.shape)
                        before = gradients.get(key)
                        gradients[key] = share if before is None else before + share
                x, y, rule = y, None, rule_of_y
        else:
            # Any operation in any mode.
            inputs, attributes = _given(x, y)
            rules: Rules | None = primitive.rules or None
            if replaced:
                number = length_hint(places) // 4  # as many as are left
                rules = rules_for(number, primitive, len(inputs))
            values, result = (inputs, output) if recorded else (tuple(map(array_of, inputs)), output.array)
            if rules is None:
                assert primitive.joint_rule is not None
                rules = [_constant(c) for c in primitive.joint_rule(upstream, result, *values, **attributes)]
            may_broadcast = len(inputs) > 1 or replaced
            for x, rule in zip(inputs, rules):  # noqa: B905 - as many, and this is quicker
                key = id(x)
                if rule is not None and (key in leaves or mark in x.marks):
                    share = rule(upstream, result, *values, **attributes)
                    if share is not None:
                        if may_broadcast and share.shape != x.array.shape:
                            share = undo_broadcast(share, shape=x.array.shape)
                        before = gradients.get(key)
                        gradients[key] = share if before is None else before + share
    return gradients


def _constant(share: Any) -> Rule:
    return lambda *_, **__: share


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
    return seed if thread.tapes else seed.array
