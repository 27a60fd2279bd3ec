"""What was read from a program's text, kept: the same cells are asked for again and again."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

Read = TypeVar("Read")
LONGEST = 20_000
MOST = 1024


def kept(read: Callable[[str], Read]) -> Callable[[str], Read]:
    """A function of a text that remembers what it gave for texts of up to 20,000 characters.

    What it gives must not be changed by those who receive it.
    """
    remembers = lru_cache(MOST)(read)

    @wraps(read)
    def reads(text: str) -> Read:
        return remembers(text) if len(text) <= LONGEST else read(text)

    return reads
