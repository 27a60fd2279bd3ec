"""Disks, folders and gradebooks that cannot be written to: a clear message, a fitting code, nothing half done."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import Command, Commands
from fixtures import NewCourse
from servers import until
from small_class import LESSON, SmallCourse

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


def complete(graders: Commands, course: SmallCourse, undisturbed: SmallCourse) -> None:
    again = start(graders, course)
    assert again.wait() == 1, again.said()
    assert course.rows() == undisturbed.rows()
    assert course.graded_files() == undisturbed.graded_files()
    assert course.left_over() == []


class SmallDisk:
    """A file system of a few MiB, which only the commands that run in here can see at its place."""

    def __init__(self, folder: Path) -> None:
        self._place = folder / "disk"
        self._place.mkdir()
        namespace = ("unshare", "--user", "--map-root-user", "--mount")
        self.commands = Commands(folder, *namespace)
        self._in_there("mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(self._place))

    @property
    def seen_from_here(self) -> Path:
        return Path(f"/proc/{self.commands.pid}/root{self._place}")

    def _in_there(self, *command: str) -> None:
        enter = ("nsenter", "--target", str(self.commands.pid), "--user", "--mount", "--preserve-credentials")
        subprocess.run([*enter, *command], check=True, capture_output=True)

    def hold(self, course: SmallCourse) -> tuple[SmallCourse, SmallCourse]:
        """A copy of a course on this disk: as commands in here see it, and as we do."""
        there = course.copy(self.seen_from_here / "course")
        inside = self._place / "course"
        return SmallCourse(inside, f"sqlite:///{inside}/gradebook.db"), there

    def fill(self, left: int) -> None:
        """Leave only so many bytes."""
        (self.seen_from_here / "filler").unlink(missing_ok=True)
        free = shutil.disk_usage(self.seen_from_here).free
        (self.seen_from_here / "filler").write_bytes(bytes(max(0, free - left)))

    def mount(self, mode: str) -> None:
        """Make it "ro" or "rw"."""
        self._in_there("mount", "-o", f"remount,{mode}", str(self._place))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    disk = SmallDisk(tmp_path)
    with disk.commands:
        yield disk


@pytest.mark.parametrize("left", [0, 24 * 1024, 72 * 1024, 120 * 1024])
def test_a_full_disk_ends_the_run_with_a_message_and_leaves_nothing_half_written(
    small_disk: SmallDisk, undisturbed: SmallCourse, new_course: NewCourse, left: int
) -> None:
    inside, course = small_disk.hold(new_course(COUNT))
    small_disk.fill(left)
    command = start(small_disk.commands, inside)
    status, said = command.wait(), command.said()
    assert status in (2, 3), said
    assert "graders: While " in said
    assert "No space left on device" in said or "database or disk is full" in said
    assert "Traceback" not in said
    done = part_of(course, undisturbed)
    assert status == 2 or done < COUNT - 1
    connection = sqlite3.connect(course.root / "gradebook.db")
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    small_disk.fill(SIZE)
    complete(small_disk.commands, SmallCourse(inside.root, inside.db), undisturbed) if False else None
    again = start(small_disk.commands, inside)
    assert again.wait() == 1, again.said()
    assert course.rows() == undisturbed.rows()
    assert course.graded_files() == undisturbed.graded_files()
    assert course.left_over() == []


def test_a_course_folder_that_is_read_only_is_one_message(
    small_disk: SmallDisk, undisturbed: SmallCourse, new_course: NewCourse
) -> None:
    inside, course = small_disk.hold(new_course(COUNT))
    before = course.rows()
    small_disk.mount("ro")
    command = start(small_disk.commands, inside)
    assert command.wait() == 2, command.said()
    assert "Read-only file system" in command.said()
    assert str(inside.root) in command.said()
    assert "Traceback" not in command.said()
    small_disk.mount("rw")
    assert course.rows() == before
    assert course.graded_files() == {}
    again = start(small_disk.commands, inside)
    assert again.wait() == 1, again.said()
    assert course.rows() == undisturbed.rows()


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
    assert course.rows() == undisturbed.rows()
    assert course.graded_files() == undisturbed.graded_files()
    assert course.left_over() == []
