"""What learning platforms hand out is collected by a layout: each row of docs, on an archive made like it."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from graders.course.course import Course
from graders.course.errors import CourseError
from graders.grading.collect import Collected, collect
from graders.grading.layouts import LAYOUTS

DOCUMENT = Path(__file__).parents[3] / "docs" / "instructors.md"
GRADESCOPE = "submission_7:\n  :submitters:\n  - :name: Ada L\n    :sid: ada\n    :email: ada@x.org\n"
ROWS: dict[str, dict[str, bytes | None]] = {
    "blackboard": {"Lesson_ada_attempt_2026-03-05-14-22-01_mini.ipynb": None},
    "brightspace": {
        "100-200 - ada - Mar 5, 2026 222 PM/mini.ipynb": None,
        "index.html": b"<p>",
    },
    "canvas": {"ada_1234_56789_mini.ipynb": None},
    "gradescope": {
        "export/submission_7/mini.ipynb": None,
        "export/submission_metadata.yml": GRADESCOPE.encode(),
    },
    "ilias": {"Lovelace_Ada_ada_4711/20260305142201_mini.ipynb": None},
    "moodle": {"ada_98765_assignsubmission_file/mini.ipynb": None},
    "sakai": {
        "Lesson/Lovelace, Ada(ada)/Submission attachment(s)/mini.ipynb": None,
        "Lesson/Lovelace, Ada(ada)/timestamp.txt": b"20260305142201000",
        "Lesson/grades.csv": b"ada",
    },
    "teams": {"Submitted files/ada/Lesson/Version 2/mini.ipynb": None},
}
"""The files of an archive by platform; None stands for ada's notebook."""


@pytest.fixture
def course(course_folder: Path) -> Course:
    return Course(course_folder)


@pytest.fixture
def archive(
    tmp_path: Path, released_notebook: dict[str, Any]
) -> Callable[[Mapping[str, bytes | None]], Path]:
    made = [0]

    def make(files: Mapping[str, bytes | None]) -> Path:
        made[0] += 1
        place = tmp_path / f"download-{made[0]}.zip"
        with zipfile.ZipFile(place, "w") as packed:
            for name, data in files.items():
                packed.writestr(name, json.dumps(released_notebook).encode() if data is None else data)
        return place

    return make


def told(collected: Collected) -> str:
    return "\n".join([*collected.left_out, *collected.told])


@pytest.mark.parametrize("platform", LAYOUTS)
def test_an_archive_of_each_platform_is_collected(course: Course, archive: Any, platform: str) -> None:
    collected = collect(course, "mini", archive(ROWS[platform]), platform)
    assert collected.students == ("ada",), told(collected)
    assert (course.root / "submitted" / "ada" / "mini" / "mini.ipynb").is_file()
    assert not any("nobody's" in line for line in collected.left_out), told(collected)


def test_the_document_has_a_row_for_each_platform_with_the_command_and_a_path_that_fits() -> None:
    rows = re.findall(
        r"^\| [^|]+ \| `([^`]+)` \| `graders grade LESSON --from (\S+) --layout (\w+)` \|$",
        DOCUMENT.read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert {layout for *_, layout in rows} == set(LAYOUTS)
    for path, _, layout in rows:
        claim = LAYOUTS[layout].claim(path)
        assert claim is not None, path
        assert claim.file.endswith(".ipynb")


@pytest.mark.parametrize("platform", LAYOUTS)
def test_a_file_that_fits_no_student_is_listed(course: Course, archive: Any, platform: str) -> None:
    collected = collect(course, "mini", archive({**ROWS[platform], "strange/place.ipynb": None}), platform)
    assert "strange/place.ipynb" in told(collected)
    assert collected.students == ("ada",)


def test_a_student_of_the_gradebook_without_a_file_is_listed(course: Course, archive: Any) -> None:
    with course.gradebook() as gradebook:
        gradebook.add_student("zoe")
    collected = collect(course, "mini", archive(ROWS["moodle"]), "moodle")
    assert "'zoe' is in the gradebook, and no file is theirs" in told(collected)


def test_work_that_canvas_calls_late_without_a_time_is_told(course: Course, archive: Any) -> None:
    files = {"ada_LATE_1234_56789_mini.ipynb": None, "bruno_1235_56790_mini.ipynb": None}
    collected = collect(course, "mini", archive(files), "canvas")
    assert collected.students == ("ada", "bruno")
    (late,) = collected.left_out
    assert late.startswith("'ada': the platform calls it late")
    assert str(course.root / "submitted" / "ada" / "mini" / "timestamp.txt") in late


def test_a_name_inside_a_students_zip_decides_nothing(
    course: Course, archive: Any, released_notebook: Any
) -> None:
    """A file named like another student's submission, in a zip of one's own, is one's own."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as packed:
        packed.writestr("bob_1_assignsubmission_file/mini.ipynb", json.dumps(released_notebook))
    files = {
        "ada_98765_assignsubmission_file/work.zip": inner.getvalue(),
        "bob_12345_assignsubmission_file/mini.ipynb": None,
    }
    collected = collect(course, "mini", archive(files), "moodle")
    assert collected.students == ("ada", "bob")


def test_an_older_download_never_replaces_newer_work(course: Course, archive: Any) -> None:
    newer = {"Lesson_ada_attempt_2026-03-06-10-00-00_mini.ipynb": None}
    collect(course, "mini", archive(newer), "blackboard")
    place = course.root / "submitted" / "ada" / "mini" / "mini.ipynb"
    place.write_bytes(place.read_bytes() + b"\n")
    kept = place.read_bytes()
    collected = collect(course, "mini", archive(ROWS["blackboard"]), "blackboard")
    assert place.read_bytes() == kept
    assert "older than what is in place" in told(collected)


def test_of_two_hand_ins_the_later_one_counts_and_the_other_is_named(course: Course, archive: Any) -> None:
    files = {
        "Lesson_ada_attempt_2026-03-05-14-22-01_mini.ipynb": b"{}",
        "Lesson_ada_attempt_2026-11-05-09-00-00_mini.ipynb": None,
    }
    collected = collect(course, "mini", archive(files), "blackboard")
    place = course.root / "submitted" / "ada" / "mini" / "mini.ipynb"
    assert len(place.read_bytes()) > 2
    assert "2026-03-05" in told(collected)


def test_an_unknown_layout_is_refused_with_those_there_are(course: Course, archive: Any) -> None:
    with pytest.raises(CourseError, match="blackboard, brightspace, canvas"):
        collect(course, "mini", archive(ROWS["moodle"]), "moddle")


def test_nothing_that_fits_is_refused_with_the_layouts_that_do(course: Course, archive: Any) -> None:
    with pytest.raises(CourseError, match="'moodle' fits 1 of 1"):
        collect(course, "mini", archive(ROWS["moodle"]), "teams")
    assert not (course.root / "submitted").exists()
