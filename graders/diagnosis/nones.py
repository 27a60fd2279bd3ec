"""Which gradients are None, and why: for the programs of a question, which are run, and predictions of them.

Only a question's own programs are run here, never a student's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from graders.diagnosis.answer import Unreadable, is_right, read_answer
from graders.diagnosis.plain import explanation
from graders.diagnosis.result import Diagnosis, Explanation

SURE = 0.95
KINDS = {
    "integer source": "integer-variable",
    "integer target": "cast-to-whole-numbers",
    "not trainable": "non-trainable-variable",
    "not watched": "constant-not-watched",
    "replaced by a tensor": "variable-replaced-by-tensor",
    "stopped": "recording-stopped",
    "went through NumPy": "computed-in-numpy",
    "assigned": "value-assigned",
    "outside the tape": "computed-outside-tape",
    "no derivative": "cast-to-whole-numbers",
}
"""From what the engine says to the misconception that it is about; all else is not connected."""


@dataclass(frozen=True)
class Outcome:
    """What a tape answers for one source: a gradient, or None with the reason in words."""

    gradient: Any
    misconception: str = ""
    why: str = ""
    remedy: str = ""


Program = Callable[[], tuple[Any, Any, Mapping[str, Any]]]
"""Runs and gives a tape, a target, and the sources by name."""


def outcomes(program: Program) -> dict[str, Outcome]:
    """What the tape of a question's own program answers for each source. Raises what the program raises.

    >>> import autodiff_lite as ad
    >>> def program():
    ...     x, c = ad.Variable(3.0), ad.constant(2.0)
    ...     with ad.GradientTape(persistent=True) as tape:
    ...         y = x * c
    ...     return tape, y, {"x": x, "c": c}
    >>> found = outcomes(program)
    >>> float(found["x"].gradient), found["c"].misconception
    (2.0, 'constant-not-watched')
    """
    import autodiff_lite as ad

    tape, target, sources = program()
    found = {}
    names = list(sources)
    gradients = tape.gradient(target, [sources[name] for name in names])
    for name, gradient in zip(names, gradients, strict=True):
        if gradient is not None:
            found[name] = Outcome(np.asarray(ad.convert_to_tensor(gradient).numpy(), dtype=np.float64))
            continue
        reason = ad.explain_none(tape, target, sources[name])
        stopped = reason.kind == "no derivative" and "stop_gradient" in reason.why
        made = reason.kind == "replaced by a tensor" and "`getitem`" in reason.why  # an entry, taken again
        id_ = (
            "gradient-stopped"
            if stopped
            else "source-made-anew"
            if made
            else KINDS.get(reason.kind, "not-connected")
        )
        found[name] = Outcome(None, id_, reason.why, reason.remedy)
    return found


def diagnose_nones(program: Program, answer: Any, *, numbers: bool = True) -> Diagnosis:
    """Diagnose a prediction of what a tape answers: a list in the order of the sources, or a dict.

    An entry is None or a gradient; with `numbers=False` anything that is not None stands for "a gradient",
    and only None or not counts. Each wrong entry is told with the reason that the tape itself has for it.
    """
    right = outcomes(program)
    given = _in_order(answer, list(right))
    if isinstance(given, Diagnosis):
        return given
    said: list[Explanation] = []
    remarks: list[str] = []
    for (name, outcome), value in zip(right.items(), given, strict=True):
        if _is_none(value) and outcome.gradient is not None:
            said.append(explanation("none-for-a-gradient", SURE, name))
        elif not _is_none(value) and outcome.gradient is None:
            said.append(_because(name, outcome))
        elif numbers and outcome.gradient is not None:
            remarks += _number(name, value, outcome.gradient)
    if not said and not remarks:
        return Diagnosis(right=True)
    first = "Follow each source: which recorded operation uses it?"
    return Diagnosis(False, explanations=tuple(said[:2]), remark=" ".join(remarks), first_check=first)


def _because(name: str, outcome: Outcome) -> Explanation:
    """The reason of the tape as the step, behind the misconception's own nudge and rule."""
    made = explanation(outcome.misconception, SURE, name)
    nudge, rule, _ = made.hints
    step = f"{outcome.why} {outcome.remedy}".strip()
    return Explanation(
        made.misconception, f"`{name}` has no gradient: {made.title[0].lower()}{made.title[1:]}",
        None, SURE, (nudge, rule, step[:1].upper() + step[1:]),
    )  # fmt: skip


def _number(name: str, value: Any, gradient: Any) -> list[str]:
    try:
        given = read_answer(value)
    except Unreadable as reason:
        return [str(reason).replace("The answer", f"The entry for `{name}`")]
    return [] if is_right(given, gradient) else [f"The entry for `{name}` is not the right number."]


def _is_none(value: Any) -> bool:
    return value is None or (isinstance(value, str) and value.strip() == "None")


def _in_order(answer: Any, names: Sequence[str]) -> list[Any] | Diagnosis:
    listed = ", ".join(f"`{name}`" for name in names)
    if isinstance(answer, dict) and set(answer) == set(names):
        return [answer[name] for name in names]
    if isinstance(answer, list | tuple) and len(answer) == len(names):
        return list(answer)
    if len(names) == 1 and not isinstance(answer, dict | list | tuple):
        return [answer]
    remark = f"Give one entry for each of {listed}."
    return Diagnosis(False, remark=remark, first_check="Write None where the tape answers None.")
