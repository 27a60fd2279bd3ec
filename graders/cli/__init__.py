"""The console script `graders`. What is heavy is imported inside the commands, so that `--help` is quick."""

from __future__ import annotations

import atexit
import gc

from graders.cli import authoring, export, gradescope, grading, handout, reviewing, similarity, statistics
from graders.cli.app import app

__all__ = [
    "app",
    "authoring",
    "export",
    "gradescope",
    "grading",
    "handout",
    "reviewing",
    "similarity",
    "statistics",
]

atexit.register(gc.freeze)  # or Python looks through all that was imported once more: a fifth of a second
