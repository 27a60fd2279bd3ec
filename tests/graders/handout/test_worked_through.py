"""A student's way with the bundle: unpack it, start it, work through a lesson, on the newest Python here."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.exhaustive]
LESSON = "03-gradients"
TOKEN = "only-for-this-test"
NEWEST_FIRST = [f"python3.{minor}" for minor in range(20, sys.version_info.minor, -1)]
SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)\n\s*### END SOLUTION", re.DOTALL)
RUN = """
import sys, nbformat
from nbclient import NotebookClient
file = sys.argv[1]
notebook = nbformat.read(file, as_version=4)
NotebookClient(notebook, timeout=120, kernel_name="python3", allow_errors=True).execute()
nbformat.write(notebook, file)
"""


def newest_python() -> str:
    """The newest Python that this machine has, or the one that runs the tests. Nothing is downloaded."""
    installed = sorted(Path.home().glob(".pyenv/versions/3.*/bin/python3"))
    for name in NEWEST_FIRST:
        for program in [*(str(path) for path in installed), shutil.which(name)]:
            if program and _answers(program, name):
                return program
    return sys.executable


def _answers(program: str, name: str) -> bool:
    code = "import sys, venv, ensurepip; print('python3.%d' % sys.version_info[1])"
    ran = subprocess.run([program, "-c", code], capture_output=True, text=True, check=False)
    return ran.stdout.strip() == name


def variables(home: Path) -> dict[str, str]:
    """A student's: no environment of ours on the PATH, and a home of their own."""
    named = ("JUPYTER", "IPYTHON", "PYTHON", "VIRTUAL_ENV")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(named)}
    ours = str(Path(sys.executable).parent)
    path = [folder for folder in kept["PATH"].split(os.pathsep) if folder != ours]
    return kept | {"HOME": str(home), "PATH": os.pathsep.join(path)}


@pytest.fixture(scope="module")
def bundle(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of two lessons and what lies beside them, as the command writes it."""
    course = tmp_path_factory.mktemp("bundle") / "course"
    course.mkdir()
    shutil.copy(root / "notebooks" / "nbgrader_config.py", course)
    shutil.copytree(root / "notebooks" / "students", course / "students")
    for lesson in ("00-welcome", LESSON):
        shutil.copytree(root / "notebooks" / "source" / lesson, course / "source" / lesson)
        graders(course, "release", "--untested", lesson)
    told = graders(course, "bundle")
    assert "python start.py" in told
    return course / "autodiff-lessons.zip"


def graders(course: Path, *words: str) -> str:
    command = [sys.executable, "-m", "graders", *words]
    ran = subprocess.run(command, cwd=course, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_no_solution_of_the_course_stands_anywhere_in_the_bundle(root: Path, bundle: Path) -> None:
    solutions = []
    for file in (root / "notebooks" / "source").glob("*/*.ipynb"):
        cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
        solutions += [part for cell in cells for part in SOLUTION.findall("".join(cell["source"]))]
    assert len(solutions) > 50
    with zipfile.ZipFile(bundle) as archive:
        for name in archive.namelist():
            assert Path(name).name not in ("hidden.py", "tests.py")
            text = archive.read(name).decode(errors="replace")
            if name.endswith(".ipynb"):
                text = "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
            assert [part for part in solutions if len(part) > 20 and part in text] == [], name


class Opened:
    """JupyterLab as start.py opens it."""

    def __init__(self, folder: Path, python: str, home: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"http://127.0.0.1:{free.getsockname()[1]}"
        options = [
            "--no-browser",
            "--port",
            self.address.rpartition(":")[2],
            f"--IdentityProvider.token={TOKEN}",
        ]
        self.log = home / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [python, "start.py", "lab", *options], cwd=folder, env=variables(home), stdout=log, stderr=log
            )

    def get(self, path: str) -> str:
        request = urllib.request.Request(self.address + path, headers={"Authorization": f"token {TOKEN}"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return str(answer.read().decode())

    def wait(self) -> None:
        until = time.monotonic() + 240
        while True:
            try:
                self.get("/api/status")
                return
            except OSError:
                said = self.log.read_text(encoding="utf-8")
                assert self.process.poll() is None, said
                assert time.monotonic() < until, said
                time.sleep(0.3)

    def close(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


NEWEST = newest_python()
ALSO = [] if sys.executable == NEWEST else [pytest.param(sys.executable, marks=pytest.mark.exhaustive)]


@pytest.mark.parametrize("python", [NEWEST, *ALSO])
def test_a_student_unpacks_it_starts_it_and_earns_all_points_of_a_lesson(
    root: Path, bundle: Path, python: str, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    shutil.unpack_archive(bundle, tmp_path)
    (folder,) = tmp_path.glob("*-lessons")
    opened = Opened(folder, python, home)
    try:
        opened.wait()
        there = {each["name"] for each in json.loads(opened.get("/api/contents"))["content"]}
        assert {"00-welcome", LESSON, "index.ipynb", "glossary.ipynb"} <= there
        assert "00-welcome/00-welcome.ipynb" in opened.log.read_text(encoding="utf-8")
    finally:
        opened.close()

    mine = folder / "lab" / LESSON / f"{LESSON}.ipynb"
    shutil.copyfile(root / "examples" / "class" / "ada" / f"{LESSON}.ipynb", mine)
    program = folder / ".venv" / "bin" / "python"
    code = "import graders; print(graders.__file__)"
    where = subprocess.run([program, "-c", code], cwd=home, capture_output=True, text=True, check=True).stdout
    assert where.startswith(str(folder / ".venv"))
    subprocess.run([program, "-c", RUN, mine], cwd=mine.parent, env=variables(home), check=True)
    cells = json.loads(mine.read_text(encoding="utf-8"))["cells"]
    checks = [cell for cell in cells if "".join(cell["source"]).startswith("check(")]
    panels = ["".join(cell["outputs"][-1]["data"]["text/plain"]) for cell in checks]
    assert len(panels) > 5
    assert [panel for panel in panels if "✗" in panel or "not set yet" in panel] == []
    points = [re.search(r"([\d.]+) of ([\d.]+)", panel) for panel in panels]
    assert [each[0] for each in points if each and each[1] != each[2]] == []
    assert all(points)

    written = mine.read_bytes()
    shutil.unpack_archive(bundle, tmp_path)
    subprocess.run([program, folder / "tools" / "hand_out.py"], env=variables(home), check=True)
    assert mine.read_bytes() == written
