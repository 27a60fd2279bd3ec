"""Jobs on a Dask cluster, as an `Executor`. Its workers hold nothing of a class but the job they have."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import platform
import threading
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from importlib.metadata import version
from pathlib import Path
from typing import Any

from graders.course.errors import CourseError
from graders.grading.pool import HELD, WorkerDied

CONNECT_SECONDS = 10
ALONE_SECONDS = 60
"""How long a run waits for workers to come back when the last one has left."""
LOOK_SECONDS = 2
PACKAGES = ("distributed", "nbclient", "nbgrader", "numpy")
"""Packages that should have one version on all machines, because grades or messages depend on them."""


class ClusterLost(CourseError):
    """The scheduler, or every worker, has gone."""


@contextlib.contextmanager
def open_cluster(scheduler: str, isolated: bool) -> Iterator[_Cluster]:
    """The cluster's workers. CourseError when they cannot be had."""
    try:
        from distributed import Client
    except ModuleNotFoundError:
        raise CourseError(
            "Grading on a Dask cluster needs the package distributed: pip install 'autodiff-lite[cluster]'."
        ) from None
    for name in logging.root.manager.loggerDict:
        if name.startswith("distributed"):
            logging.getLogger(name).disabled = True  # what is wrong is said here, once
    warnings.filterwarnings("ignore", module="distributed")
    try:
        client: Any = Client(  # type: ignore[no-untyped-call]  # distributed is partly typed
            scheduler, timeout=CONNECT_SECONDS, set_as_default=False
        )
    except (OSError, ValueError, TimeoutError) as problem:
        raise CourseError(
            f"No Dask scheduler answers at {scheduler}: {problem}\nStart one with `dask scheduler`, and "
            "workers with `dask worker`, or leave --scheduler away to grade on this machine."
        ) from None
    with contextlib.closing(client):
        threads, told = _ask(client, scheduler, isolated)
        if not threads:
            raise CourseError(
                f"The Dask scheduler at {scheduler} has no workers. Start some: `dask worker {scheduler}`."
            )
        _compare(told)
        with contextlib.closing(_Cluster(client, scheduler, threads)) as cluster:
            yield cluster


def environment(isolated: bool) -> tuple[dict[str, str], list[str]]:
    """What this machine grades with, and what it lacks to isolate notebooks. Asked of every worker."""
    from graders.isolation import probing

    return _versions(), list(probing.lacking()) if isolated else []


def _versions() -> dict[str, str]:
    found = {"Python": ".".join(platform.python_version_tuple()[:2]), "graders": _code()}
    return found | {name: version(name) for name in PACKAGES}


def _code() -> str:
    """A digest of the code that decides grades: ours, hidden checks included."""
    digest = hashlib.sha256()
    top = Path(__file__).parents[2]
    for package in ("autodiff_lite", "graders"):
        for file in sorted((top / package).rglob("*.py")):
            digest.update(file.relative_to(top).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


def _ask(client: Any, scheduler: str, isolated: bool) -> tuple[int, dict[str, Any]]:
    """How many threads the workers have, and the `environment` of each."""
    try:
        return sum(client.nthreads().values()), client.run(environment, isolated)
    except ModuleNotFoundError as missing:
        raise CourseError(
            f"The workers lack the package {missing.name}. Install on them what is installed here."
        ) from None
    except (OSError, CancelledError, TimeoutError) as problem:
        raise _lost(scheduler, str(problem)) from None
    except Exception as problem:  # whatever another version of this code raises on a worker
        raise CourseError(
            f"A worker of {scheduler} could not say what it grades with "
            f"({type(problem).__name__}: {problem}). Install on the workers what is installed here."
        ) from None


def _lost(scheduler: str, why: str) -> ClusterLost:
    return ClusterLost(
        f"The Dask scheduler at {scheduler} has gone ({why}). What is graded stays graded; when "
        "the cluster is back, run this again."
    )


def _compare(told: dict[str, Any]) -> None:
    """CourseError unless every worker would grade as this machine does."""
    here = _versions()
    for worker, (versions, lacking) in sorted(told.items()):
        if different := [name for name in here if versions[name] != here[name]]:
            shown = "; ".join(f"{name} {versions[name]}, here {here[name]}" for name in different)
            raise CourseError(
                f"The worker {worker} has other versions than this machine: {shown}. Grades could differ, so "
                "nothing was graded. Use one environment or one image for all."
            )
        if lacking:
            reasons = "".join(f"\n  - {reason}" for reason in lacking)
            raise CourseError(
                f"The worker {worker} cannot isolate students' notebooks:{reasons}\nPut that right, or grade "
                "with --without-isolation: then notebooks run with the workers' own rights."
            )


class _Cluster(Executor):
    """Futures of a cluster, which end in an error of ours when it is the cluster that failed."""

    def __init__(self, client: Any, scheduler: str, threads: int) -> None:
        self._client = client
        self._threads = threads
        self._scheduler = scheduler
        self._asked: dict[Future[Any], Any] = {}
        self._ended = threading.Event()
        threading.Thread(target=self._look, name="graders-cluster-watch", daemon=True).start()

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_running_or_notify_cancel()
        try:
            asked = self._client.submit(function, *arguments, pure=False, **named)
            self._asked[future] = asked
            self._client.loop.add_callback(self._pass_on, asked, future)
        except Exception as problem:  # a closed client raises errors of several kinds
            self._asked.pop(future, None)
            raise _lost(self._scheduler, str(problem)) from None
        return future

    def has_room(self) -> bool:
        """Whether the threads that there were at the start have fewer jobs than they should have."""
        return len(self._asked) < HELD * self._threads

    def give_up(self, future: Future[Any]) -> None:
        """Wait no more for a job; whatever its worker still does with it is nobody's."""
        asked = self._asked.get(future)
        if asked is not None:
            self._fail(future, WorkerDied("it did not answer"))
            with contextlib.suppress(Exception):
                self._client.cancel([asked])

    async def _pass_on(self, asked: Any, future: Future[Any]) -> None:
        """Wait in the client's loop for what the cluster says.

        Dask's own executor waits for ever when a result cannot be fetched.
        """
        from distributed import KilledWorker

        try:
            result = await asked
        except CancelledError:
            if self._client.status == "running":
                self._fail(future, WorkerDied("it was cancelled"))
            else:
                self._fail(future, _lost(self._scheduler, "the connection ended"))
        except KilledWorker as problem:
            self._fail(future, WorkerDied(str(problem)))
        except Exception as problem:
            raised = asked.status == "error"  # by the job; else its result could not be fetched
            self._fail(future, problem if raised else _lost(self._scheduler, str(problem)))
        else:
            self._settle(future, lambda: future.set_result(result))

    def _fail(self, future: Future[Any], problem: BaseException) -> None:
        self._settle(future, lambda: future.set_exception(problem))

    def _settle(self, future: Future[Any], settle: Callable[[], None]) -> None:
        if self._asked.pop(future, None) is not None:
            settle()

    def _look(self) -> None:
        """Give up when there has been no worker for a while; jobs would wait for ever."""
        alone = 0
        while not self._ended.wait(LOOK_SECONDS):
            workers = -1
            with contextlib.suppress(Exception):  # no scheduler: its futures say so themselves
                workers = len(self._client.nthreads())
            alone = alone + LOOK_SECONDS if workers == 0 else 0
            if alone >= ALONE_SECONDS:
                for future in list(self._asked):
                    text = (
                        f"The cluster at {self._scheduler} has had no workers for {ALONE_SECONDS} seconds. "
                    )
                    text += "What is graded stays graded; start workers and run this again."
                    self._fail(future, ClusterLost(text))

    def close(self) -> None:
        """Let go of what still runs."""
        self._ended.set()
        left = list(self._asked.values())
        self._asked.clear()
        with contextlib.suppress(Exception):
            self._client.cancel(left)
