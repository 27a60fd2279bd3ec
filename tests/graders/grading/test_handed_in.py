"""What is graded is what was handed in, read once: nothing that a link leads to."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from graders.cli import app
from graders.course import unfollowed
from graders.course.course import Course
from graders.course.results import Result
from graders.course.submissions import find_submissions
from graders.grading import coordinate
from graders.grading.coordinate import Options, Watching, grade_class
from graders.grading.taken import take

LESSON = "mini"
LATER = 2_000_000_000


def found(folder: Path) -> dict[str, Any]:
    return {each.student: each for each in find_submissions(Course(folder), LESSON)}


def kinds(submission: Any) -> list[str]:
    return [remark.kind for remark in submission.remarks]


def test_a_students_folder_that_is_a_link_to_anothers_earns_nothing(
    course_folder: Path, hand_in: Callable[..., Path]
) -> None:
    file = hand_in("ada", b"x")
    (course_folder / "submitted" / "mallory").symlink_to(file.parents[1])
    mallory = found(course_folder)["mallory"]
    assert (mallory.file, kinds(mallory)) == (None, ["symbolic link"])


@pytest.mark.parametrize("place", ["student", "lesson", "notebook"])
@pytest.mark.parametrize("what", ["link", "pipe"])
def test_what_takes_a_notebooks_place_after_it_was_found_is_not_read(
    course_folder: Path, hand_in: Callable[..., Path], place: str, what: str
) -> None:
    file = hand_in("mallory", b"x")
    hand_in("ada", b"solution")
    mallory = found(course_folder)["mallory"]
    swapped = {"student": file.parents[1], "lesson": file.parent, "notebook": file}[place]
    others = course_folder / "submitted" / "ada" / file.relative_to(course_folder / "submitted" / "mallory")
    target = {"student": others.parents[1], "lesson": others.parent, "notebook": others}[place]
    shutil.rmtree(swapped) if swapped.is_dir() else swapped.unlink()
    os.mkfifo(swapped) if what == "pipe" else swapped.symlink_to(target)
    with pytest.raises(OSError, match=r".+"):
        take(mallory, [])


def test_a_folder_that_may_not_be_read_is_told_and_the_others_are_found(
    course_folder: Path, hand_in: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in("ada", b"x")
    hand_in("closed", b"x")
    exists, opened = Path.exists, unfollowed.os.open

    def refused(name: Any) -> None:
        if "closed" in str(name):
            raise PermissionError(13, "Permission denied", str(name))

    monkeypatch.setattr(Path, "exists", lambda path, **more: refused(path) or exists(path, **more))
    monkeypatch.setattr(
        unfollowed.os, "open", lambda name, *rest, **more: refused(name) or opened(name, *rest, **more)
    )
    submissions = found(course_folder)
    assert submissions["ada"].file is not None
    assert (submissions["closed"].file, kinds(submissions["closed"])) == (None, ["not graded"])
    assert "Permission denied" in submissions["closed"].remarks[0].text


def test_a_name_with_control_characters_is_written_out_in_every_report(
    course_folder: Path, hand_in: Callable[..., Path]
) -> None:
    names = ("red\x1b[31m\x07", "c1\x9b31m")
    for name in names:
        hand_in(name, b"x")
    hand_in("ada", b"x")
    command = ["grade", LESSON, "--course", str(course_folder), "--without-isolation", "--workers", "1"]
    told = CliRunner().invoke(app, command, env={"COLUMNS": "200"})
    assert all(sign.isprintable() or sign == "\n" for sign in told.output)
    assert all(ascii(name)[1:-1] in told.output for name in names)


class Graded:
    """Grades without workers: each submission's bytes are noted."""

    def __init__(self) -> None:
        self.students: list[str] = []

    def run(self, folder: Path) -> list[str]:
        """The students whose work was graded now, and not taken from before."""
        self.students = []
        grade_class(
            Course(folder), LESSON, Options(isolated=False, workers=1), Watching(student=self.students.append)
        )
        return self.students


@pytest.mark.slow
def test_a_replaced_file_is_seen_by_its_content_whatever_its_time(
    course_folder: Path, hand_in: Callable[..., Path]
) -> None:
    released = (course_folder / "release" / LESSON / f"{LESSON}.ipynb").read_bytes()
    file = hand_in("ada", released)
    hand_in("bob", released)
    grader = Graded()
    assert grader.run(course_folder) == ["ada", "bob"]
    assert grader.run(course_folder) == []
    file.write_bytes(released + b"\n")
    os.utime(file, (1, 1))
    assert grader.run(course_folder) == ["ada"]
    (file.parent / "timestamp.txt").write_text("2030-01-01 00:00:00 UTC\n")
    os.utime(file.parent / "timestamp.txt", (1, 1))
    assert grader.run(course_folder) == ["ada"]
    os.utime(file, (LATER, LATER))
    assert grader.run(course_folder) == ["ada"]


@pytest.mark.slow
def test_a_notebook_swapped_for_a_link_while_others_are_graded_leaves_its_target_unread(
    course_folder: Path, hand_in: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    released = (course_folder / "release" / LESSON / f"{LESSON}.ipynb").read_bytes()
    source = course_folder / "source" / LESSON / f"{LESSON}.ipynb"
    hand_in("ada", released)
    file = hand_in("mallory", released)
    taken = coordinate.take

    def swapped(submission: Any, ignore: list[str]) -> Any:
        if submission.student == "mallory":
            file.unlink(missing_ok=True)
            file.symlink_to(source)
        return taken(submission, ignore)

    monkeypatch.setattr(coordinate, "take", swapped)
    told = grade_class(Course(course_folder), LESSON, Options(isolated=False, workers=1))
    results: dict[str, Result] = {result.student: result for result in told.results}
    assert results["ada"].scores is not None
    assert results["mallory"].scores is None
    assert "symbolic link" in results["mallory"].remarks[0].text
    assert not (course_folder / "autograded" / "mallory").exists()
