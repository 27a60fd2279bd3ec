"""What was read from a program's text, kept: the same cells are asked for again and again."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

Read = TypeVar("Read")
LONGEST = 5_000
MOST = 512


def kept(read: Callable[[str], Read]) -> Callable[[str], Read]:
    """A function of a text that remembers what it gave for texts of up to 5,000 characters.

    What it gives must be small beside the text, and must not be changed by those who receive it.
    """
    remembers = lru_cache(MOST)(read)

    @wraps(read)
    def reads(text: str) -> Read:
        return remembers(text) if len(text) <= LONGEST else read(text)

    return reads
