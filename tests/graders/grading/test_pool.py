"""Worker processes: whose turn it is, what happens when they die, and where they run."""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

import pytest

from graders.grading import pool, turns
from graders.grading.houses import close_houses, house
from graders.grading.pool import LocalPool, WorkerDied

SECONDS = 60


@pytest.fixture(autouse=True)
def jobs_of_this_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have workers find the functions below."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))


def test_a_worker_that_dies_fails_its_jobs_and_the_next_one_runs() -> None:
    with LocalPool(1, warm=False) as workers:
        assert workers.submit(os.getpid).result(SECONDS) != os.getpid()
        with pytest.raises(WorkerDied):
            workers.submit(os._exit, 3).result(SECONDS)
        assert workers.submit(abs, -2).result(SECONDS) == 2
        with pytest.raises(ZeroDivisionError):
            workers.submit(divmod, 1, 0).result(SECONDS)
    assert threading.active_count() < 50


def test_a_job_that_is_given_up_ends_its_worker_and_the_next_one_runs() -> None:
    with LocalPool(1, warm=False) as workers:
        stuck = workers.submit(time.sleep, 10 * SECONDS)
        workers.give_up(stuck)
        with pytest.raises(WorkerDied):
            stuck.result(SECONDS)
        assert workers.submit(abs, -2).result(SECONDS) == 2


def test_a_job_that_leaves_or_cannot_say_what_is_wrong_ends_as_one_that_failed() -> None:
    with LocalPool(1, warm=False) as workers:
        with pytest.raises(SystemExit):
            workers.submit(sys.exit, 3).result(SECONDS)
        with pytest.raises(RuntimeError, match=r"LookupError: <function .*lambda"):
            workers.submit(_raises_what_cannot_be_sent).result(SECONDS)
        assert workers.submit(abs, -2).result(SECONDS) == 2


def test_jobs_that_are_ahead_of_a_worker_are_spread_over_all_workers(tmp_path: Path) -> None:
    with LocalPool(2, warm=False) as workers:
        told = [workers.submit(_number_after, tmp_path / "go") for _ in range(4)]
        (tmp_path / "go").touch()
        numbers = [future.result(SECONDS) for future in told]
    assert len(set(numbers)) == 2
    assert numbers[:2] == numbers[2:]


def test_a_worker_does_one_job_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    patient = f"from graders.grading import turns\nturns.PATIENCE = turns.WAITS = {SECONDS}\npool.serve"
    monkeypatch.setattr(pool, "START", pool.START.replace("pool.serve", patient))
    with LocalPool(1, warm=False) as workers:
        told = [workers.submit(_stays, tmp_path / "inside", 0.3) for _ in range(2)]
        assert [future.result(SECONDS) for future in told] == [1, 1]


def test_a_job_that_goes_on_for_long_does_not_hold_up_the_next_one(tmp_path: Path) -> None:
    with LocalPool(1, warm=False) as workers:
        waits = workers.submit(_waits_for, tmp_path / "go")
        workers.submit(Path.touch, tmp_path / "go").result(SECONDS)
        assert waits.result(SECONDS)


def test_a_worker_whose_jobs_only_wait_has_room_for_others(tmp_path: Path) -> None:
    with LocalPool(1, warm=False) as workers:
        waiting = [workers.submit(_waits_for, tmp_path / "go") for _ in range(pool.HELD)]
        assert not workers.has_room()
        deadline = time.monotonic() + SECONDS / 3
        while not workers.has_room() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert workers.has_room()
        waiting += [workers.submit(_waits_for, tmp_path / "go") for _ in range(pool.MOST_HELD - pool.HELD)]
        assert not workers.has_room(), "it has as many as it may"
        (tmp_path / "go").touch()
        assert all(future.result(SECONDS) for future in waiting)
        assert workers.has_room()


def test_a_worker_whose_jobs_compute_has_room_for_no_more(tmp_path: Path) -> None:
    with LocalPool(1, warm=False) as workers:
        computing = [workers.submit(_computes_until, tmp_path / "go") for _ in range(pool.HELD)]
        deadline = time.monotonic() + 4 * turns.WAITS
        while time.monotonic() < deadline:
            assert not workers.has_room()
            time.sleep(0.05)
        (tmp_path / "go").touch()
        assert [future.result(SECONDS) for future in computing] == [None, None]


def _computes_until(path: Path) -> None:
    while not path.exists():
        sum(range(1000))


def _stays(folder: Path, seconds: float) -> int:
    """How many were inside together."""
    own = folder / str(time.monotonic_ns())
    own.mkdir(parents=True)
    time.sleep(seconds)
    inside = len(list(folder.iterdir()))
    own.rmdir()
    return inside


def _raises_what_cannot_be_sent() -> None:
    raise LookupError(lambda: None)


def _number_after(path: Path) -> int:
    assert _waits_for(path)
    return os.getpid()


def _waits_for(path: Path) -> bool:
    deadline = time.monotonic() + SECONDS / 2
    while not path.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    return path.exists()


def _processors() -> tuple[set[int], set[int]]:
    """Where a worker runs, and where its kernels do."""
    try:
        with house(isolated=True).kernel({}) as kernel:
            return os.sched_getaffinity(0), os.sched_getaffinity(kernel.pid)
    finally:
        close_houses()


@pytest.mark.slow
def test_with_a_worker_for_each_processor_it_and_its_kernels_keep_to_theirs() -> None:
    usable = set(pool.processors())
    with LocalPool(len(usable)) as workers:
        for _ in range(20):  # a job that waited long for the sandbox may begin before all is in place
            told = [workers.submit(_processors) for _ in usable]
            places = [future.result(SECONDS) for future in told]
            if all(len(worker) == 1 for worker, _ in places):
                break
    assert all(worker == kernel and len(worker) == 1 for worker, kernel in places)
    assert set.union(*(worker for worker, _ in places)) == usable


@pytest.mark.slow
def test_fewer_workers_than_processors_may_go_where_there_is_room() -> None:
    with LocalPool(1) as workers:
        worker, kernel = workers.submit(_processors).result(SECONDS)
    assert worker == kernel == set(pool.processors())
