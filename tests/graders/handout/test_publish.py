"""A students' repository is kept in step, and nothing that is not ours there is touched."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from graders.cli import app
from graders.course.course import Course
from graders.course.errors import CourseError
from graders.handout.publish import RECORD, Plan, plan, publish

MINI = "notebooks/release/mini/mini.ipynb"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "students"
    git(folder.parent, "init", "--quiet", str(folder))
    return folder


def git(folder: Path, *words: str) -> str:
    ran = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, text=True, check=True)
    return ran.stdout


FILES = {MINI: b"one", "start.py": b"start", "autodiff_lite-0.1.0-py3-none-any.whl": b"wheel"}


def kinds(made: Plan) -> dict[str, str]:
    return {change.name: change.kind for change in made.changes if not change.name.startswith(".git")}


def everything(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_a_plan_writes_nothing(course: Course, repository: Path) -> None:
    made = plan(course, repository, FILES)
    assert kinds(made) == dict.fromkeys(FILES, "add")
    assert everything(repository) == {}


def test_what_was_published_is_there_and_a_second_time_nothing_is_to_do(
    course: Course, repository: Path
) -> None:
    publish(plan(course, repository, FILES))
    there = everything(repository)
    assert {name: there[name] for name in FILES} == FILES
    assert plan(course, repository, FILES).changes == ()
    git(repository, "add", "--all")
    assert MINI in git(repository, "diff", "--cached", "--name-only")


def test_a_newer_release_updates_what_nobody_changed_and_removes_what_is_gone(
    course: Course, repository: Path
) -> None:
    publish(plan(course, repository, FILES))
    newer = {MINI: b"two", "start.py": b"start", "autodiff_lite-0.2.0-py3-none-any.whl": b"newer"}
    made = plan(course, repository, newer)
    assert kinds(made) == {
        MINI: "update",
        "autodiff_lite-0.1.0-py3-none-any.whl": "remove",
        "autodiff_lite-0.2.0-py3-none-any.whl": "add",
    }
    publish(made)
    there = everything(repository)
    assert {name: data for name, data in there.items() if not name.startswith(".")} == newer


def test_publishing_one_lesson_leaves_the_others_as_they_are(course: Course, repository: Path) -> None:
    publish(plan(course, repository, FILES))
    other = {"notebooks/release/other/other.ipynb": b"other"}
    made = plan(course, repository, FILES | other)
    publish(made)
    assert kinds(plan(course, repository, other, whole=False)) == {
        name: "remove" for name in FILES if not name.startswith("notebooks/")
    }
    assert kinds(plan(course, repository, other))[MINI] == "remove"


def test_what_somebody_changed_or_wrote_is_never_overwritten_and_never_removed(
    course: Course, repository: Path
) -> None:
    mine = repository / "README.md"
    mine.write_text("mine", encoding="utf-8")
    publish(plan(course, repository, FILES))
    (repository / MINI).write_text("corrected by hand", encoding="utf-8")
    made = plan(course, repository, {MINI: b"two", "README.md": b"theirs"})
    assert [(change.name, change.reason) for change in made.kept] == [
        ("README.md", "it was not published from here"),
        (MINI, "somebody has changed it since it was published"),
    ]
    publish(made)
    assert mine.read_text(encoding="utf-8") == "mine"
    assert (repository / MINI).read_text(encoding="utf-8") == "corrected by hand"
    (repository / "start.py").write_text("of my own", encoding="utf-8")
    publish(plan(course, repository, {}))
    assert (repository / "start.py").read_text(encoding="utf-8") == "of my own"


def test_a_run_that_was_cut_short_is_taken_up_again(course: Course, repository: Path) -> None:
    publish(plan(course, repository, FILES))
    (repository / RECORD).unlink()
    (repository / "start.py").unlink()
    publish(plan(course, repository, FILES))
    assert kinds(plan(course, repository, FILES | {MINI: b"two"})) == {MINI: "update"}


def test_a_file_that_changes_between_plan_and_writing_is_left_alone(course: Course, repository: Path) -> None:
    publish(plan(course, repository, FILES))
    made = plan(course, repository, FILES | {MINI: b"two", "new.txt": b"new"})
    (repository / MINI).write_text("mine", encoding="utf-8")
    (repository / "new.txt").write_text("mine too", encoding="utf-8")
    assert publish(made) == []
    assert (repository / MINI).read_text(encoding="utf-8") == "mine"
    assert (repository / "new.txt").read_text(encoding="utf-8") == "mine too"


def test_a_published_file_that_was_deleted_comes_back(course: Course, repository: Path) -> None:
    publish(plan(course, repository, FILES))
    (repository / MINI).unlink()
    assert kinds(plan(course, repository, FILES)) == {MINI: "add"}


def test_nothing_is_written_through_a_link_or_in_the_place_of_a_folder(
    course: Course, repository: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (repository / "notebooks").symlink_to(elsewhere)
    (repository / "start.py").mkdir()
    made = plan(course, repository, FILES)
    assert {change.name: change.reason for change in made.kept} == {
        MINI: "a link is in its place",
        "start.py": "a folder is in its place",
    }
    publish(made)
    assert list(elsewhere.iterdir()) == []
    assert (repository / "start.py").is_dir()


@pytest.mark.parametrize("written", ["not json", "[1]", '{"start.py": 1}'])
def test_a_record_that_cannot_be_read_stops_everything(
    course: Course, repository: Path, written: str
) -> None:
    (repository / RECORD).write_text(written, encoding="utf-8")
    with pytest.raises(CourseError, match="git checkout"):
        plan(course, repository, FILES)


def test_the_folder_must_be_a_repository_of_the_students_own(
    course: Course, repository: Path, tmp_path: Path
) -> None:
    with pytest.raises(CourseError, match="is not there"):
        plan(course, tmp_path / "nowhere", FILES)
    (tmp_path / "plain").mkdir()
    with pytest.raises(CourseError, match="is no git repository"):
        plan(course, tmp_path / "plain", FILES)
    (repository / "inside").mkdir()
    with pytest.raises(CourseError, match="is a folder inside the repository"):
        plan(course, repository / "inside", FILES)
    git(course.root, "init", "--quiet")
    with pytest.raises(CourseError, match="holds the course with its solutions"):
        plan(course, course.root, FILES)


def test_the_command_shows_what_it_will_do_and_writes_only_when_told_so(
    course: Course, repository: Path
) -> None:
    words = ["publish", str(repository), "--course", str(course.root)]
    shown = CliRunner().invoke(app, words)
    assert shown.exit_code == 0, shown.output
    assert f"  add    {MINI}" in shown.output
    assert "Nothing was written" in shown.output
    assert everything(repository) == {}
    done = CliRunner().invoke(app, [*words, "--yes"])
    assert done.exit_code == 0, done.output
    assert json.loads((repository / RECORD).read_text(encoding="utf-8")).keys() >= {MINI, "start.py"}
    assert "is in step" in CliRunner().invoke(app, words).output
    assert git(repository, "log", "--all", "--oneline") == ""
    (repository / "start.py").write_text("mine", encoding="utf-8")
    kept = CliRunner().invoke(app, [*words, "--yes"])
    assert kept.exit_code == 1
    assert "keep   start.py (somebody has changed it" in kept.output


def test_the_command_refuses_as_the_bundle_does(course: Course, repository: Path) -> None:
    (course.path("release", "mini") / "hidden.py").write_text("", encoding="utf-8")
    refused = CliRunner().invoke(app, ["publish", str(repository), "--course", str(course.root), "--yes"])
    assert refused.exit_code == 2
    assert "hidden.py never leaves the course" in refused.output
    assert everything(repository) == {}
