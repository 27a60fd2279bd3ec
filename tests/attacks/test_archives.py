"""Archives from a learning platform that were made to harm whoever unpacks them."""

from __future__ import annotations

import io
import json
import re
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from graders.course.course import Course
from graders.course.errors import CourseError
from graders.grading.collect import collect

from .course import LESSON

SETTINGS = """
c = get_config()
c.CourseDirectory.course_id = "archives"
c.FileNameCollectorPlugin.named_regexp = r"(?P<student_id>[^_]+)_(?P<file_id>.+)"
"""
WORK = json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()
Make = Callable[[zipfile.ZipFile], None]
HOSTILE: dict[str, Make] = {}


def hostile(make: Make) -> Make:
    HOSTILE[make.__name__.replace("_", " ")] = make
    return make


@hostile
def a_path_upwards(archive: zipfile.ZipFile) -> None:
    archive.writestr("../../../eve_was-here.ipynb", WORK)


@hostile
def an_absolute_path(archive: zipfile.ZipFile) -> None:
    archive.writestr("/eve_was-here.ipynb", WORK)


@hostile
def a_path_of_another_system(archive: zipfile.ZipFile) -> None:
    archive.writestr("C:\\..\\eve_was-here.ipynb", WORK)


@hostile
def a_link(archive: zipfile.ZipFile) -> None:
    entry = zipfile.ZipInfo("eve_was-here.ipynb")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive.writestr(entry, "../../gradebook.db")


@hostile
def a_bomb(archive: zipfile.ZipFile) -> None:
    archive.writestr("eve_was-here.ipynb", bytes(45_000_000), zipfile.ZIP_DEFLATED)


@hostile
def a_larger_bomb(archive: zipfile.ZipFile) -> None:
    with archive.open("eve_was-here.ipynb", "w") as entry:
        for _ in range(300):
            entry.write(bytes(1_000_000))


@hostile
def very_many_files(archive: zipfile.ZipFile) -> None:
    for number in range(20_001):
        archive.writestr(f"eve{number}_was-here.ipynb", b"")


@hostile
def a_student_with_a_hidden_folder(archive: zipfile.ZipFile) -> None:
    archive.writestr("..evil_was-here.ipynb", WORK)


@hostile
def a_student_with_too_long_a_name(archive: zipfile.ZipFile) -> None:
    archive.writestr("eve" + "e" * 250 + "_x.ipynb", WORK)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    folder = tmp_path / "inner" / "course"
    folder.mkdir(parents=True)
    (folder / "nbgrader_config.py").write_text(SETTINGS)
    return Course(folder)


def everything(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def packed(make: Make, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", compression) as archive:
        make(archive)
    return memory.getvalue()


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_archive_is_refused_by_name_and_nothing_is_written(
    course: Course, tmp_path: Path, make: Make
) -> None:
    source = tmp_path / "class.zip"
    source.write_bytes(packed(make))
    before = everything(tmp_path)
    with pytest.raises(CourseError, match=r"eve|evil|class\.zip"):
        collect(course, LESSON, source)
    assert everything(tmp_path) == before


def honest(archive: zipfile.ZipFile) -> None:
    archive.writestr("ada_work.ipynb", WORK)


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE.keys())
def test_one_students_hostile_archive_does_not_keep_the_others_from_being_collected(
    course: Course, tmp_path: Path, make: Make
) -> None:
    download = tmp_path / "download"
    download.mkdir()
    (download / "a.zip").write_bytes(packed(make))
    (download / "b.zip").write_bytes(packed(honest))
    collected = collect(course, LESSON, download)
    assert collected.students == ("ada",)
    assert collected.left_out
    assert all(re.search(r"eve|evil|a\.zip", reason) for reason in collected.left_out)
    assert [path.name for path in (course.root / "submitted").iterdir()] == ["ada"]
    assert not list(tmp_path.rglob("*was-here*"))


DAMAGE = {
    "cut off": lambda data: data[: len(data) // 2],
    "no archive": lambda data: b"PK\x03\x04" + bytes(1000),
    "a size that is a lie": lambda data: data.replace(
        struct.pack("<I", len(WORK)), struct.pack("<I", 1000 * len(WORK))
    ),
    "contents that are damaged": lambda data: data.replace(WORK[:20], b"x" * 20),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_archive_is_refused_and_nothing_is_written(
    course: Course, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    source = tmp_path / "class.zip"
    source.write_bytes(damage(packed(honest, zipfile.ZIP_STORED)))
    before = everything(tmp_path)
    with pytest.raises(CourseError, match=r"class\.zip|ada_work"):
        collect(course, LESSON, source)
    assert everything(tmp_path) == before


def test_entries_without_a_name_are_passed_over(course: Course, tmp_path: Path) -> None:
    source = tmp_path / "class.zip"

    def nameless(archive: zipfile.ZipFile) -> None:
        archive.writestr(".", WORK)
        honest(archive)

    source.write_bytes(packed(nameless))
    assert collect(course, LESSON, source).students == ("ada",)


def test_an_archive_inside_an_archive_is_not_opened(course: Course, tmp_path: Path) -> None:
    source = tmp_path / "class.zip"

    def nested(archive: zipfile.ZipFile) -> None:
        honest(archive)
        archive.writestr("eve_inner.zip", packed(a_bomb))

    source.write_bytes(packed(nested))
    assert collect(course, LESSON, source).students == ("ada",)
    assert sorted(path.name for path in (course.root / "submitted").iterdir()) == ["ada"]


def test_a_link_in_a_downloaded_folder_is_not_followed(course: Course, tmp_path: Path) -> None:
    folder = tmp_path / "download"
    folder.mkdir()
    (folder / "eve_work.ipynb").symlink_to(course.root / "nbgrader_config.py")
    with pytest.raises(CourseError, match="eve_work"):
        collect(course, LESSON, folder)
    assert not (course.root / "submitted").exists()
