"""The exceptions that TensorFlow's users know, under TensorFlow's names.

Where TensorFlow raises one of Python's own (`TypeError`, `ValueError`, `RuntimeError`), so does this package.
"""

from __future__ import annotations


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


class SliceIndexError(InvalidArgumentError, IndexError):
    """An index beyond the end of an axis. Also an `IndexError`, which Python's own loops look for."""
