"""Worker processes on this machine, as an `Executor`. Each has a sandbox and, if it can, a processor.

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
from graders.grading.turns import Turns
from graders.isolation import tied

START = """
import sys
sys.path.insert(0, {folder!r})
from graders.grading import pool
pool.serve({file}, {warm}, {processor}, {parent})
"""
HELD = 2
"""Jobs that a worker has: one that it does, and the next one, so that it need not wait for it."""
CLOSE_SECONDS = 20.0
IMPORT_SECONDS = 60.0
MOST_HELD = 8
"""Jobs that a worker has when some of them only wait for their kernels; those are not counted among HELD."""


def default_workers() -> int:
    """As many as there are processors."""
    return len(processors())


def processors() -> list[int]:
    """The numbers of the processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


NEEDED_LATER = (
    "autodiff_lite",
    "graders.questions.compare",
    "graders.diagnosis.diagnose",
    "graders.diagnosis.explain",
    "graders.questions.explaining",
    "graders.steps.formula",
    "graders.diagnosis.program",
    "graders.diagnosis.show",
    "graders.diagnosis.written",
    "graders.questions.expected",
    "graders.questions.words",
    "graders.isolation.client",
    "graders.checking.panel",
    "graders.checking.seeds",
    "numpy.ma",
    "numpy.random",
)
"""What the first jobs would import, while others wait; a worker does it while its sandbox starts."""


class WorkerDied(Exception):
    """The worker process ended while it had this job."""


class LocalPool(Executor):
    """`workers` processes that do one job at a time. Use it as a context manager.

    The processes start at once, but for one, as this process has much to do then, too; that one starts with
    its first job. With `warm`, each starts its sandbox before a job comes. Where there is a worker for each
    processor, a worker and its kernels keep to theirs: they speak with each other all the time, and moving
    from one processor to another costs them a tenth of their speed.
    """

    def __init__(self, workers: int, warm: bool = True) -> None:
        self.workers = workers
        usable = processors()
        own: list[int | None] = [None] * workers if workers < len(usable) else [*usable]
        self._processes = [_Process(own[place % len(own)], warm) for place in range(workers)]
        for process in self._processes[: max(1, len(usable) - 1)]:
            process.start()

    def has_room(self) -> bool:
        """Whether a worker could do with another job: with those that only wait, it has room for others."""
        return any(process.busy < HELD for process in self._processes)

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        free = min(self._processes, key=lambda process: process.busy)
        return free.submit(function, arguments, named)

    def give_up(self, future: Future[Any]) -> None:
        """End the worker that has this job: it, and what else the worker has, raises WorkerDied."""
        for process in self._processes:
            process.end_if_it_has(future)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        for process in self._processes:
            process.close()


class _Process:
    """One worker process, and the futures of the jobs that it has."""

    def __init__(self, processor: int | None, warm: bool) -> None:
        self._processor = processor
        self._warm = warm
        self._lock = threading.Lock()
        self._futures: dict[int, Future[Any]] = {}
        self._waiting: set[int] = set()
        self._number = 0
        self._child: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._closed = False

    @property
    def busy(self) -> int:
        """How many jobs it has that do not only wait; or more than HELD when it can take no more."""
        with self._lock:
            held = len(self._futures)
            return held - len(self._waiting) if held < MOST_HELD else held

    def start(self) -> None:
        ours, theirs = Pipe()
        with theirs:
            folder = str(Path(graders.__file__).parents[1])
            code = START.format(
                folder=folder,
                file=theirs.fileno(),
                warm=self._warm,
                processor=self._processor,
                parent=os.getpid(),
            )
            self._child = tied.start(
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
        with contextlib.suppress(Exception):  # its end, or what no worker says: it is given up in any case
            while True:
                number, good, told = pickle.loads(connection.recv_bytes())
                if good is None:
                    self._note(number, told)
                    continue
                with self._lock:
                    self._waiting.discard(number)
                    future = self._futures.pop(number)
                future.set_result(told) if good else future.set_exception(told)
        with self._lock:
            if self._connection is connection:
                self._connection = None
            left, self._futures = list(self._futures.values()), {}
            self._waiting.clear()
        connection.close()
        status = _ended(child, CLOSE_SECONDS)
        for future in left:
            future.set_exception(WorkerDied(f"a worker process ended (status {status})"))

    def _note(self, number: int, waits: bool) -> None:
        with self._lock:
            if waits and number in self._futures:
                self._waiting.add(number)
            else:
                self._waiting.discard(number)

    def end_if_it_has(self, future: Future[Any]) -> None:
        """Kill the process if this is one of its jobs."""
        with self._lock:
            child = self._child if future in self._futures.values() else None
        if child is not None:
            child.kill()

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
            _ended(child, CLOSE_SECONDS)


def _ended(child: subprocess.Popen[bytes], seconds: float) -> int | None:
    """Wait for a process so long, then kill it; gives its status. None: Linux itself does not let it end."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        return child.wait(seconds)
    child.kill()
    with contextlib.suppress(subprocess.TimeoutExpired):
        return child.wait(seconds)
    return None


def serve(file: int, warm: bool, processor: int | None, parent: int) -> None:
    """Be a worker process: do the jobs that come over an open pipe until it closes, or `parent` ends."""
    tied.end_with(parent)
    gc.disable()  # what is imported stays
    connection = Connection(file)
    sending = threading.Lock()

    def send(told: bytes) -> None:
        with sending:
            connection.send_bytes(told)

    turns = Turns(lambda number, waits: send(pickle.dumps((number, None, waits))))
    # Modules that import each other fail now and then when two threads import them at once. So this thread
    # imports what it needs itself before there is another, and jobs begin when the other is through.
    import graders.grading.houses
    import graders.isolation.process

    if warm:  # first of all: everything waits for it
        turns.warming(True)
        threading.Thread(target=_warm_up, args=(turns, processor), daemon=True).start()
    from graders.course.lean import for_a_worker

    for_a_worker()
    import graders.grading.working  # with it comes all that unpacking a job needs

    imported = threading.Event()
    with ThreadPoolExecutor(MOST_HELD) as threads:
        threading.Thread(target=_import, args=(imported,), daemon=True).start()
        threading.Thread(target=turns.watch, name="graders-turns", daemon=True).start()
        with contextlib.suppress(OSError, EOFError):
            while (job := pickle.loads(connection.recv_bytes())) is not None:
                threads.submit(_do, imported, turns, send, *job)
        graders.grading.houses.close_houses()
        os._exit(0)  # whoever wanted what is still going on has gone


def _import(done: threading.Event) -> None:
    try:
        with contextlib.suppress(Exception):  # what cannot be imported is told by the job that needs it
            for name in ("graders.grading.job", *NEEDED_LATER):
                importlib.import_module(name)
            importlib.import_module("graders.misconceptions.catalogue").load()
    finally:
        gc.freeze()
        gc.enable()
        done.set()


def _warm_up(turns: Turns, processor: int | None) -> None:
    from graders.grading.houses import house
    from graders.isolation.process import keep_to

    try:
        with contextlib.suppress(Exception):  # what is wrong is said when the first job wants it
            sandbox = house(isolated=True).kernels.start()
            if processor is not None:
                keep_to(processor, sandbox.pid)
    finally:
        turns.warming(False)


def _do(
    imported: threading.Event,
    turns: Turns,
    send: Callable[[bytes], None],
    number: int,
    function: Callable[..., Any],
    arguments: tuple[Any, ...],
    named: dict[str, Any],
) -> None:
    from graders.grading import houses

    imported.wait(IMPORT_SECONDS)
    turns.begin(number)
    houses.tell_of_kernels(turns.has_kernel)
    try:
        told = pickle.dumps((number, True, function(*arguments, **named)))
    except BaseException as problem:  # whoever waits for the job is told in any case
        told = _failed(number, problem)
    finally:
        turns.end()
    send(told)


def _failed(number: int, problem: BaseException) -> bytes:
    try:
        return pickle.dumps((number, False, problem))
    except Exception:  # what it holds need not be fit to be sent
        return pickle.dumps((number, False, RuntimeError(f"{type(problem).__name__}: {problem}")))
