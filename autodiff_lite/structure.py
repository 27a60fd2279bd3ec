"""Nested lists, tuples and dicts of tensors: taken apart into a flat list, and put together again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any


def flatten(nested: Any) -> list[Any]:
    """The leaves in order; dicts by sorted key, as TensorFlow has it.

    >>> from autodiff_lite.structure import flatten
    >>> flatten({"b": [2, 3], "a": 1})
    [1, 2, 3]
    """
    return list(_leaves(nested))


def _leaves(nested: Any) -> Iterator[Any]:
    if isinstance(nested, list | tuple):
        for part in nested:
            yield from _leaves(part)
    elif isinstance(nested, dict):
        for key in sorted(nested):
            yield from _leaves(nested[key])
    else:
        yield nested


def pack_like(nested: Any, leaves: Iterable[Any]) -> Any:
    """`leaves`, in the order of `flatten`, in the structure of `nested`."""
    return _pack(nested, iter(leaves))


def _pack(nested: Any, leaves: Iterator[Any]) -> Any:
    if not isinstance(nested, list | tuple | dict):
        return next(leaves)
    if isinstance(nested, dict):
        packed = {key: _pack(nested[key], leaves) for key in sorted(nested)}
        return type(nested)({key: packed[key] for key in nested})
    parts = [_pack(part, leaves) for part in nested]
    return type(nested)(*parts) if hasattr(nested, "_fields") else type(nested)(parts)
