"""The rules of scalar steps: those of the rows in the engine's table of derivatives, and no others.

Diagnosis evaluates one function under hundreds of mistakes at once, so these work on whole arrays. A complex
array carries a derivative in its imaginary part (the complex-step method). Rows are written for real numbers:
there the imaginary part of a value comes by the row's rules, that of a slope by the rules of its rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autodiff_lite.core.primitive import Primitive
from autodiff_lite.table import elementwise as table
from autodiff_lite.table import rows
from graders.steps.scalars import Node

Array = NDArray[Any]
Pull = Callable[..., Any]
"""A step's rule for one of its parts: from (upstream gradient, result, *parts) to what goes to that part."""

EXPONENTS = {"square": 2.0, "sqrt": 0.5, "rsqrt": -0.5}
READ_BY_HAND = frozenset(
    ["add", "subtract", "multiply", "negative", "divide", "reciprocal", "squared_difference", "pow"]
).union(EXPONENTS)
"""The rows that are read as people group them: as sums, products, quotients and powers."""

_READ_ELSEWHERE = READ_BY_HAND.union(["identity", "cast", "sigmoid_cross_entropy_with_logits"])
_ENTRYWISE = {row.name for row in vars(table).values() if isinstance(row, Primitive)}
_ROWS = {name: row for name, row in rows().items() if name in _ENTRYWISE or (row.about and not row.kind)}
FUNCTIONS = {name: row for name, row in _ROWS.items() if any(row.rules) and name not in _READ_ELSEWHERE}
"""The rows of the table that are functions of numbers: each that works entry by entry and has a rule."""

POWER = table.power


def row_of(node: Node) -> Primitive:
    """The row of the table that a function or a power is."""
    if node.kind == "function":
        return FUNCTIONS[node.name]
    return _ROWS[node.tag] if node.tag in EXPONENTS else POWER


def pulls_of(node: Node) -> tuple[Pull | None, ...]:
    """For each part of a step the rule that takes a gradient to it; None where there is none."""
    if node.kind == "opaque":
        return tuple(map(_constant, node.partials))
    if node.attributes:
        return tuple([rule and partial(rule, **dict(node.attributes)) for rule in row_of(node).rules])
    name = node.tag if node.kind == "power" else node.name
    return _pulls(node.kind, name, node.signs, len(node.args))


@lru_cache(maxsize=1024)
def _pulls(kind: str, name: str, signs: tuple[int, ...], parts: int) -> tuple[Pull | None, ...]:
    if kind == "sum":
        plus, minus = table.add.rules[0], table.subtract.rules[1]
        return tuple([_of_two(plus if sign > 0 else minus) for sign in signs])
    if kind == "product":
        return tuple(map(_of_factor, range(parts)))
    if kind == "quotient":
        return table.divide.rules
    if kind == "power":
        return (_of_base(_ROWS[name].rules[0]), None) if name in EXPONENTS else POWER.rules
    return FUNCTIONS[name].rules


def _constant(partial: float) -> Pull | None:
    return (lambda up, y, *parts: up * partial) if partial else None


def _of_two(rule: Any) -> Pull:
    """A sum of many terms is many sums of two, whose rules look at no term."""
    return lambda up, y, *terms: rule(up, y, None, None)


def _of_factor(place: int) -> Pull:
    """A product of many factors is many products of two: the rule of `multiply`, for each other factor."""
    times = table.multiply.rules[0]
    assert times is not None

    def pull(up: Any, y: Any, *factors: Any) -> Any:
        for other, factor in enumerate(factors):
            if other != place:
                up = times(up, y, None, factor)
        return up

    return pull


def _of_base(rule: Any) -> Pull:
    """The rule of a row that has one input, for a power that has its exponent beside it."""
    return lambda up, y, base, exponent: rule(up, y, base)


def value(row: Primitive, *inputs: Any, **attributes: Any) -> Array:
    """What a row gives, off the real line too.

    >>> float(value(FUNCTIONS["sin"], np.array(0.0)))
    0.0
    """
    if not any(map(np.iscomplexobj, inputs)):
        return np.asarray(row.forward(*inputs, **attributes))
    real = [np.asarray(np.real(x)) for x in inputs]
    result = np.asarray(row.forward(*real, **attributes))
    moved = 0.0
    for rule, x in zip(row.rules, inputs, strict=True):
        if rule is not None and np.any(np.imag(x)):
            moved = moved + rule(np.imag(x), result, *real, **attributes)
    return np.asarray(result + 1j * moved)


def slope(row: Primitive, place: int, *inputs: Any, **attributes: Any) -> Array:
    """How fast a row's result changes with the input at `place`, off the real line too.

    >>> float(slope(FUNCTIONS["sin"], 0, np.array(0.0)))
    1.0
    """
    is_complex = any(map(np.iscomplexobj, inputs))
    real = [np.asarray(np.real(x)) for x in inputs] if is_complex else inputs
    rule, result = row.rules[place], np.asarray(row.forward(*real, **attributes))
    if rule is None:
        return np.zeros_like(result)
    found = rule(np.ones_like(result), result, *real, **attributes)
    moved = [(i, np.imag(x)) for i, x in enumerate(inputs) if is_complex and np.any(np.imag(x))]
    if moved:
        by_each = _second(row, place, real, attributes)
        found = found + 1j * sum(by_each[i] * by for i, by in moved)
    return np.asarray(found)


def power(base: Any, exponent: Any) -> Array:
    """base**exponent, off the real line too."""
    return value(POWER, np.asarray(base), np.asarray(exponent))


def _second(
    row: Primitive, place: int, inputs: Sequence[Array], attributes: Mapping[str, Any]
) -> list[Array]:
    """The derivatives of a row's slope by each of its inputs: the rule of its rule, as a tape finds it."""
    import autodiff_lite as ad

    rule = row.rules[place]
    assert rule is not None
    held = [ad.Tensor(x) for x in np.broadcast_arrays(*inputs)]
    with ad.GradientTape() as tape:
        for x in held:
            tape.watch(x)
        result = row(*held, **attributes)
        local = rule(ad.Tensor(np.ones(result.shape)), result, *held, **attributes)
    found = tape.gradient(local, held, unconnected_gradients="zero")
    return [by.array for by in found]
