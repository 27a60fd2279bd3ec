"""What must never leave a course, and a search for it in what is about to be handed out.

It looks for texts rather than for marks of nbgrader's: what nbgrader takes out of a lesson by the course's
own settings is secret, wherever else it stands, and so is the text of hidden.py and tests.py.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions

from graders.course.course import Course
from graders.course.errors import CourseError
from graders.course.reading import read_notebook

KEPT_MODULES = ("hidden.py", "tests.py")
HISTORY = {".git", ".hg", ".svn", ".ipynb_checkpoints"}
OF_THE_COURSE = (*KEPT_MODULES, "nbgrader_config.py", ".nbgrader.log")
STEPS = (ClearSolutions, ClearHiddenTests, ClearMarkScheme)
TELLING, LONG = 9, 24
"""The fewest letters of a line that says something (`else:` stands everywhere), and of one that says much."""
IMPORT = re.compile(r"(?:from|import)\s")
DEEPEST = 4
"""Archives in archives: more than this is nobody's lesson."""


@dataclass(frozen=True)
class Part:
    """A solution, or a module that stays in the course: its name, and the lines that students see nowhere."""

    name: str
    lines: frozenset[str]
    by_one_line: bool = False

    def standing_in(self, lines: frozenset[str]) -> frozenset[str]:
        """The lines that give it away: more than half of it, or a long line where one is enough; else none.

        One line such as `return None` stands everywhere.
        """
        there = self.lines & lines
        if 2 * len(there) > len(self.lines):
            return there
        return frozenset(line for line in there if self.by_one_line and len(line) >= LONG)


@dataclass(frozen=True)
class Secrets:
    """Texts that students must not get.

    `solutions` are what nbgrader takes out of the lessons, `modules` are hidden.py and tests.py. `cells`
    holds for a lesson's cell every line that was taken out of it, however short; `marks` are the texts that
    begin and end a solution in this course.
    """

    solutions: tuple[Part, ...]
    modules: tuple[Part, ...]
    cells: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    marks: tuple[str, ...] = ()

    def found(self, name: str, data: bytes, *, package: bool = False) -> list[str]:
        """What must not go out with a file, a sentence each; empty where all is well.

        In the package (`package=True`) a solution is no secret: its examples use what the lessons teach.
        """
        return list(dict.fromkeys(self._found(name, data, package, 0)))

    def _found(self, name: str, data: bytes, package: bool, depth: int) -> Iterator[str]:
        if wrong := forbidden_name(name):
            yield f"{name} {wrong}"
            return
        if zipfile.is_zipfile(io.BytesIO(data)):
            yield from self._in_archive(name, data, package, depth)
            return
        strings = list(_strings(data))
        lines = frozenset(_lines(strings))
        for part in self.modules if package else (*self.modules, *self.solutions):
            if there := part.standing_in(lines):
                yield f"{name} holds {part.name}: {_short(max(there, key=len))}"
        if name.endswith(".ipynb"):
            left = [mark for mark in self.marks if any(mark in text for text in strings)]
            yield from (f"{name} still holds {mark}" for mark in left)
            yield from self._in_cells(name, data)

    def _in_archive(self, name: str, data: bytes, package: bool, depth: int) -> Iterator[str]:
        if depth == DEEPEST:
            yield f"{name} is an archive in an archive in an archive; what it holds is not known"
            return
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for member in archive.infolist():
                    if not member.is_dir():
                        inside = f"{name}/{member.filename}"
                        yield from self._found(inside, archive.read(member), package, depth + 1)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as problem:
            yield f"{name} is an archive that cannot be looked into ({problem})"

    def _in_cells(self, name: str, data: bytes) -> Iterator[str]:
        """The cells of a lesson's notebook that still hold something that nbgrader takes out of them."""
        try:
            cells = read_notebook(data).cells
        except ValueError as problem:
            yield f"{name}: {problem}"
            return
        for cell in cells:
            cell_id = _cell_id(cell)
            taken_out = self.cells.get((PurePosixPath(name).stem, cell_id), frozenset())
            if left := [line for line in _lines([cell.source], shortest=1) if line in taken_out]:
                yield f"{name} holds the solution of cell {cell_id}: {_short(left[0])}"


def forbidden_name(name: str) -> str:
    """Why a file of this name is not for students; empty where the name says nothing against it.

    >>> forbidden_name("03-gradients/hidden.py")
    'never leaves the course'
    >>> forbidden_name("03-gradients/questions.py")
    ''
    """
    parts = PurePosixPath(name.replace("\\", "/").lower()).parts
    if not parts:
        return ""
    if parts[-1] in OF_THE_COURSE or parts[-1].startswith("gradebook.db"):
        return "never leaves the course"
    if HISTORY & set(parts):
        return "is a history, which may hold earlier versions with solutions"
    return ""


def secrets_of(course: Course) -> Secrets:
    """The secrets of all lessons of a course, also of those that are not handed out now.

    A line that students are shown somewhere is no secret. Raises CourseError where a lesson cannot be read.
    """
    solutions: dict[str, frozenset[str]] = {}
    modules: dict[str, frozenset[str]] = {}
    cells: dict[tuple[str, str], frozenset[str]] = {}
    marks = _marks(course)
    shown: set[str] = set()
    asked: set[str] = set(_templates())
    for lesson in course.lessons():
        folder = course.path("source", lesson)
        notebook = _read(folder / f"{lesson}.ipynb")
        before = [str(cell.source) for cell in notebook.cells]
        after = _cleared(course, notebook).cells
        for full, cell in zip(before, after, strict=True):
            left, cell_id = str(cell.source), _cell_id(cell)
            gone = frozenset(_lines([full], shortest=1)) - frozenset(_lines([left], shortest=1))
            if gone := frozenset(line for line in gone if not any(mark in line for mark in marks)):
                cells[lesson, cell_id] = gone
                solutions[f"the solution of {cell_id} in {lesson}"] = frozenset(_lines(gone))
            shown |= set(_lines([left]))
        asked |= set(_lines([_text_of(folder / "questions.py")]))
        for module in KEPT_MODULES:
            modules[f"{module} of {lesson}"] = frozenset(_lines([_text_of(folder / module)]))
    modules = {name: lines - shown - asked for name, lines in modules.items()}
    return Secrets(
        tuple(Part(name, lines - shown, True) for name, lines in solutions.items()),
        tuple(Part(name, lines) for name, lines in modules.items()),
        cells,
        marks,
    )


def _marks(course: Course) -> tuple[str, ...]:
    """What begins and ends a solution, a hidden test and a mark scheme, by the course's settings."""
    steps = [step(parent=course.parent) for step in STEPS]
    return tuple(
        str(getattr(step, name))
        for step in steps
        for name in step.trait_names()
        if name.endswith("_delimeter")
    )


def _cleared(course: Course, notebook: NotebookNode) -> NotebookNode:
    """The notebook as a release shows it, by nbgrader's own steps and the course's own settings of these."""
    for step in STEPS:
        try:
            notebook, _ = step(parent=course.parent).preprocess(notebook, {})
        except Exception as problem:  # nbgrader raises RuntimeError and others where marks do not fit
            raise CourseError(f"nbgrader cannot take the solutions out of a lesson: {problem}") from None
    return notebook


def _cell_id(cell: Any) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def _read(notebook: Path) -> NotebookNode:
    try:
        return read_notebook(notebook.read_bytes())
    except (OSError, ValueError) as problem:
        raise CourseError(f"{notebook} cannot be read: {problem}") from None


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return ""
    except OSError as problem:
        raise CourseError(f"{file} cannot be read: {problem.strerror or problem}") from None


def _templates() -> Iterator[str]:
    """The lines with which `graders new` begins a lesson: they are in the package, and no secret."""
    folder = Path(__file__).parents[1] / "authoring" / "templates"
    for file in folder.glob("*.txt"):
        yield from _lines([_text_of(file)])


def _strings(data: bytes) -> Iterator[str]:
    """The texts in a file: every string of a JSON file, else the file itself."""
    text = data.decode("utf-8", errors="replace")
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        yield text
        return
    waiting = [content]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            waiting += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            waiting += value


def _lines(texts: Iterable[str], shortest: int = TELLING) -> list[str]:
    """The lines that say something by themselves, without the blanks around them."""
    lines = (line.strip() for text in texts for line in text.splitlines())
    return [line for line in lines if len(line) >= shortest and not IMPORT.match(line)]


def _short(line: str) -> str:
    return line if len(line) <= 60 else line[:57] + "..."
