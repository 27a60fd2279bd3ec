"""What a misconception is, and the register of all that are known.

A misconception says how it makes wrong answers in up to two ways: a wrong rule at an operation
(`@name.at_operation`), or a wrong answer made from the right slopes (`@name.in_gradient`, `@name.in_answer`).
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graders.steps.passes import At, Change, Outcome
from graders.steps.scalars import Graph, Node
from graders.steps.symbolic import InSymbols

if TYPE_CHECKING:
    from graders.steps.whole import ArrayOperation
    from graders.steps.work import Slopes, Work

FAMILIES = (
    "powers",
    "chain",
    "products",
    "tables",
    "signs",
    "evaluation",
    "variables",
    "paths",
    "graphs",
    "higher",
    "networks",
    "losses",
    "minimising",
    "tapes",
)


@dataclass(frozen=True)
class Operation:
    """An operation of the function, where a rule could be wrong.

    `nested` says that it stands, at any depth, inside a function, a power or a quotient. `kind` is "sum",
    "product", "quotient", "power", "function", "variable" or "opaque"; `name` a function's name, or "square",
    "sqrt" ... for a power that was written so.
    """

    graph: Graph
    number: int
    depends: frozenset[int]
    users: tuple[tuple[int, int], ...]
    nested: bool = False

    @property
    def node(self) -> Node:
        return self.graph.nodes[self.number]

    @property
    def kind(self) -> str:
        return self.node.kind

    @property
    def name(self) -> str:
        return self.node.name or self.node.tag

    def part(self, index: int) -> Node:
        return self.graph.nodes[self.node.args[index]]

    def constant(self, index: int) -> float | None:
        """The value of a part that is a constant, else None."""
        part = self.part(index)
        return part.value if part.kind == "constant" else None

    @property
    def varying(self) -> list[int]:
        """The places of the parts that are not constants."""
        return [i for i in range(len(self.node.args)) if self.part(i).kind != "constant"]

    @property
    def user_kinds(self) -> set[str]:
        """The kinds of the operations that use this one directly."""
        return {self.graph.nodes[user].kind for user, _ in self.users}


@dataclass(frozen=True)
class Wrong:
    """A wrong step in more detail than a bare function: a weight beside the misconception's own, or another
    place.

    `label` ties together the same slip at several operations, so that it is also tried at all of them at
    once. `wording` names the words of the misconception that are said of it; "" are its usual ones.
    """

    slope: Callable[[At], Outcome] | None = None
    weight: float = 1.0
    changes: tuple[Change, ...] = ()
    label: str = ""
    everywhere: bool = True
    part: int | None = None
    wording: str = ""


@dataclass(frozen=True)
class Made:
    """A wrong answer in more detail than a bare array: weight, operation where it arises, words."""

    answer: Any
    weight: float = 1.0
    node: int | None = None
    wording: str = ""


@dataclass(frozen=True)
class WrongRules:
    """Wrong rules at an operation on whole arrays, for some of its inputs (None: no gradient goes there).

    A rule takes (upstream, output, *inputs, **attributes) and gives the gradient of its input. `factor` is a
    factor for all of the operation's rules; with `upstream` they get ones for what arrives.
    """

    rules: Mapping[int, Callable[..., Any] | None]
    weight: float = 1.0
    factor: float = 1.0
    upstream: bool = False
    wording: str = ""


@dataclass(frozen=True)
class Words:
    """What is told to a student: a title and the hints, a nudge, the rule and the step."""

    title: str
    hints: tuple[str, str, str]


Rule = Callable[[At], Outcome]
"""A wrong rule: from what is seen at an operation to its wrong slope, or to a wrong value and slope."""

AtOperation = Callable[[Operation], Iterator["Rule | Wrong"]]
InGradient = Callable[["Slopes"], Iterator[Any]]
InAnswer = Callable[["Work"], Iterator[Any]]
AtArray = Callable[["ArrayOperation"], Iterator[WrongRules]]


def scaled(slope: float = 1.0, value: float = 1.0) -> Rule:
    """The wrong rule that is the right one times `slope`; the value is multiplied by `value`."""
    if value == 1.0:
        return lambda at: at.slope * slope
    return lambda at: (at.value * value, at.slope * slope)


@dataclass(eq=False)
class Misconception:
    """One mistake: its name, what to tell the student in three levels, and how it makes wrong answers.

    `hints` are a nudge, the rule and the step. They and the title may hold `{place}`, the operation where it
    happened, and `{asked}`, such as "slope" or "second derivative". `weight` says how common the mistake is
    beside the others, which have 1. `wordings` are other words for a form of the mistake.
    """

    id: str
    title: str
    hints: tuple[str, str, str]
    weight: float = 1.0
    at_operations: list[AtOperation] = field(default_factory=list, repr=False)
    in_gradients: list[InGradient] = field(default_factory=list, repr=False)
    in_answers: list[InAnswer] = field(default_factory=list, repr=False)
    in_formulas: list[tuple[InSymbols, float]] = field(default_factory=list, repr=False)
    at_arrays: list[AtArray] = field(default_factory=list, repr=False)
    wordings: dict[str, Words] = field(default_factory=dict, repr=False)

    def words(self, wording: str = "") -> Words:
        """The title and the hints of one of its forms."""
        return self.wordings.get(wording) or Words(self.title, self.hints)

    def worded(self, wording: str, *, nudge: str, rule: str = "", step: str, title: str = "") -> None:
        """Other words for one form of the mistake; what is left out stays as it is."""
        hints = (nudge, rule or self.hints[1], step)
        self.wordings[wording] = Words(title or self.title, hints)

    def at_operation(self, function: AtOperation) -> AtOperation:
        """Decorator: for an operation, yields wrong rules; each takes an `At` and returns the wrong slope."""
        self.at_operations.append(function)
        return function

    def at_array(self, function: AtArray) -> AtArray:
        """Decorator: for an operation on whole arrays, yields `WrongRules`.

        Where an operation works on each element by itself, the wrong rules of `at_operation` serve too.
        """
        self.at_arrays.append(function)
        return function

    def in_gradient(self, function: InGradient) -> InGradient:
        """Decorator: from the right `Slopes`, yields wrong gradients of the same shape."""
        self.in_gradients.append(function)
        return function

    def in_answer(self, function: InAnswer) -> InAnswer:
        """Decorator: from the right `Work`, yields wrong answers of any shape."""
        self.in_answers.append(function)
        return function

    def in_formula(self, function: InSymbols) -> InSymbols:
        """Decorator: a wrong rule in symbols, for a mistake made again in each step of f'', f'''."""
        self.in_formulas.append((function, 1.0))
        return function


@dataclass(frozen=True)
class Pinned:
    """An explanation that belongs to one exact wrong answer."""

    answer: Any
    title: str
    hints: tuple[str, str, str]


_known: dict[str, Misconception] = {}
_silenced: set[str] = set()


def misconception(
    id: str, *, title: str, nudge: str, rule: str, step: str, weight: float = 1.0
) -> Misconception:
    """Make a misconception and enter it in the catalogue; one of the same id is replaced.

    >>> lost = misconception("root-half-lost", title="The half of a root lost", nudge="Look at the root.",
    ...                      rule="sqrt(u) has the slope u' / (2 sqrt(u)).", step="Multiply by one half.")
    >>> @lost.at_operation
    ... def half_lost(op):
    ...     if op.name == "sqrt":
    ...         yield lambda at: at.d() / at.value
    >>> remove("root-half-lost")
    """
    for part, text in (("id", id), ("title", title), ("nudge", nudge), ("rule", rule), ("step", step)):
        if not isinstance(text, str) or not text.strip():
            raise ValueError(f"a misconception needs a {part}; got {text!r}")
    if not weight > 0:
        raise ValueError(f"the weight of {id!r} is above 0 (1 is usual); got {weight!r}")
    _known[id] = Misconception(id, title, (nudge, rule, step), weight)
    return _known[id]


def catalogue() -> dict[str, Misconception]:
    """All misconceptions by id, in the catalogue's order."""
    load()
    return dict(_known)


def load() -> None:
    """Bring in the families that come with the package."""
    for family in FAMILIES:
        importlib.import_module(f"graders.misconceptions.{family}")


def remove(id: str) -> None:
    """Take a misconception out of the catalogue."""
    _known.pop(id, None)


def silenced() -> frozenset[str]:
    """The ids that are never offered at present."""
    return frozenset(_silenced)


@contextmanager
def silence(*ids: str) -> Iterator[None]:
    """Within the `with` block these misconceptions are never offered. Raises ValueError for an unknown id."""
    check_ids(ids)
    added = set(ids) - _silenced
    _silenced.update(added)
    try:
        yield
    finally:
        _silenced.difference_update(added)


def check_ids(ids: Any) -> None:
    """Raises ValueError for the first id that is not in the catalogue, with the nearest ones."""
    import difflib

    known = catalogue()
    for wanted in ids:
        if wanted not in known:
            near = difflib.get_close_matches(str(wanted), known, n=3, cutoff=0.5)
            hint = f" Did you mean {' or '.join(near)}?" if near else ""
            raise ValueError(f"no misconception is called {wanted!r}.{hint}")


def pin(answer: Any, title: str, *, nudge: str, rule: str = "", step: str = "") -> Pinned:
    """An explanation for exactly this wrong answer, for a question's `pinned`.

    >>> pin(-2, "The place, not the slope", nudge="That is x itself. How steep is the curve there?").title
    'The place, not the slope'
    """
    return Pinned(answer, title, (nudge, rule or nudge, step or rule or nudge))
