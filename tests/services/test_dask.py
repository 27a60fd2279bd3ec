"""A class graded by a real scheduler and real workers: the grades of one machine, whatever ends midway."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import Command, Commands
from distributed import Client
from distributed.comm import CommClosedError
from fixtures import NewCourse
from servers import Cluster, dask_cluster, until
from small_class import LESSON, PROJECT, SmallCourse

from graders.course.errors import CourseError
from graders.grading.cluster import ClusterLost, open_cluster
from graders.grading.pool import WorkerDied

pytestmark = pytest.mark.slow
COUNT = 10
WAIT = 0.6
"""Seconds that each notebook takes at least, so that what ends on the way ends midway."""


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A scheduler with two workers."""
    with dask_cluster(2) as made:
        yield made


@pytest.fixture(scope="module")
def graded_here(graders: Commands, new_course: NewCourse) -> SmallCourse:
    """The same class as the cluster's, graded by this machine alone."""
    course = new_course(COUNT, seconds=WAIT)
    assert start(graders, course).wait() == 1
    return course


def start(graders: Commands, course: SmallCourse, scheduler: str = "") -> Command:
    cluster = ("--scheduler", scheduler) if scheduler else ()
    return graders.start("grade", LESSON, "--course", str(course.root), "--json", *cluster)


def same(course: SmallCourse, other: SmallCourse) -> None:
    assert course.rows() == other.rows()
    assert course.graded_files() == other.graded_files()
    assert course.left_over() == []


def test_two_workers_give_the_grades_of_one_machine_and_hold_nothing_afterwards(
    graders: Commands, cluster: Cluster, graded_here: SmallCourse, new_course: NewCourse
) -> None:
    course = new_course(COUNT, seconds=WAIT)
    command = start(graders, course, cluster.address)
    assert command.wait() == 1, command.said()
    same(course, graded_here)
    with Client(cluster.address, set_as_default=False) as client:
        assert len(client.nthreads()) == 2
        until(lambda: not any(client.has_what().values()), "the workers forget what they had")
        # Both had a part in it, and keep no file of it.
        done = client.run(lambda dask_worker: dask_worker.state.task_counter.cumulative_elapsed())
    assert all(done.values()), done
    assert not any(path.suffix == ".ipynb" for path in cluster.folder.rglob("*"))


def test_a_worker_that_is_killed_midway_costs_no_grade_and_doubles_none(
    graders: Commands, cluster: Cluster, graded_here: SmallCourse, new_course: NewCourse
) -> None:
    course = new_course(COUNT, seconds=WAIT)
    command = start(graders, course, cluster.address)
    until(lambda: len(course.graded_files()) >= 2, "two grades are there")
    cluster.living()[0].kill()
    assert command.wait() == 1, command.said()
    same(course, graded_here)
    told = json.loads(command.said()[command.said().index("{") :])
    assert len(told["students"]) == COUNT


def test_workers_with_other_code_are_refused(
    graders: Commands, cluster: Cluster, new_course: NewCourse, tmp_path: Path
) -> None:
    for package in ("autodiff_lite", "graders"):
        shutil.copytree(PROJECT / package, tmp_path / package)
    with (tmp_path / "graders" / "compare.py").open("a", encoding="utf-8") as file:
        file.write("\n# a later version\n")
    odd = cluster.add_worker(PYTHONPATH=str(tmp_path))
    cluster.wait()
    course = new_course(2)
    command = start(graders, course, cluster.address)
    assert command.wait() == 2
    assert "has other versions than this machine: graders " in command.said()
    assert "Traceback" not in command.said()
    assert course.graded_files() == {}
    odd.terminate()
    odd.wait()


def test_a_scheduler_that_goes_away_ends_the_run_with_a_message_and_a_second_run_finishes_it(
    graders: Commands, cluster: Cluster, graded_here: SmallCourse, new_course: NewCourse
) -> None:
    cluster.wait()
    course = new_course(COUNT, seconds=WAIT)
    command = start(graders, course, cluster.address)
    until(lambda: course.graded_files(), "a grade is there")
    cluster.scheduler.kill()
    assert command.wait() == 3, command.said()
    assert f"The Dask scheduler at {cluster.address} has gone" in command.said()
    assert "Traceback" not in command.said()
    done = course.graded_files()
    assert 0 < len(done) < COUNT - 1
    assert {student: graded_here.graded_files()[student] for student in done} == done
    assert start(graders, course).wait() == 1
    same(course, graded_here)


def test_a_connection_that_breaks_while_a_result_is_fetched_is_said_once(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise CommClosedError("in <TCP>: Stream is closed")

    with dask_cluster(1) as alone, open_cluster(alone.address, isolated=False) as executor:
        assert executor.submit(len, "four").result(timeout=30) == 4
        monkeypatch.setattr(Client, "_gather_remote", broken)
        with pytest.raises(ClusterLost, match=r"has gone \(in <TCP>: Stream is closed\)"):
            executor.submit(len, "other").result(timeout=30)
    assert "Traceback" not in "".join(capfd.readouterr())


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (CommClosedError("in <TCP>: Stream is closed"), "has gone (in <TCP>: Stream is closed)"),
        (AttributeError("no 'environment' here"), "could not say what it grades with (AttributeError"),
    ],
)
def test_workers_that_cannot_be_asked_are_one_message(
    monkeypatch: pytest.MonkeyPatch, problem: Exception, said: str
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise problem

    with dask_cluster(1) as alone:
        monkeypatch.setattr(Client, "_run", broken)
        with pytest.raises(CourseError) as raised, open_cluster(alone.address, isolated=False):
            pass
    assert said in str(raised.value)


def test_what_a_job_raises_is_raised_here(capfd: pytest.CaptureFixture[str]) -> None:
    deaths = 4  # Dask gives a job up when four workers have ended with it
    with dask_cluster(deaths) as alone, open_cluster(alone.address, isolated=False) as executor:
        with pytest.raises(ValueError, match="invalid literal"):
            executor.submit(int, "x").result(timeout=30)
        with pytest.raises(WorkerDied):
            executor.submit(os._exit, 1).result(timeout=60)
    assert "Traceback" not in "".join(capfd.readouterr())


def test_a_scheduler_that_does_not_answer_is_one_message(graders: Commands, new_course: NewCourse) -> None:
    command = start(graders, new_course(2), "tcp://127.0.0.1:1")
    assert command.wait() == 2
    assert command.said().startswith("graders: No Dask scheduler answers at tcp://127.0.0.1:1: ")
    assert "leave --scheduler away" in command.said()
    assert "Traceback" not in command.said()


def test_a_scheduler_without_workers_says_how_to_start_some(graders: Commands, new_course: NewCourse) -> None:
    with dask_cluster(0) as alone:
        command = start(graders, new_course(2), alone.address)
        assert command.wait() == 2
        assert f"has no workers. Start some: `dask worker {alone.address}`" in command.said()
