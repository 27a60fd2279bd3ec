"""What a question asks of an answer, one thing at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graders.diagnosis.result import Diagnosis


@dataclass(frozen=True)
class Criterion:
    """One thing that is asked of an answer, worth a part of the question's points.

    `feedback` is shown when it fails and says why; `praise` is shown when it passes. `diagnosis` says what
    led to a wrong answer; its hints are shown level by level.

    >>> Criterion(name="A number", points=0.5, passed=True, feedback="", praise="A number.").earned
    0.5
    """

    name: str
    points: float
    passed: bool
    feedback: str = ""
    praise: str = ""
    diagnosis: Diagnosis | None = field(default=None, repr=False, compare=False)

    @property
    def earned(self) -> float:
        return self.points if self.passed else 0.0
