"""``ad.TensorShape``: what a tensor says of the lengths of its axes."""

from __future__ import annotations

import numpy as np


class TensorShape(tuple[int, ...]):
    """A shape: a tuple of lengths with TensorFlow's extra names.

    >>> ad.zeros((2, 3)).shape.as_list(), ad.zeros((2, 3)).shape.rank
    ([2, 3], 2)
    """

    __slots__ = ()

    @property
    def rank(self) -> int:
        """The number of axes."""
        return len(self)

    ndims = rank

    def as_list(self) -> list[int]:
        """The lengths, as a list."""
        return list(self)

    dims = property(as_list)

    def num_elements(self) -> int:
        """The product of the lengths."""
        return int(np.prod(self, dtype=np.int64))

    def is_fully_defined(self) -> bool:
        """Always true: nothing here is computed before its shape is known."""
        return True

    def __eq__(self, other: object) -> bool:
        return tuple.__eq__(self, tuple(other) if isinstance(other, list) else other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = tuple.__hash__

    def __repr__(self) -> str:
        return f"TensorShape({list(self)})"

    def __str__(self) -> str:
        return tuple.__repr__(self)
