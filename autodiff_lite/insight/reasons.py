"""Why a gradient is None: the facts of a record, and the reason that fits them.

One inquiry is about all sources that a gradient was missing for, because what flows where on the record is
worked out once for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from autodiff_lite.core.record import Entry
from autodiff_lite.core.tensor import Operand, Tensor
from autodiff_lite.core.variable import Variable
from autodiff_lite.insight.flow import Ancestors, Flow


class Tape(Protocol):
    """A tape as far as reasons look at it; `tape.GradientTape` is one."""

    @property
    def entries(self) -> list[Entry]:
        """The operations that it recorded, oldest first."""

    @property
    def evidence(self) -> Any:
        """What it noticed beside its record."""

    @property
    def is_used_up(self) -> bool:
        """Whether its record is gone."""

    @property
    def watches_accessed_variables(self) -> bool:
        """Whether it watches variables by itself."""

    def is_tracked(self, tensor: Tensor) -> bool:
        """Whether it knows a tensor."""

    def tensors_of(self, source: Operand) -> list[Tensor]:
        """The tensors that stand for a source on its record."""


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


class Record:
    """A record that is still there, and what flows on it from sources to targets: each is walked once."""

    def __init__(self, tape: Tape, targets: Sequence[Operand], sources: Sequence[Operand]) -> None:
        self.tape = tape
        self.targets = targets
        self.sources = sources
        self.ends = [t.tensor if isinstance(t, Variable) else t for t in targets]

    @cached_property
    def entries(self) -> list[Entry]:
        """The operations, oldest first."""
        return self.tape.entries

    @cached_property
    def from_sources(self) -> Flow:
        """What the sources reach."""
        return Flow(self.entries, [self.tape.tensors_of(source) for source in self.sources])

    @cached_property
    def from_targets(self) -> Flow:
        """What the targets reach, as if they were sources."""
        return Flow(self.entries, [[end] for end in self.ends])  # type: ignore[list-item]


class Inquiry:
    """Into one target."""

    def __init__(self, record: Record, place: int) -> None:
        self.record = record
        self.place = place
        self.tape = record.tape
        self.target = record.targets[place]
        self.end = record.ends[place]
        self.evidence = record.tape.evidence

    @property
    def _flow(self) -> Flow:
        return self.record.from_sources

    @cached_property
    def _before_the_target(self) -> Ancestors:
        return Ancestors(self.record.entries, self.end)

    def reason(self, number: int) -> Reason:
        """Why there is no gradient by the source of that number."""
        source = self.record.sources[number]
        named = _named(source, "the source")
        if not source.dtype.is_floating:
            return Reason(
                "integer source",
                f"{named} holds {source.dtype.name} values, and whole numbers have no derivative: they "
                "cannot change a little.",
                "Give it a float: Variable(3.0) rather than Variable(3), or dtype=float32.",
            )
        if not self.target.dtype.is_floating:
            return Reason(
                "integer target",
                f"the target holds {self.target.dtype.name} values, which do not change smoothly with "
                "anything.",
                "Differentiate a target of floats.",
            )
        if not any(self.tape.is_tracked(t) for t in self.tape.tensors_of(source)):
            return _unwatched(self.tape, source, named)
        if self._flow.reaches(self.end, number):
            return Reason("not None", "The target does depend on the source: this gradient is not None.", "")
        return (
            self._without_derivative(number)
            or self._swapped(source, named)
            or self._constant_slope(number, named)
            or self._stopped(itself=True)
            or self._assigned(number)
            or self._through_numpy(number)
            or self._stopped(itself=False)
            or self._without_history(source, named)
        )

    def _without_derivative(self, number: int) -> Reason | None:
        name = self._flow.stops_at(self.end, number)
        if name is None:
            return None
        why = (
            "`stop_gradient` stands between the source and the target; it lets no gradient through."
            if name == "stop_gradient"
            else f"the only way from the source to the target leads through `{name}`, which has no "
            "derivative (its result is piecewise constant, or no float)."
        )
        return Reason(
            "no derivative", why, "Take the gradient of what goes into it, or use a smooth operation instead."
        )

    def _swapped(self, source: Operand, named: str) -> Reason | None:
        if not isinstance(source, Tensor) or not self.record.from_targets.reaches(source, self.place):
            return None
        return Reason(
            "swapped",
            "the source was computed from the target, and not the other way round.",
            "Swap them: gradient() takes the result first, then what to differentiate by, as in "
            "tape.gradient(y, x) for dy/dx.",
        )

    def _constant_slope(self, number: int, named: str) -> Reason | None:
        """The target is, or was computed from, a gradient that the source does not change."""
        flow = self._flow
        slopes = [slope for kept in self.evidence.gradients if (slope := kept()) is not None]
        constant = [x for x in slopes if not flow.reaches(x, number) and flow.stops_at(x, number) is None]
        if any(slope is self.end for slope in constant):
            what = "the target is a gradient that"
        elif any(slope in self._before_the_target for slope in constant):
            what = "the target was computed from a gradient that"
        else:
            return None
        return Reason(
            "constant slope",
            f"{what} does not depend on {named}: the slope is the same for each of its values, so that its "
            "own derivative is zero.",
            "For zeros instead of None, pass unconnected_gradients='zero'.",
        )

    def _stopped(self, itself: bool) -> Reason | None:
        if itself and self.evidence.was_missed(self.end):
            return Reason(
                "stopped",
                "the target was computed while the tape's recording was stopped (stop_recording).",
                "Compute it outside the stop_recording block.",
            )
        if not itself and any(missed() not in (None, self.end) for missed in self.evidence.missed):
            return Reason(
                "stopped",
                "a part of the computation took place while the tape's recording was stopped "
                "(stop_recording).",
                "Move what leads to the target out of the stop_recording block.",
            )
        return None

    def _assigned(self, number: int) -> Reason | None:
        for stored in self.evidence.assignments:
            value, variable = stored.value(), stored.variable()
            if value is None or variable is None or not self._flow.reaches(value, number):
                continue
            held = (*self.tape.tensors_of(variable), variable.tensor)  # the target may be the variable
            if not any(x in self._before_the_target for x in held):
                continue
            if stored.is_first:
                return Reason(
                    "assigned",
                    f"a value computed from the source was made into a new variable, {_named(variable, '')}, "
                    "and a variable starts without a history.",
                    "Compute with the tensor itself: y = x**2 rather than y = Variable(x**2). Variables are "
                    "made once, before the block.",
                )
            return Reason(
                "assigned",
                f"a value computed from the source was stored in {_named(variable, '')} with assign, and "
                "the target was computed from that variable. What a variable holds has no history.",
                "Compute with the tensor itself, and assign after the gradient was taken.",
            )
        return None

    def _through_numpy(self, number: int) -> Reason | None:
        departures = [
            d for d in self.evidence.departures if (t := d.tensor()) is None or self._flow.reaches(t, number)
        ]
        if not departures:
            return None
        line = next((d.line for d in departures if d.line), "")
        return Reason(
            "went through NumPy",
            "a value computed from the source was turned into a NumPy array or a Python number"
            + (f", here: `{line}`" if line else "")
            + ". What is computed from that is a new constant to the tape.",
            "Use this package's operations from end to end (reduce_sum rather than np.sum; no .numpy(), no "
            "float()).",
        )

    def _without_history(self, source: Operand, named: str) -> Reason:
        """No trace leads from the source to the target."""
        end = self.end
        if isinstance(end, Tensor) and end.made_by == "gradient":
            return Reason(
                "outside the tape",
                "the target is itself a gradient, and this tape did not record how it came about.",
                "For a second derivative take the first one inside the block of a tape around it: `with "
                "GradientTape() as outer:`, in it the inner tape's block and the inner tape's gradient(); "
                "then outer.gradient(slope, x).",
            )
        if isinstance(end, Tensor) and end.made_by is None:
            return Reason(
                "no operation",
                "the target is a constant or a variable's value, not the result of an operation on the "
                "source.",
                "A value that was stored with assign() has no history; use the tensor that was computed.",
            )
        if isinstance(end, Tensor) and not self.tape.is_tracked(end):
            return self._unseen(end, source, named)
        return Reason(
            "not connected",
            f"the target was not computed from {named}: no recorded operation leads from one to the other.",
            "Check which variable the formula uses. For zeros instead of None, pass "
            "unconnected_gradients='zero'.",
        )

    def _unseen(self, end: Tensor, source: Operand, named: str) -> Reason:
        """The tape did not record the operation that gave the target."""
        if self.evidence.saw_constant_slope:
            return Reason(
                "constant slope",
                f"the target was computed by `{end.made_by}` from nothing that depends on {named}. A "
                "gradient that was taken inside the block does not: the slope is the same for each value of "
                f"{named}, so that its own derivative is zero.",
                "For zeros instead of None, pass unconnected_gradients='zero'.",
            )
        unseen = f"the target was computed by `{end.made_by}` where the tape did not see it: before or after"
        is_watched_by_name = isinstance(source, Tensor) or not (
            isinstance(source, Variable) and source.trainable and self.tape.watches_accessed_variables
        )
        if is_watched_by_name:
            return Reason(
                "outside the tape",
                f"{unseen} its block, or before tape.watch was called.",
                "Inside the block call tape.watch first, then compute everything from the source to the "
                "target.",
            )
        return Reason(
            "outside the tape",
            f"{unseen} its block, or from nothing that it watches.",
            "Move the whole computation, from the source to the target, inside the block.",
        )


def _unwatched(tape: Tape, source: Operand, named: str) -> Reason:
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


def _named(operand: Operand, otherwise: str) -> str:
    if not isinstance(operand, Variable):
        return otherwise
    # A variable that was given no name is called "Variable", which tells nobody anything.
    return "the variable" if operand.name == "Variable" else f"variable '{operand.name}'"
