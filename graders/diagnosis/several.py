"""Diagnosing an answer that is a function: tried at several points, which one point cannot do."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from graders.diagnosis.answer import Given, Unreadable, read_answer
from graders.diagnosis.candidates import Candidate
from graders.diagnosis.result import Diagnosis
from graders.diagnosis.search import Match, offered, same
from graders.misconceptions.catalogue import Misconception

if TYPE_CHECKING:
    from graders.diagnosis.problem import AnyProblem

Array = NDArray[Any]
CLOSE = 2e-5
"""Room for a function that computes in single precision."""

POINTS = 5


@dataclass(frozen=True)
class Trial:
    """The question at one point, and what the student's function gave there."""

    problem: AnyProblem
    given: Given


def diagnose_function(
    problem: AnyProblem, answer: Callable[..., Any], misconceptions: Sequence[Misconception], seed: int
) -> Diagnosis:
    """Diagnose a derivative function. Points are drawn from `seed`, around the question's own."""
    from graders.diagnosis.explain import explained, unexplained, unreadable

    trials: list[Trial] = []
    for number, at in enumerate([problem.at, *points(problem, seed)]):
        try:
            there = problem if not number else problem.elsewhere(at)
        except (ValueError, TypeError, ArithmeticError):
            continue
        if not there.makes_sense:
            continue
        try:
            trials.append(Trial(there, read_answer(called(answer, at))))
        except Unreadable as reason:
            return unreadable(f"At {_shown(at)}: {reason}")
        except Exception as raised:  # the student's own code may do anything
            return unreadable(f"At {_shown(at)} your function stopped with {type(raised).__name__}: {raised}")
    wrong = [trial for trial in trials if not close(trial.given, trial.problem.right, trial.problem.right)]
    if not wrong:
        return Diagnosis(right=True)
    best = offered(_fitting(trials, misconceptions))
    if not best:
        return unexplained(wrong[0].problem, wrong[0].given)
    return explained(problem, best)


def points(problem: AnyProblem, seed: int) -> list[dict[str, Array]]:
    """Points around the question's: its mirror image, and some drawn from the seed."""
    random = np.random.default_rng(seed)
    drawn = [{name: -value for name, value in problem.at.items()}]
    drawn += [{name: _near(random, value) for name, value in problem.at.items()} for _ in range(POINTS - 1)]
    return drawn


def _near(random: np.random.Generator, value: Array) -> Array:
    return np.round(value * random.uniform(0.6, 1.4, value.shape) + random.uniform(-0.3, 0.3, value.shape), 3)


def called(answer: Callable[..., Any], at: dict[str, Array]) -> Any:
    """What the student's function gives, called by name where it takes the names, else by position.

    It gets numbers and arrays, as the question's arguments are.
    """
    arguments = {name: float(value) if not value.ndim else value.copy() for name, value in at.items()}
    with contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
        try:
            import inspect

            inspect.signature(answer).bind(**arguments)
        except (TypeError, ValueError):
            return answer(*arguments.values())
        return answer(**arguments)


def close(given: Given, expected: Array, right: Array) -> bool:
    """Whether what the function gave is `expected`, up to single precision."""
    flat = np.asarray(expected, dtype=np.float64).ravel()
    if flat.size != given.flat.size or np.squeeze(given.values).shape != np.squeeze(expected).shape:
        return False
    scale = float(np.max(np.abs(right), initial=0.0)) or 1.0
    return bool((np.abs(flat - given.flat) <= CLOSE * np.maximum(np.abs(flat), 0.1 * scale)).all())


def _fitting(trials: Sequence[Trial], misconceptions: Sequence[Misconception]) -> list[Match]:
    """The candidates that fit at every point, and are wrong at one at least."""
    by_trial = [_by_key(trial.problem.candidates(misconceptions)[0]) for trial in trials]
    best: dict[tuple[str, ...], Match] = {}
    for key, candidate in by_trial[0].items():
        there = [found.get(key) for found in by_trial]
        fits = [
            other is not None and close(trial.given, _as_given(other.answer, trial), trial.problem.right)
            for other, trial in zip(there, trials, strict=True)
        ]
        differs = any(
            other is not None and not same(other.answer, trial.problem.right)
            for other, trial in zip(there, trials, strict=True)
        )
        if (
            all(fits)
            and differs
            and (candidate.ids not in best or candidate.weight > best[candidate.ids].score)
        ):
            best[candidate.ids] = Match(candidate, candidate.weight)
    return sorted(best.values(), key=lambda match: -match.score)


def _as_given(answer: Array, trial: Trial) -> Array:
    """A flat candidate in the shape that was given, where the sizes agree."""
    if (
        answer.size == trial.given.values.size
        and answer.ndim <= 1
        and answer.size == trial.problem.right.size
    ):
        return answer.reshape(trial.problem.right.shape)
    return answer


def _by_key(candidates: Sequence[Candidate]) -> dict[tuple[Any, ...], Candidate]:
    counts: dict[tuple[Any, ...], int] = {}
    found = {}
    for candidate in candidates:
        key = (candidate.ids, candidate.node, candidate.everywhere)
        counts[key] = counts.get(key, 0) + 1
        found[(*key, counts[key])] = candidate
    return found


def _shown(at: dict[str, Array]) -> str:
    return ", ".join(f"{name} = {value.tolist()}" for name, value in at.items())
