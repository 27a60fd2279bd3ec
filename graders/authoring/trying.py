"""Trying a teacher's answers: each is run in the place of a question's answer, in this process, and judged.

The cells before it are run once. What they left is put back before each answer, with copies of what can be
changed. There are no walls here: these are the teacher's own programs.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
import time
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graders.answers.local import LocalAnswers
from graders.answers.time_limit import TimeUp, time_limit
from graders.authoring.entries import Entry
from graders.authoring.notebook import Step, answers_to
from graders.authoring.snapshots import Snapshot
from graders.checking.place import FROM_OUTSIDE
from graders.checking.seeds import seed_for
from graders.checking.verdict import judge
from graders.questions.folder import Folder, load
from graders.questions.question import Question

CELL_SECONDS = 60.0
ENTRY_SECONDS = 10.0
STUDENT = "somebody"
AS_WHEN_GRADED = {"NBGRADER_EXECUTION": "autograde", FROM_OUTSIDE: "1"}


@dataclass(frozen=True)
class Tried:
    """What an entry got: points, the misconceptions that were offered, and what went wrong on the way."""

    entry: Entry
    points: float
    offered: tuple[str, ...]
    said: str
    fault: str
    seconds: float

    @property
    def problem(self) -> str:
        """In what it differs from what the entry says; empty where it does not."""
        if self.fault:
            return self.fault
        if abs(self.points - self.entry.points) > 1e-6:
            return f"gets {self.points:g}, expected {self.entry.points:g}. {self.said}".strip()
        missing = [name for name in self.entry.misconceptions if name not in self.offered]
        if missing:
            found = ", ".join(dict.fromkeys(self.offered)) or "nothing"
            return f"is explained by {found}, expected {', '.join(missing)}"
        return ""


@dataclass(frozen=True)
class Attempt:
    """A part of a lesson's entries, for one process. `released` is what students get."""

    folder: Folder
    steps: Sequence[Step]
    entries: Sequence[Entry]
    released: Path


def attempt(work: Attempt) -> list[Tried]:
    """Try entries, in the order of the lesson. Whatever an entry does, there is a result for it."""
    os.environ.setdefault("MPLBACKEND", "agg")
    with contextlib.chdir(work.released), warnings.catch_warnings(), _as_when_graded():
        warnings.simplefilter("ignore")
        return list(_attempts(work))


@contextlib.contextmanager
def _as_when_graded() -> Iterator[None]:
    """Tell the lesson that it is graded: then one with processes of its own starts none."""
    before = {name: os.environ.get(name) for name in AS_WHEN_GRADED}
    os.environ |= AS_WHEN_GRADED
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _attempts(work: Attempt) -> Iterator[Tried]:
    lesson = load(work.folder)
    steps = list(work.steps)
    shell = _Shell()
    done = 0
    places = {entry.question: answers_to(steps, entry.question) for entry in work.entries}
    asked = sorted({place for place in places.values() if place is not None})
    for answer, checked in asked:
        problem = ""
        for step in steps[done:answer]:
            problem = problem or shell.run_given(step)
        done = answer
        question = lesson.find(str(steps[checked].checks))
        before = shell.keep()
        for entry in work.entries:
            if entry.question != question.id:
                continue
            shell.put_back(before)
            yield _try(shell, entry, steps[answer:checked], problem, question)
        shell.put_back(before)
    for entry in work.entries:
        if places[entry.question] is None:
            yield Tried(entry, 0.0, (), "", f"asks about {entry.question!r}, which no cell checks", 0.0)


def _try(shell: _Shell, entry: Entry, steps: Sequence[Step], problem: str, question: Question) -> Tried:
    started = time.monotonic()
    if problem:
        return Tried(entry, 0.0, (), "", f"cannot be tried: {problem}", 0.0)
    shell.run(entry.code, ENTRY_SECONDS)
    for step in steps:
        if not step.answer:
            shell.run(step.text, ENTRY_SECONDS)
    seed = seed_for("", question.lesson, STUDENT, question.id)
    found = judge(question, shell.answers(), seed=seed)
    offered = tuple(
        name
        for criterion in found.criteria
        if criterion.diagnosis is not None and not criterion.passed
        for explanation in criterion.diagnosis.explanations
        for name in explanation.ids
    )
    said = [criterion.feedback for criterion in found.criteria if not criterion.passed] + [*found.problems]
    fault = f"the check failed: {found.faults[0]}" if found.faults else ""
    return Tried(
        entry, found.earned, offered, " ".join(filter(None, said)), fault, time.monotonic() - started
    )


class _Shell:
    """IPython without a terminal: runs cells as a kernel does, and keeps what they print to itself."""

    def __init__(self) -> None:
        from IPython.core.interactiveshell import InteractiveShell

        self._shell = InteractiveShell.instance(colors="NoColor", history_load_length=0)
        self._shell.history_manager.enabled = False  # type: ignore[union-attr]  # instance() makes one
        self._names: dict[str, Any] = self._shell.user_ns
        self._cells: list[str] = []

    def run(self, text: str, seconds: float) -> str:
        """Run a cell; gives the error that ended it, if any."""
        self._cells.append(text)
        unseen = io.StringIO()
        with contextlib.redirect_stdout(unseen), contextlib.redirect_stderr(unseen):
            try:
                with time_limit(seconds):
                    result = self._shell.run_cell(text, store_history=False)  # type: ignore[no-untyped-call]
            except TimeUp:
                return f"it was still running after {seconds:g} seconds"
        problem = result.error_before_exec or result.error_in_exec
        return f"{type(problem).__name__}: {problem}" if problem else ""

    def run_given(self, step: Step) -> str:
        problem = self.run(step.text, CELL_SECONDS) if step.checks is None else ""
        _close_figures()
        return f"cell {step.place} of the notebook stopped with {problem}" if problem else ""

    def answers(self) -> LocalAnswers:
        return LocalAnswers({**self._names, "In": ["", *self._cells]})

    def keep(self) -> tuple[Snapshot, list[str]]:
        return Snapshot(self._names), list(self._cells)

    def put_back(self, kept: tuple[Snapshot, list[str]]) -> None:
        kept[0].put_back(self._names)
        self._cells = list(kept[1])
        _close_figures()


def _close_figures() -> None:
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close("all")
