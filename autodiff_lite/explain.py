"""Why a gradient is None, in words.

TensorFlow answers with a bare None. The tape knows more: what it watched, what it recorded, where a value
left it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autodiff_lite.tensor import Operand, Tensor
from autodiff_lite.variable import Variable

if TYPE_CHECKING:
    from autodiff_lite.tape import GradientTape


@dataclass(frozen=True)
class Reason:
    """Why a gradient is None.

    `kind` is one of "integer source", "integer target", "not trainable", "not watched", "replaced by a
    tensor", "never read", "stopped", "went through NumPy", "assigned", "outside the tape", "no operation",
    "no derivative", "constant slope", "swapped", "not connected", "forgotten" and "not None".
    """

    kind: str
    why: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.why} {self.remedy}".strip()


def explain_none(tape: GradientTape, target: Operand, source: Operand) -> Reason:
    """Say why ``tape.gradient(target, source)`` is (or was) None, and what to change.

    Works on a tape that was used, too, for the targets and sources that it was asked about. Raises
    `TypeError` when target or source is no tensor or variable, and says so for None.

    >>> c = ad.constant(4.0)
    >>> with ad.GradientTape() as tape:
    ...     y = c * c
    >>> ad.explain_none(tape, y, c).kind
    'not watched'
    """
    for role, given in (("target", target), ("source", source)):
        if not isinstance(given, Operand):
            raise TypeError(
                f"the {role} is {given!r} ({type(given).__name__}); a tape can only know tensors and "
                "variables. A value that went through NumPy, float(...) or print is no tensor any more."
            )
    remembered = tape.evidence.remembered(target, source)
    if remembered is not None:
        return remembered  # type: ignore[no-any-return]
    if tape.is_used_up:
        return Reason(
            "forgotten",
            "This tape was used and its record is gone, and it was not asked about this target and source.",
            "Ask about the very tensors that were given to gradient(), or open the tape with "
            "persistent=True.",
        )
    return reason_for(tape, target, source)


def remember_missing(tape: GradientTape, targets: Sequence[Operand], source: Operand) -> None:
    """While the record is still there, work out why the gradient by `source` is missing."""
    for target in targets:
        tape.evidence.remember(target, source, reason_for(tape, target, source))


def reason_for(tape: GradientTape, target: Operand, source: Operand) -> Reason:
    """The reason, from a record that is still there."""
    named = _named(source, "the source")
    if not source.dtype.is_floating:
        return Reason(
            "integer source",
            f"{named} holds {source.dtype.name} values, and whole numbers have no derivative: they cannot "
            "change a little.",
            "Give it a float: Variable(3.0) rather than Variable(3), or dtype=float32.",
        )
    if not target.dtype.is_floating:
        return Reason(
            "integer target",
            f"the target holds {target.dtype.name} values, which do not change smoothly with anything.",
            "Differentiate a target of floats.",
        )
    starts = tape.tensors_of(source)
    if not any(tape.is_tracked(t) for t in starts):
        return _unwatched(tape, source, named)
    flow = _flow(tape, starts)
    end = target.current if isinstance(target, Variable) else target
    if id(end) in flow.smooth:
        return Reason("not None", "The target does depend on the source: this gradient is not None.", "")
    return _broken(tape, end, flow, named)


def _unwatched(tape: GradientTape, source: Operand, named: str) -> Reason:
    if isinstance(source, Variable):
        if not source.trainable:
            return Reason(
                "not trainable",
                f"{named} was made with trainable=False, and tapes watch trainable variables only.",
                "Call tape.watch(variable) at the start of the block, or leave trainable at True.",
            )
        if not tape.watches_accessed_variables:
            return Reason(
                "not watched",
                f"{named} was not watched: this tape was opened with watch_accessed_variables=False.",
                "Call tape.watch(variable) at the start of the block.",
            )
        return Reason(
            "never read",
            f"{named} was not used while the tape recorded.",
            "Compute the target from it inside the tape's block. If the name was given a new tensor in "
            "between (x = x - step), the computation went on with that tensor; use x.assign_sub(step).",
        )
    assert isinstance(source, Tensor)
    if source.made_by is not None:
        return Reason(
            "replaced by a tensor",
            f"the source is a tensor that `{source.made_by}` computed outside this tape's record, not a "
            "variable, and it was not watched.",
            "If it was a variable once and was overwritten, as in x = x - step, update it with "
            "x.assign_sub(step) instead; otherwise watch it with tape.watch before it is used.",
        )
    return Reason(
        "not watched",
        "the source is a constant, and tapes watch only variables by themselves.",
        "Watch it with tape.watch at the start of the block, before it is used, or make it a Variable.",
    )


@dataclass
class _Flow:
    smooth: set[int]  # identities of tensors that a gradient reaches
    rough: dict[
        int, str
    ]  # of those that depend on the source only through an operation without derivative: its name


def _flow(tape: GradientTape, starts: Sequence[Tensor]) -> _Flow:
    flow = _Flow({id(t) for t in starts}, {})
    for primitive, inputs, output, _ in tape.entries:
        rules = primitive.rules if primitive.joint_rule is None else (primitive.joint_rule,) * len(inputs)
        for rule, x in zip(rules, inputs, strict=True):
            if id(x) in flow.smooth:
                lost = rule is None or (primitive.name == "cast" and output.array.dtype.kind != "f")
                if not lost:
                    flow.smooth.add(id(output))
                    break
                flow.rough[id(output)] = primitive.name
            elif id(x) in flow.rough:
                flow.rough.setdefault(id(output), flow.rough[id(x)])
    return flow


def _broken(tape: GradientTape, end: Operand, flow: _Flow, named: str) -> Reason:
    if id(end) in flow.rough:
        name = flow.rough[id(end)]
        why = (
            "`stop_gradient` stands between the source and the target; it lets no gradient through."
            if name == "stop_gradient"
            else f"the only way from the source to the target leads through `{name}`, which has no "
            "derivative (its result is piecewise constant, or no float)."
        )
        return Reason(
            "no derivative", why, "Take the gradient of what goes into it, or use a smooth operation instead."
        )
    if (constant := _constant_slope(tape, end, flow, named)) is not None:
        return constant
    if tape.evidence.was_missed(end):
        return Reason(
            "stopped",
            "the target was computed while the tape's recording was stopped (stop_recording).",
            "Compute it outside the stop_recording block.",
        )
    for computed, assigned in tape.evidence.assignments:
        value, variable = computed(), assigned()
        if value is None or variable is None or id(value) not in flow.smooth:
            continue
        if id(end) in _flow(tape, tape.tensors_of(variable)).smooth:
            return Reason(
                "assigned",
                f"a value computed from the source was stored in {_named(variable, '')} with assign, and "
                "the target was computed from that variable. What a variable holds has no history.",
                "Compute with the tensor itself, and assign after the gradient was taken.",
            )
    departures = [d for d in tape.evidence.departures if (t := d.tensor()) is None or id(t) in flow.smooth]
    if departures:
        line = next((d.line for d in departures if d.line), "")
        return Reason(
            "went through NumPy",
            "a value computed from the source was turned into a NumPy array or a Python number"
            + (f", here: `{line}`" if line else "")
            + ". What is computed from that is a new constant to the tape.",
            "Use this package's operations from end to end (reduce_sum rather than np.sum; no .numpy(), no "
            "float()).",
        )
    if any((missed := m()) is not None and missed is not end for m in tape.evidence.missed):
        return Reason(
            "stopped",
            "a part of the computation took place while the tape's recording was stopped (stop_recording).",
            "Move what leads to the target out of the stop_recording block.",
        )
    return _without_history(tape, end, named)


def _without_history(tape: GradientTape, end: Operand, named: str) -> Reason:
    """The reason, where no trace leads from the source to the target."""
    if isinstance(end, Tensor) and end.made_by == "gradient":
        return Reason(
            "outside the tape",
            "the target is itself a gradient, and this tape did not record how it came about.",
            "For a second derivative take the first one inside the block of a tape around it: `with "
            "GradientTape() as outer:`, in it the inner tape's block and the inner tape's gradient(); then "
            "outer.gradient(slope, x).",
        )
    if isinstance(end, Tensor) and end.made_by is None:
        return Reason(
            "no operation",
            "the target is a constant or a variable's value, not the result of an operation on the source.",
            "A value that was stored with assign() has no history; use the tensor that was computed.",
        )
    if isinstance(end, Tensor) and not tape.is_tracked(end):
        if tape.evidence.saw_constant_slope:
            return Reason(
                "constant slope",
                f"the target was computed by `{end.made_by}` from nothing that depends on {named}. A "
                "gradient that was taken inside the block does not: the slope is the same for each value of "
                f"{named}, so that its own derivative is zero.",
                "For zeros instead of None, pass unconnected_gradients='zero'.",
            )
        return Reason(
            "outside the tape",
            f"the target was computed by `{getattr(end, 'made_by', None)}` where the tape did not see it: "
            "before or after its block, or from nothing that it watches.",
            "Move the whole computation, from the source to the target, inside the block.",
        )
    return Reason(
        "not connected",
        f"the target was not computed from {named}: no recorded operation leads from one to the other.",
        "Check which variable the formula uses. For zeros instead of None, pass "
        "unconnected_gradients='zero'.",
    )


def _constant_slope(tape: GradientTape, end: Operand, flow: _Flow, named: str) -> Reason | None:
    """The reason, if the target is, or was computed from, a gradient that the source does not change."""
    slopes = [slope for kept in tape.evidence.gradients if (slope := kept()) is not None]
    constant = [slope for slope in slopes if id(slope) not in flow.smooth and id(slope) not in flow.rough]
    if any(slope is end for slope in constant):
        what = "the target is a gradient that"
    elif constant and id(end) in _flow(tape, constant).smooth:
        what = "the target was computed from a gradient that"
    else:
        return None
    return Reason(
        "constant slope",
        f"{what} does not depend on {named}: the slope is the same for each of its values, so that its own "
        "derivative is zero.",
        "For zeros instead of None, pass unconnected_gradients='zero'.",
    )


def _named(operand: Operand, otherwise: str) -> str:
    if not isinstance(operand, Variable):
        return otherwise
    # A variable that was given no name is called "Variable", which tells nobody anything.
    return "the variable" if operand.name == "Variable" else f"variable '{operand.name}'"
