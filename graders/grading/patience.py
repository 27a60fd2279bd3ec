"""How long a grader waits for answers of one notebook, whatever number of questions it asks."""

from __future__ import annotations

import time
from typing import Any

from graders.answers.remote import Asked

MOST_UNANSWERED = 2
"""A kernel is interrupted when it did not answer, so it is asked once more; then it is taken to be silent."""


class Patience:
    """A connection to a kernel on which all waiting together is bounded. When it is spent, nothing is asked.

    >>> class Silent:
    ...     def ask(self, question, buffers, seconds):
    ...         return None
    >>> kernel = Patience(Silent(), 60.0)
    >>> [kernel.ask({}, [], 5.0) for _ in range(3)], kernel.spent
    ([None, None, None], True)
    """

    def __init__(self, kernel: Asked, seconds: float) -> None:
        self._kernel = kernel
        self._seconds = seconds
        self._left = seconds
        self._unanswered = 0
        self._refused = False

    @property
    def spent(self) -> bool:
        """Whether something was not asked any more."""
        return self._refused

    def ask(
        self, question: dict[str, Any], buffers: list[bytes], seconds: float
    ) -> tuple[dict[str, Any], list[bytes]] | None:
        """As `Asked.ask`; None at once when there is no patience left."""
        if self._left <= 0 or self._unanswered >= MOST_UNANSWERED:
            self._refused = True
            return None
        begun = time.monotonic()
        try:
            told = self._kernel.ask(question, buffers, min(seconds, self._left))
        finally:
            self._left -= time.monotonic() - begun
        self._unanswered += told is None
        return told

    def __str__(self) -> str:
        return (
            f"the checks waited {self._seconds - max(0.0, self._left):.0f} seconds for answers of this "
            "notebook; what came after that was not asked, and counts as not answered"
        )
