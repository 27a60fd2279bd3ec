"""Other derivative rules for a while: the same recorded tape, differentiated under them.

    with replace_rules({"sin": [lambda up, y, x: up * x]}):
        tape.gradient(target, source)

A wrong rule shows which mistake leads to a wrong answer; a right one of one's own can be compared with the
package's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from autodiff_lite.core.rules_in_force import Choice, Rules, in_force


@contextmanager
def replace_rules(rules: Mapping[str, Rules] | Choice, only: Sequence[int] | None = None) -> Iterator[None]:
    """Within the `with` block, gradients in this thread follow `rules` instead of the package's own.

    Args:
        rules: from an operation's name to its rules, one for each input (None: no gradient). Or a function
            ``(number, primitive, rules) -> rules`` that is asked for each recorded operation.
        only: the numbers of the operations (their place on the tape, from 0) that it holds for; by default
        all.

    >>> x = ad.Variable(3.0)
    >>> with ad.GradientTape() as tape:
    ...     y = x**2
    >>> with ad.replace_rules({"pow": [lambda up, y, x, n: up * n * x**n, None]}):   # exponent not lowered
    ...     float(tape.gradient(y, x))
    18.0
    """
    choose = rules if callable(rules) else _by_name(rules)
    if only is not None:
        choose = _restricted(choose, frozenset(only))
    outer = in_force.choice
    in_force.choice = choose if outer is None else _both(outer, choose)
    try:
        yield
    finally:
        in_force.choice = outer


def _by_name(rules: Mapping[str, Rules]) -> Choice:
    for name, given in rules.items():
        if not isinstance(given, list | tuple) or not all(rule is None or callable(rule) for rule in given):
            wanted = "a list with a rule for each input, a function of (up, y, *inputs), or None"
            raise TypeError(f"replace_rules takes for {name!r} {wanted}; got {given!r}")
    # New lists: an empty tuple would be the very one that an operation with a joint rule has for its own.
    chosen = {name: list(given) for name, given in rules.items()}
    return lambda number, primitive, own: chosen.get(primitive.name, own)


def _restricted(choose: Choice, numbers: frozenset[int]) -> Choice:
    return lambda number, primitive, own: choose(number, primitive, own) if number in numbers else own


def _both(outer: Choice, inner: Choice) -> Choice:
    return lambda number, primitive, own: inner(number, primitive, outer(number, primitive, own))
