"""`graders grade` leaves what `nbgrader autograde` does: the same rows, the same notebooks but for times."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from graders.course.course import Course
from graders.grading.coordinate import Options, grade_class
from graders.grading.submission_limits import SubmissionLimits

from .ledger import comparable, rows

pytestmark = pytest.mark.slow
Notebook = dict[str, Any]
PROGRAMS = Path(sys.executable).parent
PENALTY = """
from nbgrader.plugins import LateSubmissionPlugin


class PointADay(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return min(total_seconds_late // 86400 + 0.5, 100)
"""


def autograde(course: Path, lesson: str, *more: str) -> None:
    ran = subprocess.run(
        [str(PROGRAMS / "nbgrader"), "autograde", lesson, *more],
        cwd=course,
        env={**os.environ, "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(course)},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]


def both_graded(course: Path, lesson: str, **settings: Any) -> tuple[Path, Path]:
    """The course graded by nbgrader, and a copy of it graded by us."""
    theirs, ours = course, course.with_name("ours")
    shutil.copytree(theirs, ours)
    autograde(theirs, lesson)
    options = Options(SubmissionLimits(cell_seconds=30), **settings)
    assert not grade_class(Course(ours), lesson, options).stopped
    return theirs, ours


def assert_same(theirs: Path, ours: Path, lesson: str) -> None:
    left, right = rows(theirs / "gradebook.db"), rows(ours / "gradebook.db")
    assert left.keys() == right.keys()
    for table in left:
        assert left[table] == right[table], table
    files = {path.relative_to(theirs) for path in theirs.glob("autograded/*/*/**/*") if path.is_file()}
    assert files
    assert files == {path.relative_to(ours) for path in ours.glob("autograded/*/*/**/*") if path.is_file()}
    for file in files:
        assert (theirs / file).stat().st_mode == (ours / file).stat().st_mode, file
        if file.suffix == ".ipynb":
            expected, found = comparable(theirs / file), comparable(ours / file)
            for number, (cell, other) in enumerate(zip(expected["cells"], found["cells"], strict=True)):
                assert cell == other, (file, number)
            assert expected == found
        else:
            assert (theirs / file).read_bytes() == (ours / file).read_bytes(), file


def hand_in_a_class(
    course: Path, change: Any, released: Notebook, right: Mapping[str, str], one_sided: str
) -> None:
    partly = {**right, "a-difference": one_sided, "a-classic": "answer = 41", "a-slope": "slope = 53"}
    noisy = "import sys\nprint('out')\nprint('err', file=sys.stderr)\n1 / 0"
    class_of = {
        "ada": {**right, "why": "Because."},
        "bea": partly,
        "carl": {},
        "dora": {**right, "check-slope": None, "a-difference": None, "check-difference": None},
        "eve": {**right, "a-slope": noisy, "check-slope": "check('gradients-slope')\nprint('mine')"},
        "finn": {**right, "a-classic": "answer = 42\nfor i in range(1500):\n    print(i)\nanswer"},
        "gus": {**right, "a-difference": "from IPython.display import display, HTML, clear_output\n"
                "handle = display(HTML('<b>1</b>'), display_id=True)\nhandle.update(HTML('<b>2</b>'))\n"
                "display({'text/plain': 'x'}, raw=True)\nclear_output(wait=True)\nprint('left')"},
    }  # fmt: skip
    for student, answers in class_of.items():
        folder = course / "submitted" / student / "mini"
        folder.mkdir(parents=True)
        (folder / "mini.ipynb").write_text(json.dumps(change(released, answers)), encoding="utf-8")
    times = {
        "ada": "2026-01-10 12:00:00 UTC",
        "bea": "2026-01-12 12:00:00 UTC",
        "carl": "2026-01-30 00:00:00 UTC",
    }
    for student, when in times.items():
        (course / "submitted" / student / "mini" / "timestamp.txt").write_text(when)
    beside = course / "submitted" / "dora" / "mini"
    (beside / "data").mkdir()
    (beside / "data" / "mine.csv").write_text("1,2\n")
    (beside / "given.txt").write_text("changed by dora\n")
    (beside / "__pycache__").mkdir()
    (beside / "__pycache__" / "x.pyc").write_bytes(b"")


def test_both_leave_the_same_rows_and_notebooks(
    course_folder: Path,
    change: Any,
    released_notebook: Notebook,
    right_answers: dict[str, str],
    one_sided: str,
) -> None:
    (course_folder / "source" / "mini" / "given.txt").write_text("as given\n")
    (course_folder / "source" / "mini" / "figures").mkdir()
    (course_folder / "source" / "mini" / "figures" / "a.svg").write_text("<svg/>")
    (course_folder / "penalty.py").write_text(PENALTY)
    with (course_folder / "nbgrader_config.py").open("a") as settings:
        settings.write("\nimport sys, pathlib\nsys.path.insert(0, str(pathlib.Path.cwd()))\n")
        settings.write("c.AssignLatePenalties.plugin_class = 'penalty.PointADay'\n")
    hand_in_a_class(course_folder, change, released_notebook, right_answers, one_sided)
    with Course(course_folder).gradebook() as gradebook:
        gradebook.update_or_create_assignment("mini", duedate="2026-01-10 18:00:00 UTC")
    sys.path.insert(0, str(course_folder))
    try:
        theirs, ours = both_graded(course_folder, "mini")
    finally:
        sys.path.remove(str(course_folder))
    assert_same(theirs, ours, "mini")
    found = {dict(row)["notebook_id"]: dict(row) for row in rows(ours / "gradebook.db")["submitted_notebook"]}
    penalties = {
        dict(row)["late_submission_penalty"] for row in rows(ours / "gradebook.db")["submitted_notebook"]
    }
    assert penalties > {None, 0.0}, found

    # And again, over what a person did in between: an extension, a grade, a comment, extra credit.
    for course in (theirs, ours):
        with Course(course).gradebook() as gradebook:
            gradebook.grant_extension("mini", "bea", days=1)
            grade = gradebook.find_grade("why", "mini", "mini", "ada")
            grade.manual_score, grade.extra_credit = 2.0, 0.5
            gradebook.find_grade("check-slope", "mini", "mini", "bea").manual_score = 1.5
            gradebook.find_comment("why", "mini", "mini", "ada").manual_comment = "Well said."
            gradebook.db.commit()
    autograde(theirs, "mini", "--force")
    sys.path.insert(0, str(course_folder))
    try:
        assert not grade_class(Course(ours), "mini", Options(force=True)).stopped
    finally:
        sys.path.remove(str(course_folder))
    assert_same(theirs, ours, "mini")


LESSONS = sorted(path.stem for path in (Path(__file__).parents[3] / "examples/class/expected").glob("*.json"))


@pytest.mark.parametrize(
    ("lesson", "students"),
    [
        ("03-gradients", ("ada", "chloe", "hiro")),
        *(
            pytest.param(lesson, ("ada", "chloe", "dmitri"), marks=pytest.mark.exhaustive)
            for lesson in LESSONS
            if lesson != "03-gradients"
        ),
    ],
)
def test_both_leave_the_same_on_the_class_of_the_examples(
    lesson: str, students: tuple[str, ...], project: Path, tmp_path: Path
) -> None:
    from graders.course.demo import scratch_course
    from graders.course.release import release

    course = scratch_course(Course(project / "notebooks"), [lesson], tmp_path / "theirs")
    release(course, lesson)
    handed_in = [
        student for student in students if (project / f"examples/class/{student}/{lesson}.ipynb").is_file()
    ]
    assert len(handed_in) >= 2
    for student in handed_in:
        place = course.path("submitted", lesson, student)
        place.mkdir(parents=True)
        shutil.copy(project / "examples" / "class" / student / f"{lesson}.ipynb", place)
    theirs, ours = both_graded(course.root, lesson)
    # The notebook of 09 says in which process it runs. The curves of 08 are long sums, whose last digits
    # differ between processes: scores are compared.
    if lesson in ("08-train-a-network", "09-gradients-on-a-cluster"):
        assert rows(theirs / "gradebook.db") == rows(ours / "gradebook.db")
    else:
        assert_same(theirs, ours, lesson)
