"""What a notebook's names hold, kept and put back in place: a program that ran in between leaves no trace.

Objects keep their identity, because tapes know variables by it. What can be changed (lists, dictionaries,
arrays, variables, tapes, optimizers, objects of the notebook's own classes) gets its contents back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy

OWN_PACKAGES = ("autodiff_lite", "__main__")
FIXED = ("Tensor", "DType", "Primitive")
"""Classes of the engine whose objects never change."""
MOST_OBJECTS = 200_000


class Snapshot:
    """The names of a notebook at one moment.

    >>> names = {"rows": [1, 2], "n": 1}
    >>> before = Snapshot(names)
    >>> names["rows"].append(3); names["m"] = 2
    >>> before.put_back(names); names
    {'rows': [1, 2], 'n': 1}
    """

    def __init__(self, names: Mapping[str, Any]) -> None:
        self._names = dict(names)
        self._restore: list[Callable[[], None]] = []
        seen: set[int] = set()
        waiting = list(self._names.values())
        while waiting and len(seen) < MOST_OBJECTS:
            thing = waiting.pop()
            if id(thing) in seen or not _can_change(thing):
                continue
            seen.add(id(thing))
            self._restore.append(_keeper(thing))
            waiting.extend(_inside(thing))

    def put_back(self, names: dict[str, Any]) -> None:
        """Make `names` what they were, in the same dictionary: functions look names up in it."""
        names.clear()
        names.update(self._names)
        for restore in self._restore:
            restore()


def _can_change(thing: Any) -> bool:
    if isinstance(thing, list | tuple | dict | set | bytearray | numpy.ndarray):
        return True
    kind = type(thing)
    if isinstance(thing, type):
        return False
    return kind.__module__.partition(".")[0] in OWN_PACKAGES and kind.__name__ not in FIXED


def _inside(thing: Any) -> Iterator[Any]:
    if isinstance(thing, dict):
        yield from thing.values()
    elif isinstance(thing, list | tuple | set):
        yield from thing
    elif not isinstance(thing, bytearray | numpy.ndarray):
        yield from _attributes(thing).values()


def _keeper(thing: Any) -> Callable[[], None]:
    """What gives an object its present contents back."""
    if isinstance(thing, list | bytearray):
        items = thing[:]
        return lambda: thing.__setitem__(slice(None), items)
    if isinstance(thing, dict | set):
        held = thing.copy()
        return lambda: (thing.clear(), thing.update(held))[0]
    if isinstance(thing, numpy.ndarray):
        numbers = thing.copy()
        return lambda: numpy.copyto(thing, numbers) if thing.flags.writeable else None
    if isinstance(thing, tuple):
        return lambda: None
    attributes = _attributes(thing)

    def restore() -> None:
        for name in _attributes(thing).keys() - attributes.keys():
            object.__delattr__(thing, name)
        for name, value in attributes.items():
            object.__setattr__(thing, name, value)

    return restore


def _attributes(thing: Any) -> dict[str, Any]:
    """The attributes of an object, those in slots too."""
    found: dict[str, Any] = {}
    for kind in type(thing).__mro__:
        slots = vars(kind).get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if name not in ("__weakref__", "__dict__") and hasattr(thing, name):
                found[name] = getattr(thing, name)
    found.update(getattr(thing, "__dict__", {}))
    return found
