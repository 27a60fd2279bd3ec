"""A student's answers as one question sees them: asked once, and then they stand.

A notebook that notices the grader's questions could answer the second one otherwise than the first. So the
variables that a question reads are asked for all at once, before any function of theirs is called, and
nothing is asked twice: a question sees one state of the work, as it would in a notebook that lies still.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from graders.answers.interface import AnswerError, Plain, TooSlow
from graders.answers.remote import RemoteAnswers
from graders.answers.wire import encode
from graders.isolation import IsolationError


class FrozenAnswers:
    """`Answers` that remember. Where the kernel ends, `lost` says how; then nothing more is asked."""

    def __init__(self, answers: RemoteAnswers, reads: Iterable[str] = ()) -> None:
        self._answers = answers
        self._known: dict[Any, tuple[Plain, AnswerError | None]] = {}
        self.lost: IsolationError | None = None
        self.slow = False
        self._ask_for([*reads])

    def _ask_for(self, names: list[str]) -> None:
        try:
            told = self._answers.values(names)
        except IsolationError as problem:
            self.lost = problem
            told = [AnswerError("The notebook's kernel ended.") for _ in names]
        for name, answer in zip(names, told, strict=True):
            self.slow |= isinstance(answer, TooSlow)
            self._known["value", name] = (None, answer) if isinstance(answer, AnswerError) else (answer, None)

    def value(self, name: str) -> Plain:
        return self._tell(("value", name), lambda: self._answers.value(name))

    def call(self, name: str, *arguments: Any, seconds: float = 5.0) -> Plain:
        buffers: list[bytes] = []
        key = ("call", name, repr([encode(argument, buffers) for argument in arguments]), tuple(buffers))
        return self._tell(key, lambda: self._answers.call(name, *arguments, seconds=seconds))

    def source(self, name: str | None = None) -> str:
        told = self._tell(("source", name), lambda: self._answers.source(name))
        assert isinstance(told, str)
        return told

    def _tell(self, key: Any, ask: Callable[[], Plain]) -> Plain:
        self._remember(key, ask)
        answer, problem = self._known[key]
        if problem is not None:
            raise problem
        return answer

    def _remember(self, key: Any, ask: Callable[[], Plain]) -> None:
        if key in self._known:
            return
        if self.lost is not None:
            self._known[key] = None, AnswerError("The notebook's kernel ended.")
            return
        try:
            self._known[key] = ask(), None
        except AnswerError as problem:
            self.slow |= isinstance(problem, TooSlow)
            self._known[key] = None, problem
        except IsolationError as problem:
            self.lost = problem
            self._known[key] = None, AnswerError("The notebook's kernel ended.")
