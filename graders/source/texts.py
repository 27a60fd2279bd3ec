"""What a text does to names: `graders.source.names`, asked of a cell's text and kept for a while."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from graders.source import names
from graders.source.kept import kept
from graders.source.scopes import Setting
from graders.source.tree import TREES, body


@partial(kept, most=TREES)
def histories(text: str) -> Mapping[str, list[Setting]]:
    """The history of each name that a text sets or changes. Raises TooLong, as all functions here."""
    found: dict[str, list[Setting]] = {}
    for setting in names.history(body(text)):
        found.setdefault(setting.name, []).append(setting)
    return found


def last_setting(text: str, name: str) -> Setting | None:
    """The setting of a name that counts, or None where the text does not set it."""
    return next((found for found in reversed(histories(text).get(name, [])) if found.kind != "change"), None)


def giving(text: str, name: str) -> list[Setting]:
    """What gives a name its value in a text: its last setting after those on which that one builds."""
    return names.chain(histories(text).get(name, []))


@kept
def open_names(text: str) -> frozenset[str]:
    """The names that a text reads and does not set itself before; a function's parameters are its own.

    >>> sorted(open_names("def g(x):\\n    return a * x\\ny = g(b)"))
    ['a', 'b']
    """
    return frozenset(names.open_names(body(text)))
