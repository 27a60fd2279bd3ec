"""The same notebooks with plain nbgrader: its commands and its web pages."""

from __future__ import annotations

import csv
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graders.course.course import Course
from graders.grading.coordinate import grade_class

pytestmark = pytest.mark.slow
Notebook = dict[str, Any]
TOKEN = "only-for-this-test"
PROGRAMS = Path(sys.executable).parent


def environment(home: Path) -> dict[str, str]:
    """This environment's programs first on the PATH, and none of the user's own settings."""
    path = os.pathsep.join([str(PROGRAMS), os.environ["PATH"]])
    folders = {
        name: str(home / name.lower()) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")
    }
    return {**os.environ, **folders, "PATH": path}


def nbgrader(course: Path, *arguments: str) -> str:
    ran = subprocess.run(
        [str(PROGRAMS / "nbgrader"), *arguments],
        cwd=course,
        env=environment(course.parent),
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout + ran.stderr


@pytest.fixture(scope="module")
def course(
    released_course: Path,
    tmp_path_factory: pytest.TempPathFactory,
    change: Any,
    right_answers: dict[str, str],
    one_sided: str,
) -> Path:
    """A course in which plain nbgrader has released the lesson, and three students have handed in."""
    root = tmp_path_factory.mktemp("plain") / "course"
    shutil.copytree(released_course, root, ignore=shutil.ignore_patterns("release", "gradebook.db"))
    nbgrader(root, "generate_assignment", "mini")
    released: Notebook = json.loads((root / "release" / "mini" / "mini.ipynb").read_text(encoding="utf-8"))
    half = {**right_answers, "a-difference": one_sided, "a-slope": "slope = [53]", "why": "I think so."}
    gone = {**right_answers, "a-slope": None, "check-slope": None, "check-difference": None}
    class_ = {"ada": {**right_answers, "why": "It does not know."}, "chloe": half, "hiro": gone}
    for student, answers in class_.items():
        folder = shutil.copytree(root / "release" / "mini", root / "submitted" / student / "mini")
        file = folder / "mini.ipynb"
        file.write_text(json.dumps(change(released, answers)), encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def graded(course: Path) -> Path:
    nbgrader(course, "autograde", "mini")
    nbgrader(course, "generate_feedback", "mini")
    return course


def scores(course: Path, student: str) -> dict[str, tuple[float | None, bool, float]]:
    with Course(course).gradebook() as gradebook:
        notebook = gradebook.find_submission_notebook("mini", "mini", student)
        return {
            grade.name: (grade.auto_score, grade.needs_manual_grade, grade.max_score)
            for grade in notebook.grades
        }


def test_the_released_notebook_holds_no_solution_and_no_hidden_test(course: Path) -> None:
    text = (course / "release" / "mini" / "mini.ipynb").read_text(encoding="utf-8")
    for secret in ("SOLUTION", "HIDDEN", "tape.gradient", "answer == 42", "Because"):
        assert secret not in text
    assert 'check(\\"gradients-slope\\")' in text


def test_partial_credit_arrives_in_the_gradebook_as_the_number_it_is(graded: Path) -> None:
    assert scores(graded, "ada") == {
        "check-slope": (2.0, False, 2.0),
        "check-difference": (2.0, False, 2.0),
        "classic": (1.0, False, 1.0),
        "why": (None, True, 3.0),
    }
    assert scores(graded, "chloe") == {
        "check-slope": (0.5, False, 2.0),
        "check-difference": (1.0, False, 2.0),
        "classic": (1.0, False, 1.0),
        "why": (None, True, 3.0),
    }


def test_deleted_cells_cost_nothing_but_their_own_points(graded: Path) -> None:
    assert {name: score for name, (score, *_) in scores(graded, "hiro").items()} == {
        "check-slope": 0.0,
        "check-difference": 2.0,
        "classic": 1.0,
        "why": 0.0,
    }


def test_validate_passes_what_is_right_and_says_what_is_wrong(course: Path) -> None:
    right = nbgrader(course, "validate", "submitted/ada/mini/mini.ipynb")
    assert "Success! Your notebook passes all the tests." in right
    wrong = nbgrader(course, "validate", "submitted/chloe/mini/mini.ipynb")
    assert "VALIDATION FAILED ON 2 CELL(S)" in wrong
    assert "✗ The slope: `slope` is 53, which is not the right number." in wrong
    assert "1 more point is checked when your work is graded." in wrong


def test_feedback_shows_the_panels(graded: Path) -> None:
    page = (graded / "feedback" / "chloe" / "mini" / "mini.html").read_text(encoding="utf-8")
    assert "which is not the right number" in page
    assert page.count('<ul class="asked">') == 2
    assert "Test cell" not in page
    assert "HIDDEN" not in page


def test_the_exported_grades_are_the_sums(graded: Path) -> None:
    nbgrader(graded, "export")
    with (graded / "grades.csv").open(encoding="utf-8") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file) if row["assignment"] == "mini"}
    assert {student: float(row["score"]) for student, row in rows.items()} == {
        "ada": 5.0,
        "chloe": 2.5,
        "hiro": 3.0,
    }


def test_graders_and_nbgrader_leave_the_same_scores(graded: Path, tmp_path: Path) -> None:
    ours = tmp_path / "course"
    shutil.copytree(graded, ours, ignore=shutil.ignore_patterns("autograded", "feedback"))
    with Course(ours).gradebook() as gradebook:
        for student in ("ada", "chloe", "hiro"):
            gradebook.remove_submission("mini", student)
    outcome = grade_class(Course(ours), "mini")
    assert [result.student for result in outcome.results] == ["ada", "chloe", "hiro"]
    for student in ("ada", "chloe", "hiro"):
        assert scores(ours, student) == scores(graded, student)


class Server:
    """A Jupyter server on this machine alone, with nbgrader's pages."""

    def __init__(self, course: Path, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        arguments = [
            "--allow-root",
            "--no-browser",
            "--ip=127.0.0.1",
            f"--port={port}",
            "--ServerApp.port_retries=0",
        ]
        self.process = subprocess.Popen(
            [str(PROGRAMS / "jupyter-server"), *arguments, f"--IdentityProvider.token={TOKEN}"],
            cwd=course,
            env=environment(course.parent),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def get(self, path: str, *, post: bool = False) -> str:
        request = urllib.request.Request(
            self.address + path, method="POST" if post else "GET", headers={"Authorization": f"token {TOKEN}"}
        )
        with urllib.request.urlopen(request, timeout=120) as answer:
            return str(answer.read().decode("utf-8"))

    def wait(self) -> None:
        until = time.monotonic() + 60
        while True:
            try:
                self.get("/api/status")
                return
            except OSError:
                assert self.process.poll() is None, "the server ended"
                assert time.monotonic() < until, "the server did not start"
                time.sleep(0.3)


@pytest.fixture
def server(graded: Path) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running = Server(graded, port)
    try:
        running.wait()
        yield running
    finally:
        running.process.terminate()
        running.process.wait(30)


def test_the_formgrader_shows_scores_and_panels_and_grades_again(server: Server) -> None:
    assert "nbgrader formgrade" in server.get("/formgrader/manage_assignments")
    [mini] = [
        each for each in json.loads(server.get("/formgrader/api/assignments")) if each["name"] == "mini"
    ]
    assert (mini["num_submissions"], mini["max_score"]) == (3, 8.0)
    again = json.loads(server.get("/formgrader/api/submission/mini/chloe/autograde", post=True))
    assert again["success"], again
    submissions = {
        each["student"]: each for each in json.loads(server.get("/formgrader/api/submissions/mini"))
    }
    assert submissions["chloe"]["score"] == 2.5
    assert submissions["chloe"]["needs_manual_grade"]
    pages = {
        each["student"]: each
        for each in json.loads(server.get("/formgrader/api/submitted_notebooks/mini/mini"))
    }
    assert 'class="graders-panel"' in server.get(f"/formgrader/submissions/{pages['chloe']['id']}/")
