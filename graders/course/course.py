"""A course on disk: nbgrader's folders and configuration, found and read once."""

from __future__ import annotations

import difflib
import functools
import logging
import os
import sys
from pathlib import Path
from typing import Any

from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config, LoggingConfigurable

from graders.checking.configuration import CONFIG, Unreadable, configuration
from graders.course.errors import CourseError, explained
from graders.questions.folder import BrokenLesson, Folder, load, varied
from graders.questions.lesson import Lesson


class Root(LoggingConfigurable):
    """Carries the course's configuration to nbgrader's classes, and a log that stays off the terminal."""

    def __init__(self, config: Config, log: logging.Logger) -> None:
        super().__init__(config=config, log=log)


class Course:
    """An nbgrader course: the folder that holds `nbgrader_config.py`, `source/`, `submitted/` and so on."""

    def __init__(self, root: Path, db_url: str | None = None) -> None:
        self.root = root.resolve()
        if not (self.root / CONFIG).is_file():
            raise CourseError(
                f"{root} is not a course: it has no {CONFIG}. Give the folder of your course with --course."
            )
        _put_environment_on_path()
        try:
            self.config = configuration(self.root)
        except Unreadable as problem:
            raise CourseError(str(problem)) from None
        if db_url is not None:
            self.config.CourseDirectory.db_url = db_url
        self.log = logging.getLogger(f"graders.course.{id(self)}")
        self.log.propagate = False
        self.log.addHandler(logging.NullHandler())
        self.parent = Root(self.config, self.log)

    def directory(self, **overrides: Any) -> CourseDirectory:
        """nbgrader's view of the course, with some of its settings replaced."""
        return CourseDirectory(parent=self.parent, root=str(self.root), **overrides)

    @functools.cached_property
    def _own_directory(self) -> CourseDirectory:
        return self.directory()

    @property
    def id(self) -> str:
        return str(self.directory().course_id)

    @property
    def db_url(self) -> str:
        return str(self.directory().db_url)

    def path(self, step: str, lesson: str, student: str = ".") -> Path:
        """Where a step ("source", "release", "submitted", "autograded", "feedback") keeps a lesson."""
        directory = self._own_directory
        return Path(directory.format_path(getattr(directory, f"{step}_directory"), student, lesson))

    def gradebook(self) -> Any:
        """nbgrader's gradebook, to be used in a `with` statement."""
        from nbgrader.api import Gradebook  # takes a second to import

        return Gradebook(self.db_url, self.id)

    def lessons(self) -> list[str]:
        """The lessons that have a source notebook."""
        source = self.path("source", ".")
        if not source.is_dir():
            return []
        return sorted(path.name for path in source.iterdir() if (path / f"{path.name}.ipynb").is_file())

    def find_lesson(self, name: str) -> str:
        """`name` when there is such a lesson. Raises CourseError with the nearest names."""
        lessons = self.lessons()
        if name in lessons:
            return name
        if not lessons:
            raise CourseError(f"{self.root} has no lessons: no source/<lesson>/<lesson>.ipynb was found.")
        near = difflib.get_close_matches(name, lessons, n=3, cutoff=0.3) or lessons
        raise CourseError(f"There is no lesson {name!r}. Did you mean {' or '.join(near)}?")

    def lesson(self, name: str, *, hidden: bool = True) -> Lesson:
        """The questions of a lesson. Raises CourseError, which names file and line of what is wrong."""
        try:
            return load(self.folder(name, hidden=hidden))
        except BrokenLesson as problem:
            raise CourseError(f"The questions of {name} cannot be loaded. {problem}") from None

    def folder(self, name: str, *, hidden: bool = True) -> Folder:
        """A lesson's source folder; with numbers of each student's own where the course releases them.

        Raises BrokenLesson.
        """
        return Folder.read(self.path("source", name), hidden=hidden, varied=varied(self.directory().ignore))

    def check_gradebook(self) -> None:
        """Raise GradebookBusy or CourseError unless the gradebook can be written to."""
        from sqlalchemy import create_engine, text

        if not self.db_url.startswith("sqlite:///"):
            with explained("opening the gradebook"), self.gradebook():
                return
        engine = create_engine(self.db_url, connect_args={"timeout": 2})
        with explained("opening the gradebook"):
            try:
                with engine.connect() as connection:
                    connection.execute(text("BEGIN IMMEDIATE"))
                    connection.rollback()
            finally:
                engine.dispose()
        file = Path(self.db_url.removeprefix("sqlite:///"))
        if not os.access(file if file.exists() else file.parent, os.W_OK):
            raise CourseError(
                f"{file} cannot be written to. Make the course folder writable, then run this again."
            )


def find_course(given: Path | None, db_url: str | None = None) -> Course:
    """The course given, or the nearest one: this folder, one above it, or `notebooks/` in one of them."""
    if given is not None:
        return Course(given, db_url)
    here = Path.cwd()
    for folder in (here, *here.parents):
        for candidate in (folder, folder / "notebooks"):
            if (candidate / CONFIG).is_file():
                return Course(candidate, db_url)
    raise CourseError(
        f"No course was found here: no {CONFIG} in this folder or above. Give one with --course."
    )


def _put_environment_on_path() -> None:
    """nbgrader calls `alembic` by its bare name, so this environment's programs must be on PATH."""
    programs = str(Path(sys.executable).parent)
    paths = os.environ.get("PATH", "").split(os.pathsep)
    if programs not in paths:
        os.environ["PATH"] = os.pathsep.join([programs, *paths])
