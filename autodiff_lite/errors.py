"""The exceptions that TensorFlow's users know, under TensorFlow's names.

Where TensorFlow raises one of Python's own (`TypeError`, `ValueError`, `RuntimeError`), so does this package.
"""

from __future__ import annotations

from typing import Any

__all__ = ["InvalidArgumentError", "OpError", "OutOfRangeError", "SliceIndexError", "WrongDtypeError"]


def __dir__() -> list[str]:
    return __all__


class OpError(Exception):
    """An operation could not be carried out."""

    @property
    def message(self) -> str:
        """What went wrong, in words."""
        return str(self)


class InvalidArgumentError(OpError, ValueError):
    """Shapes or values that the operation cannot take.

    Also a `ValueError`: TensorFlow raises now the one, now the other for the same mistake, as the check
    happens to stand in its Python or in its kernels. A program that catches either catches ours.
    """


class WrongDtypeError(InvalidArgumentError, TypeError):
    """Element types that the operation cannot take, or that do not go together.

    For the same reason also a `TypeError`: `a + b` of two dtypes is an `InvalidArgumentError` in TensorFlow,
    `a / b` of the same two a `TypeError`.
    """


class OutOfRangeError(OpError, IndexError):
    """A place beyond the end of a `TensorArray`."""


class SliceIndexError(InvalidArgumentError, IndexError):
    """An index beyond the end of an axis. Also an `IndexError`, which Python's own loops look for."""


def unfit(operation: str, takes: str, *given: Any) -> InvalidArgumentError:
    """The sentence in which operations complain: what they take, and what they got. Tensors and arrays are
    told by dtype and shape.
    """
    values = [getattr(g, "array", g) for g in given]
    told = [f"{v.dtype.name} {v.shape}" if hasattr(v, "shape") else repr(v) for v in values]
    return InvalidArgumentError(f"{operation} takes {takes}; got {' and '.join(told)}.")
