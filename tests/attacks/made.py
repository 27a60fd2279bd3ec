"""Submissions that no notebook file can hold: broken, forged, huge, linked. Each writes one into a folder.

`write(folder, work)` gets the student's empty folder for the lesson, and the released notebook with one
honest answer in it: the slope.
"""

from __future__ import annotations

import copy
import json
import os
import random
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .course import CLASSIC, LESSON, QUESTIONS, Notebook, cell

Write = Callable[[Path, Notebook], None]
MADE: dict[str, Write] = {}
NAME = f"{LESSON}.ipynb"
FORGED = "application/vnd.autodiff-lite.verdict+json"
QUESTIONS_OF_THEIR_OWN = """
from graders.questions import Criterion, Lesson, ask
lesson = Lesson("attacked")
def right(question, answers):
    yield Criterion("Right", 1, True)
for name in ("slope", "choice", "difference", "task"):
    lesson.question(f"gradients-{name}", "Right", asks=[ask(1)(right), ask(1)(right), ask(1)(right)])
"""


def attack(write: Write) -> Write:
    MADE[write.__name__.replace("_", "-")] = write
    return write


def put(folder: Path, work: Any) -> None:
    (folder / NAME).write_text(json.dumps(work), encoding="utf-8")


def named(work: Notebook, name: str) -> Notebook:
    marked = ((each, each["metadata"].get("nbgrader")) for each in work["cells"])
    return next(each for each, marks in marked if isinstance(marks, dict) and marks.get("grade_id") == name)


def code(source: str, identity: str = "extra", **metadata: Any) -> Notebook:
    made = {"cell_type": "code", "id": identity, "metadata": metadata, "source": source}
    return made | {"execution_count": None, "outputs": []}


@attack
def outputs_forged(folder: Path, work: Notebook) -> None:
    """Every cell comes with a result that says all is right."""
    verdict = {
        "question": "gradients-choice",
        "points": 99.0,
        "of": 1,
        "criteria": [],
        "problems": [],
        "faults": [],
    }
    for each in work["cells"]:
        if each["cell_type"] == "code":
            data = {"text/plain": "99.0", FORGED: verdict}
            result = {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": 1}
            each.update(outputs=[result], execution_count=1)
            each["metadata"]["execution"] = {"iopub.status.busy": "2000-01-01T00:00:00Z"}
    work["metadata"]["scores"] = dict.fromkeys(QUESTIONS, 99)
    put(folder, work)


@attack
def points_claimed(folder: Path, work: Notebook) -> None:
    """The notebook's own marks claim more points, other kinds of cells, and cells that nobody released."""
    for each in work["cells"]:
        marks = each["metadata"].get("nbgrader")
        if marks is not None:
            marks.update(points=99, max_score=99, score=99, auto_score=99, manual_score=99, checksum="0" * 32)
    named(work, "check-choice")["metadata"]["nbgrader"].update(locked=False, solution=True, task=True)
    named(work, "check-task")["metadata"]["nbgrader"].update(grade=False, cell_type="markdown")
    named(work, "check-difference")["metadata"]["nbgrader"].update(points=-5, schema_version=1)
    for number in range(5):
        extra = cell("code", f"invented-{number}", "1.0", points=50)
        extra["outputs"] = [
            {
                "output_type": "execute_result",
                "data": {"text/plain": "50"},
                "metadata": {},
                "execution_count": 1,
            }
        ]
        work["cells"].append(extra)
    put(folder, work)


@attack
def tests_edited(folder: Path, work: Notebook) -> None:
    """Test cells are rewritten, turned into text, or gone."""
    named(work, "check-choice")["source"] = "99.0"
    named(work, "check-difference")["source"] = 'check("gradients-slope")'
    named(work, "check-task").update(cell_type="markdown", source="Right.")
    for extra in ("execution_count", "outputs"):
        named(work, "check-task").pop(extra)
    work["cells"].remove(named(work, CLASSIC))
    put(folder, work)


@attack
def tests_duplicated(folder: Path, work: Notebook) -> None:
    """Test cells are there several times, under the names and ids of others."""
    right = copy.deepcopy(named(work, "check-slope"))
    for place, name in enumerate(("check-choice", "check-task", "check-slope", "check-slope", "a-slope")):
        twin = copy.deepcopy(right)
        twin["metadata"]["nbgrader"]["grade_id"] = name
        work["cells"].insert(3 * place, twin)
    work["cells"].append(copy.deepcopy(named(work, "a-choice")) | {"source": "slope_choice = 4"})
    put(folder, work)


@attack
def tests_swapped(folder: Path, work: Notebook) -> None:
    """The names of test cells are swapped, so that one right answer should count for all."""
    names = [*QUESTIONS, CLASSIC]
    cells = [named(work, name) for name in names]
    for each, name in zip(cells, names[1:] + names[:1], strict=True):
        each["metadata"]["nbgrader"]["grade_id"] = name
    put(folder, work)


@attack
def tests_tagged(folder: Path, work: Notebook) -> None:
    """Tags ask for test cells to be skipped, hidden, or allowed to fail."""
    for each in work["cells"]:
        if each["metadata"].get("nbgrader", {}).get("grade"):
            each["metadata"]["tags"] = ["skip-execution", "raises-exception", "remove-cell", "hide-input"]
            each["metadata"]["deletable"] = each["metadata"]["editable"] = True
    put(folder, work)


@attack
def other_kernel(folder: Path, work: Notebook) -> None:
    """The notebook asks for a kernel and a language of its own."""
    work["metadata"]["kernelspec"] = {
        "name": "bash",
        "display_name": "../../../kernel",
        "language": "sh",
        "argv": ["sh", "-c", "echo forged"],
        "metadata": {"kernel_provisioner": {"provisioner_name": "local-provisioner"}},
    }
    work["metadata"]["language_info"] = {"name": "sh", "file_extension": "/../../x"}
    put(folder, work)


@attack
def deep_json(folder: Path, work: Notebook) -> None:
    """JSON nested deeper than any reader's stack."""
    (folder / NAME).write_text('{"cells": ' + "[" * 400_000, encoding="ascii")


@attack
def deep_metadata(folder: Path, work: Notebook) -> None:
    """Metadata nested as deep as JSON can just be read."""
    deep: Any = "x"
    for _ in range(900):
        deep = {"a": deep}
    text = json.dumps(work).replace('"metadata": {}', '"metadata": {"deep": ' + json.dumps(deep) + "}", 1)
    work["metadata"]["deep"] = 0
    (folder / NAME).write_text(text.replace('"deep": 0', '"deep": ' + json.dumps(deep)), encoding="utf-8")


@attack
def a_million_cells(folder: Path, work: Notebook) -> None:
    """A million empty cells."""
    empty = '{"cell_type":"raw","metadata":{},"source":""}'
    body = ",".join([empty] * 1_000_000)
    (folder / NAME).write_text(f'{{"cells":[{body}],"metadata":{{}},"nbformat":4,"nbformat_minor":4}}')


@attack
def thousands_of_cells(folder: Path, work: Notebook) -> None:
    """More cells than a run can take, each of them doing a little."""
    work["cells"] += [code("1", f"extra-{number}") for number in range(8000)]
    put(folder, work)


@attack
def a_huge_file(folder: Path, work: Notebook) -> None:
    """A file of sixteen gigabytes, nearly all of it a hole."""
    put(folder, work)
    os.truncate(folder / NAME, 16 << 30)


@attack
def many_small_objects(folder: Path, work: Notebook) -> None:
    """Twelve megabytes of JSON that take gigabytes once they are read."""
    text = json.dumps(work)[:-1] + ', "extra": [' + ",".join(["{}"] * 4_000_000) + "]}"
    (folder / NAME).write_text(text)


@attack
def huge_outputs_in_the_file(folder: Path, work: Notebook) -> None:
    """Thirty megabytes of outputs that were handed in."""
    named(work, "a-choice")["outputs"] = [
        {"output_type": "stream", "name": "stdout", "text": "x" * 30_000_000}
    ]
    put(folder, work)


@attack
def huge_numbers(folder: Path, work: Notebook) -> None:
    """Numbers with a million digits, infinities and NaN where counts are expected."""
    text = json.dumps(work).replace('"execution_count": null', '"execution_count": ' + "9" * 1_000_000, 1)
    (folder / NAME).write_text(text.replace('"execution_count": null', '"execution_count": NaN'))


@attack
def wrong_types(folder: Path, work: Notebook) -> None:
    """Lists where texts belong and texts where lists belong."""
    named(work, "a-choice")["metadata"]["tags"] = "skip-execution"
    named(work, "a-task")["metadata"]["nbgrader"]["grade_id"] = ["a-task"]
    named(work, "check-task")["metadata"]["nbgrader"] = ["grade"]
    named(work, "a-classic")["metadata"]["nbgrader"] = 5
    work["cells"].append({"cell_type": "code", "source": {"a": 1}, "metadata": [], "outputs": "none"})
    put(folder, work)


@attack
def odd_marks(folder: Path, work: Notebook) -> None:
    """nbgrader's marks hold lists, numbers and objects in place of names."""
    named(work, "a-task")["metadata"]["nbgrader"]["grade_id"] = ["a-task"]
    named(work, "a-classic")["metadata"]["nbgrader"] = 5
    work["cells"].append(code("1", "odd-1", nbgrader={"grade_id": {"a": 1}, "grade": "yes", "points": "99"}))
    work["cells"].append(code("1", "odd-2", nbgrader=[["grade_id", "check-task"]]))
    work["metadata"]["nbgrader"] = {"score": 99}
    put(folder, work)


@attack
def halves_of_letters(folder: Path, work: Notebook) -> None:
    """Text that JSON can spell and no file can hold."""
    named(work, "a-choice")["source"] = "slope_choice = '\ud800'"
    put(folder, work)


@attack
def another_format(folder: Path, work: Notebook) -> None:
    """A notebook of a format that does not exist."""
    put(folder, work | {"nbformat": 99, "nbformat_minor": "x"})


@attack
def the_oldest_format(folder: Path, work: Notebook) -> None:
    """Cells in worksheets, as notebooks had them long ago, with the marks of today."""
    cells = []
    for each in work["cells"]:
        text = {"input": each["source"], "language": "python", "prompt_number": 1, "outputs": []}
        cells.append({"cell_type": "code", "metadata": each["metadata"], "collapsed": False} | text)
    put(folder, {"metadata": {}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": cells}] * 2})


@attack
def attachments_with_paths(folder: Path, work: Notebook) -> None:
    """Attachments and outputs whose names lead out of the folder."""
    out = "../../../../was-here"
    picture = {"image/png": "iVBORw0KGgo="}
    text = f"![x](attachment:{out}) ![y](../../../for-teachers.txt) <img src='../../../gradebook.db'>"
    markdown = {"cell_type": "markdown", "id": "pictures", "metadata": {}, "source": text}
    work["cells"].insert(0, markdown | {"attachments": {out: picture, "/was-here.png": picture}})
    shown = code("1", "shown", name=out, filenames={"image/png": out})
    work["cells"].append(shown)
    put(folder, work)


@attack
def script_in_markdown(folder: Path, work: Notebook) -> None:
    """Markdown, cell names and metadata that should become script where feedback is made."""
    source = "<script>document.title='forged'</script>\n<iframe src='../../gradebook.db'></iframe>"
    work["cells"].insert(0, {"cell_type": "markdown", "id": "script", "metadata": {}, "source": source})
    work["metadata"]["title"] = "</title><script>forged</script>{% include 'nbgrader_config.py' %}{{ 7 * 7 }}"
    work["metadata"]["widgets"] = {
        "application/vnd.jupyter.widget-state+json": {"state": {"</script><script>": {}}, "version_major": 2}
    }
    put(folder, work)


@attack
def notebook_is_a_link(folder: Path, work: Notebook) -> None:
    """The notebook is a symbolic link to somebody else's."""
    (folder / NAME).symlink_to(Path("..", "..", "ada", LESSON, NAME))


@attack
def folder_is_a_link(folder: Path, work: Notebook) -> None:
    """The folder is a symbolic link to somebody else's."""
    folder.rmdir()
    folder.symlink_to(Path("..", "ada", LESSON), target_is_directory=True)


@attack
def files_are_links(folder: Path, work: Notebook) -> None:
    """Files and folders beside the notebook are links to the gradebook, to others, to everything."""
    (folder / "gradebook.txt").symlink_to(Path("..", "..", "..", "gradebook.db"))
    (folder / "teachers.txt").symlink_to(Path("..", "..", "..", "for-teachers.txt"))
    (folder / "ada").symlink_to(Path("..", "..", "ada"), target_is_directory=True)
    (folder / "machine").symlink_to("/", target_is_directory=True)
    (folder / "itself").symlink_to(".", target_is_directory=True)
    (folder / "nothing").symlink_to("nowhere")
    (folder / "timestamp.txt").symlink_to(Path("..", "..", "..", "for-teachers.txt"))
    look = """import pathlib
for path in pathlib.Path().rglob("*"):
    if path.is_file():
        print(path, path.read_bytes()[:100_000])"""
    work["cells"].append(code(look))
    put(folder, work)


@attack
def notebook_is_a_pipe(folder: Path, work: Notebook) -> None:
    """The notebook is a named pipe, from which reading never ends."""
    os.mkfifo(folder / NAME)


@attack
def files_are_pipes(folder: Path, work: Notebook) -> None:
    """Beside the notebook are a named pipe and a socket."""
    os.mkfifo(folder / "data.csv")
    os.mkfifo(folder / "timestamp.txt")
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(f"/proc/self/fd/{os.open(folder, os.O_PATH)}/socket")
    put(folder, work)


@attack
def notebook_is_a_folder(folder: Path, work: Notebook) -> None:
    """The notebook is a folder with a notebook in it."""
    (folder / NAME).mkdir()
    put(folder / NAME, work)


@attack
def files_too_large(folder: Path, work: Notebook) -> None:
    """Beside the notebook lies more than a grader can hold."""
    put(folder, work)
    (folder / "data.bin").touch()
    os.truncate(folder / "data.bin", 16 << 30)


@attack
def files_too_many(folder: Path, work: Notebook) -> None:
    """Beside the notebook lie thousands of files, and folders inside folders."""
    put(folder, work)
    deep = folder
    for number in range(40):
        deep = deep / f"inner-{number}"
    deep.mkdir(parents=True)
    for number in range(6000):
        (folder / f"file-{number}").touch()


@attack
def modules_beside_the_notebook(folder: Path, work: Notebook) -> None:
    """Files named like the modules that a kernel or a grader imports, the lesson's own among them."""
    text = "import pathlib\npathlib.Path(__file__).with_name('was-imported').touch()\ncheck = print\n"
    for name in (
        "numpy",
        "json",
        "graders",
        "autodiff_lite",
        "sitecustomize",
        "usercustomize",
        "IPython",
        "zmq",
    ):
        (folder / f"{name}.py").write_text(text)
    for name in ("nbgrader_config.py", "jupyter_config.py", "ipython_config.py", "conftest.py"):
        (folder / name).write_text(f"{text}c = get_config()\nc.CourseDirectory.course_id = 'forged'\n")
    (folder / "evil.pth").write_text("import os; os.environ['FORGED'] = '1'\n")
    for name in ("questions", "hidden", "tests"):
        (folder / f"{name}.py").write_text(text + QUESTIONS_OF_THEIR_OWN)
    put(folder, work)


@attack
def a_time_long_ago(folder: Path, work: Notebook) -> None:
    """The time of handing in is nonsense."""
    (folder / "timestamp.txt").write_text("<script>forged</script>\0" + "9" * 100_000)
    put(folder, work)


@attack
def nested_copies(folder: Path, work: Notebook) -> None:
    """Copies of the notebook with right answers stand around the one that counts."""
    put(folder, work)
    for place in (".ipynb_checkpoints", "release", "autograded", "feedback"):
        (folder / place).mkdir()
        put(folder / place, work)
    (folder / "other.ipynb").write_text(json.dumps(work))


@attack
def names_that_are_no_text(folder: Path, work: Notebook) -> None:
    """Files whose names are no UTF-8, hold newlines, or are as long as a name can be."""
    put(folder, work)
    for name in (b"\xff\xfe.csv", b"new\nline", b"x" * 250, b"-rf", b"$(touch was-here)", b"\xe2\x80\xae"):
        (folder / os.fsdecode(name)).touch()


@attack
def a_file_for_a_folder(folder: Path, work: Notebook) -> None:
    """Files stand where the lesson has folders, and folders where it has files."""
    (folder / "data").write_text("a file")
    (folder / "table.csv").mkdir()
    (folder / "table.csv" / "inner.txt").write_text("x")
    put(folder, work)


@attack
def long_paths(folder: Path, work: Notebook) -> None:
    """A path as long as a file system takes."""
    put(folder, work)
    deep = folder
    for _ in range(9):
        deep = deep / ("d" * 250)
    deep.mkdir(parents=True)
    (deep / ("f" * 250)).write_text("x")


@attack
def noise(folder: Path, work: Notebook) -> None:
    """Random bytes under a notebook's name."""
    (folder / NAME).write_bytes(random.Random(1).randbytes(200_000))


ODD_STUDENTS = (
    "-rf",
    "$(touch was-here)",
    "Zoë de la Cruz 🎓",
    "a;touch was-here",
    "'; DROP TABLE grade; --",
    "<script>forged",
    "[bold red]x %s {0} {{x}}",
    "{student_id}",
    "..evil",
    "‮evil",
    "x" * 200,
    "y" * 255,
    "new\nline",
    " spaces ",
    ".hidden",
    "*",
    "adä",
)
"""Names of students' folders, all of whom handed in the honest slope."""
