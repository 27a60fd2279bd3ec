"""What a diagnosis says: explanations, best first, or what can be said where none fits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graders.steps.record import Recorded


OTHER_QUANTITIES = frozenset(
    [
        "value-instead-of-slope",
        "wrong-order-of-derivative",
        "with-respect-to-other-variable",
        "step-for-place",
    ]
).union(["gradient-of-intermediate", "pinned"])


@dataclass(frozen=True)
class Place:
    """Where in the function it happened: the operation's number on the tape, its name, a readable formula.

    `input` is the place of one of its inputs, where the mistake sits at a single edge of the graph.
    """

    entry: int
    name: str
    formula: str
    input: int | None = None


@dataclass(frozen=True)
class Explanation:
    """One way in which the answer may have come about.

    `misconception` is the catalogue's id (of a pair the first, and `beside` the second). `certainty` lies in
    0..1. `everywhere` says that it happened at each operation of its kind, of which `operation` is the first.
    `hints` are a nudge, the rule and the step; none of them holds the answer.
    """

    misconception: str
    title: str
    operation: Place | None
    certainty: float
    hints: tuple[str, str, str]
    beside: str | None = None
    everywhere: bool = False

    @property
    def ids(self) -> tuple[str, ...]:
        return (self.misconception,) if self.beside is None else (self.misconception, self.beside)


@dataclass(frozen=True)
class Diagnosis:
    """What became of an answer.

    `right` says that nothing is wrong. `explanations` are what fits, best first, at most two or three;
    `remark` is for the student where nothing fits or nothing could be read, with `first_check`, the first
    thing to look at, and `further`, what to do next, in two levels. `difference` (sign and size, "too large
    by 24"), and `tolerance` belong to numbers.
    """

    right: bool
    explanations: tuple[Explanation, ...] = ()
    remark: str = ""
    first_check: str = ""
    further: tuple[str, str] | tuple[()] = ()
    difference: str = ""
    tolerance: float | None = None
    understood: tuple[str, ...] = ()
    recorded: Recorded | None = field(default=None, repr=False, compare=False)

    @property
    def best(self) -> Explanation | None:
        return self.explanations[0] if self.explanations else None

    @property
    def another_quantity(self) -> bool:
        """Whether the number is something else than what was asked for: nothing in it is to be praised.

        The height of a curve has the sign of its slope by accident alone.
        """
        return any(explanation.misconception in OTHER_QUANTITIES for explanation in self.explanations)

    @property
    def has_hints(self) -> bool:
        """Whether there is more to say at a higher level."""
        return bool(self.explanations or self.further)

    def __str__(self) -> str:
        if self.right:
            return "The answer is right."
        if not self.explanations:
            return " ".join(part for part in (self.remark, self.first_check) if part)
        lines = []
        for found in self.explanations:
            where = f" at {found.operation.formula}" if found.operation else ""
            lines.append(f"{found.title}{where} (certainty {found.certainty:.0%}). {found.hints[0]}")
        return "\n".join(lines)
