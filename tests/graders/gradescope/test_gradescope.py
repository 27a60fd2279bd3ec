"""The autograder zip: built, unpacked and run as Gradescope's documentation says, without its containers."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from graders.cli import app
from graders.course.course import Course
from graders.gradescope import run
from graders.gradescope.kept import as_json, from_json
from graders.gradescope.pack import autograder
from graders.gradescope.results import results
from graders.grading.gather import lesson_of
from graders.grading.outcome import Outcome

pytestmark = pytest.mark.slow

Notebook = dict[str, Any]
STATUS = {"passed", "failed"}
VISIBILITY = {"hidden", "after_due_date", "after_published", "visible"}


@pytest.fixture(scope="module")
def packed(released_course: Path) -> bytes:
    return autograder(Course(released_course), "mini")


@pytest.fixture
def root(packed: bytes, tmp_path: Path) -> Path:
    """Laid out as Gradescope lays out /autograder; the environment that setup.sh makes is this one."""
    root = tmp_path / "autograder"
    for folder in ("source", "submission", "results"):
        (root / folder).mkdir(parents=True)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(root / "source")
    shutil.copyfile(root / "source" / "run_autograder", root / "run_autograder")
    (root / "run_autograder").chmod(0o755)
    (root / "venv").symlink_to(sys.prefix)
    users = [{"email": "ada@example.org", "id": 1, "name": "Ada"}]
    (root / "submission_metadata.json").write_text(json.dumps({"id": 7, "users": users}), encoding="utf-8")
    return root


@pytest.fixture
def hand_in_here(root: Path, released_course: Path, change: Callable[..., Notebook]) -> Callable[..., None]:
    released = json.loads((released_course / "release" / "mini" / "mini.ipynb").read_text(encoding="utf-8"))

    def put(answers: dict[str, str | None], name: str = "mini.ipynb") -> None:
        file = root / "submission" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(change(released, answers)), encoding="utf-8")

    return put


def read(root: Path) -> dict[str, Any]:
    """The results, held to what the documentation says of them."""
    found: dict[str, Any] = json.loads((root / "results" / "results.json").read_text(encoding="utf-8"))
    assert "score" in found or found["tests"]
    assert found["stdout_visibility"] in VISIBILITY
    assert found["visibility"] in VISIBILITY
    for test in found.get("tests", []):
        assert 0 <= test["score"] <= test["max_score"]
        assert test["status"] in STATUS
        assert test["visibility"] in VISIBILITY
        assert test["output_format"] in {"text", "html", "simple_format", "md", "ansi"}
        assert all(isinstance(test[name], str) for name in ("name", "number", "output"))
    return found


def scores(found: dict[str, Any]) -> dict[str, float]:
    return {test["name"]: test["score"] for test in found["tests"]}


def strings(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for part in data.values() if isinstance(data, dict) else data:
            yield from strings(part)


def test_the_zip_holds_what_gradescope_wants_at_its_root_and_no_solution(
    packed: bytes, right_answers: dict[str, str]
) -> None:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        names = archive.namelist()
        modes = {entry.filename: entry.external_attr >> 16 for entry in archive.infolist()}
        kept = archive.read("lesson.json").decode()
        scripts = [archive.read(name).decode() for name in ("setup.sh", "run_autograder")]
        (package,) = [name for name in names if name.endswith(".whl")]
        wheel = zipfile.ZipFile(io.BytesIO(archive.read(package))).namelist()
    assert sorted(names) == sorted(["setup.sh", "run_autograder", "lesson.json", "requirements.txt", package])
    assert all(modes[name] & 0o111 for name in ("setup.sh", "run_autograder"))
    assert all(script.startswith("#!/usr/bin/env bash\n") for script in scripts)
    assert not [name for name in wheel if name.endswith(("/hidden.py", "/tests.py", ".ipynb", ".pkl"))]
    texts = list(strings(json.loads(kept)))
    assert any("lesson.hidden(" in text for text in texts)
    for answer in (*right_answers.values(), "Because."):
        assert not [text for text in texts if answer in text]
    assert "BEGIN SOLUTION" not in kept


def test_a_lesson_is_the_same_after_its_way_through_json(released_course: Path) -> None:
    lesson = lesson_of(Course(released_course), "mini")
    back = from_json(as_json(lesson, "{}"))
    assert (back.cells, back.files, back.page, back.opening) == (
        lesson.cells,
        lesson.files,
        lesson.page,
        lesson.opening,
    )
    assert (back.before, back.after, back.settings) == (lesson.before, lesson.after, lesson.settings)
    assert [question.points for question in back.asked] == [question.points for question in lesson.asked]


def test_the_script_grades_with_the_package_in_the_zip(
    root: Path,
    hand_in_here: Callable[..., None],
    right_answers: dict[str, str],
    one_sided: str,
    tmp_path: Path,
) -> None:
    hand_in_here({**right_answers, "a-difference": one_sided, "why": "A constant is not watched."})
    (package,) = (root / "source").glob("*.whl")
    with zipfile.ZipFile(package) as archive:
        archive.extractall(tmp_path / "installed")
    environment = {**os.environ, "AUTOGRADER_ROOT": str(root), "PYTHONPATH": str(tmp_path / "installed")}
    ran = subprocess.run(
        [str(root / "run_autograder")], cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    found = read(root)
    further = "A slope from heights: further checks"
    assert scores(found) == {
        "The slope of a cubic": 2.0,
        "A slope from heights": 0.5,
        further: 0.5,
        "classic": 1.0,
    }
    assert found["output"] == "waits for a person's grade: why"
    (hidden,) = [test for test in found["tests"] if test["name"] == further]
    assert (hidden["visibility"], hidden["output"]) == ("after_published", "0.5 of 1")
    seen = next(test for test in found["tests"] if test["name"] == "A slope from heights")
    assert seen["output"].count("Both sides") == 1
    assert (root / "source").stat().st_mode & 0o077 == 0


ATTACK = """
import os, pathlib
found = []
for place in ("LESSON", "METADATA", f"/proc/{os.getppid()}/environ", f"/proc/{os.getppid()}/mem"):
    try:
        found.append(pathlib.Path(place).read_bytes()[:1])
    except OSError:
        pass
try:
    pathlib.Path("RESULTS").write_text('{"score": 100}')
    found.append("written")
except OSError:
    pass
slope = found or 13.0
"""
WITHOUT_WALLS = """
import pathlib, sys
from graders.gradescope import run
run.lacking = lambda: iter(["bubblewrap"])
sys.exit(run.main(pathlib.Path(sys.argv[1])))
"""


@pytest.fixture
def attacked(root: Path, hand_in_here: Callable[..., None]) -> Path:
    """The root, with a submission that looks for the checks and writes the results."""
    metadata = root / "submission_metadata.json"
    metadata.chmod(0o600)
    places = {"LESSON": root / "source" / "lesson.json", "METADATA": metadata}
    places["RESULTS"] = root / "results" / "results.json"
    text = ATTACK
    for name, place in places.items():
        text = text.replace(name, str(place))
    hand_in_here({"a-slope": text, "a-classic": "answer = 41"})
    return root


# The number is right, and was not found with the tape: just that, where nothing could be read or written.
NOTHING_REACHED = {
    "The slope of a cubic": 1.5,
    "A slope from heights": 0.0,
    "A slope from heights: further checks": 0.0,
    "classic": 0.0,
    "why": 0.0,
}


def test_behind_walls_a_submission_reads_no_check_and_writes_no_result(attacked: Path) -> None:
    assert run.main(attacked) == 0
    assert scores(read(attacked)) == NOTHING_REACHED


def test_without_walls_it_runs_as_another_user_who_reads_and_writes_as_little(attacked: Path) -> None:
    program, packages = _for_another_user()
    for folder in (attacked, *list(attacked.parents)[:3]):
        folder.chmod(0o755)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(packages)}
    command = [program, "-c", WITHOUT_WALLS, str(attacked)]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "not behind walls: bubblewrap" in ran.stdout
    assert scores(read(attacked)) == NOTHING_REACHED


def _for_another_user() -> tuple[str, list[str]]:
    """A Python and packages that any user can read. Skips where there are none, or this is not root."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    site = Path(sys.prefix) / "lib" / f"python3.{sys.version_info.minor}" / "site-packages"
    packages = [str(Path(run.__file__).parents[2]), str(site)]
    for program in (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}"):
        command = [program, "-c", "import graders.isolation.kernel, numpy"]
        environment = {"PYTHONPATH": os.pathsep.join(packages)}
        try:
            tried = subprocess.run(
                command, user=65534, group=65534, extra_groups=[], cwd="/", env=environment, check=False
            )
        except OSError:
            continue
        if tried.returncode == 0:
            return program, packages
    pytest.skip("there is no Python here that another user can read")


def test_a_check_of_ours_that_fails_gives_no_result_and_so_no_grade(
    root: Path,
    hand_in_here: Callable[..., None],
    right_answers: dict[str, str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    kept = root / "source" / "lesson.json"
    data = json.loads(kept.read_text(encoding="utf-8"))
    broken = "from .questions import lesson\n\ndef check(question, answers, random):\n    yield 1 / 0\n"
    broken += (
        "\nfrom graders.questions import ask\nlesson.hidden('gradients-difference', [ask(1.0)(check)])\n"
    )
    data["questions"]["hidden.py"] = broken
    kept.write_text(json.dumps(data), encoding="utf-8")
    hand_in_here(right_answers)
    assert run.main(root) == 1
    assert "ZeroDivisionError" in capsys.readouterr().out
    assert not (root / "results" / "results.json").exists()


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({}, "nothing that ends in .ipynb"),
        ({"one.ipynb": b"{}", "two.ipynb": b"{}"}, "one.ipynb, two.ipynb"),
        ({"mini.ipynb": b"%PDF-1.7"}, "not a notebook"),
        ({"report.pdf": b"%PDF-1.7", ".hidden.ipynb": b"{}"}, "nothing that ends in .ipynb"),
    ],
)
def test_what_cannot_be_graded_has_no_points_and_the_reason(
    root: Path, files: dict[str, bytes], says: str
) -> None:
    for name, content in files.items():
        (root / "submission" / name).write_bytes(content)
    assert run.main(root) == 0
    found = read(root)
    assert found["score"] == 0
    assert says in found["output"]


def test_a_notebook_in_a_folder_under_another_name_is_found_and_told(
    root: Path, hand_in_here: Callable[..., None]
) -> None:
    hand_in_here({}, "work/my answers.ipynb")
    found = run.find_notebook(root / "submission", "mini")
    assert found.file == root / "submission" / "work" / "my answers.ipynb"
    assert [remark.kind for remark in found.remarks] == ["renamed"]
    (root / "submission" / "mini.ipynb").symlink_to(root / "source" / "lesson.json")
    assert run.find_notebook(root / "submission", "mini").file == found.file


def test_a_notebook_whose_kernel_dies_has_no_result_and_so_no_grade(
    root: Path, hand_in_here: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    hand_in_here({"a-slope": "import os\nos._exit(3)"})
    assert run.main(root) == 1
    assert "Not graded. " in capsys.readouterr().out
    assert not (root / "results" / "results.json").exists()


def test_whose_it_is_comes_from_gradescopes_metadata(root: Path) -> None:
    metadata = root / "submission_metadata.json"
    assert run.student_of(metadata) == "ada@example.org"
    for odd in ("", "[]", '{"users": 3}', '{"users": [3]}', '{"users": []}'):
        metadata.write_text(odd, encoding="utf-8")
        assert run.student_of(metadata) == "gradescope"


def test_where_everything_waits_for_a_person_nothing_is_added_up(released_course: Path) -> None:
    lesson = lesson_of(Course(released_course), "mini")
    found = results(lesson, Outcome("ada", notebook=b"{}"), 1.0)
    assert (found["score"], "tests" in found) == (0.0, False)
    assert found["output"].count("waits for a person's grade") == 4


def test_the_command_writes_the_zip_or_says_what_is_missing(released_course: Path, tmp_path: Path) -> None:
    course = Path(shutil.copytree(released_course, tmp_path / "course"))
    command = ["gradescope", "mini", "--course", str(course), "--to", str(tmp_path / "new" / "zip.zip")]
    assert CliRunner().invoke(app, command).exit_code == 0
    assert zipfile.is_zipfile(tmp_path / "new" / "zip.zip")
    shutil.rmtree(course / "release")
    missing = CliRunner().invoke(app, command)
    assert (missing.exit_code, "graders release mini" in missing.stderr) == (2, True)


@pytest.mark.parametrize("script", ["setup.sh", "run_autograder.sh"])
def test_the_scripts_are_bash(project: Path, script: str) -> None:
    file = project / "graders" / "gradescope" / script
    assert subprocess.run(["bash", "-n", str(file)], check=False).returncode == 0
