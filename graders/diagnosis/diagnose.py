"""`diagnose(function, at=..., answer=...)`: which mistake leads from this question to this answer?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graders.diagnosis.answer import Given, Unreadable, fit, is_right, read_answer
from graders.diagnosis.candidates import Candidate, Step, global_candidates, local_candidates, steps
from graders.diagnosis.flatten import flatten
from graders.diagnosis.goal import Goal, check_goal
from graders.diagnosis.record import Recorded, record
from graders.diagnosis.result import Diagnosis
from graders.diagnosis.scalars import Graph
from graders.diagnosis.search import Match, density, matches, offered, pairs
from graders.diagnosis.symbolic import derivative
from graders.diagnosis.work import Work
from graders.misconceptions.catalogue import Misconception, Pinned, catalogue, check_ids, silenced

Array = NDArray[Any]


def diagnose(
    function: Callable[..., Any],
    at: Mapping[str, Any],
    answer: Any,
    wrt: str | Sequence[str] = "x",
    order: int = 1,
    *,
    jacobian: bool = False,
    descent: Mapping[str, Any] | None = None,
    silence: Sequence[str] = (),
    pinned: Sequence[Pinned] = (),
    seed: int = 0,
) -> Diagnosis:
    """Work out which mistake gives `answer` to "what is the derivative of `function` by `wrt` at `at`?".

    Args:
        function: Python on the engine's tensors, taking its arguments by name.
        at: the value of each argument: a number or a list.
        answer: what the student gave: a number, a text with one, a list, array or tensor, or a function.
        wrt: the argument to differentiate by, or a list of names (then the answer is a list in that order).
        order: 1 for a slope, 2 for a second derivative.
        jacobian: whether the whole Jacobian was asked for; otherwise a vector result is summed, as a tape
        does. descent: ``{"rate": r, "steps": n}`` where the answer is the point after n steps of gradient
        descent. silence: ids of misconceptions that are not to be offered.
        pinned: explanations for exact wrong answers; they come first.
        seed: of the points at which an answer that is a function is tried.

    Raises ValueError or TypeError for a question that makes no sense. Never raises for a student's answer.

    >>> import autodiff_lite as ad
    >>> found = diagnose(lambda x: 3.0 * x**3 + 5.0 * x, at={"x": 2.0}, answer=77)
    >>> found.best.misconception, found.best.operation.formula
    ('exponent-not-lowered', 'x**3')
    """
    question = Question(function, at, wrt, order, jacobian, descent)
    chosen = chosen_misconceptions(silence)
    if callable(answer) and not hasattr(answer, "numpy"):
        from graders.diagnosis.several import diagnose_function

        return diagnose_function(question, answer, chosen, seed)
    return diagnose_value(question, answer, chosen, pinned)


def chosen_misconceptions(silence: Sequence[str]) -> list[Misconception]:
    """The catalogue without what is silenced. Raises ValueError for an unknown id."""
    check_ids(silence)
    quiet = silenced() | set(silence)
    return [entry for entry in catalogue().values() if entry.id not in quiet]


class Question:
    """A question in scalar steps, with its answer. Raises ValueError or TypeError where it makes no sense."""

    def __init__(
        self,
        function: Callable[..., Any],
        at: Mapping[str, Any],
        wrt: str | Sequence[str],
        order: int = 1,
        jacobian: bool = False,
        descent: Any = None,
    ) -> None:
        if not callable(function):
            raise TypeError(f"`function` is a function of {', '.join(map(str, at))}; got {function!r}")
        names, single, fall = check_goal(at, wrt, order, jacobian, descent)
        self.function = function
        self.at = {name: np.asarray(value, dtype=np.float64) for name, value in at.items()}
        self.recorded: Recorded = record(function, self.at)
        self.graph, elements = tidy(self.recorded)
        self.goal = Goal(names, single, order, jacobian, fall, self.at, elements, self.graph.out_shape)
        self.second: Graph | None = None
        asked = self.graph
        if order == 2:
            variables = [int(i) for i in elements[names[0]].ravel()]
            self.second, _ = flatten(derivative(self.graph, variables, elements[names[0]].shape))
            self.second, _ = self.second.pruned()
            asked = self.second
            renumbered = asked.variables()
            self.second_goal = Goal(
                names, single, order, jacobian, fall, self.at,
                _renumbered(elements, self.graph.variables(), renumbered), asked.out_shape,
            )  # fmt: skip
        goal = self.second_goal if order == 2 else self.goal
        self.work = Work(goal, asked, self.graph, self.recorded, np.zeros(()), function)
        with np.errstate(all="ignore"):
            right = self.work.descended() if fall else self.work.shaped(self.work.slopes.right)
        self.work.right = right
        self.right: Array = right

    @property
    def makes_sense(self) -> bool:
        """Whether the function has a value and a derivative there."""
        return bool(np.isfinite(self.right).all() and np.isfinite(self.work.value).all())

    def elsewhere(self, at: Mapping[str, Any]) -> Question:
        """The same question at another point."""
        goal = self.goal
        wrt = goal.wrt[0] if goal.single else goal.wrt
        return Question(self.function, at, wrt, goal.order, goal.jacobian, goal.descent)

    def candidates(self, misconceptions: Sequence[Misconception]) -> tuple[list[Candidate], list[Step]]:
        """All wrong answers by one misconception, and the wrong steps to make pairs of."""
        work = self.work
        own = steps(work.graph, misconceptions)
        found = local_candidates(work.graph, work.goal, own)
        if self.second is not None:
            found += local_candidates(self.graph, self.goal, steps(self.graph, misconceptions), second=True)
        found += global_candidates(work, misconceptions)
        return found, own


def _renumbered(elements: Mapping[str, Any], before: list[int], after: list[int]) -> dict[str, Any]:
    new = dict(zip(before, after, strict=True))
    return {name: np.vectorize(new.get, otypes=[np.int64])(ids) for name, ids in elements.items()}


def tidy(recorded: Recorded) -> tuple[Graph, dict[str, Any]]:
    """The recorded steps as a person groups them, and the variables' elements among them."""
    graph, moved = flatten(recorded.graph)
    graph, kept = graph.pruned()
    elements = {
        name: np.array([kept[moved[int(i)]] for i in ids.ravel()], dtype=np.int64).reshape(ids.shape)
        for name, ids in recorded.elements.items()
    }
    return graph, elements


def diagnose_value(
    question: Question, answer: Any, misconceptions: Sequence[Misconception], pinned: Sequence[Pinned] = ()
) -> Diagnosis:
    """Diagnose an answer that is made of numbers."""
    from graders.diagnosis.explain import explained, unexplained, unreadable

    try:
        given = read_answer(_in_order(answer, question.goal.wrt))
    except Unreadable as problem:
        return unreadable(str(problem))
    state = is_right(given, question.right)
    if state in ("exact", "near"):
        return Diagnosis(right=True)
    found, own = question.candidates(misconceptions)
    fitting = matches(given, question.right, found)
    if state and not _rather_wrong(given, question.right, fitting):
        return Diagnosis(right=True)
    for pin in pinned:
        if fit(given, read_answer(pin.answer).values) >= 0.9:
            return explained(question, [], pin)
    best = offered(fitting)
    if not best and question.second is None and given.flat.size == question.right.size:
        best = offered(pairs(question.work.graph, question.work.goal, given, question.right, own))
    if not best:
        return unexplained(question, given)
    same_size = [c.answer.ravel() for c in found if c.answer.size == given.flat.size]
    doubt = density(given, np.array(same_size)) if same_size else 0.0
    return explained(question, best, doubt=doubt)


def _in_order(answer: Any, names: Sequence[str]) -> Any:
    """A dict of gradients as a list in the order of `wrt`."""
    if isinstance(answer, dict) and set(answer) == set(names):
        return [answer[name] for name in names] if len(names) > 1 else answer[names[0]]
    return answer


def _rather_wrong(given: Given, right: Array, fitting: Sequence[Match]) -> bool:
    """Whether an answer that is coarsely the right one fits a mistake as well."""
    own = fit(given, right)
    return any(fit(given, match.candidate.answer) >= own for match in fitting)
