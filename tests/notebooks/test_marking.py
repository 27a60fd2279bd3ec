"""Plain nbgrader grades the lesson: partial credit arrives, and the marking guide reaches whoever grades."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.api import Gradebook

pytestmark = pytest.mark.slow

LESSON = "03-gradients"
ANSWERS = {
    "a-choice": "slope_choice = 4",
    "a-slope": "slope = 13",
    "a-difference": "def central_slope(x, h):\n    return ((x + h) ** 3 - x**3) / h",
    "a-explain": "The tape did not watch it.",
}
# By hand: 4 has the right sign; 13 is right, but not from a tape; one side only gets half, of the hidden
# points too.
EARNED = {"check-gradients-choice": 0.25, "check-gradients-slope": 1.5, "check-gradients-difference": 1}


@pytest.fixture(scope="module")
def graded(
    released_folder: Path, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A copy of the course in which one student handed a few answers in and nbgrader graded them."""
    course = tmp_path_factory.mktemp("graded") / "course"
    shutil.copytree(released_folder.parent.parent, course)
    notebook = nbformat.read(course / "release" / LESSON / f"{LESSON}.ipynb", as_version=4)
    for cell in notebook.cells:
        cell.source = ANSWERS.get(cell.id, cell.source)
    handed_in = course / "submitted" / "student" / LESSON
    handed_in.mkdir(parents=True)
    nbformat.write(notebook, handed_in / f"{LESSON}.ipynb")
    command = ["nbgrader", "autograde", LESSON]
    done = subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return course


@pytest.fixture(scope="module")
def autograded(graded: Path) -> NotebookNode:
    return nbformat.read(graded / "autograded" / "student" / LESSON / f"{LESSON}.ipynb", as_version=4)


def test_the_gradebook_holds_the_points_of_each_question_as_numbers(graded: Path) -> None:
    with Gradebook(f"sqlite:///{graded / 'gradebook.db'}", "autodiff") as gradebook:
        (notebook,) = gradebook.find_submission(LESSON, "student").notebooks
        scores = {grade.name: grade.auto_score for grade in notebook.grades}
        by_hand = {grade.name for grade in notebook.grades if grade.needs_manual_grade}
    assert {name: score for name, score in scores.items() if score} == pytest.approx(EARNED)
    assert by_hand == {"gradients-explain"}


def test_whoever_grades_finds_the_marking_guide_below_the_written_answer(autograded: NotebookNode) -> None:
    names = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in autograded.cells]
    answer, guide = names.index("gradients-explain"), names.index("gradients-explain-guide")
    assert guide == answer + 1
    assert autograded.cells[answer].source == ANSWERS["a-explain"]
    assert "Marking guide" in autograded.cells[guide].source
