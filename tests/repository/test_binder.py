"""Binder: repo2docker accepts the repository, and what it leaves behind is a student's view of it."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import nbformat
import pytest
from tracked import ROOT, text_of, tracked

pytestmark = pytest.mark.slow

SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", re.DOTALL)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository as git has it, in a folder of its own."""
    folder = tmp_path_factory.mktemp("binder") / "repository"
    for path in tracked():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, folder / path)
    return folder


def test_repo2docker_accepts_the_repository(repository: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "repo2docker",
        "--no-build",
        "--debug",
        "--user-id=1000",
        "--user-name=ada",
    ]
    result = subprocess.run([*command, "."], cwd=repository, capture_output=True, text=True, check=False)
    said = result.stdout + result.stderr
    assert result.returncode == 0, said
    assert "conda environment for python=3.11" in said
    steps = [
        "COPY --chown=1000:1000 src/ ",
        'install --no-cache-dir -r "binder/requirements.txt"',
        "RUN ./binder/postBuild",
    ]
    positions = [said.index(step) for step in steps]
    assert positions == sorted(positions)


@pytest.fixture(scope="module")
def students_view(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The folder that postBuild leaves, and the packages that it installs.

    It runs in an environment of its own that sees our packages and writes to none of them.
    """
    environment = tmp_path_factory.mktemp("environment")
    venv.create(environment, with_pip=False)
    python = environment / "bin" / "python"
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(environment)}))
    (packages / "ours.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    home = tmp_path_factory.mktemp("home")
    path = os.pathsep.join([str(python.parent), str(Path(sys.executable).parent), os.environ["PATH"]])
    variables = dict(os.environ, REPO_DIR=str(repository), PATH=path, HOME=str(home))
    result = subprocess.run(
        ["binder/postBuild"], cwd=repository, env=variables, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return repository, packages


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def lines_of(*texts: str) -> set[str]:
    """Lines that are long enough to be told from others."""
    return {line.strip() for text in texts for line in text.splitlines() if len(line.strip()) > 8}


def shown(notebook: nbformat.NotebookNode) -> set[str]:
    """The lines of a lesson that students get."""
    return lines_of(*(SOLUTION.sub("", cell.source) for cell in notebook.cells if not is_answer(cell)))


def is_answer(cell: nbformat.NotebookNode) -> bool:
    """Whether a whole cell is a solution."""
    marks = cell.metadata.get("nbgrader", {})
    return bool(marks.get("solution")) and not SOLUTION.search(cell.source)


def solutions(notebook: nbformat.NotebookNode) -> set[str]:
    """The lines of a lesson that stand in its solutions and nowhere else in it."""
    parts = [part for cell in notebook.cells for part in SOLUTION.findall(cell.source)]
    whole = [cell.source for cell in notebook.cells if is_answer(cell)]
    return lines_of(*parts, *whole) - shown(notebook)


def never_released() -> set[str]:
    """The lines of the modules that stay in the course, but those that students see elsewhere."""
    kept = [path for name in ("hidden", "tests") for path in tracked(f"notebooks/source/*/{name}.py")]
    elsewhere = [text_of(path) for path in [*tracked("*.py"), *tracked("*.py.txt")] if path not in kept]
    known = "\n".join([*elsewhere, *(line for lesson in lessons() for line in shown(lesson))])
    return {line for line in lines_of(*map(text_of, kept)) if line not in known}


def lessons() -> list[nbformat.NotebookNode]:
    return [nbformat.read(ROOT / path, as_version=4) for path in tracked("notebooks/source/*/*.ipynb")]


def test_a_student_finds_the_released_lessons_and_nothing_else(students_view: tuple[Path, Path]) -> None:
    folder, _ = students_view
    names = {path.parent.name for path in tracked("notebooks/source/*/*.ipynb")}
    beside = {path.name for path in tracked("notebooks/students/*")}
    assert {path.name for path in folder.iterdir()} == names | beside
    assert all((folder / name / f"{name}.ipynb").is_file() for name in names)
    assert {path.name for path in folder.rglob("*.py")} == {"questions.py"}


def test_a_student_can_check_an_answer_without_the_hidden_checks(students_view: tuple[Path, Path]) -> None:
    folder, packages = students_view
    program = "import graders, autodiff_lite; print(graders.__file__, autodiff_lite.__file__); "
    program += "print(graders.check('gradients-slope'))"
    python = packages.parents[2] / "bin" / "python"
    lesson = folder / "03-gradients"
    result = subprocess.run([python, "-c", program], cwd=lesson, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    modules, _, panel = result.stdout.partition("\n")
    assert all(module.startswith(str(packages)) for module in modules.split())
    assert "0 of" in panel


def test_neither_solutions_nor_hidden_checks_are_left(students_view: tuple[Path, Path]) -> None:
    folder, packages = students_view
    kept, solved = never_released(), set().union(*map(solutions, lessons()))
    assert any("lesson.hidden(" in line for line in kept)
    assert len(solved) > 5
    ours = [
        path
        for path in files_in(packages)
        if path.relative_to(packages).parts[0] in ("graders", "autodiff_lite")
    ]
    for path in [*files_in(folder), *ours]:
        text = path.read_text(encoding="utf-8", errors="replace")
        if path.suffix == ".ipynb":
            text = "\n".join(cell.source for cell in nbformat.reads(text, as_version=4).cells)
        looked_for = kept if path in ours else kept | solved  # the package's own examples may be alike
        assert [secret for secret in looked_for if secret in text] == [], path


def test_postbuild_refuses_to_empty_a_folder_that_is_not_binders(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "binder", tmp_path / "binder")
    (tmp_path / "precious.txt").write_text("mine", encoding="utf-8")
    variables = {name: value for name, value in os.environ.items() if name != "REPO_DIR"}
    result = subprocess.run(
        ["binder/postBuild"], cwd=tmp_path, env=variables, capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert "for Binder alone" in result.stderr
    assert (tmp_path / "precious.txt").exists()
