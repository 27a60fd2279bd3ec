"""From what fits to what is said: places, certainty, hints that never hold the answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from graders.diagnosis.answer import Given
from graders.diagnosis.evidence import LIKELY
from graders.diagnosis.result import Diagnosis, Explanation, Place
from graders.misconceptions.catalogue import Pinned, catalogue
from graders.steps.formula import LONGEST, formula
from graders.steps.operations import operation

if TYPE_CHECKING:
    from graders.diagnosis.candidates import Candidate
    from graders.diagnosis.problem import AnyProblem
    from graders.diagnosis.search import Match

Array = NDArray[Any]
WHOLE = "the function"
ORDERS = {2: "second derivative", 3: "third derivative"}
FURTHER = (
    "Write each term on a line of its own, with its derivative beside it, and put the number in last.",
    "Let the computer check one term at a time: what does a tape or a finite difference give for it alone?",
)
"""What helps with every formula, where no mistake is known that leads to the answer."""


def explained(
    problem: AnyProblem,
    found: Sequence[Match],
    certain: float = 1.0,
    among: float = 0.0,
    pin: Pinned | None = None,
) -> Diagnosis:
    """The explanations of what fits. `certain` is that one of all that fit is right.

    `among` is the score of all that fit together, of which each explanation has its share.
    """
    if pin is not None:
        hints = (pin.hints[0], pin.hints[1], pin.hints[2])
        return Diagnosis(right=False, explanations=(Explanation("pinned", pin.title, None, 1.0, hints),))
    total = max(among, sum(match.score for match in found))
    known = catalogue()
    explanations = []
    for match in found:
        ids = match.candidate.ids
        place = place_of(problem, match)
        words = known[ids[0]].words(match.candidate.wording)
        others = [known[one].title for one in ids[1:]]
        title = " and ".join([words.title, *(other[0].lower() + other[1:] for other in others)])
        certainty = match.score / total * certain
        explanations.append(
            Explanation(
                ids[0],
                title.replace("{asked}", asked(problem)),
                place,
                round(min(max(certainty, 0.01), 0.99), 3),
                hints_of(problem, words.hints, place),
                ids[1] if len(ids) > 1 else None,
                match.candidate.everywhere,
            )
        )
    return Diagnosis(
        right=False,
        explanations=tuple(explanations),
        understood=understood(problem, found[0]) if explanations[0].certainty >= LIKELY else (),
        recorded=problem.recorded,
    )


def place_of(problem: AnyProblem, match: Match) -> Place | None:
    """The operation where it happened."""
    candidate = match.candidate
    if candidate.entry is not None:  # on whole arrays
        name = problem.recorded.tape.entries[candidate.entry][0].name
        return Place(candidate.entry, name, operation(problem.recorded, candidate.entry))
    if candidate.graph is None or candidate.node is None:
        return None
    node = candidate.graph.nodes[candidate.node]
    if node.kind == "variable" and candidate.places > 1:
        return None  # at all variables: nowhere in particular
    entry, slot = (node.entry, None) if candidate.part is None else node.origin(candidate.part)
    entries = problem.recorded.tape.entries
    name = entries[entry][0].name if 0 <= entry < len(entries) else node.name or node.kind
    return Place(entry, name, _formula(problem, candidate, entry), slot)


def _formula(problem: AnyProblem, candidate: Candidate, entry: int) -> str:
    """The operation as the question shows it; of a sum the term with its sign."""
    assert candidate.graph is not None
    assert candidate.node is not None
    graph, number, shapes = candidate.graph, candidate.node, problem.recorded.shapes
    if problem.derived is not None and graph is not problem.graph:
        # What stands in the first derivative is in no question: the operation that it came from is.
        return _recorded(problem, entry) or formula(graph, number, shapes)
    node, part = graph.nodes[number], candidate.part
    if part is None or node.kind != "sum":
        text = formula(graph, number, shapes)
        whole_array = candidate.places > 1 and _is_array(problem, entry)
        return (_recorded(problem, entry) if whole_array or len(text) >= LONGEST else "") or text
    text = formula(graph, node.args[part], shapes)
    if node.signs[part] > 0:
        return text
    return f"- ({text})" if graph.nodes[node.args[part]].kind == "sum" else f"- {text}"


def _recorded(problem: AnyProblem, entry: int) -> str:
    """The operation of the tape on whole arrays; empty where there is none."""
    return operation(problem.recorded, entry) if 0 <= entry < len(problem.recorded.tape.entries) else ""


def _is_array(problem: AnyProblem, entry: int) -> bool:
    entries = problem.recorded.tape.entries
    return 0 <= entry < len(entries) and entries[entry][2].array.size > 1


def asked(problem: AnyProblem) -> str:
    """What was asked for, in a word."""
    goal = problem.goal
    if goal.descent is not None:
        return "new place"
    if goal.hessian:
        return "Hessian"
    if goal.order > 1 or problem.mixed:
        return "mixed derivative" if problem.mixed else ORDERS[goal.order]
    if goal.jacobian:
        return "Jacobian"
    return "slope" if goal.single and not goal.shape else "gradient"


def hints_of(problem: AnyProblem, hints: Sequence[str], place: Place | None) -> tuple[str, str, str]:
    """The hints with the place in them; where the place's formula would hold the answer, without it."""
    shown = WHOLE if place is None else f"`{place.formula}`"
    hints = [hint.replace("{asked}", asked(problem)) for hint in hints]
    filled = [hint.replace("{place}", shown) for hint in hints]
    if place is not None and any(tells(text, problem.right) for text in filled):
        filled = [hint.replace("{place}", "that operation") for hint in hints]
    return filled[0], filled[1], filled[2]


def tells(text: str, right: Array) -> bool:
    """Whether a number in the text is the right answer, or one of its entries.

    >>> tells("Multiply by 13.", np.array(13.0)), tells("Multiply by 3.", np.array(13.0))
    (True, False)
    """
    numbers = [float(n) for n in re.findall(r"(?<![\w.])-?\d+\.?\d*", text)]
    entries = np.asarray(right, dtype=np.float64).ravel()
    return any(abs(abs(n) - abs(e)) <= 1e-3 * abs(e) for n in numbers for e in entries if abs(e) > 0)


def understood(problem: AnyProblem, match: Match) -> tuple[str, ...]:
    """What was right all the same: the other operations, where the mistake sits at one."""
    candidate = match.candidate
    if candidate.graph is None or len(candidate.ids) > 1:
        return ()
    operations = sum(bool(node.args) for node in candidate.graph.nodes)
    right = operations - candidate.places
    if right <= 0:
        return ()
    return (f"The rest fits: {right} of the formula's {operations} operations are differentiated rightly.",)


def unreadable(sentence: str) -> Diagnosis:
    """Nothing to diagnose: the answer holds no numbers."""
    check = "Give a number, a list of numbers, or a tensor."
    return Diagnosis(right=False, remark=sentence, first_check=check)


def unexplained(problem: AnyProblem, given: Given) -> Diagnosis:
    """No mistake of the catalogue fits: how far off the answer is, and what to look at first."""
    right = problem.right
    if given.flat.size != right.size or np.squeeze(given.values).shape != np.squeeze(right).shape:
        remark = f"The answer has {_shape(given.values.shape)}; {_shape(right.shape)} was asked for."
        return Diagnosis(
            right=False, remark=remark, first_check="Count what you differentiate by: one entry for each."
        )
    gap = given.flat - right.ravel()
    worst = int(np.argmax(np.abs(gap) / np.maximum(np.abs(right.ravel()), 1e-12)))
    size = abs(float(gap[worst])) / max(abs(float(right.ravel()[worst])), 1e-12)
    direction = "too large" if gap[worst] > 0 else "too small"
    turned = given.flat[worst] * right.ravel()[worst] < 0
    sign = " Its sign is not right." if turned else " Its sign is right." if right.ravel()[worst] else ""
    place = np.unravel_index(worst, right.shape) if right.ndim > 1 else worst
    shown = worst if right.ndim < 2 else "[" + ", ".join(map(str, map(int, place))) + "]"  # type: ignore[arg-type]
    which = "" if right.size == 1 else f" (entry {shown})"
    amount = "slightly " if size < 0.05 else "much " if size > 1 else ""
    difference = f"{amount}{direction}{which}"
    tolerance = given.tolerance(worst)
    off = f"The answer{which} is {amount}{direction}.{sign}"
    if right.ravel()[worst] < 0 and not turned:  # of -9 and -2, which one is "larger"?
        larger = abs(given.flat[worst]) > abs(right.ravel()[worst])
        off = f"Without its sign, the answer{which} is {amount}too {'large' if larger else 'small'}.{sign}"
    return Diagnosis(
        right=False,
        remark=off,
        first_check=_first_check(turned, size),
        further=FURTHER,
        difference=difference,
        tolerance=tolerance,
    )


def _first_check(turned: bool, size: float) -> str:
    if turned:
        return "Look at the signs first: is the function rising or falling there?"
    if size < 0.05:
        return "Look at your arithmetic first, and round only at the end."
    return "Look at the derivative of each term by itself first."


def _shape(shape: tuple[int, ...]) -> str:
    return (
        "shape (" + ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "") + ")"
        if shape
        else "one number"
    )
