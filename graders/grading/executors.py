"""Where jobs run: worker processes of this machine, or a Dask cluster."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future
from typing import Any, Protocol

from graders.course.errors import CourseError
from graders.grading.pool import LocalPool, WorkerDied, default_workers
from graders.isolation.errors import SandboxFailed

NO_ANSWER: tuple[type[BaseException], ...] = (WorkerDied, SandboxFailed, CancelledError)
"""What a job raises when it is its worker that failed, and the job can be tried again."""


ADVICE = "Put that right, or grade with --without-isolation: then notebooks run with your own rights."


class Workers(Protocol):
    """Whoever does the jobs."""

    def submit(self, function: Any, /, *arguments: Any) -> Future[Any]: ...

    def has_room(self) -> bool:
        """Whether it makes sense to submit another job now."""

    def give_up(self, future: Future[Any]) -> None:
        """Wait no more for a job: its future, and perhaps others, end with one of NO_ANSWER."""


class NoIsolation(CourseError):
    """Notebooks cannot be isolated here."""


@contextlib.contextmanager
def open_executor(
    scheduler: str | None, workers: int | None, isolated: bool, pool: LocalPool | None = None
) -> Iterator[Workers]:
    """The workers; `pool` if there is one already.

    Raises CourseError when none can be had.
    """
    if scheduler is not None:
        from graders.grading.cluster import open_cluster

        with open_cluster(scheduler, isolated) as cluster:
            yield cluster
        return
    if isolated:
        _require_isolation()
    with pool or LocalPool(workers or default_workers(), warm=isolated) as ready:
        yield ready


def what_is_missing() -> list[str]:
    """What this machine lacks to isolate notebooks, as far as a quick look tells."""
    from graders.isolation import probing

    return list(probing.lacking())


def _require_isolation() -> None:
    if missing := what_is_missing():
        reasons = "".join(f"\n  - {reason}" for reason in missing)
        raise NoIsolation(f"This machine cannot isolate students' notebooks:{reasons}\n{ADVICE}")
