"""Keeping a students' git repository in step with what students get, without touching what is not its own.

A record in the repository says which files were written here, and with which content. A file that is not in
it, or that somebody has changed since, stays as it is. Nothing is committed, and nothing is pushed.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from graders.course.course import Course
from graders.course.errors import CourseError, explained
from graders.handout.contents import Files

RECORD = ".published.json"
LESSONS = "notebooks/release/"
OF_A_REPOSITORY: Files = {
    ".gitattributes": b"# Files stay as they were published, whatever the machine.\n* -text\n",
    ".gitignore": b"/.venv/\n/lab/\n__pycache__/\n.ipynb_checkpoints/\n",
}
"""What a repository needs beside the files of a bundle. Work in `lab` is nobody else's."""


@dataclass(frozen=True)
class Change:
    """What is to be done with a file: "add", "update" or "remove"; or why it is left alone ("keep")."""

    kind: str
    name: str
    reason: str = ""


@dataclass(frozen=True)
class Plan:
    """Everything that publishing would do. `files` is what students get, `record` what was written before."""

    folder: Path
    files: Files
    record: dict[str, str]
    changes: tuple[Change, ...]

    @property
    def kept(self) -> list[Change]:
        return [change for change in self.changes if change.kind == "keep"]

    @property
    def to_do(self) -> list[Change]:
        return [change for change in self.changes if change.kind != "keep"]


def plan(course: Course, folder: Path, files: Files, *, whole: bool = True) -> Plan:
    """What publishing these files into a students' repository would do. Reads only.

    Where they are some lessons of several (`whole=False`), the other lessons stay as they are.

    Raises CourseError where the folder is no git repository of the students' own, or cannot be read.
    """
    root = _students_repository(course, folder)
    wanted = OF_A_REPOSITORY | files
    with explained(f"looking at {root}"):
        record = _read_record(root)
        stay = (
            () if whole else tuple(name for name in record if name.startswith(LESSONS) and name not in wanted)
        )
        changes = tuple(_changes(root, wanted, record, stay))
    return Plan(root, wanted, record, changes)


def publish(made: Plan) -> list[Change]:
    """Do what was planned; returns what was done. A file that changed meanwhile is left alone.

    Raises CourseError where something cannot be written; what was written before is in the record.
    """
    done: list[Change] = []
    # What is there already as it should be counts as published: an earlier run may have been cut short.
    record = made.record | {
        name: _digest(data) for name, data in made.files.items() if _is(made.folder / name, data)
    }
    with explained(f"publishing into {made.folder}"):
        try:
            for change in made.to_do:
                if _change(made.folder, change.name, made.files, made.record) != change:
                    continue
                target = made.folder / change.name
                if change.kind == "remove":
                    target.unlink()
                    del record[change.name]
                else:
                    _write(target, made.files[change.name])
                    record[change.name] = _digest(made.files[change.name])
                done.append(change)
        finally:
            text = json.dumps(record, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
            if record != made.record:
                _write(made.folder / RECORD, text.encode())
    return done


def _students_repository(course: Course, folder: Path) -> Path:
    """The top of the repository. Raises CourseError where it is none, or one that holds the course."""
    if not folder.is_dir():
        raise CourseError(
            f"{folder} is not there. Clone the students' repository first, or: git init {folder}"
        )
    top = _top(folder)
    if top is None:
        raise CourseError(
            f"{folder} is no git repository. Give the students' repository, or: git init {folder}"
        )
    if top != folder.resolve():
        raise CourseError(
            f"{folder} is a folder inside the repository {top}. Give the students' own repository."
        )
    if course.root.is_relative_to(top) or top == _top(course.root):
        raise CourseError(
            f"{folder} holds the course with its solutions. Students need a repository of their own."
        )
    return top


def _top(folder: Path) -> Path | None:
    command = ["git", "-C", str(folder), "rev-parse", "--show-toplevel"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        ran = subprocess.run(command, env=kept, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise CourseError("git is not installed; it says whose folder this is. Install git.") from None
    if ran.returncode == 0:
        return Path(ran.stdout.rstrip("\n")).resolve()
    if "dubious ownership" in ran.stderr:
        raise CourseError(f"git does not trust {folder}: it belongs to another user of this machine.")
    return None


def _read_record(root: Path) -> dict[str, str]:
    file = root / RECORD
    if not file.exists():
        return {}
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as problem:
        record = problem
    if not isinstance(record, dict) or not all(isinstance(value, str) for value in record.values()):
        raise CourseError(
            f"{file} cannot be read, so nothing tells which files were published. "
            f"Put it back: git checkout {RECORD}"
        )
    return record


def _changes(root: Path, files: Files, record: dict[str, str], stay: Sequence[str]) -> Iterator[Change]:
    for name in sorted((files.keys() | record.keys()).difference(stay)):
        change = _change(root, name, files, record)
        if change is not None:
            yield change


def _change(root: Path, name: str, files: Files, record: dict[str, str]) -> Change | None:
    """What is to be done with one file; None where nothing is."""
    target = root / name
    if not target.resolve().is_relative_to(root) or _link_on_the_way(root, target):
        return Change("keep", name, "a link is in its place")
    if not target.exists():
        if name not in files:
            return None
        in_the_way = [above for above in target.parents if above.is_relative_to(root) and above.is_file()]
        return Change("keep", name, f"{in_the_way[0].name} is a file") if in_the_way else Change("add", name)
    if target.is_dir():
        return Change("keep", name, "a folder is in its place")
    there = _digest(target.read_bytes())
    if name in files and there == _digest(files[name]):
        return None
    if name not in record:
        return Change("keep", name, "it was not published from here")
    if there != record[name]:
        return Change("keep", name, "somebody has changed it since it was published")
    return Change("update" if name in files else "remove", name)


def _link_on_the_way(root: Path, target: Path) -> bool:
    steps = [target, *target.parents]
    return any(step.is_symlink() for step in steps[: steps.index(root)])


def _write(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, arriving = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(arriving).chmod(0o755 if target.name == "start.py" else 0o644)
        Path(arriving).replace(target)
    except BaseException:
        Path(arriving).unlink(missing_ok=True)
        raise


def _is(file: Path, data: bytes) -> bool:
    return file.is_file() and file.read_bytes() == data


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
