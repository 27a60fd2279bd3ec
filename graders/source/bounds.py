"""How much of a student's text is read: what is cheap to write and to run may be dear to read."""

from __future__ import annotations

LONGEST = 30_000
"""Characters of a text that is read, and of all texts that are read for one answer."""
DEEPEST = 100
"""Levels of a tree. Readers that call themselves need several of Python's own for each."""
MOST_STEPS = 20_000


class TooLong(Exception):
    """A student's text would take too long to read; `sentence` says so."""

    def __init__(self, what: str = "The program") -> None:
        self.sentence = f"{what} is too long to read. Make it shorter, run it, then check again."
        super().__init__(self.sentence)


class Budget:
    """Steps that a reading may take.

    >>> budget = Budget(3)
    >>> budget.take(2)
    >>> budget.left
    1
    """

    def __init__(self, steps: int = MOST_STEPS) -> None:
        self.left = steps

    def take(self, steps: int = 1) -> None:
        """Use up some steps. Raises TooLong when they are spent."""
        self.left -= steps
        if self.left < 0:
            raise TooLong
