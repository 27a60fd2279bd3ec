"""What a student gave for an answer, noted beside the verdict, for those who look at a class."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graders.answers.interface import Answers

MOST_ENTRIES = 24
LONGEST_TEXT = 80
LARGEST = 2**63


class _TooMuch(Exception):
    """An answer that is not worth keeping whole."""


def noted(answers: Answers, names: Iterable[str]) -> dict[str, Any]:
    """The answers that are small enough, by name, as JSON: numbers, texts, truth values, None, lists, dicts.

    An array is a list; a number that JSON does not have is a text, such as "nan". What is not set, is a
    function, or is large is left out.
    """
    from graders.answers.interface import AnswerError

    found = {}
    for name in names:
        try:
            found[name] = _small(answers.value(name), [MOST_ENTRIES])
        except (AnswerError, _TooMuch):
            continue
    return found


def _small(value: Any, left: list[int]) -> Any:
    left[0] -= 1
    if left[0] < 0:
        raise _TooMuch
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) > LARGEST:  # Python itself writes no number of some thousand digits
            raise _TooMuch
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, str):
        if len(value) > LONGEST_TEXT:
            raise _TooMuch
        return value
    if isinstance(value, dict):
        return {str(key)[:LONGEST_TEXT]: _small(part, left) for key, part in value.items()}
    if isinstance(value, list):
        return [_small(part, left) for part in value]
    if getattr(value, "size", MOST_ENTRIES + 1) > MOST_ENTRIES:
        raise _TooMuch
    return _small(value.tolist(), [MOST_ENTRIES + value.size])
