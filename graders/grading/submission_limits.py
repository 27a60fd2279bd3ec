"""What one submission may use while it is graded."""

from __future__ import annotations

from dataclasses import dataclass

from graders import isolation

MEBIBYTE = 1024 * 1024
MARGIN = 120.0
"""Seconds beyond the notebook's own, for the checks and for what a person may not count: start and end."""
STUCK = 480.0
"""Seconds beyond a kernel's end after which a worker that says nothing of its job is taken to be stuck."""


@dataclass(frozen=True)
class SubmissionLimits:
    """Seconds, and sizes in bytes. A notebook past its time goes on with one second a cell."""

    cell_seconds: float = 60.0
    notebook_seconds: float = 600.0
    memory_bytes: int = 1024 * MEBIBYTE
    cell_output_bytes: int = 10 * MEBIBYTE
    notebook_output_bytes: int = 30 * MEBIBYTE
    cell_outputs: int = 5000
    cell_flood_bytes: int = 256 * MEBIBYTE
    """What a cell may print in all, most of it cut, before it is stopped."""
    answer_seconds: float = 60.0
    """How long the notebook's kernel may take to answer all that the checks ask, together."""

    @property
    def job_seconds(self) -> float:
        """How long a worker may have a job: far longer than all that bounds the job itself."""
        return self.notebook_seconds + MARGIN + STUCK

    def of_kernel(self) -> isolation.KernelLimits:
        """The limits of the kernel in which the notebook runs."""
        seconds = self.notebook_seconds + MARGIN
        return isolation.KernelLimits(
            wall_seconds=seconds, cpu_seconds=max(1, round(seconds)), memory_bytes=self.memory_bytes
        )
