"""Who sets a name in a scope, what gives it its value, and what the scope reads from outside."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from graders.source.scopes import Deleted, Event, Read, ReadLater, Setting, Through, events_of, open_of


def settings(body: Sequence[ast.stmt], name: str | None = None) -> list[Setting]:
    """The settings of names in a scope, in the order in which they take effect; of one name, with `name`.

    What is deleted again is not set. A helper function's own names do not count; those that it declares
    `global` or `nonlocal` do, where the helper is used.

    >>> tree = ast.parse("x, (y, z) = 1, f(2)\\nx += 1")
    >>> [(found.name, ast.unparse(found.value)) for found in settings(tree.body)]
    [('x', '1'), ('y', 'f(2)[0]'), ('z', 'f(2)[1]'), ('x', 'x + 1')]
    """
    return [found for found in history(body, name) if found.kind != "change"]


def last_setting(body: Sequence[ast.stmt], name: str) -> Setting | None:
    """The setting of a name that counts, or None where the scope does not set it."""
    found = settings(body, name)
    return found[-1] if found else None


def history(body: Sequence[ast.stmt], name: str | None = None) -> list[Setting]:
    """As `settings`, with the changes of what the names hold."""
    used, unused = _effective(events_of(body))
    deleted = {event.name: place for place, event in enumerate(used) if isinstance(event, Deleted)}
    kept = [
        event
        for place, event in enumerate(used)
        if isinstance(event, Setting) and name in (None, event.name) and place > deleted.get(event.name, -1)
    ]
    # A helper that the text itself does not use may be used elsewhere; it counts where nothing else does.
    known = {found.name for found in kept}
    late = [found for found in unused if found.name not in known and name in (None, found.name)]
    return [replace(found, late=True) for found in late] + kept


def giving(body: Sequence[ast.stmt], name: str) -> list[Setting]:
    """What gives a name its value: its last setting after those (and changes) on which that one builds.

    >>> tree = ast.parse("x = 1\\nx = f()\\nx = x + 1")
    >>> [ast.unparse(found.statement) for found in giving(tree.body, "x")]
    ['x = f()', 'x = x + 1']
    """
    return chain(history(body, name))


def chain(settings: Sequence[Setting]) -> list[Setting]:
    """Of the history of one name the part that gives its value."""
    found: list[Setting] = []
    for setting in reversed(settings):
        found.append(setting)
        if not setting.builds:
            break
    return found[::-1]


def open_names(body: Sequence[ast.stmt]) -> set[str]:
    """The names that a scope reads from outside, before it sets them itself or without doing so.

    >>> sorted(open_names(ast.parse("def g(x):\\n    return a * x\\ny = g(b)\\nz = z + y").body))
    ['a', 'b', 'z']
    """
    return open_of(events_of(body))


def _effective(events: list[Event]) -> tuple[list[Event], list[Setting]]:
    """The events with each setting through a helper where the helper is last used; and those never used."""
    last_use = {
        event.name: place for place, event in enumerate(events) if isinstance(event, Read | ReadLater)
    }
    after: dict[int, list[Event]] = {}
    unused: list[Setting] = []
    for place, event in enumerate(events):
        if isinstance(event, Through):
            used = last_use.get(event.helper, -1)
            if used > place:
                after.setdefault(used, []).append(event.setting)
            else:
                unused.append(event.setting)
    used_events: list[Event] = []
    for place, event in enumerate(events):
        if not isinstance(event, Through):
            used_events.append(event)
        used_events += after.get(place, [])
    return used_events, unused
