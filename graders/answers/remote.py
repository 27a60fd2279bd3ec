"""Answers asked of a student's kernel by a grader in another process.

The student's process is told names and arguments, nothing else: no expected value, no score, no check. What
comes back is data of theirs and no more; it is read by `isolation.wire`, which trusts nothing.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any, Protocol

from graders.answers import wire
from graders.answers.interface import (
    AnswerError,
    CallFailed,
    NotAFunction,
    Plain,
    StillDots,
    TensorArgument,
    TooSlow,
    Unset,
    WrongKind,
)
from graders.answers.local import LONGEST_ARGUMENT, LocalAnswers

VALUE_SECONDS = 10.0
GRACE = 5.0
"""Seconds beyond a call's own limit: the kernel stops the call itself, and this is for one that cannot be."""
LONGEST_WORDS = 500
MOST_NAMES = 5


class Asked(Protocol):
    """A connection over which a student's kernel can be asked: `isolation.client.KernelClient` is one."""

    def ask(
        self, question: dict[str, Any], buffers: list[bytes], seconds: float
    ) -> tuple[dict[str, Any], list[bytes]] | None:
        """Content and buffers of the answer, or None when `seconds` have passed."""


class RemoteAnswers:
    """`Answers` of a student's kernel. `cells` are the texts of the code cells that ran in it, in order.

    A method may raise `isolation.KernelGone` when the kernel ends under it, beside the errors of `Answers`.
    A kernel that did not answer in time is not asked again: every later question is TooSlow at once.
    """

    def __init__(self, kernel: Asked, cells: Sequence[str]) -> None:
        self._kernel = kernel
        # The grader sent the cells, so it need not believe what the kernel says they were.
        self._written = LocalAnswers({"In": list(cells)})
        self._stuck = False

    def value(self, name: str) -> Plain:
        return self._ask({"ask": "value", "name": name}, [], VALUE_SECONDS, name)

    def values(self, names: Sequence[str]) -> list[Plain | AnswerError]:
        """What several variables hold, asked for at once; in the place of one that cannot be had, why.

        Together they are given as long as a single one: reading plain data takes no time worth the name.
        Where they hold too much for one message, they are asked for one by one.
        """
        if not names:
            return []
        if self._stuck:
            return [TooSlow(name, VALUE_SECONDS) for name in names]
        question = {"ask": "values", "names": [*names], "seconds": VALUE_SECONDS}
        told = self._kernel.ask(question, [], VALUE_SECONDS + GRACE)
        if told is None:
            self._stuck = True
            return [TooSlow(name, VALUE_SECONDS) for name in names]
        content, numbers = told
        if content.get("error") == wire.TOO_MUCH:
            return [self._told(name) for name in names]
        each = content.get("answers")
        if not isinstance(each, list) or len(each) != len(names):
            return [WrongKind(f"`{name}` cannot be checked: the kernel answered nonsense.") for name in names]
        return [self._either(one, numbers, name) for one, name in zip(each, names, strict=True)]

    def _told(self, name: str) -> Plain | AnswerError:
        try:
            return self.value(name)
        except AnswerError as problem:
            return problem

    @staticmethod
    def _either(content: object, numbers: Sequence[bytes], name: str) -> Plain | AnswerError:
        try:
            return _read(content if isinstance(content, dict) else {}, numbers, name, name, VALUE_SECONDS)
        except AnswerError as problem:
            return problem

    def call(self, name: str, *arguments: Any, seconds: float = 5.0) -> Plain:
        buffers: list[bytes] = []
        forms = [wire.encode(argument, buffers) for argument in arguments]
        shown = f"{name}({', '.join(map(_shown, arguments))})"
        return self._ask({"ask": "call", "name": name, "arguments": forms}, buffers, seconds, shown)

    def source(self, name: str | None = None) -> str:
        return self._written.source(name)

    def _ask(self, question: dict[str, Any], buffers: list[bytes], seconds: float, shown: str) -> Plain:
        if self._stuck:
            raise TooSlow(shown, seconds)
        told = self._kernel.ask({**question, "seconds": seconds}, buffers, seconds + GRACE)
        if told is None:
            self._stuck = True
            raise TooSlow(shown, seconds)
        return _read(*told, question["name"], shown, seconds)


def _read(content: dict[str, Any], numbers: Sequence[bytes], name: str, shown: str, seconds: float) -> Plain:
    if "error" in content:
        raise _error(content, name, shown, seconds)
    try:
        if "answer" not in content:
            raise wire.NotPlain("nothing")
        return wire.decode(content["answer"], numbers)
    except wire.NotPlain as problem:
        raise WrongKind(f"`{shown}` cannot be checked: the kernel answered with {problem}.") from None


def _error(content: dict[str, Any], name: str, shown: str, seconds: float) -> AnswerError:
    """The error that the kernel reports, made anew from nothing but short texts."""
    words = _words(content.get("words"))
    match content["error"]:
        case "StillDots":
            return StillDots(name)
        case "Unset":
            near = content.get("nearest")
            return Unset(
                name, [_words(other) for other in near[:MOST_NAMES]] if isinstance(near, list) else []
            )
        case "NotAFunction":
            given = words.partition(" but it is ")[2].partition(". Define")[0]
            return NotAFunction(name, given or "something else")
        case "CallFailed":
            return CallFailed(shown, _words(content.get("kind")) or "an error", words)
        case "TooSlow":
            return TooSlow(shown, seconds)
    return WrongKind(words or f"`{name}` cannot be checked.")


def _words(given: object) -> str:
    if not isinstance(given, str):
        return ""
    # Halves of letters, which JSON can spell, could not be written to the graded notebook.
    whole = given.encode(errors="replace").decode()
    return textwrap.shorten(whole, LONGEST_WORDS, placeholder="...")


def _shown(argument: Any) -> str:
    value = argument.value if isinstance(argument, TensorArgument) else argument
    shown = repr(value.tolist() if hasattr(value, "tolist") else value)
    return shown if len(shown) <= LONGEST_ARGUMENT else "..."
