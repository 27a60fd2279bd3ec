"""`diagnose(function, at=..., answer=...)`: which mistake leads from this question to this answer?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autodiff_lite.core.listeners import unheard
from graders.diagnosis.answer import Given, Unreadable, fit, is_right, read_answer
from graders.diagnosis.entries import HOLDS_PARTS, connected_only, in_an_entry, in_order, of_parts, parts_of
from graders.diagnosis.evidence import PAIRS, certainty, enough, prior, slip
from graders.diagnosis.few import in_few_entries
from graders.diagnosis.networks import ArrayProblem
from graders.diagnosis.problem import AnyProblem, problem_of
from graders.diagnosis.result import Diagnosis
from graders.diagnosis.search import Match, matches, offered, pairs
from graders.misconceptions.catalogue import Misconception, Pinned, catalogue, check_ids, silenced

Array = NDArray[Any]

TELLING_DIGITS = 3
FAR_FOR_ONE_DIGIT = 0.05
"""An answer of one digit that is so far off, as 0.5 for 0.457, is a rounding that hardly anybody makes."""

COMMON = 0.5
"""The weight from which on a mistake is common enough to stand against the right answer."""


@unheard()  # a tape that is open where a student checks an answer does not record the diagnosis
def diagnose(
    function: Callable[..., Any],
    at: Mapping[str, Any],
    answer: Any,
    wrt: str | Sequence[str] | Mapping[str, str] = "x",
    order: int = 1,
    *,
    jacobian: bool = False,
    descent: Mapping[str, Any] | None = None,
    mixed: bool = False,
    silence: Sequence[str] = (),
    pinned: Sequence[Pinned] = (),
    whole: bool = False,
    seed: int = 0,
) -> Diagnosis:
    """Work out which mistake gives `answer` to "what is the derivative of `function` by `wrt` at `at`?".

    Args:
        function: Python on the engine's tensors, taking its arguments by name.
        at: the value of each argument: a number or a list.
        answer: what the student gave: a number, a text with one, a list, array or tensor, or a function.
        wrt: the argument to differentiate by, or a list of names (then the answer is a list in that order, or
        a dict), or a dict from the answer's keys to the arguments. Where the function does not depend on one
        of several, None belongs in its place.
        order: 1 for a slope, 2 or 3 for a higher derivative. Of an array, or of a list of variables, the
        second derivative is the Hessian, with a row and a column for each number.
        jacobian: whether the whole Jacobian was asked for; otherwise a vector result is summed, as a tape
        does. descent: ``{"rate": r, "steps": n}`` where the answer is the point after n steps of gradient
        descent. mixed: whether the derivative by the names of `wrt` in turn was asked for, as d²f/dx dy for
        ``["x", "y"]``. silence: ids of misconceptions that are not to be offered.
        pinned: explanations for exact wrong answers; they come first.
        whole: whether an answer rounded to a whole number is right, as 3 for 3.32.
        seed: of the points at which an answer that is a function is tried.

    Raises ValueError or TypeError for a question that makes no sense. Never raises for a student's answer.

    >>> import autodiff_lite as ad
    >>> found = diagnose(lambda x: 3.0 * x**3 + 5.0 * x, at={"x": 2.0}, answer=77)
    >>> found.best.misconception, found.best.operation.formula
    ('exponent-not-lowered', 'x**3')
    """
    names = dict(wrt) if isinstance(wrt, Mapping) else {} if isinstance(wrt, str) else {n: n for n in wrt}
    by = list(names.values()) if isinstance(wrt, Mapping) else wrt
    problem = problem_of(function, at, by, order, jacobian, descent, mixed)
    chosen = chosen_misconceptions(silence)
    if callable(answer) and not hasattr(answer, "numpy"):
        from graders.diagnosis.several import diagnose_function

        return diagnose_function(problem, answer, chosen, seed)
    if names and isinstance(answer, HOLDS_PARTS) and order == 1 and not (mixed or descent):
        return _diagnose_parts(
            problem, names, answer, lambda p, a: diagnose_value(p, a, chosen, pinned, whole)
        )
    return diagnose_value(problem, answer, chosen, pinned, whole)


def _diagnose_parts(
    problem: AnyProblem, names: Mapping[str, str], answer: Any, value: Callable[[AnyProblem, Any], Diagnosis]
) -> Diagnosis:
    """Diagnose an answer of several parts; `value` diagnoses one that is made of numbers."""
    parts = parts_of(problem, names)
    given = in_order(answer, parts)
    if isinstance(given, Diagnosis):
        found = given if isinstance(answer, dict) or not _numbers(answer) else value(problem, answer)
        return found if found.right or found.explanations else given
    wrong = of_parts(problem, parts, given)
    if wrong is not None:
        found = value(problem, given) if _numbers(given) and not wrong.explanations else wrong
        return found if found.explanations else wrong
    if not any(part.connected for part in parts):
        return Diagnosis(right=True)
    fewer, numbers = connected_only(problem, parts, given)
    return in_an_entry(value(fewer, numbers), fewer, parts, given)


def _numbers(answer: Any) -> bool:
    try:
        read_answer(answer)
    except Unreadable:
        return False
    return True


@unheard()
def right_answer(
    function: Callable[..., Any],
    at: Mapping[str, Any],
    wrt: str | Sequence[str] = "x",
    order: int = 1,
    *,
    jacobian: bool = False,
    descent: Mapping[str, Any] | None = None,
    mixed: bool = False,
) -> Any:
    """What the right answer to a question is, as `diagnose` has it: an array in double precision.

    Raises ValueError or TypeError for a question that makes no sense.

    >>> import autodiff_lite as ad
    >>> right_answer(lambda v: v[0] * v[0] * v[1], at={"v": [3.0, 2.0]}, wrt="v", order=2)
    array([[4., 6.],
           [6., 0.]])
    """
    return problem_of(function, at, wrt, order, jacobian, descent, mixed).right


def chosen_misconceptions(silence: Sequence[str]) -> list[Misconception]:
    """The catalogue without what is silenced. Raises ValueError for an unknown id."""
    check_ids(silence)
    quiet = silenced() | set(silence)
    return [entry for entry in catalogue().values() if entry.id not in quiet]


@np.errstate(all="ignore")  # a student may write numbers near the largest there are
def diagnose_value(
    problem: AnyProblem,
    answer: Any,
    misconceptions: Sequence[Misconception],
    pinned: Sequence[Pinned] = (),
    whole: bool = False,
) -> Diagnosis:
    """Diagnose an answer that is made of numbers."""
    from graders.diagnosis.explain import explained, unexplained, unreadable

    try:
        given = read_answer(_in_order(answer, problem.goal.wrt))
    except Unreadable as reason:
        if answer is None and not any(map(problem.depends_on, problem.goal.wrt)):
            return Diagnosis(right=True)
        return unreadable(str(reason))
    state = is_right(given, problem.right, whole)
    if state in ("exact", "near"):
        return Diagnosis(right=True)
    found, own = problem.candidates(misconceptions)
    fitting = matches(given, problem.right, found)
    if state and not _rather_wrong(given, problem.right, fitting):
        return Diagnosis(right=True)
    for pin in pinned:
        if fit(given, read_answer(pin.answer).values) >= 0.9:
            return explained(problem, [], pin=pin)
    by_chance = slip(given, problem.right)
    if not fitting and problem.goal.descent is None:
        found = [*found, *in_few_entries(found, given, problem.right, problem.goal)]
        fitting = matches(given, problem.right, found)
    if fitting:
        certain = certainty(total(fitting) / prior(found, given, problem.right), by_chance)
        if certain >= enough(given) or state:
            return explained(problem, offered(fitting), certain, total(fitting))
    elif (
        not isinstance(problem, ArrayProblem)
        and problem.derived is None
        and given.flat.size == problem.right.size
        and _tells(given)
    ):
        two, weight = pairs(problem.work.graph, problem.work.goal, given, problem.right, own)
        certain = certainty(PAIRS * total(two) / weight, by_chance)
        if certain >= enough(given):
            return explained(problem, offered(two), certain, total(two))
    return unexplained(problem, given)


def _tells(given: Given) -> bool:
    """Whether the answer shows enough digits to tell pairs of mistakes apart: there are thousands."""
    return given.flat.size > 1 or given.decimals[0] is None or given.digits >= TELLING_DIGITS


def total(found: Sequence[Match]) -> float:
    """How well all that fits does so together."""
    return sum(match.score for match in found)


def _in_order(answer: Any, names: Sequence[str]) -> Any:
    """A dict of gradients as a list in the order of `wrt`."""
    if isinstance(answer, dict) and set(answer) == set(names):
        return [answer[name] for name in names] if len(names) > 1 else answer[names[0]]
    return answer


def _rather_wrong(given: Given, right: Array, fitting: Sequence[Match]) -> bool:
    """Whether an answer that is the right one to a few digits is exactly what a common mistake gives."""
    off = float(np.max(np.abs(given.flat - right.ravel()))) / (float(np.max(np.abs(right))) or 1.0)
    telling = given.digits >= TELLING_DIGITS or (given.digits == 1 and off > FAR_FOR_ONE_DIGIT)
    return telling and any(
        match.likely == 1.0 and match.candidate.weight >= COMMON and fit(given, right) < 1.0
        for match in fitting
    )
