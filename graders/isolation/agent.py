"""What answers a grader's questions inside the student's kernel.

It runs in the student's own process, where everything can be patched; so nothing it says is trusted, and it is
told nothing but names and arguments. What comes back is plain data, or the kind and words of an error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graders.answers import AnswerError, CallFailed, NotAFunction, TooSlow, Unset, WrongKind
from graders.isolation import wire
from graders.local import LocalAnswers

QUESTION, ANSWER = "graders_question", "graders_answer"
"""The types of the two messages, on the shell channel of the Jupyter protocol."""


def answer(
    namespace: Mapping[str, Any], question: Mapping[str, Any], buffers: Sequence[Any]
) -> tuple[dict[str, Any], list[bytes]]:
    """Answer one question about the names in `namespace`.

    >>> answer({"slope": 13}, {"ask": "value", "name": "slope"}, [])
    ({'answer': {'int': '13'}}, [])
    >>> answer({"slope": 13}, {"ask": "value", "name": "slop"}, [])
    ({'error': 'Unset', 'nearest': ['slope']}, [])
    """
    out: list[bytes] = []
    try:
        return {"answer": wire.encode(_look(namespace, question, buffers), out)}, out
    except Unset as problem:
        return {"error": "Unset", "nearest": list(problem.nearest)}, []
    except NotAFunction as problem:
        return {"error": "NotAFunction", "words": problem.sentence}, []
    except CallFailed as problem:
        return {"error": "CallFailed", "kind": problem.kind, "words": _after_kind(problem)}, []
    except TooSlow:
        return {"error": "TooSlow"}, []
    except AnswerError as problem:
        return {"error": "WrongKind", "words": problem.sentence}, []
    except wire.NotPlain as problem:
        return {
            "error": "WrongKind",
            "words": f"`{question.get('name')}` holds {problem}, which cannot be checked.",
        }, []


def _look(namespace: Mapping[str, Any], question: Mapping[str, Any], buffers: Sequence[Any]) -> Any:
    answers = LocalAnswers(namespace)
    name = question["name"]
    match question["ask"]:
        case "value":
            return answers.value(name)
        case "call":
            arguments = [wire.decode_argument(form, buffers) for form in question["arguments"]]
            return answers.call(name, *arguments, seconds=question["seconds"])
        case "known":
            if name in namespace:
                return True
            return answers.value(name)
    raise WrongKind(f"no such question: {question['ask']!r}")


def _after_kind(problem: CallFailed) -> str:
    _, _, words = problem.sentence.partition(f" stopped with {problem.kind}")
    return words.removeprefix(": ")
