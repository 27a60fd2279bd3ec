"""Grading killed at random moments, again and again: a second run leaves the grades of an undisturbed one."""

from __future__ import annotations

import contextlib
import random
import signal
import time
from collections import Counter

import psutil
import pytest
from commands import Command, Commands
from fixtures import NewCourse
from servers import Postgres, until
from small_class import LESSON, SmallCourse

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
KILLS = 50
AT_MOST_IN_A_RUN = 6
COUNT = 7
WAIT = 0.15
"""Seconds that each notebook waits, so that there is something going on to be killed."""
KINDS = ("coordinator", "worker", "warm process", "connection")
WEIGHTS = (3, 3, 3, 4)


def start(graders: Commands, course: SmallCourse) -> Command:
    options = ("--course", str(course.root), "--db", course.db, "--workers", "2")
    return graders.start("grade", LESSON, *options)


def kill(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):
        process.kill()
        return True
    return False


def workers(command: Command) -> list[psutil.Process]:
    found = []
    for process in command.processes():
        with contextlib.suppress(psutil.NoSuchProcess):  # it may end while it is looked at
            if process.ppid() == command.pid:
                found.append(process)
    return found


def sandboxes(command: Command) -> list[psutil.Process]:
    """Each sandbox's outermost process, and the warm process in it."""
    found = []
    for process in command.processes():
        with contextlib.suppress(psutil.NoSuchProcess):
            above = process.parent()
            if "bwrap" in (process.name(), above.name() if above else ""):
                found.append(process)
    return found


class Killer:
    """Kills one thing or another of a run, and counts."""

    def __init__(self, postgres: Postgres, seed: int) -> None:
        self._postgres = postgres
        self._random = random.Random(seed)
        self.killed: Counter[str] = Counter()

    def disturb(self, command: Command, course: SmallCourse) -> None:
        """Kill at random moments until the run has ended, or enough was killed."""
        begun = self.killed.total()
        while command.poll() is None:
            most = min(KILLS, begun + AT_MOST_IN_A_RUN)
            if self.killed.total() >= most:
                command.wait()
                return
            time.sleep(self._random.uniform(0.0, 0.8))
            (kind,) = self._random.choices(KINDS, WEIGHTS)
            if self._kill(kind, command, course):
                self.killed[kind] += 1

    def _kill(self, kind: str, command: Command, course: SmallCourse) -> bool:
        if kind == "connection":
            return course.db.startswith("postgresql") and self._postgres.cut(course.db) > 0
        if kind == "coordinator":
            return command.poll() is None and kill(psutil.Process(command.pid))
        there = workers(command) if kind == "worker" else sandboxes(command)
        return bool(there) and kill(self._random.choice(there))


def whole(course: SmallCourse, undisturbed: SmallCourse) -> None:
    """What is there after a disturbed run is right: no half of a submission, nothing twice."""
    files, wanted_files = course.graded_files(), undisturbed.graded_files()
    assert files == {student: wanted_files[student] for student in files}
    grades, wanted = course.grades(), undisturbed.grades()
    laid_out = {row["student_id"] for row in grades["submitted_assignment"]}
    assert set(files) <= laid_out
    for table, rows in grades.items():
        for row in rows:
            student = next(name for name in laid_out if name in str(row["id"]))
            if student in files:
                assert row in wanted[table]
        assert len({str(row["id"]) for row in rows}) == len(rows)


@pytest.mark.parametrize("seed", [20261121])
def test_after_fifty_kills_every_grade_is_there_once_and_right(
    graders: Commands,
    postgres: Postgres,
    new_course: NewCourse,
    new_course_in_postgresql: NewCourse,
    seed: int,
) -> None:
    undisturbed = new_course(COUNT, WAIT)
    assert start(graders, undisturbed).wait() == 1
    killer = Killer(postgres, seed)
    statuses: Counter[int] = Counter()
    number = 0
    while killer.killed.total() < KILLS:
        course = (new_course_in_postgresql if number % 3 else new_course)(COUNT, WAIT)
        number += 1
        command = start(graders, course)
        killer.disturb(command, course)
        assert "Traceback" not in command.said()
        statuses[command.wait()] += 1
        whole(course, undisturbed)
        again = start(graders, course)
        assert again.wait() == 1, again.said()
        assert course.rows() == undisturbed.rows()
        assert course.graded_files() == undisturbed.graded_files()
        assert course.left_over() == []
    print(f"{number} runs; killed: {dict(killer.killed)}; ended with {dict(statuses)}")
    assert set(killer.killed) == set(KINDS)
    assert statuses.keys() <= {-signal.SIGKILL, 0, 1, 2, 3}


def test_nothing_goes_on_after_a_coordinator_that_was_killed(
    graders: Commands, new_course: NewCourse
) -> None:
    course = new_course(4, seconds=60)
    command = start(graders, course)
    # A worker, its sandbox, the warm process in it, and two notebooks.
    until(lambda: len(command.processes()) >= 5, "notebooks run")
    started = command.processes()
    kill(psutil.Process(command.pid))
    until(lambda: not any(process.is_running() for process in started), "what it started ends", 20)
