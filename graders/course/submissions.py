"""Finding what a class has handed in: one folder a student, read as bytes that may not be a notebook."""

from __future__ import annotations

import contextlib
import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from graders.course import unfollowed
from graders.course.course import Course
from graders.course.errors import CourseError, explained

MAX_BYTES = 50_000_000
LONGEST_NAME = 200
NOT_STUDENTS = {".ipynb_checkpoints", ".git", "__pycache__", "__MACOSX", ".DS_Store"}


@dataclass(frozen=True)
class Remark:
    """Something about a submission that a person should look at, or know. `kind` is for programs."""

    kind: str
    text: str


@dataclass(frozen=True)
class Submission:
    """What one student handed in for a lesson. `file` is None when nothing there can be the notebook."""

    student: str
    folder: Path
    file: Path | None
    remarks: tuple[Remark, ...] = ()

    @contextlib.contextmanager
    def opened(self) -> Iterator[int]:
        """The folder, opened without following links. Raises OSError where there is one by now."""
        with unfollowed.folder(self.folder.parent.parent, *self.folder.parts[-2:]) as opened:
            yield opened

    def notebook_in(self, opened: int) -> bytes:
        """The notebook's bytes, from the open folder.

        Raises OSError, and ValueError for a file too large to be a notebook.
        """
        return b"" if self.file is None else unfollowed.read(self.file.name, opened, MAX_BYTES)

    def read(self) -> bytes:
        """The notebook's bytes. Raises as `notebook_in`."""
        with self.opened() as opened:
            return self.notebook_in(opened)


def find_submissions(course: Course, lesson: str) -> list[Submission]:
    """All submissions of a lesson, by student. Raises CourseError when the class is empty."""
    top = course.path("submitted", ".")
    with explained("looking for submissions"):
        folders = sorted(path for path in top.iterdir() if path.is_dir()) if top.is_dir() else []
    found = [
        submission(folder, lesson)
        for folder in folders
        if folder.name not in NOT_STUDENTS and _may_be_there(folder / lesson)
    ]
    if not found:
        raise CourseError(
            f"Nobody has handed in {lesson}. Submissions are expected as "
            f"{top / '<student>' / lesson / (lesson + '.ipynb')}."
        )
    return found


def _may_be_there(work: Path) -> bool:
    try:
        return work.exists()
    except OSError:  # a folder that may not be read: it may be, and is told
        return True


def submission(folder: Path, lesson: str) -> Submission:
    """The submission in one student's folder, with what is odd about names. It raises nothing."""
    student, work = folder.name, folder / lesson
    if problem := odd_name(student):
        return Submission(student, work, None, (Remark("odd name", problem),))
    try:
        file, remarks = _notebook(folder, lesson)
    except OSError as refusal:
        text = f"the folder cannot be read: {refusal.strerror or refusal}"
        return Submission(student, work, None, (Remark("not graded", text),))
    return Submission(student, work, file, remarks)


def _notebook(folder: Path, lesson: str) -> tuple[Path | None, tuple[Remark, ...]]:
    """The file that is a student's notebook, if one is, and what is to be said about it."""
    work = folder / lesson
    with unfollowed.folder(folder.parent) as top:
        if unfollowed.kind(folder.name, top) == "link":
            return None, (_link(folder),)
    with unfollowed.folder(folder.parent, folder.name) as students:
        match unfollowed.kind(lesson, students):
            case "link":
                return None, (_link(work),)
            case "folder":
                pass
            case _:
                return None, (Remark("no notebook", f"{lesson} is a file, not a folder"),)
    with unfollowed.folder(folder.parent, folder.name, lesson) as opened:
        expected = work / f"{lesson}.ipynb"
        kind = unfollowed.kind(expected.name, opened)
        if kind == "link":
            return None, (_link(expected),)
        if kind == "file":
            return expected, ()
        with os.scandir(opened) as entries:
            names = sorted(entry.name for entry in entries if entry.name.endswith(".ipynb"))
        others = [name for name in names if unfollowed.kind(name, opened) == "file"]
    if len(others) == 1:
        text = f"the notebook is called {others[0]!r} and was read as {expected.name!r}"
        return work / others[0], (Remark("renamed", text),)
    listed = ", ".join(map(repr, others)) or "nothing that ends in .ipynb"
    return None, (Remark("no notebook", f"there is no {expected.name!r}; the folder holds {listed}"),)


def _link(path: Path) -> Remark:
    # It could lead to somebody else's work, or to a file that only the grader may read.
    return Remark("symbolic link", f"{path.name} is a symbolic link, which is not followed; hand in a copy")


NOTEBOOK_NAME = re.compile(r".+\.ipynb(?:\.(?:txt|json))?", re.IGNORECASE | re.DOTALL)


def is_notebook_name(name: str) -> bool:
    """Whether a file's name is a notebook's, or what a browser makes of one.

    >>> [is_notebook_name(name) for name in ("a.ipynb", "a.IPYNB", "a.ipynb.txt", "a.html")]
    [True, True, True, False]
    """
    return NOTEBOOK_NAME.fullmatch(name) is not None


def shown(name: str) -> str:
    r"""A name as a terminal can show it: what would steer the terminal is written out.

    >>> print(shown("Zoë"), shown("red\x1b[31m"))
    Zoë red\x1b[31m
    """
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in name)


def odd_name(student: str) -> str:
    """Why a folder's name cannot be a student's id, or an empty text. Spaces, dashes and any letters can.

    >>> odd_name("Zoë de la Cruz"), odd_name("-dash")
    ('', '')
    >>> odd_name(".hidden")
    "the folder's name starts with a dot, which nbgrader does not see; rename it"
    """
    if student.startswith("."):
        return "the folder's name starts with a dot, which nbgrader does not see; rename it"
    if student != student.strip():
        return "the folder's name starts or ends with a space, which nbgrader takes away; rename it"
    if len(student.encode(errors="replace")) > LONGEST_NAME:
        return f"the folder's name is longer than {LONGEST_NAME} bytes; shorten it"
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in student):
        return "the folder's name holds control characters or broken letters; rename it"
    return ""
