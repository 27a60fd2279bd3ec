"""Answers read in the student's own kernel: what stands behind `check("...")` in a notebook."""

from __future__ import annotations

import contextlib
import difflib
import importlib
import inspect
import io
import textwrap
import warnings
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from types import ModuleType
from typing import Any

from graders.answers.interface import (
    CallFailed,
    NoSource,
    NotAFunction,
    Plain,
    StillDots,
    TensorArgument,
    TooLongToRead,
    TooSlow,
    Unset,
    WrongKind,
)
from graders.answers.plain import kind_of, plain
from graders.answers.runs import Run
from graders.answers.time_limit import TimeUp, time_limit
from graders.source.bounds import TooLong
from graders.source.cells import all_texts, sets_or_seems_to, text_setting

MESSAGE_LENGTH = 300
LONGEST_ARGUMENT = 40
READING = 5.0
"""Seconds that reading a variable may take."""


class LocalAnswers:
    """`Answers` over a namespace: a dict of the names that a student has set.

    `runs` says of which cell each entry of IPython's history is; of a cell only the last run is read.

    >>> LocalAnswers({"slope": 13}).value("slope")
    13
    """

    def __init__(self, namespace: Mapping[str, Any], runs: Mapping[int, Run] | None = None) -> None:
        self._namespace = namespace
        self._runs = runs or {}
        self._slow: set[str] = set()

    def value(self, name: str) -> Plain:
        thing = self._get(name)
        if thing is Ellipsis:
            raise StillDots(name)
        try:
            with time_limit(READING):
                return plain(thing, name)
        except TimeUp:
            raise WrongKind(f"Reading `{name}` took longer than {READING:g} seconds.") from None

    def call(self, name: str, *arguments: Any, seconds: float = 5.0) -> Plain:
        function = self._get(name)
        if function is Ellipsis:
            raise StillDots(name)
        if not callable(function):
            raise NotAFunction(name, kind_of(function))
        shown = f"{name}({', '.join(_shown(argument) for argument in arguments)})"
        if name in self._slow:
            raise TooSlow(shown, seconds)  # once is enough: a check calls a function at several places
        ready = [_as_passed(argument) for argument in arguments]
        try:
            with _quiet(), time_limit(seconds):
                # Reading the result stays inside: an object of theirs may loop when it is read.
                return plain(function(*ready), shown)
        except TimeUp:
            self._slow.add(name)
            raise TooSlow(shown, seconds) from None
        except (WrongKind, KeyboardInterrupt):
            raise
        except BaseException as problem:  # SystemExit as well: a student's exit() must not end the kernel
            raise CallFailed(shown, type(problem).__name__, _message(problem)) from None

    def source(self, name: str | None = None) -> str:
        try:
            if name is None:
                return all_texts(self._cells)
            found = text_setting(self._cells, name)
        except TooLong as problem:
            raise TooLongToRead(problem.sentence) from None
        if found is not None:
            return found
        try:
            return textwrap.dedent(inspect.getsource(self._namespace.get(name)))  # type: ignore[arg-type]  # refused below
        except (OSError, TypeError):
            raise NoSource(
                f"The cell that sets `{name}` was not found. Run it once more, then check again."
            ) from None

    @cached_property
    def _cells(self) -> list[str]:
        """The texts of the cells as they were when they were first asked for: one check sees one state."""
        return [cell for _, cell in _cells(self._namespace, self._runs)]

    def stopped(self, name: str, among: Sequence[str] = ()) -> str | None:
        """The error that ended the last run of the cell that sets `name`, in words, where that is known.

        None as well where another of the names `among` was set by that cell and has been set since by one
        that ran through: then the cell that stopped is an earlier version.
        """
        since: set[str] = set()
        for number, cell in reversed(_cells(self._namespace, self._runs)):
            run = self._runs.get(number)
            if sets_or_seems_to(cell, name):
                if run is None or any(sets_or_seems_to(cell, other) for other in since):
                    return None
                return run.error
            if run is None or run.error is None:
                since.update(other for other in among if sets_or_seems_to(cell, other))
        return None

    def _get(self, name: str) -> Any:
        if name not in self._namespace:
            # A name that waits for an answer itself, or is a module, is not what was meant.
            own = [
                known
                for known, thing in self._namespace.items()
                if isinstance(known, str)
                and not known.startswith("_")
                and thing is not ...
                and not isinstance(thing, ModuleType)
            ]
            raise Unset(name, difflib.get_close_matches(name, own, n=1, cutoff=0.8))
        return self._namespace[name]


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep what a student's function prints or warns out of the panel.

    Under nbgrader anything on stderr makes a cell worth nothing, so a warning must not reach it.
    """
    unseen = io.StringIO()
    with contextlib.redirect_stdout(unseen), contextlib.redirect_stderr(unseen), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _as_passed(argument: Any) -> Any:
    if not isinstance(argument, TensorArgument):
        return argument
    engine = importlib.import_module("autodiff_lite")
    make = engine.Variable if argument.variable else engine.constant
    return make(argument.value, dtype=argument.dtype)


def _shown(argument: Any) -> str:
    value = argument.value if isinstance(argument, TensorArgument) else argument
    shown = repr(value.tolist() if hasattr(value, "tolist") else value)
    return shown if len(shown) <= LONGEST_ARGUMENT else "..."


def _message(problem: BaseException) -> str:
    try:
        return textwrap.shorten(str(problem), MESSAGE_LENGTH, placeholder="...")
    except BaseException:  # the exception is the student's own class and its text may fail too
        return ""


def _cells(namespace: Mapping[str, Any], runs: Mapping[int, Run]) -> list[tuple[int, str]]:
    """The cells run so far with their numbers, as IPython keeps them in `In`: of each cell its last run."""
    history = namespace.get("In", ())
    if not isinstance(history, list):
        return []
    last = {run.cell: number for number, run in runs.items() if run.cell is not None}
    return [
        (number, cell)
        for number, cell in enumerate(history)
        if isinstance(cell, str)
        and cell.strip()
        and (number not in runs or last.get(runs[number].cell or "", number) == number)
    ]
