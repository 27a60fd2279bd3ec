"""All wrong answers that the catalogue makes of a question, each with the misconception behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graders.misconceptions.catalogue import Made, Misconception, Operation, Wrong
from graders.steps.goal import Goal, descended, slopes_of, values_of
from graders.steps.passes import Change, run
from graders.steps.scalars import Graph
from graders.steps.updates import walk
from graders.steps.work import Slopes, Work

Array = NDArray[Any]
Further = Callable[[Sequence[Sequence[Change]]], Array]
EVERYWHERE = 0.8
ONE_ELEMENT = 0.6
ONE_ENTRY = 0.35
MOST_ENTRIES = 6
MOST_ELEMENTS = 64
HAS_INSIDE = ("function", "power", "quotient")


@dataclass(frozen=True)
class Step:
    """A misconception at a place: its changes to the function's steps, and how likely it is."""

    id: str
    weight: float
    changes: tuple[Change, ...]
    node: int
    everywhere: bool = False
    part: int | None = None
    wording: str = ""


@dataclass(frozen=True)
class Candidate:
    """A wrong answer: `ids` of the misconceptions behind it, `graph` and `node` where (None: the whole)."""

    ids: tuple[str, ...]
    weight: float
    answer: Array
    graph: Graph | None = None
    node: int | None = None
    everywhere: bool = False
    part: int | None = None
    places: int = 1
    wording: str = ""
    entry: int | None = None


def operations(graph: Graph) -> list[Operation]:
    """The graph's steps as misconceptions see them."""
    uses, depends = graph.uses(), graph.depends()
    nested = [False] * len(graph.nodes)
    for number in range(len(graph.nodes) - 1, -1, -1):
        nested[number] = any(nested[user] or graph.nodes[user].kind in HAS_INSIDE for user, _ in uses[number])
    return [
        Operation(graph, number, depends[number], tuple(uses[number]), nested[number])
        for number, node in enumerate(graph.nodes)
        if node.kind != "constant"
    ]


def steps(graph: Graph, misconceptions: Iterable[Misconception]) -> list[Step]:
    """The wrong steps of each misconception: one place at a time, and all places at once.

    The elements of one tensor operation are one place, and, while there are few, each is one of its own too.
    """
    found = []
    seen = operations(graph)
    for misconception in misconceptions:
        groups: dict[tuple[str, int], list[tuple[int, Wrong]]] = {}
        for operation in seen:
            for wrong in _wrongs(misconception, operation):
                if wrong.changes:
                    weight = misconception.weight * wrong.weight
                    step = Step(misconception.id, weight, wrong.changes, operation.number, part=wrong.part)
                    found.append(replace(step, wording=wrong.wording))
                elif wrong.slope is not None:
                    node = operation.node
                    place = (
                        node.entry if node.entry >= 0 and node.kind != "variable" else -2 - operation.number
                    )
                    key = (wrong.label if wrong.everywhere else f"{wrong.label}|{len(groups)}", place)
                    groups.setdefault(key, []).append((operation.number, wrong))
        found += _grouped(misconception, groups)
    return found


def _wrongs(misconception: Misconception, operation: Operation) -> Iterator[Wrong]:
    for maker in misconception.at_operations:
        for count, made in enumerate(maker(operation)):
            yield made if isinstance(made, Wrong) else Wrong(made, label=f"{maker.__qualname__} {count}")


def _grouped(
    misconception: Misconception, groups: dict[tuple[str, int], list[tuple[int, Wrong]]]
) -> Iterator[Step]:
    by_label: dict[str, list[tuple[int, Wrong]]] = {}
    places: dict[str, int] = {}
    for (label, _), members in groups.items():
        by_label.setdefault(label, []).extend(members)
        places[label] = places.get(label, 0) + 1
        own = misconception.weight * members[0][1].weight
        numbers = [number for number, _ in members]
        if len(set(numbers)) == len(numbers) and len(numbers) > 1:
            yield _step(misconception, own, members)
        if len(members) <= MOST_ELEMENTS:
            for member in members:
                share = own if len(set(numbers)) == 1 else own * ONE_ELEMENT
                yield _step(misconception, share, [member])
    for label, members in by_label.items():
        numbers = [number for number, _ in members]
        if places[label] > 1 and members[0][1].everywhere and len(set(numbers)) == len(numbers):
            own = misconception.weight * members[0][1].weight
            yield replace(_step(misconception, own * EVERYWHERE, members), everywhere=True, part=None)


def _step(misconception: Misconception, weight: float, members: Sequence[tuple[int, Wrong]]) -> Step:
    number, wrong = members[0]
    return Step(misconception.id, weight, _changes(members), number, part=wrong.part, wording=wrong.wording)


def _changes(members: Sequence[tuple[int, Wrong]]) -> tuple[Change, ...]:
    return tuple(Change(number, wrong.slope) for number, wrong in members if wrong.slope is not None)


def answers(graph: Graph, goal: Goal, rows: Sequence[Sequence[Change]]) -> Array:
    """The flat answers under each row's changes, (rows, numbers)."""
    count = max(len(rows), 1)
    if goal.descent is None:
        return goal.gradients(slopes_of(graph, run(graph, rows, goal.columns), count))
    return descended(graph, goal, rows)


def local_candidates(
    graph: Graph, goal: Goal, wrong_steps: Sequence[Step], further: Further | None = None
) -> list[Candidate]:
    """A candidate for each wrong step. `further` differentiates what was got once more, rightly."""
    if not wrong_steps:
        return []
    rows = [(), *(step.changes for step in wrong_steps)]
    right, *found = answers(graph, goal, rows) if further is None else further(rows)
    candidates = []
    for step, row in zip(wrong_steps, found, strict=True):
        places = len({change.node for change in step.changes})
        made = Candidate(
            (step.id,), step.weight, row, graph, step.node, step.everywhere, step.part, places, step.wording
        )
        candidates.append(made)
        changed = np.flatnonzero(np.abs(row - right) > 1e-9 * np.abs(right).max(initial=1e-300))
        # In a list of gradients the slip may be in one of them alone.
        if 1 < len(changed) <= MOST_ENTRIES and np.isfinite(row).all():
            for entry in changed:
                alone = right.copy()
                alone[entry] = row[entry]
                candidates.append(replace(made, weight=step.weight * ONE_ENTRY, answer=alone))
    return candidates


def global_candidates(work: Work, misconceptions: Iterable[Misconception]) -> Iterator[Candidate]:
    """Candidates made from the right slopes as a whole."""
    with np.errstate(all="ignore"):
        for misconception in misconceptions:
            for maker in misconception.in_answers:
                for given in maker(work):
                    yield _global(misconception, work, _unpacked(given))
            for in_gradient in misconception.in_gradients:
                for made in _in_gradients(work, in_gradient):
                    yield _global(misconception, work, replace(made, answer=work.shaped(made.answer)))


def _global(misconception: Misconception, work: Work, made: Made) -> Candidate:
    graph = None if made.node is None else work.graph
    weight = misconception.weight * made.weight
    return Candidate((misconception.id,), weight, made.answer, graph, made.node, wording=made.wording)


def _unpacked(made: Any) -> Made:
    """What a maker gave: an array, (array, weight), (array, weight, node), or all of it as `Made`."""
    full = made if isinstance(made, Made) else Made(*made) if isinstance(made, tuple) else Made(made)
    return replace(full, answer=np.asarray(full.answer, dtype=np.float64))


def _in_gradients(work: Work, maker: Callable[[Slopes], Iterator[Any]]) -> Iterator[Made]:
    goal = work.goal
    first = [_unpacked(made) for made in maker(work.slopes)]
    if goal.descent is None or not first:
        yield from first
        return
    if goal.descent.rule == "newton":  # which needs the second derivatives that would go with the wrong ones
        return

    def wrong(points: Array) -> Array:
        done = run(work.graph, [()] * len(first), goal.columns, goal.starting(points))
        slopes, values = slopes_of(work.graph, done, len(first)), values_of(work.graph, done, len(first))
        found = np.full(points.shape, np.nan)
        for row in range(len(first)):
            variants = [_unpacked(made).answer for made in maker(Slopes(goal, values[row], slopes[row]))]
            if row < len(variants):
                found[row] = variants[row].ravel()
        return found

    points = walk(goal.descent, np.broadcast_to(goal.point, (len(first), len(goal.wanted))), wrong)
    for row, made in enumerate(first):
        yield replace(made, answer=points[row])
