"""From an empty folder to feedback for a class, with the installed wheel and no checkout."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
PROJECT = Path(__file__).parents[3]
LESSON = "01-first-lesson"
PINS = PROJECT / "requirements" / "lessons.txt"


@dataclass(frozen=True)
class Installed:
    """An environment into which the wheel was installed, and a course's folder to work in."""

    programs: Path
    course: Path
    home: Path

    def run(self, *words: str, status: int = 0, alone: bool = False) -> subprocess.CompletedProcess[str]:
        path = os.pathsep.join([str(self.programs), os.defpath])
        variables = {**os.environ, "PATH": path, "HOME": str(self.home), "JUPYTER_CONFIG_DIR": str(self.home)}
        where = self.course if self.course.is_dir() else self.course.parent
        program = str(self.programs / words[0]) if (self.programs / words[0]).exists() else words[0]
        ran = subprocess.run(
            [program, *words[1:]], cwd=where, env=variables, capture_output=True, text=True, timeout=200
        )
        assert ran.returncode == status, ran.stdout + ran.stderr
        assert "Traceback" not in ran.stdout + ran.stderr
        return ran


def environment(folder: Path, wheel: Path, *requirements: str) -> Path:
    """A new environment with the wheel and what else is required; gives the folder of its programs."""
    uv = [sys.executable, "-m", "uv", "--quiet"]
    subprocess.run([*uv, "venv", "--python", sys.executable, str(folder)], check=True, capture_output=True)
    install = [*uv, "pip", "install", "--python", str(folder / "bin" / "python"), str(wheel), *requirements]
    subprocess.run(install, check=True, capture_output=True)
    return folder / "bin"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=PROJECT, check=True, capture_output=True)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The walk itself, up to the graded class; each test looks at a part of what it left."""
    place = tmp_path_factory.mktemp("teacher")
    home = place / "home"
    home.mkdir()
    made = Installed(environment(place / "environment", wheel, "-r", str(PINS)), place / "my course", home)
    made.run("graders", "init", str(made.course))
    made.run("graders", "new", "02-second")
    made.run("graders", "test", LESSON)
    made.run("graders", "release", LESSON)
    released = made.course / "release" / LESSON / f"{LESSON}.ipynb"
    for student, answers in CLASS.items():
        hand_in(made.course, student, released, answers)
    made.run("graders", "grade", LESSON, "--force")
    made.run("graders", "feedback", LESSON)
    return made


RIGHT = {
    "a-first-lesson-slope": """x = ad.Variable(3.7)
with ad.GradientTape() as tape:
    y = x**2 - 4 * x
slope = tape.gradient(y, x)""",
    "a-first-lesson-function": "def slope_at(x):\n    return 2 * x - 4",
    "first-lesson-explain": "At 2, where the curve is lowest.",
}
CLASS = {
    "ada": RIGHT,
    "chloe": {
        "a-first-lesson-slope": "slope = 23.38",
        "a-first-lesson-function": "def slope_at(x):\n    return 3.4",
    },
    "dmitri": {},
}


def hand_in(course: Path, student: str, released: Path, answers: dict[str, str]) -> None:
    notebook = json.loads(released.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in answers:
            cell["source"] = answers[name]
    folder = course / "submitted" / student / LESSON
    shutil.copytree(released.parent, folder)
    (folder / released.name).write_text(json.dumps(notebook), encoding="utf-8")


def scores(course: Path) -> dict[str, dict[str, float | None]]:
    from graders.course.course import Course

    with Course(course).gradebook() as gradebook:
        return {
            submission.student.id: {grade.name: grade.auto_score for grade in submission.notebooks[0].grades}
            for submission in gradebook.assignment_submissions(LESSON)
        }


def test_a_class_of_three_is_graded_as_its_answers_deserve(installed: Installed) -> None:
    assert scores(installed.course) == {
        "ada": {
            "check-first-lesson-slope": 2,
            "check-first-lesson-function": 2,
            "first-lesson-explain": None,
        },
        "chloe": {
            "check-first-lesson-slope": 0.5,
            "check-first-lesson-function": 0.5,
            "first-lesson-explain": 0,
        },
        "dmitri": {
            "check-first-lesson-slope": 0,
            "check-first-lesson-function": 0,
            "first-lesson-explain": 0,
        },
    }


def test_everybody_has_a_page_of_feedback_and_the_page_says_why(installed: Installed) -> None:
    for student in CLASS:
        assert (installed.course / "feedback" / student / LESSON / f"{LESSON}.html").is_file()
    page = (installed.course / "feedback" / "chloe" / LESSON / f"{LESSON}.html").read_text(encoding="utf-8")
    assert "exponent" in page


def test_plain_nbgrader_releases_and_grades_the_same_course_alike(
    installed: Installed, tmp_path: Path
) -> None:
    ours = scores(installed.course)
    copy = Path(shutil.copytree(installed.course, tmp_path / "my course"))
    for made in ("release", "autograded", "feedback"):
        shutil.rmtree(copy / made)
    plain = Installed(installed.programs, copy, installed.home)
    plain.run("nbgrader", "generate_assignment", LESSON, "--force")
    assert {file.name for file in (copy / "release" / LESSON).iterdir()} == {
        f"{LESSON}.ipynb",
        "questions.py",
    }
    plain.run("nbgrader", "autograde", LESSON, "--force")
    assert scores(copy) == ours


def test_the_checkout_is_not_what_ran(installed: Installed) -> None:
    ran = installed.run("python", "-c", "import graders; print(graders.__file__)")
    assert str(PROJECT) not in ran.stdout
    assert str(installed.programs.parent) in ran.stdout


@pytest.mark.exhaustive
def test_the_second_lesson_begins_from_the_template_and_passes(installed: Installed) -> None:
    report = json.loads(installed.run("graders", "test", "02-second", "--json").stdout)
    assert report["passed"], report["problems"]
    assert len(report["entries"]) == 7


def test_an_installed_package_bundles_itself_for_students_file_by_file(
    installed: Installed, wheel: Path, tmp_path: Path
) -> None:
    target = tmp_path / "lessons.zip"
    installed.run("graders", "bundle", "--into", str(target))
    with zipfile.ZipFile(target) as archive, zipfile.ZipFile(wheel) as ours:
        names = {name.partition("/")[2]: name for name in archive.namelist()}
        assert {"start.py", "tools/start.py", f"notebooks/release/{LESSON}/questions.py"} <= names.keys()
        with zipfile.ZipFile(io.BytesIO(archive.read(names[wheel.name]))) as theirs:
            listed = {name: theirs.read(name) for name in theirs.namelist() if not name.endswith("/RECORD")}
        assert listed == {name: ours.read(name) for name in ours.namelist() if not name.endswith("/RECORD")}


def test_doctor_finds_all_well_and_version_is_printed(installed: Installed) -> None:
    told = installed.run("graders", "doctor").stdout
    assert "All is there." in told
    assert "lesson 02-second: fits together" in told
    from graders import __version__

    assert installed.run("graders", "--version").stdout.strip() == __version__


def test_with_numpy_alone_the_program_starts_and_says_what_to_install(wheel: Path, tmp_path: Path) -> None:
    bare = Installed(environment(tmp_path / "bare", wheel), tmp_path / "nowhere", tmp_path)
    told = bare.run("graders", "--help", status=2).stderr
    assert told == 'graders: typer is not installed. Type: pip install "autodiff-lite[notebooks]"\n'
