"""Importing nbgrader in part. The package `graders.course` imports this before any of nbgrader.

`import nbgrader` alone loads its web pages and every command of its command line, in two to four seconds.
None of that is needed to read a course or to grade, so it is kept out while the package is imported.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import MutableSequence, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

EXTENSIONS = "nbgrader.server_extensions"
PAGES = ("assignment_list", "course_list", "formgrader", "validate_assignment")
SLOW = (
    "fqdn",
    "isoduration",
    "rfc3339_validator",
    "rfc3986_validator",
    "rfc3987_syntax",
    "uri_template",
    "webcolors",
)
"""With these jsonschema checks dates, colours and web addresses, of which no notebook's schema makes use.

One of them compiles a grammar, which takes 1.5 s.
"""
NOT_FOR_WORKERS = (
    "jinja2",
    "nbconvert.exporters",
    "nbconvert.filters",
    "nbconvert.postprocessors",
    "nbconvert.writers",
    "nbgrader.api",
    "setuptools",
)
"""What nbgrader's steps import, and a worker never calls: it has no gradebook and makes no web pages."""


def import_nbgrader() -> None:
    """Import the package `nbgrader` without its pages; they can still be imported afterwards."""
    if "jsonschema" not in sys.modules:
        kept_out = [name for name in SLOW if name not in sys.modules]
        for name in kept_out:
            sys.modules[name] = None  # type: ignore[assignment]  # this is how Python keeps a module out
        importlib.import_module("jsonschema")
        for name in kept_out:
            del sys.modules[name]
    if "nbgrader" in sys.modules:
        return
    stand_ins = {name: ModuleType(name) for name in (EXTENSIONS, *(f"{EXTENSIONS}.{page}" for page in PAGES))}
    for module in stand_ins.values():
        vars(module)["load_jupyter_server_extension"] = None
    sys.modules.update(stand_ins)
    try:
        importlib.import_module("nbgrader")
    finally:
        for name in stand_ins:
            del sys.modules[name]


class _Absent(ModuleType):
    """Stands for a module that was kept out; what is imported from it cannot be used."""

    __path__: MutableSequence[str] = []
    __all__: Sequence[str] = ()

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        stand_in = type(name, (Exception,), {})
        setattr(self, name, stand_in)
        return stand_in


class _KeptOut(MetaPathFinder, Loader):
    """Finds a stand-in for every module in NOT_FOR_WORKERS."""

    def find_spec(self, name: str, path: object, target: object = None) -> ModuleSpec | None:
        kept_out = any(name == module or name.startswith(f"{module}.") for module in NOT_FOR_WORKERS)
        return ModuleSpec(name, self, is_package=True) if kept_out else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Absent(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing to run."""


def for_a_worker() -> None:
    """Keep out of this process, for good, what a worker never calls: two of three seconds of importing."""
    sys.meta_path.insert(0, _KeptOut())


import_nbgrader()
