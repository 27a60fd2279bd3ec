"""What a tape remembers, beside its record, to say later why a gradient is None.

Plain facts and weak references: nothing that was computed is kept alive by it.
"""

from __future__ import annotations

import linecache
import sys
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from autodiff_lite.core.listeners import Listener
from autodiff_lite.core.tensor import Operand, Tensor

if TYPE_CHECKING:
    from autodiff_lite.core.primitive import Primitive
    from autodiff_lite.core.variable import Variable

_SOME, _MANY = 50, 1000
"""How many facts of a kind are kept: those that take a look at the program's lines, and others."""


@dataclass(frozen=True)
class Departure:
    """A tensor of the record that was turned into a NumPy array or a Python number, and where."""

    tensor: weakref.ref[Tensor]
    line: str


@dataclass(frozen=True)
class Stored:
    """A tensor of the record whose value a variable took on, as its first one or by `assign`."""

    value: weakref.ref[Tensor]
    variable: weakref.ref[Variable]
    is_first: bool


class _Explaining:
    """What keeps, from a tape, targets and sources without a gradient, why; while the record is still there.

    The module `insight.explain` puts it in place, so that the core knows nothing of explanations.
    """

    remember: Callable[[Any, Sequence[Operand], Sequence[Operand]], None] | None = None


explaining = _Explaining()


class Evidence:
    """Facts about one tape: where values left it, what was assigned to variables, which gradients other tapes
    gave, what it missed while stopped, and why gradients were None."""

    __slots__ = ("assignments", "departures", "gradients", "missed", "reasons", "saw_constant_slope")

    def __init__(self) -> None:
        self.assignments: list[Stored] = []
        self.departures: list[Departure] = []
        self.gradients: list[weakref.ref[Tensor]] = []
        self.saw_constant_slope = False
        self.missed: list[weakref.ref[Tensor]] = []
        # By the identities of target and source, and with the two, to tell whether they are still those.
        self.reasons: dict[tuple[int, int], tuple[weakref.ref[Operand], weakref.ref[Operand], Any]] = {}

    def left_through_numpy(self, value: Tensor) -> None:
        """Note that `value` became an array, with the line of the program that did it."""
        if len(self.departures) < _SOME:
            self.departures.append(Departure(weakref.ref(value), _line_of_the_program()))

    def stored(self, variable: Variable, value: Tensor, is_first: bool) -> None:
        """Note that `variable` took on `value`."""
        if len(self.assignments) < _MANY:
            self.assignments.append(Stored(weakref.ref(value), weakref.ref(variable), is_first))

    def differentiated(self, gradient: Tensor, is_constant: bool) -> None:
        """Note that another tape gave this gradient; a constant one depends on nothing that is watched."""
        self.saw_constant_slope |= is_constant
        if len(self.gradients) < _MANY:
            self.gradients.append(weakref.ref(gradient))

    def missed_while_stopped(self, output: Tensor) -> None:
        """Note that `output` was computed while recording was stopped."""
        if len(self.missed) < _MANY:
            self.missed.append(weakref.ref(output))

    def was_missed(self, tensor: Operand) -> bool:
        """Whether `tensor` was computed while recording was stopped."""
        return any(missed() is tensor for missed in self.missed)

    def remember(self, target: Operand, source: Operand, reason: Any) -> None:
        """Keep why the gradient of `target` by `source` was None."""
        if len(self.reasons) < _MANY:
            self.reasons[id(target), id(source)] = weakref.ref(target), weakref.ref(source), reason

    def remembered(self, target: Operand, source: Operand) -> Any:
        """The reason kept for this pair, or None."""
        of, by, reason = self.reasons.get((id(target), id(source)), (None, None, None))
        return reason if of is not None and by is not None and of() is target and by() is source else None


class Stopped(Listener):
    """Stands in for a tape whose recording is stopped: records nothing, but notes what was missed."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence

    def record(
        self, primitive: Primitive, inputs: tuple[Tensor, ...], output: Tensor, attributes: dict[str, Any]
    ) -> None:
        """Note that the tape missed `output`."""
        self._evidence.missed_while_stopped(output)


def _line_of_the_program() -> str:
    """The innermost line of code outside this package and NumPy, stripped; empty if it cannot be read."""
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__", "").split(".")[0] in (
        "autodiff_lite",
        "numpy",
    ):
        frame = frame.f_back
    return linecache.getline(frame.f_code.co_filename, frame.f_lineno, frame.f_globals).strip()
