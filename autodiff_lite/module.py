"""Modules: objects that hold variables, and find them again."""

from __future__ import annotations

import re
from collections.abc import Iterator

from autodiff_lite.core.variable import Variable
from autodiff_lite.errors import unfit
from autodiff_lite.values.nested import flatten


class Module:
    """A base for layers and networks: finds the variables in its attributes.

    Variables are looked for in attributes (by name in alphabetical order), in lists, tuples and dicts of
    them, and in modules within.

    >>> class Line(ad.Module):
    ...     def __init__(self):
    ...         super().__init__()
    ...         self.slope = ad.Variable(2.0, name="slope")
    ...     def __call__(self, x):
    ...         return self.slope * x
    >>> [v.name for v in Line().trainable_variables]
    ['slope']
    """

    def __init__(self, name: str | None = None) -> None:
        if name is not None and not name.isidentifier():
            raise unfit("a module", "a name of letters, digits and _, as in 'first_layer'", name)
        self._name = name or _with_underscores(type(self).__name__)

    @property
    def name(self) -> str:
        """The name given, or the class's: ``my_layer`` for ``MyLayer``."""
        return getattr(self, "_name", _with_underscores(type(self).__name__))

    @property
    def variables(self) -> tuple[Variable, ...]:
        """All variables, each once: the module's own first, then those of modules within."""
        return tuple(v for v in _found(self, set()) if isinstance(v, Variable))

    @property
    def trainable_variables(self) -> tuple[Variable, ...]:
        """The variables made with ``trainable=True``."""
        return tuple(v for v in self.variables if v.trainable)

    @property
    def non_trainable_variables(self) -> tuple[Variable, ...]:
        """The variables made with ``trainable=False``."""
        return tuple(v for v in self.variables if not v.trainable)

    @property
    def submodules(self) -> tuple[Module, ...]:
        """The modules within, and those within them."""
        return tuple(m for m in _found(self, set()) if isinstance(m, Module))


def _with_underscores(name: str) -> str:
    """MyLayer as my_layer."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def _found(module: Module, seen: set[int]) -> Iterator[Variable | Module]:
    """Variables of the module, then each module in it followed by its own finds; nothing twice."""
    seen.add(id(module))
    inner: list[Module] = []
    for name in sorted(vars(module)):
        for leaf in flatten(vars(module)[name]):
            if isinstance(leaf, Variable | Module) and id(leaf) not in seen:
                seen.add(id(leaf))
                if isinstance(leaf, Module):
                    inner.append(leaf)
                else:
                    yield leaf
    for part in inner:
        yield part
        yield from _found(part, seen)
