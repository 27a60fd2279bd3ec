"""One run of the grader over a class of attackers and honest students. Every test reads its results."""

from __future__ import annotations

import contextlib
import copy
import ctypes
import json
import os
import shutil
import socket
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from graders.course.course import Course
from graders.course.feedback import graded_students, write_feedback
from graders.course.results import ClassResult, Result
from graders.grading.coordinate import Options, grade_class
from graders.grading.submission_limits import SubmissionLimits

from .course import LESSON, SLOPE, Notebook, Planted, honest, make_course
from .made import MADE, NAME, ODD_STUDENTS, named

HERE = Path(__file__).parent
MEBIBYTE = 1024 * 1024
HONEST = ("ada", "lin", "zoe")
"""By name before, among and after the attackers, so that they are graded beside them."""
LIMITS = SubmissionLimits(
    cell_seconds=5.0,
    notebook_seconds=30.0,
    memory_bytes=256 * MEBIBYTE,
    cell_output_bytes=MEBIBYTE,
    notebook_output_bytes=2 * MEBIBYTE,
    cell_flood_bytes=40 * MEBIBYTE,
    answer_seconds=20.0,
)
SET_SUBREAPER = 36


@dataclass(frozen=True)
class Expected:
    """What must hold for one attacker, beside what holds for all.

    `earns` are the questions that their honest part answers, in full; `parts` what others can give at most.
    All other questions give nothing. `graded`: whether there is a notebook to give back; where `may_fail`,
    both are right: it depends on who is faster, or on the version of Linux or Python. `unprotected` names
    classic tests that it can forge.
    """

    earns: tuple[str, ...] = ("slope",)
    parts: dict[str, float] = field(default_factory=dict)
    graded: bool = True
    may_fail: bool = False
    remarks: tuple[str, ...] = ()
    unprotected: tuple[str, ...] = ()


def attacks() -> dict[str, Expected]:
    """Every attack by name: the notebooks of this folder, and what `made` writes."""
    table = tomllib.loads((HERE / "attacks.toml").read_text(encoding="utf-8"))
    names = sorted([file.stem for file in (HERE / "notebooks").glob("*.ipynb")] + list(MADE))
    unknown = set(table) - set(names)
    assert not unknown, f"attacks.toml speaks of attacks that are not there: {sorted(unknown)}"
    return {
        name: Expected(
            **{key: tuple(given) if isinstance(given, list) else given for key, given in row.items()}
        )
        for name in names
        for row in [table.get(name, {})]
    }


@dataclass(frozen=True)
class Listening:
    """Sockets of the host that nobody should reach."""

    sockets: tuple[socket.socket, ...]
    port: int
    path: Path
    abstract: str

    def reached(self) -> list[str]:
        """What came in: a connection or a datagram, as text."""
        found = []
        for each in self.sockets:
            each.setblocking(False)
            try:
                came = each.accept()[1] if each.type == socket.SOCK_STREAM else each.recv(100)
                found.append(f"{each.family.name} {each.type.name}: {came!r}")
            except BlockingIOError:
                continue
        return found


def shown(student: str) -> str:
    """A name as reports write it: what would steer a terminal is spelled out."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in student)


@dataclass(frozen=True)
class Run:
    """What a run of the grader left."""

    folder: Path
    planted: Planted
    result: ClassResult
    listening: Listening
    processes_left: list[int]
    temporary_left: list[str]
    stray: list[str]
    before: dict[str, bytes]

    @property
    def course(self) -> Path:
        return self.folder / "course"

    def of(self, student: str) -> Result:
        return next(result for result in self.result.results if result.student in (student, shown(student)))

    def notebook(self, student: str) -> Notebook:
        text = (self.course / "autograded" / student / LESSON / NAME).read_text(encoding="utf-8")
        content: Notebook = json.loads(text)
        return content

    def shown_to(self, student: str) -> dict[str, str]:
        """Every file that is about one student or goes back to them, by name."""
        places = [self.course / kind / student for kind in ("autograded", "feedback")]
        files = [file for place in places for file in place.rglob("*") if file.is_file()]
        logs = [file for file in (self.course / "logs").rglob("*.log") if file.stem == student]
        shown = {
            str(file.relative_to(self.course)): file.read_text(encoding="utf-8", errors="replace")
            for file in [*files, *logs]
        }
        return shown | {"remarks": "\n".join(remark.text for remark in self.of(student).remarks)}


@pytest.fixture(scope="session")
def listening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listening]:
    path = Path(tempfile.mkdtemp(prefix="listening")) / "socket"
    abstract = f"graders-attacks-{os.getpid()}"
    stream = socket.create_server(("127.0.0.1", 0))
    port = stream.getsockname()[1]
    datagram = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    datagram.bind(("127.0.0.1", port))
    local, hidden = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
    local.bind(str(path))
    hidden.bind(f"\0{abstract}")
    path.chmod(0o777)
    path.parent.chmod(0o755)
    local.listen()
    hidden.listen()
    sockets = [stream, datagram, local, hidden]
    if socket.has_ipv6:
        with contextlib.suppress(OSError):  # a machine without IPv6 has nothing there to be reached
            sockets.append(socket.create_server(("::1", port), family=socket.AF_INET6))
    yield Listening(tuple(sockets), port, path, abstract)
    for each in sockets:
        each.close()
    shutil.rmtree(path.parent)


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory, root: Path, listening: Listening) -> Iterator[Run]:
    """The run: everybody's submission graded at once, with secrets all around."""
    folder, planted = tmp_path_factory.mktemp("attacks"), Planted()
    temporary = Path(tempfile.mkdtemp(prefix="attacked"))  # a short path: sockets are made in it
    make_course(folder / "course", root / "notebooks" / "nbgrader_config.py", planted)
    hand_in(folder / "course", planted, listening)
    before = files_of(folder / "course", ("source", "release", "submitted"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADERS_ATTACKS_SECRET", planted.environment)
        patch.setenv("USER", planted.environment)
        patch.setenv("TMPDIR", str(temporary))
        patch.setattr(tempfile, "tempdir", str(temporary))
        adopted(True)
        children = children_of(os.getpid())
        try:
            course = Course(folder / "course")
            result = grade_class(course, LESSON, Options(limits=LIMITS, workers=3))
            left = sorted(children_of(os.getpid()) - children)
        finally:
            adopted(False)
        for student in graded_students(course, LESSON):
            write_feedback(course, LESSON, student)
    yield Run(
        folder,
        planted,
        result,
        listening,
        left,
        sorted(path.name for path in temporary.iterdir()),
        strays(folder, temporary, root),
        before,
    )
    shutil.rmtree(temporary, ignore_errors=True)


def hand_in(course: Path, planted: Planted, listening: Listening) -> None:
    """Put everybody's work where a class's work is found."""
    submitted = course / "submitted"
    for student in HONEST:
        put(submitted / student / LESSON, honest(planted))
    work = with_slope(json.loads((course / "release" / LESSON / NAME).read_text(encoding="utf-8")))
    for name in attacks():
        folder = submitted / name / LESSON
        folder.mkdir(parents=True)
        if name in MADE:
            MADE[name](folder, copy.deepcopy(work))
        else:
            shutil.copyfile(HERE / "notebooks" / f"{name}.ipynb", folder / NAME)
            (folder / "targets.json").write_text(json.dumps(targets(course, listening)), encoding="utf-8")
    for student in ODD_STUDENTS:
        put(submitted / student / LESSON, work)


def put(folder: Path, work: Notebook) -> None:
    folder.mkdir(parents=True)
    (folder / NAME).write_text(json.dumps(work), encoding="utf-8")


def with_slope(work: Notebook) -> Notebook:
    named(work, "a-slope")["source"] = SLOPE
    return work


def targets(course: Path, listening: Listening) -> dict[str, Any]:
    """All that an attacker could know of the machine: where everything is."""
    files = [
        course / "gradebook.db",
        course / "for-teachers.txt",
        course / "submitted" / "ada" / LESSON / NAME,
        course / "autograded" / "ada" / LESSON / NAME,
        course / "source" / LESSON / NAME,
        course / "source" / LESSON / "hidden.py",
        course / "source" / LESSON / "tests.py",
    ]
    return {
        "files": list(map(str, files)),
        "port": listening.port,
        "socket": str(listening.path),
        "abstract": listening.abstract,
    }


def files_of(course: Path, kinds: tuple[str, ...]) -> dict[str, bytes]:
    """The regular files in some of a course's folders, but those too large to keep."""
    found = {}
    for kind in kinds:
        for top, _, names in os.walk(course / kind):
            for path in (Path(top, name) for name in names):
                if path.is_file() and not path.is_symlink() and path.stat().st_size < MEBIBYTE:
                    found[str(path.relative_to(course))] = path.read_bytes()
    return found


def strays(folder: Path, temporary: Path, root: Path) -> list[str]:
    """Files that an attack would have left, wherever this run or the project has a folder."""
    places = [folder, temporary, temporary.parent, root / "graders", root / "tests"]
    found = []
    for place in places:
        for top, folders, names in os.walk(place):
            if place == temporary.parent:
                folders.clear()
            found += [str(Path(top, name)) for name in [*names, *folders] if name.startswith("was-")]
    return found


def adopted(on: bool) -> None:
    """Have orphans below this process become its children, so that none is overlooked."""
    ctypes.CDLL(None).prctl(SET_SUBREAPER, ctypes.c_ulong(on), 0, 0, 0)


def children_of(pid: int) -> set[int]:
    return {
        int(child)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for child in (task / "children").read_text().split()
    }
