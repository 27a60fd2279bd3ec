"""Work under `submitted/` that fits no lesson by its place or name, so that nothing would be said of it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from graders.course import unfollowed
from graders.course.submissions import NOT_STUDENTS, Remark, Submission, is_notebook_name, odd_name, shown

MISPLACED = "misplaced"
MOST_NAMED = 5


def unseen(top: Path, lesson: str, seen: set[str]) -> list[Submission]:
    """What students without a submission of this lesson have that may be one, and loose files beside them.

    Nothing of it is graded: where it belongs, a person says. `seen` are the folders whose work was found.
    """
    found = []
    for path in sorted(top.iterdir()) if top.is_dir() else []:
        if path.name in seen or path.name in NOT_STUDENTS:
            continue
        if not path.is_dir() or path.is_symlink():
            if is_notebook_name(path.name) or path.name.lower().endswith(".zip") or path.is_symlink():
                found.append(_said(path.name, top, f"{path.name!r} lies in no student's folder"))
            continue
        try:
            places = list(_places(path, lesson))
        except OSError as refusal:
            places = [f"its folder cannot be read: {refusal.strerror or refusal}"]
        if places:
            more = f", and {len(places) - MOST_NAMED} more" if len(places) > MOST_NAMED else ""
            found.append(_said(path.name, path, "; ".join(places[:MOST_NAMED]) + more))
    return found


def _said(name: str, place: Path, what: str) -> Submission:
    text = shown(f"{what}; put it where it belongs and grade again")
    return Submission(shown(name), place, None, (Remark(MISPLACED, text),))


def _places(student: Path, lesson: str) -> Iterator[str]:
    """What in a student's folder looks like this lesson's work in another place."""
    if odd_name(student.name):
        return
    expected = f"{lesson}/{lesson}.ipynb"
    with unfollowed.folder(student.parent, student.name) as opened:
        for entry in sorted(os.scandir(opened), key=lambda each: each.name):
            kind = unfollowed.kind(entry.name, opened)
            if kind == "link" and alike(entry.name, lesson):
                yield f"{entry.name!r} is a link, which is not followed"
            elif kind == "file" and is_notebook_name(entry.name) and alike(Path(entry.name).stem, lesson):
                yield f"{entry.name!r} lies beside the lessons' folders and not in {expected!r}"
            elif kind == "file" and entry.name.lower().endswith(".zip"):
                yield f"{entry.name!r} is a zip; its files belong into {lesson!r}"
            elif kind == "folder" and entry.name not in NOT_STUDENTS:
                yield from _folders(student / entry.name, entry.name, lesson)


def _folders(folder: Path, name: str, lesson: str) -> Iterator[str]:
    if name != lesson and alike(name, lesson):
        yield f"the folder is called {name!r} and not {lesson!r}"
        return
    with unfollowed.folder(folder.parent, name) as opened:
        inner = {entry.name: unfollowed.kind(entry.name, opened) for entry in os.scandir(opened)}
    for each, kind in sorted(inner.items()):
        if kind == "folder" and alike(each, lesson):
            yield f"{name}/{each} lies one folder too deep"


def alike(name: str, lesson: str) -> bool:
    """Whether a name is a lesson's but for case, spaces, dashes and endings.

    >>> alike("03_Gradients ", "03-gradients"), alike("04-partial", "03-gradients")
    (True, False)
    """
    return _plain(name) == _plain(lesson)


def _plain(name: str) -> str:
    bare = re.sub(r"(\.ipynb|\.txt|\.json|\.zip)+$", "", name.strip(), flags=re.IGNORECASE)
    return re.sub(
        r"[\W_]+", "", re.sub(r"\s*(\(\d+\)|copy|-checkpoint)$", "", bare, flags=re.IGNORECASE)
    ).casefold()
