"""What goes to a worker and what comes back: plain data and bytes, which any process anywhere can hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from graders.course.submissions import Remark
from graders.grading.lesson import PackedLesson
from graders.grading.submission_limits import SubmissionLimits


@dataclass(frozen=True)
class Job:
    """A submission to be graded. `files` are those beside the notebook, by relative name."""

    student: str
    lesson: PackedLesson
    notebook: bytes
    files: Mapping[str, bytes]
    limits: SubmissionLimits
    isolated: bool = True


@dataclass(frozen=True)
class Outcome:
    """What came of it. `notebook` is None when it could not be graded; the remarks say why.

    `scores` and `comments` are what nbgrader's step would have saved: cell to automatic score or comment.
    """

    student: str
    notebook: bytes | None = None
    scores: Mapping[str, float | None] = field(default_factory=dict)
    comments: Mapping[str, str | None] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()
    known: bool = True
    """Whether a notebook of this lesson was there at all."""
    log: tuple[str, ...] = ()
