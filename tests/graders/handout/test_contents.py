"""Students get what they need, and no solution, no hidden check, no tests.py and no history."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from graders.course.course import Course
from graders.course.errors import CourseError
from graders.handout import contents
from graders.handout.bundle import write_bundle
from graders.handout.contents import students_files, warn_of_older
from graders.handout.secrets import secrets_of

SLOPE = "    y = 3 * x**3 + 5 * x**2 - 3 * x + 10"
TESTS = """# %% gradients-slope: 0.5
slope = 3.125

# %% gradients-difference: 1
central_slope = lambda x, h: x
"""


def test_students_get_the_released_lessons_the_package_its_pins_and_a_start(course: Course) -> None:
    files = students_files(course)
    assert {name for name in files if name.startswith("notebooks/")} == {
        "notebooks/release/mini/mini.ipynb",
        "notebooks/release/mini/questions.py",
        "notebooks/release/other/other.ipynb",
    }
    assert {"README.md", "start.py", "tools/start.py", "requirements/lessons.txt"} <= files.keys()
    assert [name for name in files if name.endswith(".whl")]
    assert len(files["README.md"].splitlines()) <= 10


def test_only_the_lessons_that_were_named_are_in_it_and_what_lies_beside_them(course: Course) -> None:
    (course.root / "students").mkdir()
    (course.root / "students" / "words.md").write_text("A tape is a list.", encoding="utf-8")
    files = students_files(course, ["mini"])
    assert "notebooks/students/words.md" in files
    assert not [name for name in files if "other" in name]


def planted(name: str, text: str | bytes) -> Callable[[Path], None]:
    def plant(release: Path) -> None:
        file = release / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())

    return plant


def zipped(name: str, text: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr(name, text)
    return written.getvalue()


def hidden(release: Path) -> str:
    return (release.parents[1] / "source" / "mini" / "hidden.py").read_text(encoding="utf-8")


def with_cell(source: str, name: str = "further") -> Callable[[Path], None]:
    """Into the released notebook: a cell of this text, or another text in the cell of this name."""

    def plant(release: Path) -> None:
        file = release / "mini.ipynb"
        notebook = json.loads(file.read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("grade_id") == name:
                cell["source"] = source
                break
        else:
            notebook["cells"].append(
                {"cell_type": "markdown", "id": name, "metadata": {}, "source": source.splitlines(True)}
            )
        file.write_text(json.dumps(notebook), encoding="utf-8")

    return plant


def source_notebook(release: Path) -> None:
    source = release.parents[1] / "source" / "mini" / "mini.ipynb"
    (release / "copy.json").write_bytes(source.read_bytes())


PLANTS: dict[str, tuple[Callable[[Path], None], str]] = {
    "a solution in another file": (planted("notes.md", f"Do this:\n\n{SLOPE}\n    slope = 1\n"), "mini"),
    "a solution in its own cell": (with_cell("answer = 42", "a-classic"), "the solution of cell a-classic"),
    "a solution in a cell of another kind": (
        with_cell(f"with ad.GradientTape() as tape:\n{SLOPE}"),
        "a-slope",
    ),
    "a hidden test in its own cell": (with_cell("assert answer == 42", "classic"), "cell classic"),
    "a written answer": (with_cell("Because.", "why"), "cell why"),
    "the marks of a solution": (
        with_cell("### BEGIN SOLUTION\n### END SOLUTION"),
        "still holds BEGIN SOLUTION",
    ),
    "the lesson with its solutions under another name": (source_notebook, "copy.json holds the solution of"),
    "hidden.py": (planted("hidden.py", ""), "hidden.py never leaves the course"),
    "hidden.py in capitals": (planted("deep/HIDDEN.PY", ""), "never leaves the course"),
    "hidden.py under another name": (
        lambda release: planted("extra.txt", hidden(release))(release),
        "extra.txt holds hidden.py of mini",
    ),
    "tests.py": (planted("tests.py", ""), "tests.py never leaves the course"),
    "tests.py under another name": (planted("data.csv", TESTS), "data.csv holds tests.py of mini"),
    "tests.py in an archive": (planted("data.zip", zipped("a/tests.py", "")), "data.zip/a/tests.py never"),
    "its text in an archive": (planted("data.zip", zipped("b.txt", TESTS)), "data.zip/b.txt holds tests.py"),
    "a git history": (planted(".git/HEAD", "ref: refs/heads/main"), "is a history"),
    "an editor's history": (planted(".ipynb_checkpoints/mini.ipynb", "{}"), "is a history"),
    "the gradebook": (planted("gradebook.db", b"SQLite format 3"), "never leaves the course"),
}


@pytest.mark.parametrize(("plant", "told"), PLANTS.values(), ids=PLANTS.keys())
def test_nothing_goes_out_where_this_was_planted(
    course: Course, plant: Callable[[Path], None], told: str
) -> None:
    (course.path("source", "mini") / "tests.py").write_text(TESTS, encoding="utf-8")
    assert students_files(course)
    plant(course.path("release", "mini"))
    with pytest.raises(CourseError, match="students would get what must not leave the course") as refused:
        students_files(course)
    assert told in str(refused.value)


@pytest.mark.parametrize("name", ["graders/hidden.py", "graders/checking/more.py", "lesson/tests.py"])
def test_nothing_goes_out_where_the_package_holds_a_hidden_module(
    course: Course, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    module = (course.path("source", "mini") / "hidden.py").read_text(encoding="utf-8")
    monkeypatch.setattr(contents, "wheel", lambda: ("autodiff_lite-1-py3-none-any.whl", zipped(name, module)))
    with pytest.raises(CourseError, match=f"autodiff_lite-1-py3-none-any.whl/{name}"):
        students_files(course)


def test_nothing_goes_out_where_a_solution_lies_beside_the_lessons(course: Course) -> None:
    (course.root / "students").mkdir()
    (course.root / "students" / "answers.md").write_text(f"{SLOPE}\nslope = 13", encoding="utf-8")
    with pytest.raises(CourseError, match=r"students/answers\.md holds the solution of a-slope in mini"):
        students_files(course)


def test_a_link_is_refused_whatever_it_leads_to(course: Course) -> None:
    (course.path("release", "mini") / "figure.svg").symlink_to(course.path("source", "mini") / "hidden.py")
    with pytest.raises(CourseError, match="is a link"):
        students_files(course)


def test_a_line_that_students_see_in_a_lesson_is_no_secret_elsewhere(course: Course) -> None:
    file = course.path("source", "other") / "other.ipynb"
    notebook = json.loads(file.read_text(encoding="utf-8"))
    notebook["cells"][1]["source"] = "answer = 42\nassert x"
    file.write_text(json.dumps(notebook), encoding="utf-8")
    assert secrets_of(course).found("release/other/notes.md", b"answer = 42") == []


def test_an_answer_that_is_marked_in_a_way_of_the_courses_own_is_a_secret_too(course: Course) -> None:
    config = course.root / "nbgrader_config.py"
    settings = {"begin": "(teacher", "end": "pupil)"}
    own = "".join(
        f"c.ClearSolutions.{name}_solution_delimeter = {text!r}\n" for name, text in settings.items()
    )
    config.write_text(config.read_text(encoding="utf-8") + own, encoding="utf-8")
    file = course.path("source", "other") / "other.ipynb"
    notebook = json.loads(file.read_text(encoding="utf-8"))
    notebook["cells"][0]["source"] = "x = 0\n# (teacher\nx = math.tau\n# pupil)"
    file.write_text(json.dumps(notebook), encoding="utf-8")
    again = Course(course.root)
    assert secrets_of(again).found("release/other/notes.md", b"x = math.tau")
    assert not secrets_of(again).found("release/other/notes.md", b"x = 0")


def test_a_lesson_that_is_not_released_or_not_there_is_named(course: Course) -> None:
    (course.path("release", "other") / "other.ipynb").unlink()
    with pytest.raises(CourseError, match=r"other is not released. Type: graders release other"):
        students_files(course, ["other"])
    with pytest.raises(CourseError, match=r"There is no lesson 'minni'. Did you mean mini"):
        students_files(course, ["minni"])
    assert not [name for name in students_files(course) if "other" in name]


def test_a_lesson_that_changed_after_its_release_is_named(course: Course) -> None:
    assert warn_of_older(course, ["mini", "other"]) == []
    file = course.path("source", "mini") / "questions.py"
    file.write_text(file.read_text(encoding="utf-8") + "\n# more\n", encoding="utf-8")
    (told,) = warn_of_older(course, ["mini", "other"])
    assert "graders release mini" in told


def test_the_same_content_gives_the_same_zip_and_no_other_file_is_replaced(tmp_path: Path) -> None:
    one, two, mine = tmp_path / "one.zip", tmp_path / "two.zip", tmp_path / "mine.zip"
    for target in (one, two, two):
        write_bundle({"start.py": b"pass", "a/b.txt": b"b"}, target, "lessons")
    assert one.read_bytes() == two.read_bytes()
    mine.write_bytes(zipped("mine.txt", "mine"))
    before = mine.read_bytes()
    with pytest.raises(CourseError, match="is there, and is not a zip of `graders bundle`"):
        write_bundle({"start.py": b"pass"}, mine, "lessons")
    assert mine.read_bytes() == before
    assert {file.name for file in tmp_path.iterdir()} == {"one.zip", "two.zip", "mine.zip"}
