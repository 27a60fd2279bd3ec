"""A lesson as the gradebook has it, as plain data: all that a worker needs to know to grade it."""

from __future__ import annotations

import hashlib
import json
import pickle
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from graders.course.released import Page
from graders.questions.folder import VARIANTS, Folder, load, settings_of
from graders.questions.lesson import Lesson as Questions

STEPS = (
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.DeduplicateIds",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "graders.course.restore.RestoreMissingCells",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
)
"""The steps of nbgrader's lists that a worker can do."""


@dataclass(frozen=True)
class KeptCell:
    """A cell as nbgrader keeps it, with hidden tests. `points` is None where there is no grade."""

    name: str
    cell_type: str
    source: str
    checksum: str
    locked: bool
    grade: bool
    solution: bool
    task: bool
    points: float | None

    @property
    def max_score(self) -> float | None:
        """As nbgrader's own rows call the points."""
        return self.points


@dataclass(frozen=True)
class Lesson:
    """The rows, in the order of the source notebook, the course's settings, and the files that go with it.

    `before` and `after` name the steps before and after the notebook runs, as the course's settings list
    them. `elsewhere` maps names of cells to the other lesson they belong to. `opening` are the texts of the
    code cells that come before the first one that a student fills in or that is a test. `page` is what the
    lesson's notebook tells of its cells beyond that.
    """

    course: str
    name: str
    cells: tuple[KeptCell, ...]
    kernelspec: str | None
    before: tuple[str, ...]
    after: tuple[str, ...]
    settings: Mapping[str, Mapping[str, Any]]
    files: Mapping[str, bytes]
    elsewhere: Mapping[str, str]
    opening: tuple[str, ...] = ()
    questions: Folder | None = None
    page: Page = field(default_factory=Page)

    @property
    def asked(self) -> Questions:
        """The lesson's questions with their hidden checks, made of the texts that came along."""
        assert self.questions is not None, "gathering makes sure that a check has its questions"
        return load(self.questions)

    @property
    def varies(self) -> bool:
        """Whether each student has numbers of their own."""
        return self.questions is not None and self.questions.variants is not None

    def files_for(self, student: str) -> Mapping[str, bytes]:
        """The files beside a student's notebook: `mine(...)` there reads whose it is."""
        if not self.varies or VARIANTS not in self.files:
            return self.files
        text = self.files[VARIANTS].decode("utf-8-sig")
        salt = settings_of(text)["salt"]
        said = f"salt = {json.dumps(salt)}\nstudent = {json.dumps(student)}\n"
        return {**self.files, VARIANTS: said.encode("utf-8", "surrogatepass")}

    @cached_property
    def by_name(self) -> dict[str, KeptCell]:
        return {cell.name: cell for cell in self.cells}


def with_variants(lesson: Lesson, salt: str = "a trial") -> Lesson:
    """A lesson in which students have numbers of their own, whether or not the course gives them."""
    if lesson.varies or lesson.questions is None:
        return lesson
    text = f"salt = {json.dumps(salt)}\n"
    files = {**lesson.files, VARIANTS: text.encode()}
    return replace(lesson, questions=replace(lesson.questions, variants=text), files=files)


@dataclass(frozen=True)
class PackedLesson:
    """A lesson as bytes, to be sent along with every job; a worker unpacks it once."""

    data: bytes
    digest: str

    @classmethod
    def pack(cls, lesson: Lesson) -> PackedLesson:
        data = pickle.dumps(lesson)
        return cls(data, hashlib.sha256(data).hexdigest())

    def unpack(self) -> Lesson:
        """The lesson, the same object each time within a process."""
        known = _unpacked.get(self.digest)
        if known is None:
            if len(_unpacked) >= MOST_KEPT:
                _unpacked.clear()
            known = _unpacked[self.digest] = pickle.loads(self.data)
        return known


MOST_KEPT = 8
_unpacked: dict[str, Lesson] = {}
