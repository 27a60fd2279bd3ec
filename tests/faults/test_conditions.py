"""Disks, folders and gradebooks that cannot be written to: a clear message, nothing lost or half done."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from commands import Command, Commands
from fixtures import NewCourse
from servers import Postgres, until
from small_class import LESSON, SmallCourse
from sqlalchemy import create_engine, func, select

from graders.course.course import Course
from graders.course.errors import GradebookBusy
from graders.grading import book, coordinate, submission_limits
from graders.grading.coordinate import Options, grade_class
from graders.grading.outcome import Outcome
from graders.grading.pool import LocalPool

pytestmark = pytest.mark.slow
COUNT = 5
MEBIBYTE = 1024 * 1024
SIZE = 4 * MEBIBYTE


def start(graders: Commands, course: SmallCourse, *options: str) -> Command:
    return graders.start("grade", LESSON, "--course", str(course.root), *options)


@pytest.fixture(scope="module")
def undisturbed(graders: Commands, new_course: NewCourse) -> SmallCourse:
    """The class graded where nothing goes wrong."""
    course = new_course(COUNT)
    assert start(graders, course).wait() == 1
    return course


def part_of(course: SmallCourse, undisturbed: SmallCourse) -> int:
    """How many are graded; each as in the undisturbed run, and nothing else."""
    files, wanted = course.graded_files(), undisturbed.graded_files()
    assert files == {student: wanted[student] for student in files}
    grades, wanted_grades = course.grades(), undisturbed.grades()
    for table, rows in grades.items():
        assert all(row in wanted_grades[table] for row in rows), table
    assert len(grades["submitted_notebook"]) >= len(files)
    assert len(grades["grade"]) == 3 * len(grades["submitted_notebook"])
    return len(files)


def as_undisturbed(course: SmallCourse, undisturbed: SmallCourse) -> None:
    assert course.rows() == undisturbed.rows()
    assert course.graded_files() == undisturbed.graded_files()
    assert course.left_over() == []


def complete(graders: Commands, course: SmallCourse, undisturbed: SmallCourse) -> None:
    again = start(graders, course)
    assert again.wait() == 1, again.said()
    as_undisturbed(course, undisturbed)


class SmallDisk:
    """A file system of a few MiB, which only the commands that run in here can see at its place."""

    def __init__(self, folder: Path) -> None:
        self._place = folder / "disk"
        self._copies = folder / "copies"
        self._place.mkdir()
        mount = ("--size", str(SIZE), "--tmpfs", str(self._place))
        self.commands = Commands(folder, "bwrap", "--dev-bind", "/", "/", *mount)
        self._seen_from_here = Path(f"/proc/{self.commands.pid}/root{self._place}")

    def hold(self, course: SmallCourse) -> SmallCourse:
        """A copy of a course on this disk, as the commands in here see it."""
        course.copy(self._seen_from_here / "course")
        inside = self._place / "course"
        return SmallCourse(inside, f"sqlite:///{inside}/gradebook.db")

    def look(self) -> SmallCourse:
        """A copy of what the disk holds now."""
        shutil.rmtree(self._copies, ignore_errors=True)
        held = self._seen_from_here / "course"
        return SmallCourse(held, "").copy(self._copies)

    def fill(self, left: int) -> None:
        """Leave only so many bytes."""
        (self._seen_from_here / "filler").unlink(missing_ok=True)
        free = shutil.disk_usage(self._seen_from_here).free
        (self._seen_from_here / "filler").write_bytes(bytes(max(0, free - left)))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    disk = SmallDisk(tmp_path)
    with disk.commands:
        yield disk


@pytest.mark.parametrize("left", [0, 24 * 1024, 72 * 1024, 120 * 1024])
def test_a_full_disk_ends_the_run_with_a_message_and_leaves_nothing_half_written(
    small_disk: SmallDisk, undisturbed: SmallCourse, new_course: NewCourse, left: int
) -> None:
    course = small_disk.hold(new_course(COUNT))
    small_disk.fill(left)
    command = start(small_disk.commands, course)
    status, said = command.wait(), command.said()
    assert status in (2, 3), said
    assert "graders: While " in said
    assert "No space left on device" in said or "database or disk is full" in said
    assert "Traceback" not in said
    found = small_disk.look()
    done = part_of(found, undisturbed)
    assert done < COUNT - 1
    assert (status == 3) == (done > 0), said
    small_disk.fill(SIZE)
    again = start(small_disk.commands, course)
    assert again.wait() == 1, again.said()
    as_undisturbed(small_disk.look(), undisturbed)


def test_a_course_folder_that_is_read_only_is_one_message(
    graders: Commands, undisturbed: SmallCourse, new_course: NewCourse, tmp_path: Path
) -> None:
    course = new_course(COUNT)
    root = str(course.root)
    with Commands(tmp_path, "bwrap", "--dev-bind", "/", "/", "--ro-bind", root, root) as commands:
        command = start(commands, course)
        assert command.wait() == 2
    assert "Read-only file system" in command.said() or "cannot be written to" in command.said()
    assert root in command.said()
    assert "Traceback" not in command.said()
    assert part_of(course, undisturbed) == 0
    complete(graders, course, undisturbed)


def test_a_gradebook_that_another_program_holds_is_one_message(
    graders: Commands, undisturbed: SmallCourse, new_course: NewCourse
) -> None:
    course = new_course(COUNT)
    holder = sqlite3.connect(course.root / "gradebook.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    command = start(graders, course)
    assert command.wait() == 2, command.said()
    holder.close()
    assert "another program holds the gradebook. Close it" in command.said()
    assert "Traceback" not in command.said()
    assert part_of(course, undisturbed) == 0
    complete(graders, course, undisturbed)


def test_of_two_graders_started_at_once_one_works_and_the_other_says_who(
    graders: Commands, undisturbed: SmallCourse, new_course: NewCourse
) -> None:
    course = new_course(COUNT)
    running = [start(graders, course), start(graders, course)]
    until(lambda: any(command.poll() is not None for command in running), "one has ended")
    refused = next(command for command in running if command.poll() is not None)
    worked = next(command for command in running if command is not refused)
    assert refused.wait() == 2, refused.said()
    assert f"Another grader is at work on this lesson (process {worked.pid} on " in refused.said()
    assert worked.wait() == 1, worked.said()
    as_undisturbed(course, undisturbed)


def test_a_lock_that_another_program_keeps_in_postgresql_is_not_waited_for_without_end(
    postgres: Postgres, new_course_in_postgresql: NewCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = new_course_in_postgresql(1)
    monkeypatch.setattr(book, "WAIT_SECONDS", 1)
    holder = create_engine(course.db)
    with holder.connect() as connection, book.Book(course.db, LESSON) as opened:
        connection.execute(select(func.pg_advisory_lock(book.WRITING)))
        with pytest.raises(GradebookBusy, match="another program holds the gradebook"):
            opened.lay_out("student-000", None)
    holder.dispose()
    with book.Book(course.db, LESSON) as opened:
        opened.lay_out("student-000", None)


class OneIsStuck(LocalPool):
    """Workers of whom one never comes back from its first job."""

    def submit(self, function: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
        (job,) = arguments
        if job.student == "student-001":
            return super().submit(time.sleep, 600)
        done: Future[Any] = Future()
        done.set_result(Outcome(job.student, known=False))
        return done


def test_a_worker_that_never_answers_is_ended_and_costs_its_own_job_alone(
    new_course: NewCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = new_course(3)
    monkeypatch.setattr(submission_limits.SubmissionLimits, "job_seconds", 0.1)
    monkeypatch.setattr(coordinate, "LOOK_SECONDS", 0.1)
    told = grade_class(
        Course(course.root, course.db), LESSON, Options(isolated=False, pool=OneIsStuck(1, warm=False))
    )
    assert told.stopped == ""
    remarks = {result.student: [remark.text for remark in result.remarks] for result in told.results}
    assert remarks["student-001"] == ["its worker did not answer and was ended"]
    assert remarks["student-000"] == remarks["student-002"] == []
