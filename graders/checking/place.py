"""Where a notebook runs: for a student, for nbgrader, or asked from outside; and the names that are set."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any, Literal

Place = Literal["student", "validate", "autograde"]

FROM_OUTSIDE = "NBGRADER_ASKED_FROM_OUTSIDE"
"""Set in the kernels that `graders grade` asks from outside. Of other names a sandbox would keep it out."""
OURS = "graders.checking."


def asked_from_outside() -> bool:
    """Whether a grader asks this kernel from outside."""
    return bool(os.environ.get(FROM_OUTSIDE))


def where() -> Place:
    """Who runs the notebook, told by the variables that nbgrader and our own grading set.

    In a kernel that is asked from outside, what the notebook itself calls decides nothing: it is a student's.
    """
    execution = os.environ.get("NBGRADER_EXECUTION", "")
    known = execution in ("validate", "autograde") and not asked_from_outside()
    return execution if known else "student"  # type: ignore[return-value]  # narrowed


def student_names() -> Mapping[str, Any]:
    """The student's names: IPython's, or else those of the first caller outside this package."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is not None:
        return shell.user_ns  # type: ignore[no-any-return]  # IPython has no types for it
    frame = sys._getframe()
    while frame.f_back is not None and str(frame.f_globals.get("__name__")).startswith(OURS):
        frame = frame.f_back
    return {**frame.f_globals, **frame.f_locals}
