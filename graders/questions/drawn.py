"""What is drawn: inputs of hidden checks, and the numbers that each student has of their own.

For a student and a question it is the same each time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    from numpy.random import Generator


@runtime_checkable
class Drawn(Protocol):
    """Something that is not known until it is drawn.

    Where it has an attribute `common` that is not None, that is the value for everybody without numbers of
    their own.
    """

    def draw(self, random: Generator) -> Any:
        """One of the values that it stands for."""


@dataclass(frozen=True)
class _Uniform:
    low: float
    high: float
    digits: int
    shape: tuple[int, ...] | None = None
    common: Any = None

    def draw(self, random: Generator) -> Any:
        found = random.uniform(self.low, self.high, self.shape)
        return round(float(found), self.digits) if self.shape is None else found.round(self.digits)


@dataclass(frozen=True)
class _Whole:
    low: int
    high: int
    common: int | None = None

    def draw(self, random: Generator) -> int:
        return int(random.integers(self.low, self.high, endpoint=True))


@dataclass(frozen=True)
class _OneOf:
    values: tuple[Any, ...]
    common: Any

    def draw(self, random: Generator) -> Any:
        return draw(self.values[int(random.integers(len(self.values)))], random)


@dataclass(frozen=True)
class _Shuffled:
    common: tuple[Any, ...]

    def draw(self, random: Generator) -> Any:
        return tuple(self.common[place] for place in random.permutation(len(self.common)))


def uniform(
    low: float, high: float, digits: int = 1, shape: Sequence[int] | None = None, common: Any = None
) -> Drawn:
    """A number between `low` and `high`, each as likely, rounded to so many decimals; of a shape, an array.

    >>> import numpy
    >>> 2.0 <= uniform(2, 3).draw(numpy.random.default_rng(1)) <= 3.0
    True
    >>> uniform(2, 3, shape=(2, 5)).draw(numpy.random.default_rng(1)).shape
    (2, 5)
    """
    return _Uniform(low, high, digits, None if shape is None else tuple(shape), common)


def whole(low: int, high: int, common: int | None = None) -> Drawn:
    """A whole number from `low` to `high`, both included."""
    return _Whole(low, high, common)


def one_of(*values: Any, common: Any = None) -> Drawn:
    """One of these values, each as likely. Without `common`, the first is the one that everybody has."""
    if not values:
        raise ValueError("one_of() has nothing to draw from; give it values")
    return _OneOf(values, common_of(values[0]) if common is None else common)


def shuffled(*values: Any) -> Drawn:
    """These values in an order that is drawn, as a tuple. As they are written is the common order."""
    if len(values) < 2:
        raise ValueError("shuffled() has one order only; give it two values or more")
    return _Shuffled(values)


def drawn(thing: Any = None, random: Generator | None = None, /, **names: Any) -> Any:
    """What a question draws for each student: `at=drawn(x=one_of(8.0, 6.0, 7.5))`.

    With a generator: `thing`, drawn now; see `draw`.

    Raises ValueError where none of the names is to be drawn.
    """
    if random is not None:
        return draw(thing, random)
    if thing is not None or not is_drawn(list(names.values())):
        raise ValueError(
            "drawn() has nothing to draw; give it names, such as drawn(x=one_of(8.0, 6.0)) or "
            "drawn(x=uniform(2, 9))"
        )
    return names


def draw(thing: Any, random: Generator) -> Any:
    """A value, or a list, tuple or dict of values, in which whatever is to be drawn has been.

    >>> import numpy
    >>> draw([1.0, whole(2, 2)], numpy.random.default_rng(1))
    [1.0, 2]
    """
    if isinstance(thing, Drawn):
        return thing.draw(random)
    if isinstance(thing, dict):
        return {key: draw(value, random) for key, value in thing.items()}
    if isinstance(thing, list | tuple):
        return type(thing)(draw(value, random) for value in thing)
    return thing


def common_of(thing: Any) -> Any:
    """A value in which whatever is to be drawn has the value that everybody gets.

    >>> common_of({"x": one_of(8.0, 6.0), "y": 2.0, "n": whole(2, 9, common=4)})
    {'x': 8.0, 'y': 2.0, 'n': 4}
    """
    if isinstance(thing, Drawn):
        import numpy

        known = getattr(thing, "common", None)
        return thing.draw(numpy.random.default_rng(0)) if known is None else known
    if isinstance(thing, dict):
        return {key: common_of(value) for key, value in thing.items()}
    if isinstance(thing, list | tuple):
        return type(thing)(common_of(value) for value in thing)
    return thing


def is_drawn(things: Sequence[Any]) -> bool:
    """Whether anything among these is not known until it is drawn."""
    return any(
        isinstance(thing, Drawn) or (isinstance(thing, list | tuple) and is_drawn(thing)) for thing in things
    )
