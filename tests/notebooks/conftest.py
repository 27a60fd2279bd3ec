"""What the tests of lessons share: the source notebooks, and the students' version made by plain nbgrader."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from graders.questions.folder import Folder, load
from graders.questions.lesson import Lesson

LESSON = "03-gradients"


@pytest.fixture(scope="session")
def lesson_folder(root: Path) -> Path:
    """The folder that holds the lesson's source notebook and its figures."""
    return root / "notebooks" / "source" / LESSON


@pytest.fixture(scope="session")
def source(lesson_folder: Path) -> NotebookNode:
    """The source notebook, with solutions."""
    return nbformat.read(lesson_folder / f"{LESSON}.ipynb", as_version=4)


@pytest.fixture(scope="session")
def lesson(lesson_folder: Path) -> Lesson:
    """Its questions, with what only grading asks."""
    return load(Folder.read(lesson_folder, hidden=True))


@pytest.fixture(scope="session")
def environment(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Variables for programs that a test starts: this environment's programs, a home of the test's own."""
    home = tmp_path_factory.mktemp("home")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER_", "IPYTHON"))}
    return kept | {
        "HOME": str(home),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
        "PYTHONPATH": str(root),
        "MPLCONFIGDIR": str(home / "matplotlib"),
    }


@pytest.fixture(scope="session")
def released_folder(
    root: Path, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The folder that students get, made by `nbgrader generate_assignment` in a copy of the course."""
    course = tmp_path_factory.mktemp("course")
    shutil.copy(root / "notebooks" / "nbgrader_config.py", course)
    shutil.copytree(root / "notebooks" / "source" / LESSON, course / "source" / LESSON)
    command = ["nbgrader", "generate_assignment", LESSON]
    done = subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return course / "release" / LESSON


@pytest.fixture(scope="session")
def released(released_folder: Path) -> NotebookNode:
    """The students' version of the notebook."""
    return nbformat.read(released_folder / f"{LESSON}.ipynb", as_version=4)


@pytest.fixture(scope="session")
def run(environment: dict[str, str]) -> Callable[[NotebookNode, Path], NotebookNode]:
    """Run a copy of a notebook from a fresh kernel in a folder, stopping at no error, and give it back."""
    from kernels import Kernels
    from nbclient import NotebookClient

    def execute(notebook: NotebookNode, folder: Path) -> NotebookNode:
        copy = nbformat.from_dict(notebook)
        client = NotebookClient(
            copy,
            timeout=60,
            allow_errors=True,
            km=Kernels(kernel_name="python3"),
            resources={"metadata": {"path": str(folder)}},
        )
        client.execute(env=environment)
        return copy

    return execute
