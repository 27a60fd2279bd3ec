"""The backward pass: walk the record from its end, hand each operation's upstream gradient to its rules, add
up.

It knows no operation by name. `backward` is the whole of it; `backward_quickly` is the same written out for
the ways in which a tape's list holds operations, for plain arrays and rules that are not replaced. A test
runs both on every recorded program, and they agree to the last bit (tests/autodiff_lite/test_backward.py).
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
        fit: brings a rule's share to the shape of its input, where it has another.
        notice: is told of each share of a gradient: the operation's number, the input's place, the share.

    Gradients are arrays; while somebody listens (an outer tape) they are tensors, and the pass itself is
    recorded.
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
        may_broadcast = replaced or len(inputs) > 1
        rules = rules_for(number, primitive, len(inputs))
        for place, (x, rule) in enumerate(zip(inputs, rules, strict=True)):
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


def backward_quickly(  # noqa: C901 - written out: it is where the time of a gradient goes
    record: Record,
    gradients: dict[int, Any],
    is_tracked: Callable[[Tensor], bool],
    kept: Container[int],
    marks: tuple[object],
    leaves: Container[int],
) -> dict[int, Any]:
    """`backward` for a tape's own list, while nobody listens and no rules are replaced.

    Args:
        marks: what the outputs of this record are marked with.
        leaves: identities of the watched tensors. These and the marked ones are those that are tracked.
    """
    (mark,) = marks
    pop, get = gradients.pop, gradients.get
    places = reversed(record)
    for output, b, a, primitive in zip(places, places, places, places):  # noqa: B905 - whole operations only
        upstream = pop(id(output), None)
        if upstream is None:
            continue
        if kept and id(output) in kept:
            gradients[id(output)] = upstream
        if type(b) is Tensor:
            # Two inputs: for a, then for b.
            y, left, right = output.array, a.array, b.array
            rule, rule_of_b = primitive.rules_on_arrays
            key = id(a)
            if rule is not None and (a.marks is marks or key in leaves or (a.marks and mark in a.marks)):
                share = rule(upstream, y, left, right)
                if share is not None:
                    # Where b has no axes, the output has the shape of a, and so has its share.
                    if right.ndim and share.shape != left.shape:
                        share = sum_to.forward(share, left.shape)
                    before = get(key)
                    gradients[key] = share if before is None else before + share
            key = id(b)
            if rule_of_b is not None and (b.marks is marks or key in leaves or (b.marks and mark in b.marks)):
                share = rule_of_b(upstream, y, left, right)
                if share is not None:
                    if left.ndim and share.shape != right.shape:
                        share = sum_to.forward(share, right.shape)
                    before = get(key)
                    gradients[key] = share if before is None else before + share
        elif b is None or type(a) is Tensor:
            # One input, and None or attributes. It is tracked, for the operation is on the record.
            (rule,) = primitive.rules_on_arrays
            if rule is not None:
                if b is None:
                    share = rule(upstream, output.array, a.array)
                else:
                    share = rule(upstream, output.array, a.array, **b)
                if share is not None:
                    key = id(a)
                    before = get(key)
                    gradients[key] = share if before is None else before + share
        elif primitive.joint_rule_on_arrays is not None:
            # Inputs whose gradients one rule gives together, and attributes.
            shares = primitive.joint_rule_on_arrays(upstream, output.array, *map(array_of, a), **b)
            for x, share in zip(a, shares, strict=True):
                key = id(x)
                if share is not None and (key in leaves or mark in x.marks):
                    if len(a) > 1 and share.shape != x.array.shape:
                        share = sum_to.forward(share, x.array.shape)
                    before = get(key)
                    gradients[key] = share if before is None else before + share
        else:
            # Any other: several inputs, a rule for each, and attributes.
            gradients[id(output)] = upstream
            backward([(primitive, a, output, b)], gradients, is_tracked, kept)
    return gradients
