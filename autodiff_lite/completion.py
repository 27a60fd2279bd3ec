"""What `dir`, and so Jupyter's completion, offers of the package's objects: what programs use.

The package's parts use more of each other, under names without an underscore: an underscore means private to
a class. Knows the names and nothing of the classes.
"""

from __future__ import annotations

from collections.abc import Iterable

from autodiff_lite.hints import Absent

_BETWEEN_PARTS = {
    # of tensors and variables
    *("array", "assign_part", "begin_anew", "keeps_its_shape", "made_by", "marks", "part_of", "serial"),
    "tensor",
    # of tapes: what operations and variables tell them, and what explanations ask
    *("decided", "differentiated", "left_through_numpy", "read", "record", "record_short", "stored"),
    *("entries", "evidence", "is_tracked", "is_used_up", "tensors_of", "watches_accessed_variables"),
}


def _offered(names: Iterable[str], owner: type) -> list[str]:
    own: dict[str, object] = {}
    for base in reversed(owner.__mro__):
        own |= vars(base)
    return [
        n
        for n in names
        if n not in _BETWEEN_PARTS
        and (not n.startswith("_") or n.startswith("__"))
        and not isinstance(own.get(n), Absent)
    ]


class Offered:
    """A base of objects that offer what programs use."""

    __slots__ = ()

    def __dir__(self) -> list[str]:
        return _offered(object.__dir__(self), type(self))


class OfferedClass(type):
    """The type of classes that do so too.

    Not of `Operand`: `isinstance` is slower with classes that have a type of their own, and it is asked often
    whether something is an operand.
    """

    def __dir__(cls) -> list[str]:
        return _offered(type.__dir__(cls), cls)
