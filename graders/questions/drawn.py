"""Inputs that are drawn when work is checked: for a student and a question the same each time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    from numpy.random import Generator


@runtime_checkable
class Drawn(Protocol):
    """Something that is not known until it is drawn."""

    def draw(self, random: Generator) -> Any:
        """One of the values that it stands for."""


@dataclass(frozen=True)
class _Uniform:
    low: float
    high: float
    digits: int
    shape: tuple[int, ...] | None = None

    def draw(self, random: Generator) -> Any:
        found = random.uniform(self.low, self.high, self.shape)
        return round(float(found), self.digits) if self.shape is None else found.round(self.digits)


@dataclass(frozen=True)
class _Whole:
    low: int
    high: int

    def draw(self, random: Generator) -> int:
        return int(random.integers(self.low, self.high, endpoint=True))


@dataclass(frozen=True)
class _OneOf:
    values: tuple[Any, ...]

    def draw(self, random: Generator) -> Any:
        return drawn(self.values[int(random.integers(len(self.values)))], random)


def uniform(low: float, high: float, digits: int = 1, shape: Sequence[int] | None = None) -> Drawn:
    """A number between `low` and `high`, each as likely, rounded to so many decimals; of a shape, an array.

    >>> import numpy
    >>> 2.0 <= uniform(2, 3).draw(numpy.random.default_rng(1)) <= 3.0
    True
    >>> uniform(2, 3, shape=(2, 5)).draw(numpy.random.default_rng(1)).shape
    (2, 5)
    """
    return _Uniform(low, high, digits, None if shape is None else tuple(shape))


def whole(low: int, high: int) -> Drawn:
    """A whole number from `low` to `high`, both included."""
    return _Whole(low, high)


def one_of(*values: Any) -> Drawn:
    """One of these values, each as likely."""
    if not values:
        raise ValueError("one_of() has nothing to draw from; give it values")
    return _OneOf(values)


def drawn(thing: Any, random: Generator) -> Any:
    """A value, or a list, tuple or dict of values, in which whatever is to be drawn has been.

    >>> import numpy
    >>> drawn([1.0, whole(2, 2)], numpy.random.default_rng(1))
    [1.0, 2]
    """
    if isinstance(thing, Drawn):
        return thing.draw(random)
    if isinstance(thing, dict):
        return {key: drawn(value, random) for key, value in thing.items()}
    if isinstance(thing, list | tuple):
        return type(thing)(drawn(value, random) for value in thing)
    return thing


def is_drawn(things: Sequence[Any]) -> bool:
    """Whether anything among these is not known until it is drawn."""
    return any(
        isinstance(thing, Drawn) or (isinstance(thing, list | tuple) and is_drawn(thing)) for thing in things
    )
