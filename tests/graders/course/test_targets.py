"""A file that a command writes is whole, or what was there before stays."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from typer.testing import CliRunner

from graders.cli import app
from graders.course.errors import CourseError
from graders.course.targets import is_page, is_table, write_whole
from graders.grading.book import Book


def test_an_earlier_file_stays_when_the_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = '<meta name="generator" content="us">'
    target = tmp_path / "page.html"
    write_whole(target, page.encode(), "our page", is_page("us"))
    (tmp_path / "link.html").symlink_to(target)

    def full(file: Path, data: bytes) -> int:
        with file.open("wb") as opened:
            opened.write(data[:3])
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", full)
        with pytest.raises(CourseError, match="No space left"):
            write_whole(tmp_path / "link.html", b"newer" * 1000, "our page", is_page("us"))
    assert target.read_text(encoding="utf-8") == page
    assert sorted(file.name for file in tmp_path.iterdir()) == ["link.html", "page.html"]
    write_whole(tmp_path / "link.html", b"newer", "our page", is_page("us"))
    assert (target.read_bytes(), (tmp_path / "link.html").is_symlink()) == (b"newer", True)


@pytest.mark.parametrize("content", [b"a,b\r\n", b'"a,b', b"\xff\xfe\x00", b"x\0y", b"<p>student,points</p>"])
def test_a_table_with_other_columns_is_not_ours(tmp_path: Path, content: bytes) -> None:
    ours = is_table(lambda row: list(row) == ["student", "points"])
    (tmp_path / "theirs.csv").write_bytes(content)
    assert not ours(tmp_path / "theirs.csv")
    (tmp_path / "ours.csv").write_bytes(b"\xef\xbb\xbfstudent,points\nada,1\n")
    assert ours(tmp_path / "ours.csv")


ATTEMPTS = [
    ("stats", "--html"),
    ("stats", "--csv"),
    ("export", "--to"),
    ("export", "--as", "canvas", "--to"),
    ("gradescope", "--to"),
    ("feedback", "--zip"),
]


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=" ".join)
def test_no_command_writes_over_a_gradebook(course_folder: Path, attempt: tuple[str, ...]) -> None:
    gradebook = course_folder / "gradebook.db"
    with Book(f"sqlite:///{gradebook}", "mini") as book, book.record("ada", None, {"classic": 1}, {}):
        pass
    graded = course_folder / "autograded" / "ada" / "mini" / "mini.ipynb"
    graded.parent.mkdir(parents=True)
    graded.write_text("{}", encoding="utf-8")
    before = gradebook.read_bytes()
    command, *options = attempt
    arguments = [command, "mini", *options, str(gradebook), "--course", str(course_folder)]
    run = CliRunner().invoke(app, arguments)
    assert (run.exit_code, "is there, and is not" in run.stderr) == (2, True), run.output
    assert gradebook.read_bytes() == before
