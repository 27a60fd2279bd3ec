"""Draws every figure again: `python -m figures`. A family of figures is a module here that has a `draw`."""

import importlib
import pkgutil

import figures

for found in sorted(module.name for module in pkgutil.iter_modules(figures.__path__)):
    if found != "__main__" and hasattr(family := importlib.import_module(f"figures.{found}"), "draw"):
        family.draw()
