"""Nested lists, tuples and dicts of tensors: taken apart into a flat list, and put together again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

# Asked of an object's type: `isinstance` asks an object of another class for its class too, and takes three
# times as long.
_NESTS = (list, tuple, dict)


def flatten(nested: Any) -> list[Any]:
    """The leaves in order; dicts by sorted key, as TensorFlow has it.

    >>> from autodiff_lite.values.nested import flatten
    >>> flatten({"b": [2, 3], "a": 1})
    [1, 2, 3]
    """
    if not isinstance(nested, _NESTS):
        return [nested]
    leaves: list[Any] = []
    for part in (nested[key] for key in sorted(nested)) if isinstance(nested, dict) else nested:
        if issubclass(type(part), _NESTS):
            leaves += flatten(part)
        else:
            leaves.append(part)
    return leaves


def pack_like(nested: Any, leaves: Iterable[Any]) -> Any:
    """`leaves`, in the order of `flatten`, in the structure of `nested`."""
    remaining = iter(leaves)
    if not isinstance(nested, _NESTS):
        return next(remaining)
    if isinstance(nested, dict):
        packed = {key: pack_like(nested[key], remaining) for key in sorted(nested)}
        return type(nested)({key: packed[key] for key in nested})
    parts = [
        pack_like(part, remaining) if issubclass(type(part), _NESTS) else next(remaining) for part in nested
    ]
    return type(nested)(*parts) if hasattr(nested, "_fields") else type(nested)(parts)
