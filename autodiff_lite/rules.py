"""Other derivative rules for a while: the same recorded tape, differentiated under them.

    with replace_rules({"sin": [lambda up, y, x: up * x]}):
        tape.gradient(target, source)

A wrong rule shows which mistake leads to a wrong answer; a right one of one's own can be compared with the
package's.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from autodiff_lite.primitive import Primitive, Rule

Rules = Sequence[Rule | None]
Choice = Callable[[int, Primitive, Rules], Rules]
"""From the number of an entry on the tape, its primitive and its rules to the rules to use there."""


class _Thread(threading.local):
    choice: Choice | None = None


_thread = _Thread()


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
    outer = _thread.choice
    _thread.choice = choose if outer is None else _both(outer, choose)
    try:
        yield
    finally:
        _thread.choice = outer


def active_choice() -> Choice | None:
    """The replacement in force in this thread, if there is one."""
    return _thread.choice


def _by_name(rules: Mapping[str, Rules]) -> Choice:
    return lambda number, primitive, own: rules.get(primitive.name, own)


def _restricted(choose: Choice, numbers: frozenset[int]) -> Choice:
    return lambda number, primitive, own: choose(number, primitive, own) if number in numbers else own


def _both(outer: Choice, inner: Choice) -> Choice:
    return lambda number, primitive, own: inner(number, primitive, outer(number, primitive, own))
