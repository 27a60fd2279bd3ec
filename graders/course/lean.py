"""Importing nbgrader in part. Import this module before any of nbgrader.

`import nbgrader` alone loads its web pages and every command of its command line, in two to four seconds.
None of that is needed to read a course or to grade, so it is kept out while the package is imported.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

EXTENSIONS = "nbgrader.server_extensions"
PAGES = ("assignment_list", "course_list", "formgrader", "validate_assignment")
SLOW = "rfc3987_syntax"
"""Compiles a grammar of web addresses for jsonschema's formats (1.5 s), which no notebook's schema asks for."""


def import_nbgrader() -> None:
    """Import the package `nbgrader` without its pages; they can still be imported afterwards."""
    if SLOW not in sys.modules and "jsonschema" not in sys.modules:
        sys.modules[SLOW] = None  # type: ignore[assignment]  # this is how Python keeps a module out
        importlib.import_module("jsonschema")
        del sys.modules[SLOW]
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


import_nbgrader()
