"""``ad.nest``: nested lists, tuples and dicts, taken apart into a flat list and put together again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from autodiff_lite.values.nested import flatten as _flatten
from autodiff_lite.values.nested import pack_like

__all__ = ["assert_same_structure", "flatten", "is_nested", "map_structure", "pack_sequence_as"]


def __dir__() -> list[str]:
    return __all__


def flatten(structure: Any) -> list[Any]:
    """The leaves in order; dicts by sorted key.

    >>> ad.nest.flatten({"b": [2, 3], "a": 1})
    [1, 2, 3]
    """
    return _flatten(structure)


def is_nested(structure: Any) -> bool:
    """Whether it is a list, tuple or dict.

    >>> ad.nest.is_nested([1, 2]), ad.nest.is_nested(ad.ones((2,)))
    (True, False)
    """
    return isinstance(structure, list | tuple | dict)


def pack_sequence_as(structure: Any, flat_sequence: Sequence[Any]) -> Any:
    """The values of `flat_sequence`, in the order of `flatten`, in the structure of another.

    Raises `ValueError` where there are more or fewer.

    >>> ad.nest.pack_sequence_as({"b": 0, "a": [0]}, [1, 2])
    {'b': 2, 'a': [1]}
    """
    places, values = len(_flatten(structure)), list(flat_sequence)
    if places != len(values):
        raise ValueError(f"pack_sequence_as: the structure has {places} place(s), and {len(values)} came")
    return pack_like(structure, values)


def map_structure(func: Callable[..., Any], *structures: Any) -> Any:
    """`func` of the leaves that stand at one place in each structure, in the structure of the first.

    >>> ad.nest.map_structure(lambda x, y: x + y, [1, {"a": 2}], [10, {"a": 20}])
    [11, {'a': 22}]
    """
    if not callable(func) or not structures:
        raise TypeError("map_structure takes a function and at least one structure")
    for other in structures[1:]:
        assert_same_structure(structures[0], other)
    return pack_like(
        structures[0], [func(*leaves) for leaves in zip(*map(_flatten, structures), strict=True)]
    )


def assert_same_structure(nest1: Any, nest2: Any, check_types: bool = True) -> None:
    """Raises `ValueError` where lengths or keys differ, and `TypeError` where a list meets a tuple.

    >>> ad.nest.assert_same_structure([1, {"a": 2}], [3, {"a": 4}])
    """
    if is_nested(nest1) != is_nested(nest2):
        raise ValueError(f"these have not the same structure: {nest1!r} and {nest2!r}")
    if not is_nested(nest1):
        return
    if (check_types and type(nest1) is not type(nest2)) or isinstance(nest1, dict) != isinstance(nest2, dict):
        raise TypeError(f"a {type(nest1).__name__} and a {type(nest2).__name__} are not the same structure")
    same = set(nest1) == set(nest2) if isinstance(nest1, dict) else len(nest1) == len(nest2)
    if not same:
        raise ValueError(f"these have not the same structure: {nest1!r} and {nest2!r}")
    for place in nest1 if isinstance(nest1, dict) else range(len(nest1)):
        assert_same_structure(nest1[place], nest2[place], check_types)
