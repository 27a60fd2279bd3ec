"""Finding what a class has handed in: one folder a student, read as bytes that may not be a notebook."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

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

    def read(self) -> bytes:
        """The notebook's bytes. Raises OSError, or ValueError for a file too large to be a notebook."""
        if self.file is None:
            return b""
        size = self.file.stat().st_size
        if size > MAX_BYTES:
            raise ValueError(
                f"the file has {size / 1e6:.0f} MB; more than {MAX_BYTES / 1e6:.0f} MB is not read"
            )
        return self.file.read_bytes()


def find_submissions(course: Course, lesson: str) -> list[Submission]:
    """All submissions of a lesson, by student. Raises CourseError when the class is empty."""
    top = course.path("submitted", ".")
    with explained("looking for submissions"):
        folders = sorted(path for path in top.iterdir() if path.is_dir()) if top.is_dir() else []
        found = [
            submission(folder, lesson)
            for folder in folders
            if folder.name not in NOT_STUDENTS and (folder / lesson).exists()
        ]
    if not found:
        raise CourseError(
            f"Nobody has handed in {lesson}. Submissions are expected as "
            f"{top / '<student>' / lesson / (lesson + '.ipynb')}."
        )
    return found


def submission(folder: Path, lesson: str) -> Submission:
    """The submission in one student's folder, with what is odd about names."""
    student, work = folder.name, folder / lesson
    if problem := odd_name(student):
        return Submission(student, work, None, (Remark("odd name", problem),))
    if work.is_symlink():
        return Submission(student, work, None, (_link(work),))
    if not work.is_dir():
        return Submission(student, work, None, (Remark("no notebook", f"{lesson} is a file, not a folder"),))
    expected = work / f"{lesson}.ipynb"
    if expected.is_symlink():
        return Submission(student, work, None, (_link(expected),))
    if expected.is_file():
        return Submission(student, work, expected)
    others = sorted(path for path in work.iterdir() if path.suffix == ".ipynb" and _is_file(path))
    if len(others) == 1:
        text = f"the notebook is called {others[0].name!r} and was read as {expected.name!r}"
        return Submission(student, work, others[0], (Remark("renamed", text),))
    names = ", ".join(repr(path.name) for path in others) or "nothing that ends in .ipynb"
    return Submission(
        student,
        work,
        None,
        (Remark("no notebook", f"there is no {expected.name!r}; the folder holds {names}"),),
    )


def _is_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


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
