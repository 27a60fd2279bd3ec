"""The backward pass: walk the record from its end, hand each operation's upstream gradient to its rules, add
up.

It knows no operation by name. `backward` is the whole of it; `backward_quickly` is the same, spelled out for
operations of one and of two operands, of which most programs consist.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from typing import Any

from autodiff_lite.core.listeners import thread
from autodiff_lite.core.primitive import array_of
from autodiff_lite.core.record import Entry, Record
from autodiff_lite.core.rules_in_force import are_replaced, rules_for
from autodiff_lite.core.shaping import sum_to
from autodiff_lite.core.tensor import Tensor

Notice = Callable[[int, int, Any], None]


def undo_broadcast(share: Any, x: Tensor) -> Any:
    """A gradient in the shape of `x`: what broadcasting spread over several entries is added up again."""
    return sum_to(share, shape=x.array.shape)


def backward(
    entries: Sequence[Entry],
    gradients: dict[int, Any],
    is_tracked: Callable[[Tensor], bool],
    kept: Container[int] = (),
    fit: Callable[[Any, Tensor], Any] = undo_broadcast,
    notice: Notice | None = None,
) -> dict[int, Any]:
    """Gradients by the identity of the tensor they belong to.

    Args:
        entries: the operations, oldest first.
        gradients: the upstream gradient of each target. Used up: the gradients are put in there.
        is_tracked: whether a gradient goes to a tensor, an input of an operation.
        kept: identities of the outputs whose gradients are wanted; those of others are dropped on the way.
        fit: brings what a rule gave for an input to the input's shape, where it has another.
        notice: is told of each share of a gradient: the operation's number, the input's place, the share.

    Gradients are arrays; while outer tapes record they are tensors, and the pass itself is recorded.
    """
    recorded, replaced = bool(thread.listeners), are_replaced()
    for number in reversed(range(len(entries))):
        primitive, inputs, output, attributes = entries[number]
        upstream = gradients.pop(id(output), None)
        if upstream is None:
            continue  # no target was computed from this operation
        if id(output) in kept:
            gradients[id(output)] = upstream
        known = (output, *inputs) if recorded else (output.array, *map(array_of, inputs))
        rules = (not replaced and primitive.rules) or rules_for(number, primitive, len(inputs))
        may_broadcast = replaced or len(inputs) > 1
        for place, rule in enumerate(rules):
            x = inputs[place]
            if rule is None or not is_tracked(x):
                continue  # no gradient goes this way
            share = rule(upstream, *known, **attributes)
            if share is None:
                continue
            if may_broadcast and (share.array if recorded else share).shape != x.array.shape:
                share = fit(share, x)
            if notice is not None:
                notice(number, place, share)
            before = gradients.get(id(x))
            gradients[id(x)] = share if before is None else before + share
    return gradients


def backward_quickly(  # noqa: C901 - spelled out: it is where the time of a gradient goes
    record: Record,
    gradients: dict[int, Any],
    is_tracked: Callable[[Tensor], bool],
    kept: Container[int],
    marks: tuple[object],
    leaves: Container[int],
) -> dict[int, Any]:
    """The same, for a tape's own list, while no outer tape records and no rules are replaced.

    Args:
        marks: what the outputs of this record are marked with.
        leaves: identities of the watched tensors. These and the marked ones are those that are tracked.
    """
    (mark,) = marks
    pop, get = gradients.pop, gradients.get
    places = reversed(record)
    for output, y, x, primitive in zip(places, places, places, places):  # noqa: B905 - whole operations only
        upstream = pop(id(output), None)
        if upstream is None:
            continue
        if kept and id(output) in kept:
            gradients[id(output)] = upstream
        if type(y) is Tensor:
            # The same, for two operands: for x, then for y.
            result, a, b = output.array, x.array, y.array
            rule, rule_of_y = primitive.rules_on_arrays
            key = id(x)
            if rule is not None and (x.marks is marks or key in leaves or (x.marks and mark in x.marks)):
                share = rule(upstream, result, a, b)
                if share is not None:
                    if b.ndim and share.shape != a.shape:  # a number spreads nothing
                        share = sum_to.forward(share, a.shape)
                    before = get(key)
                    gradients[key] = share if before is None else before + share
            key = id(y)
            if rule_of_y is not None and (y.marks is marks or key in leaves or (y.marks and mark in y.marks)):
                share = rule_of_y(upstream, result, a, b)
                if share is not None:
                    if a.ndim and share.shape != b.shape:
                        share = sum_to.forward(share, b.shape)
                    before = get(key)
                    gradients[key] = share if before is None else before + share
        elif y is None or type(x) is Tensor:
            # The same, for one operand. The operation is on the record, so its operand is tracked.
            (rule,) = primitive.rules_on_arrays
            if rule is not None:
                if y is None:
                    share = rule(upstream, output.array, x.array)
                else:
                    share = rule(upstream, output.array, x.array, **y)
                if share is not None:
                    key = id(x)
                    before = get(key)
                    gradients[key] = share if before is None else before + share
        elif primitive.joint_rule_on_arrays is not None:
            # The same, for operands whose gradients one rule gives together.
            shares = primitive.joint_rule_on_arrays(upstream, output.array, *map(array_of, x), **y)
            for operand, share in zip(x, shares, strict=True):
                key = id(operand)
                if share is not None and (mark in operand.marks or key in leaves):
                    if len(x) > 1 and share.shape != operand.array.shape:
                        share = sum_to.forward(share, operand.array.shape)
                    before = gradients.get(key)
                    gradients[key] = share if before is None else before + share
        else:
            gradients[id(output)] = upstream
            backward([(primitive, x, output, y)], gradients, is_tracked, kept)
    return gradients
