"""Which rules an operation follows on the way back: its own, or those put in their place for a while.

`insight.replaced_rules` puts others in place; the backward pass asks here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from autodiff_lite.core.primitive import Primitive, Rule

Rules = Sequence[Rule | None]
Choice = Callable[[int, Primitive, Rules], Rules]
"""From the number of an entry on the tape, its primitive and its rules to the rules to use there."""


class _Thread(threading.local):
    choice: Choice | None = None


in_force = _Thread()
"""`in_force.choice` is what replaces rules in the thread that asks; None for nothing."""


def are_replaced() -> bool:
    """Whether a replacement is in force in this thread."""
    return in_force.choice is not None


def rules_for(number: int, primitive: Primitive, inputs: int) -> Rules:
    """The rules to follow for an operation of so many inputs, one each.

    Inputs beyond the replaced rules take no gradient. Raises `ValueError` for more rules than inputs.
    """
    own = primitive.rules
    rules = own if in_force.choice is None else in_force.choice(number, primitive, own)
    if rules is own:
        return own if primitive.joint_rule is None else _one_each(primitive.joint_rule, inputs)
    if len(rules) > inputs:
        raise ValueError(
            f"replaced rules: `{primitive.name}` (number {number}) has {inputs} input(s), so it takes as "
            f"many rules; got {len(rules)}"
        )
    return (*rules, *(None,) * (inputs - len(rules)))


def _one_each(joint: Rule, inputs: int) -> Rules:
    """A joint rule as a rule for each input; for one upstream gradient it is called once."""
    last: tuple[Any, Sequence[Any]] = None, ()

    def part(place: int) -> Rule:
        def rule(upstream: Any, *known: Any, **attributes: Any) -> Any:
            nonlocal last
            if last[0] is not upstream:
                last = upstream, joint(upstream, *known, **attributes)
            return last[1][place]

        return rule

    return tuple(map(part, range(inputs)))
