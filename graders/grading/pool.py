"""Worker processes on this machine, as an `Executor`. Each runs a few jobs at a time around one warm sandbox.

A worker that dies takes only its own jobs with it, which then raise WorkerDied; the next job starts it anew.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any

import graders

START = """
import sys
sys.path.insert(0, {folder!r})
from graders.grading import pool
pool.serve({file}, {size}, {warm})
"""
AT_ONCE = 4
"""Jobs that share a worker process. Most of a job's time is its kernel's, which is a process of its own."""


def default_workers() -> int:
    """Half more than there are processors: a job waits now and then for its kernel, or its kernel for it."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return processors + (processors + 1) // 2


NEEDED_LATER = (
    "autodiff_lite",
    "graders.compare",
    "graders.diagnosis.diagnose",
    "graders.diagnosis.explain",
    "graders.diagnosis.for_checks",
    "graders.diagnosis.formula",
    "graders.diagnosis.program",
    "graders.diagnosis.show",
    "graders.diagnosis.written",
    "graders.expected",
    "graders.hints",
    "graders.isolation.client",
    "graders.panel",
    "graders.seeds",
    "numpy.ma",
    "numpy.random",
)
"""What the first jobs would import, while others wait; a worker does it while its sandbox starts."""


class WorkerDied(Exception):
    """The worker process ended while it had this job."""


class LocalPool(Executor):
    """`workers` jobs at a time in as few processes as make sense. Use it as a context manager.

    The processes start at once. With `warm`, each starts its sandbox before the first job comes.
    """

    def __init__(self, workers: int, warm: bool = True) -> None:
        self.workers = workers
        count = -(-workers // AT_ONCE)
        sizes = [workers // count + (place < workers % count) for place in range(count)]
        self._processes = [_Process(size, warm) for size in sizes]
        for process in self._processes:
            process.start()

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        free = max(self._processes, key=lambda process: process.size - process.busy)
        return free.submit(function, arguments, named)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        for process in self._processes:
            process.close()


class _Process:
    """One worker process, and the futures of the jobs that it has."""

    def __init__(self, size: int, warm: bool) -> None:
        self.size = size
        self._warm = warm
        self._lock = threading.Lock()
        self._futures: dict[int, Future[Any]] = {}
        self._number = 0
        self._child: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._closed = False

    @property
    def busy(self) -> int:
        return len(self._futures)

    def start(self) -> None:
        ours, theirs = Pipe()
        with theirs:
            folder = str(Path(graders.__file__).parents[1])
            code = START.format(folder=folder, file=theirs.fileno(), size=self.size, warm=self._warm)
            self._child = subprocess.Popen(
                [sys.executable, "-c", code],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # so that Ctrl-C reaches the coordinator alone
            )
        self._connection = ours
        threading.Thread(target=self._listen, args=(ours, self._child), daemon=True).start()

    def submit(
        self, function: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]
    ) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_running_or_notify_cancel()
        with self._lock:
            if self._closed:
                raise RuntimeError("the pool was shut down")
            if self._connection is None:
                self.start()
            assert self._connection is not None
            self._number += 1
            self._futures[self._number] = future
            with contextlib.suppress(OSError):  # it died just now: the listener fails all its futures
                self._connection.send_bytes(pickle.dumps((self._number, function, arguments, named)))
        return future

    def _listen(self, connection: Connection, child: subprocess.Popen[bytes]) -> None:
        with contextlib.suppress(OSError, EOFError):
            while True:
                number, good, told = pickle.loads(connection.recv_bytes())
                with self._lock:
                    future = self._futures.pop(number)
                future.set_result(told) if good else future.set_exception(told)
        with self._lock:
            if self._connection is connection:
                self._connection = None
            left, self._futures = list(self._futures.values()), {}
        connection.close()
        status = child.wait()
        for future in left:
            future.set_exception(WorkerDied(f"a worker process ended (status {status})"))

    def close(self) -> None:
        with self._lock:
            self._closed = True
            connection, child = self._connection, self._child
        if child is not None and not self._number:
            child.kill()  # it never had a job, and its sandbox ends with it
        elif connection is not None:
            with contextlib.suppress(OSError):
                connection.send_bytes(pickle.dumps(None))
        if child is not None:
            try:
                child.wait(20)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def serve(file: int, size: int, warm: bool) -> None:
    """Be a worker process: do the jobs that come over an open pipe until it closes."""
    if warm:  # first of all: everything waits for it
        threading.Thread(target=_warm_up, daemon=True).start()
    from graders.course.lean import for_a_worker

    for_a_worker()
    connection = Connection(file)
    sending = threading.Lock()
    with ThreadPoolExecutor(size) as threads:
        threading.Thread(target=_import, daemon=True).start()
        with contextlib.suppress(OSError, EOFError):
            while (job := pickle.loads(connection.recv_bytes())) is not None:
                threads.submit(_do, connection, sending, *job)
        from graders.grading.houses import close_houses

        close_houses()
        os._exit(0)  # whoever wanted what is still going on has gone


def _import() -> None:
    for name in ("graders.grading.job", *NEEDED_LATER):
        importlib.import_module(name)
    importlib.import_module("graders.misconceptions.catalogue").load()
    gc.freeze()  # what was imported stays: it need not be looked through again and again


def _warm_up() -> None:
    from graders.grading.houses import house

    with contextlib.suppress(Exception):  # what is wrong is said when the first job wants it
        house(isolated=True).kernels.start()


def _do(
    connection: Connection,
    sending: threading.Lock,
    number: int,
    function: Callable[..., Any],
    arguments: tuple[Any, ...],
    named: dict[str, Any],
) -> None:
    try:
        told = pickle.dumps((number, True, function(*arguments, **named)))
    except Exception as problem:
        told = pickle.dumps((number, False, problem))
    with sending:
        connection.send_bytes(told)
