"""Answers of several parts, a list or a dict of gradients: what is missing, too much, None or misshapen.

A source that the result does not depend on has the gradient None; the parts that are numbers are diagnosed
together, as an answer to the question about these sources alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from graders.diagnosis.answer import Unreadable, read_answer
from graders.diagnosis.problem import AnyProblem, problem_of
from graders.diagnosis.result import Diagnosis, Explanation
from graders.misconceptions.catalogue import catalogue

SURE = 0.95
NEAR = 1e-3
HOLDS_PARTS = (list, tuple, dict)


@dataclass(frozen=True)
class Part:
    """One source: what the answer calls it, the argument it is, whether the result depends on it."""

    name: str
    argument: str
    connected: bool


def parts_of(problem: AnyProblem, names: Mapping[str, str]) -> list[Part]:
    """The sources in order; `names` gives the argument behind each name."""
    return [Part(name, argument, problem.depends_on(argument)) for name, argument in names.items()]


def in_order(answer: Any, parts: Sequence[Part]) -> list[Any] | Diagnosis:
    """What the answer holds for each part, or what is to be said of its keys or its length."""
    if isinstance(answer, dict):
        names = [part.name for part in parts]
        missing = [name for name in names if name not in answer]
        extra = [str(key) for key in answer if key not in names]
        if missing or extra:
            return _keys(missing, extra, names)
        return [answer[name] for name in names]
    given = list(answer) if isinstance(answer, list | tuple) else []
    if len(given) == len(parts):
        return given
    asked = f"{len(parts)} gradients were asked for, in this order: {_list([p.name for p in parts])}."
    found = f"The answer holds {len(given)}" if given else "The answer is empty"
    return Diagnosis(False, remark=f"{found}; {asked}", first_check="Write one for each source.")


def _keys(missing: Sequence[str], extra: Sequence[str], names: Sequence[str]) -> Diagnosis:
    said = []
    if missing:
        said.append(f"The answer has no entry for {_list(missing)}.")
    if extra:
        said.append(f"It has one for {_list(extra)}, which was not asked for.")
    check = f"The keys are those of the sources: {_list(names)}."
    return Diagnosis(False, remark=" ".join(said), first_check=check)


def of_parts(problem: AnyProblem, parts: Sequence[Part], given: Sequence[Any]) -> Diagnosis | None:
    """What is wrong with a part as such; None where every part is a None or a number as it should be."""
    for part, value in zip(parts, given, strict=True):
        for found in _of_part(problem, part, value):
            return found
    return None


def _of_part(problem: AnyProblem, part: Part, value: Any) -> Iterator[Diagnosis]:
    shape = problem.goal.elements[part.argument].shape
    if value is None and part.connected:
        yield _explained("none-for-a-gradient", part, f"`{part.name}` is None in the answer")
    if value is None:
        return
    try:
        numbers = read_answer(value).values
    except Unreadable as reason:
        words = str(reason).replace("The answer", f"The entry for `{part.name}`")
        yield Diagnosis(
            False, remark=words, first_check="Give a number, a list of numbers, a tensor, or None."
        )
        return
    if not part.connected:
        zero = "zero-for-none" if not np.any(numbers) else "number-for-none"
        yield _explained(zero, part, f"`{part.name}` has a number in the answer")
    lead = problem.goal.out_shape if problem.goal.jacobian else ()
    if np.squeeze(numbers).shape != np.squeeze(np.empty((*lead, *shape))).shape:
        remark = f"The entry for `{part.name}` has {_shape(numbers.shape)}; {_shape((*lead, *shape))} is due."
        yield Diagnosis(
            False,
            remark=remark,
            first_check=f"A gradient has the shape of its source. Look at `{part.name}`.",
        )


def _explained(id: str, part: Part, where: str) -> Diagnosis:
    entry = catalogue()[id]
    hints = [hint.replace("{place}", f"`{part.name}`") for hint in entry.hints]
    title = f"{entry.title}: {where}"
    found = Explanation(id, title, None, SURE, (hints[0], hints[1], hints[2]))
    return Diagnosis(False, explanations=(found,))


def connected_only(
    problem: AnyProblem, parts: Sequence[Part], given: Sequence[Any]
) -> tuple[AnyProblem, list[Any]]:
    """The question about the connected sources alone, and the answer's numbers for them."""
    kept = [(p.argument, value) for p, value in zip(parts, given, strict=True) if p.connected]
    goal = problem.goal
    if len(kept) == len(parts):
        return problem, [value for _, value in kept]
    wrt = [argument for argument, _ in kept]
    fewer = problem_of(problem.function, problem.at, wrt, goal.order, goal.jacobian, goal.descent)
    return fewer, [value for _, value in kept]


def in_an_entry(
    found: Diagnosis, problem: AnyProblem, parts: Sequence[Part], given: Sequence[Any]
) -> Diagnosis:
    """Of an unexplained answer also which sources have entries that are not right."""
    if found.right or found.explanations:
        return found
    right, taken, wrong = problem.right.ravel(), 0, []
    for part, value in zip(parts, given, strict=True):
        if part.connected:
            numbers = read_answer(value).flat
            expected = right[taken : taken + numbers.size]
            taken += numbers.size
            if not np.allclose(numbers, expected, rtol=NEAR, atol=NEAR * np.abs(right).max()):
                wrong.append(part.name)
    if not wrong or len(wrong) == len(parts):
        return found
    return replace(found, remark=f"Not right is the entry for {_list(wrong)}. {found.remark}".strip())


def _list(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _shape(shape: tuple[int, ...]) -> str:
    if not shape:
        return "one number"
    return "shape (" + ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "") + ")"
