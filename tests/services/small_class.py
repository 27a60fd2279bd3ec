"""A course with one small lesson, a class of any size that hands it in, and what a gradebook then holds."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, create_engine, select, update

from graders.grading import tables

LESSON = "small"
PROJECT = Path(__file__).parents[2]
SLOPE = """x = ad.Variable(-2.0)
with ad.GradientTape() as tape:
    y = 3 * x**3 + 5 * x**2 - 3 * x + 10
slope = tape.gradient(y, x)"""
QUESTIONS = """
import autodiff_lite as ad
from graders.questions import Lesson, direction, from_a_tape, gradient

lesson = Lesson("small")


def cubic(x):
    return 3.0 * ad.pow(x, 3.0) + 5.0 * ad.square(x) - 3.0 * x + 10.0


lesson.question("gradients-slope", "The slope of a cubic", of=cubic, at={"x": -2.0}, asks=[
    direction("slope", 0.5),
    gradient("slope", 1.0, title="The slope"),
    from_a_tape("slope", 0.5),
])
"""
SLOPES = (SLOPE, "slope = 53", "slope = 13.0", "slope =", "1 / 0")
CLASSICS = ("answer = 42", "answer = 41", "answer = 0")
NATURAL = ("name", "student_id", "assignment_id", "notebook_id", "cell_id", "course_id")
SETTINGS = """c = get_config()
c.CourseDirectory.course_id = "small-course"
c.LateSubmissionPlugin.penalty_method = "zero"
"""
DUE = datetime(2025, 1, 1)
Notebook = dict[str, Any]


def _cell(kind: str, name: str, source: str, *, points: float = 0, answer: bool = False) -> Notebook:
    marks = {"grade": bool(points), "grade_id": name, "locked": not answer, "solution": answer}
    marks |= {"schema_version": 3, "task": False} | ({"points": points} if points else {})
    made: Notebook = {"cell_type": kind, "id": name, "metadata": {"nbgrader": marks}, "source": source}
    return made | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def _solved(source: str) -> str:
    return f"### BEGIN SOLUTION\n{source}\n### END SOLUTION"


def _lesson() -> Notebook:
    hidden = "### BEGIN HIDDEN TESTS\nassert answer == 42\n### END HIDDEN TESTS"
    cells = [
        _cell("code", "setup", "import autodiff_lite as ad\nfrom graders import check"),
        _cell("code", "a-slope", "slope = ...\n" + _solved(SLOPE), answer=True),
        _cell("code", "check-slope", 'check("gradients-slope")', points=2),
        _cell("code", "a-classic", "answer = 0\n" + _solved("answer = 42"), answer=True),
        _cell("code", "classic", f"assert answer > 0\n{hidden}", points=1),
        _cell("markdown", "why", _solved("Because."), points=3, answer=True),
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


@dataclass(frozen=True)
class SmallCourse:
    """A course folder and the address of its gradebook."""

    root: Path
    db: str

    @classmethod
    def released(cls, root: Path, db: str | None = None) -> SmallCourse:
        """A new course with the lesson released by nbgrader. Without `db` its gradebook is in SQLite."""
        from graders.course.course import Course
        from graders.course.release import convert

        folder = root / "source" / LESSON
        folder.mkdir(parents=True)
        (folder / f"{LESSON}.ipynb").write_text(json.dumps(_lesson()), encoding="utf-8")
        (folder / "questions.py").write_text(QUESTIONS, encoding="utf-8")
        db = db or f"sqlite:///{root}/gradebook.db"
        (root / "nbgrader_config.py").write_text(SETTINGS, encoding="utf-8")
        shutil.copytree(convert(Course(root, db), LESSON, root / "made"), root / "release" / LESSON)
        shutil.rmtree(root / "made")
        engine = create_engine(db)
        with engine.begin() as connection:
            connection.execute(update(tables.assignment).values(duedate=DUE))
        engine.dispose()
        return cls(root, db)

    def copy(self, root: Path, db: str | None = None) -> SmallCourse:
        """The same in another folder; `db` is the gradebook's copy where that is no file of the folder's."""
        shutil.copytree(self.root, root)
        return SmallCourse(root, db or f"sqlite:///{root}/gradebook.db")

    def hand_in(self, count: int, seconds: float = 0.0) -> None:
        """Have students hand in, each with other answers; their notebooks wait for `seconds` while they run.

        One is late, one has written an answer that a person must read, the last one's is no notebook at all.
        """
        for number in range(count):
            folder = self.root / "submitted" / f"student-{number:03}" / LESSON
            folder.mkdir(parents=True)
            (folder / f"{LESSON}.ipynb").write_bytes(self._work(number, count, seconds))
            stamp = "2030-01-02 03:04:05.000000 UTC" if number == 1 else "2020-01-02 03:04:05.000000 UTC"
            (folder / "timestamp.txt").write_text(stamp, encoding="utf-8")

    def _work(self, number: int, count: int, seconds: float) -> bytes:
        if number == count - 1:
            return b"%PDF-1.7"
        released = self.root / "release" / LESSON / f"{LESSON}.ipynb"
        notebook: Notebook = json.loads(released.read_text(encoding="utf-8"))
        wait = f"import time\ntime.sleep({seconds})\n" if seconds else ""
        answers = {
            "a-slope": wait + SLOPES[number % len(SLOPES)],
            "a-classic": CLASSICS[number % len(CLASSICS)],
        }
        if number == 2:
            answers["why"] = "A constant is not watched."
        for cell in notebook["cells"]:
            name = cell["metadata"]["nbgrader"]["grade_id"]
            cell["source"] = answers.get(name, cell["source"])
        return json.dumps(notebook).encode()

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """Every table of the gradebook, sorted, with ids that mean something in place of random ones."""
        return rows(self.db)

    def grades(self) -> dict[str, list[dict[str, Any]]]:
        """The tables that grading writes."""
        written = ("student", "submitted_assignment", "submitted_notebook", "grade", "comment")
        found = self.rows()
        return {name: found[name] for name in written}

    def graded_files(self) -> dict[str, dict[str, Any]]:
        """Who has a graded notebook, and what its cells hold, but for times."""
        found = {}
        for file in sorted((self.root / "autograded").glob(f"*/{LESSON}/*.ipynb")):
            cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
            for cell in cells:
                cell["metadata"].pop("execution", None)
            found[file.parts[-3]] = {cell["id"]: cell for cell in cells}
        return found

    def left_over(self) -> list[str]:
        """Files under `autograded/` and the course's folder that no finished run leaves there."""
        odd = (self.root / "autograded").glob(".*")
        return sorted(str(path.relative_to(self.root)) for path in [*odd, *self.root.glob(".*.grading")])


def rows(db: str) -> dict[str, list[dict[str, Any]]]:
    """See `SmallCourse.rows`."""
    engine = create_engine(db)
    try:
        found_there = MetaData()
        found_there.reflect(engine)
        names: dict[object, str] = {}
        found: dict[str, list[dict[str, Any]]] = {}
        with engine.connect() as connection:
            for table in found_there.sorted_tables:
                here = []
                for row in connection.execute(select(table)).mappings():
                    told = {key: names.get(value, value) for key, value in row.items()}
                    if "id" in told and told["id"] == row["id"] and table.name not in ("student", "course"):
                        natural = [str(told[key]) for key in NATURAL if key in told]
                        names[row["id"]] = told["id"] = f"{table.name}({', '.join(natural)})"
                    here.append(told)
                found[table.name] = sorted(here, key=str)
        return found
    finally:
        engine.dispose()
