"""The catalogue of misconceptions: small named things, one family a module.

`misconception(...)` makes one and enters it; `load()` brings in the families. Nothing here reads an answer: a
misconception only says which wrong rule, or which wrong answer, it leads to.
"""

from graders.misconceptions.catalogue import (
    Made,
    Misconception,
    Operation,
    Pinned,
    Words,
    Wrong,
    WrongRules,
    catalogue,
    load,
    misconception,
    pin,
    remove,
    silence,
    silenced,
)

__all__ = [
    "Made",
    "Misconception",
    "Operation",
    "Pinned",
    "Words",
    "Wrong",
    "WrongRules",
    "catalogue",
    "load",
    "misconception",
    "pin",
    "remove",
    "silence",
    "silenced",
]
