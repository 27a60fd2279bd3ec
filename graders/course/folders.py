"""Putting a folder where an earlier one is, so that at every moment one of them is there, whole."""

from __future__ import annotations

import shutil
from pathlib import Path


def replace(new: Path, old: Path) -> None:
    """Move folder `new` to where `old` is. What was there is gone only when the new one is in place."""
    old.parent.mkdir(parents=True, exist_ok=True)
    arriving = old.parent / f".{old.name}.new"
    leaving = old.parent / f".{old.name}.old"
    for rest in (arriving, leaving):
        remove(rest)
    shutil.copytree(new, arriving)
    if old.exists():
        old.rename(leaving)
    arriving.rename(old)
    remove(leaving)


def remove(folder: Path) -> None:
    """Remove a folder if it is there."""
    if folder.exists():
        shutil.rmtree(folder)
