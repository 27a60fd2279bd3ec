"""Penalties for late submissions, as the course's own plugin gives them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from traitlets.config import LoggingConfigurable

STEP = "AssignLatePenalties"


class Penalties:
    """nbgrader's step for late submissions, asked for one at a time; imported when the first is late."""

    def __init__(self, parent: LoggingConfigurable) -> None:
        """`parent` carries the course's configuration, such as `Course.parent`."""
        self._parent = parent
        steps = parent.config.Autograde.get("autograde_preprocessors")
        self._left_out = isinstance(steps, list) and not any(STEP in str(step) for step in steps)
        self._step: Any = None

    def of(self, student: str, score: float, seconds_late: float) -> float | None:
        """The penalty in points, between 0 and the score.

        None when the plugin gives none, or where the course leaves out this step of grading.
        """
        if self._left_out:
            return None
        if self._step is None:
            from nbgrader.preprocessors import AssignLatePenalties

            self._step = AssignLatePenalties(parent=self._parent)
            self._step.init_plugin()
        penalty = self._step.plugin_inst.late_submission_penalty(student, score, seconds_late)
        if penalty is None:
            return None
        return float(self._step._check_late_penalty(SimpleNamespace(score=score), penalty))
