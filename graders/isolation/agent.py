"""What answers a grader's questions inside the student's kernel.

It runs in the student's own process, where everything can be patched; so nothing it says is trusted, and it
is told nothing but names and arguments. What comes back is plain data, or the kind and words of an error.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graders.answers import wire
from graders.answers.interface import (
    AnswerError,
    CallFailed,
    NotAFunction,
    StillDots,
    TooSlow,
    Unset,
    WrongKind,
)
from graders.answers.local import LocalAnswers
from graders.answers.time_limit import TimeUp, time_limit

QUESTION, ANSWER = "graders_question", "graders_answer"
"""The types of the two messages, on the shell channel of the Jupyter protocol."""

CELLS = "graders_cells"
"""The type of the message that has cells run, one after the other: {"cells": [{"id", "code", "count"}]}.

For each of them come its outputs and an `execute_reply`, all on the iopub channel and with `id` as the
message that they answer. `count` is the cell's number.
"""


def answer(
    namespace: Mapping[str, Any], question: Mapping[str, Any], buffers: Sequence[Any]
) -> tuple[dict[str, Any], list[bytes]]:
    """Answer one question about the names in `namespace`.

    >>> answer({"slope": 13}, {"ask": "value", "name": "slope", "seconds": 1}, [])
    ({'answer': {'int': '13'}}, [])
    >>> answer({"slope": 13}, {"ask": "value", "name": "slop", "seconds": 1}, [])
    ({'error': 'Unset', 'nearest': ['slope']}, [])

    Several variables are asked for by one question, and answered one by one:

    >>> answer({"a": 1, "b": 2}, {"ask": "values", "names": ["a", "b"], "seconds": 1}, [])
    ({'answers': [{'answer': {'int': '1'}}, {'answer': {'int': '2'}}]}, [])

    What is too much for one message is not sent. A single variable's answer then says so; several variables
    are to be asked for one by one.
    """
    out: list[bytes] = []
    if question.get("ask") == "values":
        asked = [{"ask": "value", "name": name, "seconds": question["seconds"]} for name in question["names"]]
        answers = {"answers": [_answer(namespace, each, buffers, out) for each in asked]}
        return (answers, out) if _size(answers, out) <= wire.MOST_BYTES else ({"error": wire.TOO_MUCH}, [])
    return _answer(namespace, question, buffers, out), out


def _size(content: dict[str, Any], buffers: Sequence[bytes]) -> int:
    return len(json.dumps(content, ensure_ascii=False).encode()) + sum(map(len, buffers))


def _answer(
    namespace: Mapping[str, Any], question: Mapping[str, Any], buffers: Sequence[Any], out: list[bytes]
) -> dict[str, Any]:
    before = len(out)
    try:
        return {"answer": wire.encode(_look(namespace, question, buffers), out)}
    except BaseException as problem:  # SystemExit as well, which would end the kernel
        del out[before:]
        return {key: _sendable(words) for key, words in _error(problem, question.get("name")).items()}


def _sendable(words: Any) -> Any:
    """Texts without halves of letters, which a message cannot hold: what a student wrote may have them."""
    if isinstance(words, list):
        return [_sendable(word) for word in words]
    return words.encode(errors="replace").decode()


def _error(problem: BaseException, name: object) -> dict[str, Any]:
    """The kind of a problem, and the words that the grader cannot know."""
    match problem:
        case StillDots():
            return {"error": "StillDots"}
        case Unset():
            return {"error": "Unset", "nearest": list(problem.nearest)}
        case NotAFunction():
            return {"error": "NotAFunction", "words": problem.sentence}
        case CallFailed():
            _, _, words = problem.sentence.partition(f" stopped with {problem.kind}")
            return {"error": "CallFailed", "kind": problem.kind, "words": words.removeprefix(": ")}
        case TooSlow():
            return {"error": "TooSlow"}
        case AnswerError():
            return {"error": "WrongKind", "words": problem.sentence}
        case wire.NotPlain():
            return {"error": "WrongKind", "words": f"`{name}` holds {problem}, which cannot be checked."}
    # An object of theirs may raise anything while it is read.
    return {"error": "WrongKind", "words": f"`{name}` could not be read: {type(problem).__name__}"}


def _look(namespace: Mapping[str, Any], question: Mapping[str, Any], buffers: Sequence[Any]) -> Any:
    answers = LocalAnswers(namespace)
    name, seconds = question["name"], question["seconds"]
    match question["ask"]:
        case "value":
            return _in_time(lambda: answers.value(name), name, seconds)
        case "call":
            arguments = [wire.decode_argument(form, buffers) for form in question["arguments"]]
            return answers.call(name, *arguments, seconds=seconds)
        case "known":
            return True if name in namespace else answers.value(name)
    raise WrongKind(f"no such question: {question['ask']!r}")


def _in_time(read: Callable[[], Any], name: str, seconds: float) -> Any:
    try:
        with time_limit(seconds):
            return read()
    except TimeUp:
        raise TooSlow(name, seconds) from None
