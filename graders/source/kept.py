"""What was read from a text, kept: the same cells are asked for again and again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

Read = TypeVar("Read")
MOST_CHARACTERS = 500_000


def kept(read: Callable[[str], Read], most: int = MOST_CHARACTERS) -> Callable[[str], Read]:
    """A function of a text that remembers what it gave for the texts last asked for: `most` characters.

    What it gives must not be changed by those who receive it, and be small beside the text; or let `most` be
    small.
    """
    known: OrderedDict[str, Read] = OrderedDict()
    lock = threading.Lock()
    characters = 0

    @wraps(read)
    def reads(text: str) -> Read:
        nonlocal characters
        with lock:
            if text in known:
                known.move_to_end(text)
                return known[text]
        found = read(text)
        with lock:
            if text not in known:
                known[text] = found
                characters += len(text)
            while characters > most:
                characters -= len(known.popitem(last=False)[0])
        return found

    return reads
