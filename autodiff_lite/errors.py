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


class InvalidArgumentError(OpError):
    """Shapes, dtypes or values that the operation cannot take."""


class SliceIndexError(InvalidArgumentError, IndexError):
    """An index beyond the end of an axis. Also an `IndexError`, which Python's own loops look for."""
