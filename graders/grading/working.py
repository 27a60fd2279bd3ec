"""What is sent to a worker: one function, which imports there what it needs."""

from __future__ import annotations

from graders.grading.outcome import Job, Outcome


def work(job: Job) -> Outcome:
    """Grade one submission, in the process of a worker."""
    # What it needs is slow to import, and the coordinator needs none of it.
    from graders.grading.job import grade

    return grade(job)
