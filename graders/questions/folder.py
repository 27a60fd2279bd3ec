"""A lesson's folder as texts, and the lesson that they make.

The modules beside a notebook (`questions.py`, what it imports, and for grading `hidden.py`) are loaded as
a package under a name of their own, from their texts: so a worker elsewhere needs no copy of the folder,
two forms of one lesson never meet, and `hidden.py` can import `.questions`.
"""

from __future__ import annotations

import fnmatch
import hashlib
import importlib.util
import re
import sys
import threading
import tomllib
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, ModuleType

from graders.questions.lesson import Lesson

QUESTIONS, HIDDEN, TESTS = "questions.py", "hidden.py", "tests.py"
VARIANTS = "variants.toml"
"""Where this file lies beside a notebook, students have numbers of their own; it holds a `salt`."""
NEVER_RELEASED = (HIDDEN, TESTS)
PREFIX = "lesson_"
MOST_KEPT = 16


class BrokenLesson(Exception):
    """The questions of a lesson cannot be had. `str()` of it says in which file and line, and why."""

    def __init__(self, file: str, line: int | None, reason: str) -> None:
        self.file, self.line, self.reason = file, line, reason
        place = f", line {line}" if line else ""
        super().__init__(f"{file}{place}: {reason}")


@dataclass(frozen=True)
class Folder:
    """The texts of a lesson's modules by file name, and of its notebook; `where` is shown in messages.

    `variants` is the text of variants.toml, if students have numbers of their own. With `any_name` the folder
    need not be called as the lesson.
    """

    name: str
    modules: Mapping[str, str]
    notebook: str = field(default="", repr=False)
    where: str = ""
    variants: str | None = None
    any_name: bool = False

    @classmethod
    def read(cls, place: Path, hidden: bool = False, varied: bool = False, any_name: bool = False) -> Folder:
        """The folder at a path; with `hidden` also what only grading uses.

        With `varied` students have numbers of their own where variants.toml says so; a course that keeps
        that file out of its releases reads its folders without. With `any_name` it may be called otherwise
        than its lesson, as a student's copy may.

        Raises BrokenLesson where there is no `questions.py`, or a file cannot be read.
        """
        if not (place / QUESTIONS).is_file():
            raise BrokenLesson(
                str(place / QUESTIONS),
                None,
                f"there is no such file. Put {QUESTIONS} of the lesson beside its notebook",
            )
        left_out = {TESTS} if hidden else set(NEVER_RELEASED)
        files = sorted(file for file in place.glob("*.py") if file.is_file() and file.name not in left_out)
        notebook = place / f"{place.resolve().name}.ipynb"
        return cls(
            place.resolve().name,
            {file.name: text for file in files if (text := _module(file)) is not None},
            _text(notebook) if notebook.is_file() else "",
            str(place),
            any_name=any_name,
            variants=_text(place / VARIANTS) if varied and (place / VARIANTS).is_file() else None,
        )

    @property
    def settings(self) -> Mapping[str, str]:
        """What variants.toml says; empty where there is none. Raises BrokenLesson."""
        return settings_of(self.variants, self.file(VARIANTS)) if self.variants is not None else {}

    @property
    def package(self) -> str:
        """The name under which it is loaded: another one for other texts."""
        parts = [
            self.name,
            self.where,
            str(self.variants),
            *(f"{name}\0{text}" for name, text in sorted(self.modules.items())),
        ]
        digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
        return f"{PREFIX}{re.sub(r'[^0-9a-zA-Z]+', '_', self.name)}_{digest}"

    def file(self, name: str) -> str:
        """A module's path, as messages show it."""
        return f"{self.where}/{name}" if self.where else name


def varied(ignored: Iterable[str]) -> bool:
    """Whether a course's releases may hold variants.toml: its `c.CourseDirectory.ignore` leaves it in.

    >>> varied(["*.pyc"]), varied(["*.pyc", "variants.toml"])
    (True, False)
    """
    return not any(fnmatch.fnmatch(VARIANTS, str(pattern)) for pattern in ignored)


def changed_since(variants: str | None, release: Path) -> str:
    """What is wrong where a lesson was released with other numbers than it has now; empty where nothing is.

    `variants` is the text that counts in the course, `release` the folder that students got.
    """
    file = release / VARIANTS
    if not release.is_dir() or variants == (_text(file) if file.is_file() else None):
        return ""
    return (
        f"students' own numbers were switched on or off, or have another salt, since it was released: {file} "
        f"is not what the course has now. Put {VARIANTS} and c.CourseDirectory.ignore back as they were, or "
        "release the lesson again if nobody has it yet"
    )


def settings_of(text: str, file: str = VARIANTS) -> dict[str, str]:
    """What a variants.toml says: the course's `salt`, and who the `student` is where it is known.

    >>> settings_of('salt = "autumn"')
    {'salt': 'autumn'}

    Raises BrokenLesson for what is no such file.
    """
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise BrokenLesson(file, None, f"it is not TOML: {problem}") from None
    if not isinstance(found.get("salt"), str) or not found["salt"].strip():
        raise BrokenLesson(
            file,
            None,
            'it has no salt. Write a line such as salt = "autumn 2026": any text of the course\'s own',
        )
    if strange := [name for name in found if name not in ("salt", "student")]:
        raise BrokenLesson(
            file, None, f"{strange[0]!r} is not known here; it holds `salt`, and may hold `student`"
        )
    if not isinstance(found.get("student", ""), str):
        raise BrokenLesson(file, None, "`student` is no text; put the name in quotation marks")
    return found


def _module(file: Path) -> str | None:
    """A module's text. None for what is no text and need not be the lesson's: students have files too."""
    try:
        return _text(file)
    except BrokenLesson:
        if file.name in (QUESTIONS, HIDDEN):
            raise
        return None


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except OSError as problem:
        raise BrokenLesson(str(file), None, f"it cannot be read: {problem.strerror or problem}") from None
    except UnicodeDecodeError:
        raise BrokenLesson(str(file), None, "it is not text in UTF-8") from None


_loading = threading.RLock()
_loaded: dict[str, Lesson | BrokenLesson] = {}


def load(folder: Folder) -> Lesson:
    """The lesson that a folder's modules make; hidden checks included if `hidden.py` is among them.

    The same texts give the same lesson. Raises BrokenLesson, which names file and line.
    """
    package = folder.package
    with _loading:
        if package not in _loaded:
            if len(_loaded) >= MOST_KEPT:
                for old in list(_loaded)[: MOST_KEPT // 2]:
                    _forget(old)
            try:
                _loaded[package] = _load(folder, package)
            except BrokenLesson as problem:
                _loaded[package] = problem
        found = _loaded[package]
    if isinstance(found, BrokenLesson):
        raise found
    found.read_from(lambda: folder.notebook)
    return found


def _load(folder: Folder, package: str) -> Lesson:
    _Finder.folders[package] = folder
    if _finder not in sys.meta_path:
        sys.meta_path.insert(0, _finder)
    try:
        lesson = _lesson_in(_imported(folder, f"{package}.questions"), folder)
        lesson.vary(folder.settings.get("salt"), folder.settings.get("student", ""))
        if HIDDEN in folder.modules:
            _imported(folder, f"{package}.hidden")
    except BrokenLesson:
        _forget_modules(package)
        raise
    return lesson


def _imported(folder: Folder, name: str) -> ModuleType:
    file = f"{name.rpartition('.')[2]}.py"
    try:
        return importlib.import_module(name)
    except SyntaxError as problem:
        raise BrokenLesson(
            problem.filename or folder.file(file), problem.lineno, f"SyntaxError: {problem.msg}"
        ) from None
    except (Exception, SystemExit) as problem:  # whatever a module does while it is imported, it says where
        raise BrokenLesson(*place_of(problem, folder, file)) from None


def place_of(problem: BaseException, folder: Folder, file: str = QUESTIONS) -> tuple[str, int | None, str]:
    """File, line and words of what went wrong in a lesson's module."""
    reason = f"{type(problem).__name__}: {problem}" if str(problem) else type(problem).__name__
    own = {folder.file(name) for name in folder.modules}
    for frame in reversed(traceback.extract_tb(problem.__traceback__)):
        if frame.filename in own:
            return frame.filename, frame.lineno, reason
    return folder.file(file), None, reason


def _lesson_in(module: ModuleType, folder: Folder) -> Lesson:
    found = {id(thing): thing for thing in vars(module).values() if isinstance(thing, Lesson)}
    if len(found) != 1:
        count = "no lesson" if not found else f"{len(found)} lessons"
        reason = f'it makes {count}; write `lesson = Lesson("{folder.name}")` once'
        raise BrokenLesson(folder.file(QUESTIONS), None, reason)
    (lesson,) = found.values()
    if lesson.name != folder.name and not folder.any_name:
        reason = f"its lesson is called {lesson.name!r}, and its folder {folder.name!r}; give both one name"
        raise BrokenLesson(folder.file(QUESTIONS), None, reason)
    return lesson


def _forget(package: str) -> None:
    _loaded.pop(package, None)
    _Finder.folders.pop(package, None)
    _forget_modules(package)


def _forget_modules(package: str) -> None:
    for name in [name for name in sys.modules if name == package or name.startswith(f"{package}.")]:
        del sys.modules[name]


class _Finder(MetaPathFinder):
    """Finds the packages that folders are loaded as."""

    folders: dict[str, Folder] = {}

    def find_spec(self, name: str, path: object, target: object = None) -> ModuleSpec | None:
        package, _, module = name.partition(".")
        folder = self.folders.get(package)
        if folder is None:
            return None
        if not module:
            return ModuleSpec(name, _Texts(None, ""), is_package=True)
        text = folder.modules.get(f"{module}.py")
        return None if text is None else ModuleSpec(name, _Texts(text, folder.file(f"{module}.py")))


class _Texts(Loader):
    """Makes a module of a text. It keeps the text, so that the source of a function can be read."""

    def __init__(self, text: str | None, file: str) -> None:
        self._text, self._file = text, file

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return None

    def get_source(self, name: str) -> str | None:
        return self._text

    def get_code(self, name: str) -> CodeType:
        return compile(self._text or "", self._file, "exec", dont_inherit=True)

    def exec_module(self, module: ModuleType) -> None:
        if self._text is not None:
            module.__file__ = self._file
            exec(self.get_code(module.__name__), vars(module))


_finder = _Finder()
