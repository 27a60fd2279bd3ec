"""docs/week.md walked through: every command as it is written, in a course of its own."""

from __future__ import annotations

import copy
import csv
import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).parents[2]
PROGRAMS = Path(sys.executable).parent
LESSON = "01-first-lesson"
RIGHT = {
    "a-first-lesson-slope": "x = ad.Variable(3.7)\nwith ad.GradientTape() as tape:\n    y = x**2 - 4 * x\n"
    "slope = tape.gradient(y, x)",
    "a-first-lesson-function": "def slope_at(x):\n    return 2 * x - 4",
    "first-lesson-explain": "At 2, where it is level.",
}
CLASS: dict[str, dict[str, str]] = {
    "ada_1001_1": RIGHT,
    "bruno_1002_2": RIGHT | {"a-first-lesson-slope": "slope = 2 * 3.7**2 - 4"},
    "chloe_LATE_1003_3": RIGHT,
}
THEIRS = (
    f'Student,ID,SIS User ID,SIS Login ID,Section,"{LESSON} (77)",Final Score\n    Points Possible,,,,,6,\n'
    '"Lovelace, Ada",1,,ada,,,\n"Rossi, Bruno",2,,bruno,,,\n'
    '"Martin, Chloé",3,,chloe,,,\n"Levi, Dana",4,,dana,,,\n'
)


def written(released: dict[str, Any], answers: dict[str, str]) -> str:
    notebook = copy.deepcopy(released)
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = answers.get(name, cell["source"])
    return json.dumps(notebook)


class Walk:
    """A teacher who types what stands in the document, and what others do meanwhile."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.told: dict[str, tuple[int, str]] = {}

    def type(self, line: str) -> None:
        if line.startswith("cd "):
            self.folder = self.folder / line.removeprefix("cd ")
            return
        if "download.zip" in line:
            self._students_hand_in()
        if "theirs.csv" in line:
            (self.folder / "theirs.csv").write_text(THEIRS, encoding="utf-8")
        if line.startswith("graders review"):
            self._review(line)
            return
        run = subprocess.run(
            line, shell=True, cwd=self.folder, env=self._environment(), capture_output=True, text=True
        )
        self.told[line] = run.returncode, run.stdout + run.stderr

    def _environment(self) -> dict[str, str]:
        return os.environ | {"PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}", "BROWSER": "true"}

    def _students_hand_in(self) -> None:
        released = json.loads((self.folder / "release" / LESSON / f"{LESSON}.ipynb").read_text("utf-8"))
        with zipfile.ZipFile(self.folder / "download.zip", "w") as made:
            for name, answers in CLASS.items():
                made.writestr(f"{name}_{LESSON}.ipynb", written(released, answers))

    def _review(self, line: str) -> None:
        """Every answer gets 2 points, as the page would send them."""
        with subprocess.Popen(
            line.split(),
            executable=PROGRAMS / "graders",
            cwd=self.folder,
            env=self._environment(),
            stdout=subprocess.PIPE,
            text=True,
        ) as server:
            assert server.stdout is not None
            address, _, token = server.stdout.readline().strip().partition("/?token=")

            def ask(path: str, body: dict[str, Any] | None = None) -> Any:
                data = None if body is None else json.dumps(body).encode()
                headers = {"X-Review-Token": token, "Content-Type": "application/json"}
                with urllib.request.urlopen(urllib.request.Request(address + path, data, headers)) as answer:
                    return json.load(answer)

            try:
                (question,) = ask("/questions")["questions"]
                for row in ask(f"/answers?question={question['id']}")["answers"]:
                    known = {"question": question["id"], "key": row["key"], "version": row["version"]}
                    ask("/save", {**known, "points": 2, "rubric": [], "comment": "Say why."})
            finally:
                server.send_signal(signal.SIGINT)
        self.told[line] = server.returncode, address


def steps(document: str) -> list[str]:
    """The document's commands in order; a table is written into the file that the text above it names."""
    found = []
    for kind, body in re.findall(r"^```(\w*)\n(.*?)^```$", document, re.MULTILINE | re.DOTALL):
        found += [f"cat > students.csv <<'END'\n{body}END"] if kind == "text" else body.splitlines()
    return found


@pytest.mark.slow
@pytest.mark.exhaustive
def test_every_command_of_one_lessons_week_does_what_the_walk_says(tmp_path: Path) -> None:
    walk = Walk(tmp_path)
    for step in steps((PROJECT / "docs" / "week.md").read_text(encoding="utf-8")):
        walk.type(step)
    codes = {line: code for line, (code, _) in walk.told.items() if code and "doctor" not in line}
    collected = f"graders grade {LESSON} --from download.zip --layout canvas"
    assert codes == {collected: 1}, walk.told
    assert "'dana' is in the gradebook, and no file is theirs" in walk.told[collected][1]
    assert "'chloe': the platform calls it late" in walk.told[collected][1]
    course = walk.folder
    assert (course / "week.html").is_file()
    assert (course / "feedback" / "ada" / "summary.html").is_file()
    page = (course / "feedback" / "bruno" / LESSON / f"{LESSON}.html").read_text(encoding="utf-8")
    assert "Say why." in page
    with zipfile.ZipFile(course / "feedback.zip") as made:
        assert made.namelist() == ["ada.html", "bruno.html", "chloe.html"]
    with (course / "for-canvas.csv").open(encoding="utf-8", newline="") as opened:
        _, *rows = csv.DictReader(opened)
    grades = {row["SIS Login ID"]: row[f"{LESSON} (77)"] for row in rows}
    assert grades == {"ada": "6", "bruno": "4.5", "chloe": "6", "dana": "0"}
    assert "Late: chloe (1 day 2 h)" in walk.told[f"graders stats {LESSON} --names"][1]
    assert "Handed in nothing: dana" in walk.told[f"graders stats {LESSON} --names"][1]
