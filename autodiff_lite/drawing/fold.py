"""Folding a large graph: what repeats becomes one block, and no operation is left out.

A block is a stretch of operations that follow each other on the tape, so blocks never depend on each other
in a circle. What repeats is found by giving each operation a number for its structure (name, shape, kinds of
inputs) and looking for stretches in which those numbers come round again: the body of a loop, a layer after
a layer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from autodiff_lite.insight.graph import Graph, Node

MOST_BOXES = 60
MOST_ARROWS = 90
_LONGEST_PERIOD = 1000


@dataclass(frozen=True)
class Block:
    """Operations drawn as one box; `period` is the length of what repeats, 0 if nothing does."""

    nodes: tuple[Node, ...]
    period: int = 0

    @property
    def repeats(self) -> int:
        """How often the body comes round."""
        return len(self.nodes) // self.period if self.period else 1

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many of each operation, the most frequent first."""
        names = Counter(str(node.operation) for node in self.nodes)
        return sorted(names.items(), key=lambda item: (-item[1], item[0]))


@dataclass(frozen=True)
class Folding:
    """Which operations, and which inputs, share a box. Constants without a name are left to their
    operations."""

    blocks: tuple[Block, ...]
    inputs: tuple[tuple[Node, ...], ...]


def unfolded(graph: Graph) -> Folding:
    """A box for each node."""
    return Folding(tuple(Block((n,)) for n in graph.operations), tuple((n,) for n in graph.inputs))


def folded(graph: Graph, marked: Collection[int]) -> Folding:
    """As few boxes as can be read: at most `MOST_BOXES`, whatever the size of the graph.

    Operations that are marked or named stay by themselves as long as there is room.
    """
    operations = graph.operations
    blocks = _repeating(operations, _structure(graph, marked))
    size = 1
    while size < 2 * len(operations):
        folding = _with_inputs(graph, _coarser(blocks, size))
        if _can_be_read(graph, folding):
            return folding
        size *= 2
    folding = _with_inputs(graph, _evenly(blocks, MOST_BOXES // 6))
    return folding if _can_be_read(graph, folding) else Folding(folding.blocks, _by_kind(folding.inputs))


def _with_inputs(graph: Graph, blocks: tuple[Block, ...]) -> Folding:
    return Folding(blocks, _inputs(graph, blocks))


def _can_be_read(graph: Graph, folding: Folding) -> bool:
    groups = [*(block.nodes for block in folding.blocks), *folding.inputs]
    if len(groups) >= MOST_BOXES:
        return False
    group_of = {node.id: place for place, group in enumerate(groups) for node in group}
    arrows = {(group_of.get(edge.start.id, -1), group_of[edge.end.id]) for edge in graph.edges}
    return sum(start not in (-1, end) for start, end in arrows) <= MOST_ARROWS


def _structure(graph: Graph, marked: Collection[int]) -> Any:
    """A number for each operation, equal where the structure is; one of its own for what must stay by
    itself."""
    known: dict[Any, int] = {}
    alone = 0
    numbers = []
    for node in graph.operations:
        if node.is_named or node.number in marked:
            alone -= 1
            numbers.append(alone)
            continue
        inputs = tuple((e.start.kind == "constant", e.start.shape) for e in graph.into(node))
        numbers.append(known.setdefault((node.operation, node.shape, inputs), len(known)))
    return np.array(numbers, dtype=np.int64)


def _repeating(operations: Sequence[Node], structure: Any) -> list[Block]:
    """Blocks that repeat something at least three times, largest first taken; between them, single
    operations."""
    least = max(3, len(operations) // 100)
    blocks: list[Block] = []
    open_stretches = [(0, len(operations))]
    while open_stretches:
        start, end = open_stretches.pop()
        found = _longest_repetition(structure[start:end], least)
        if found is None:
            blocks += [Block((node,)) for node in operations[start:end]]
            continue
        at, period, length = found
        open_stretches.append((start + at + length, end))
        open_stretches.append((start, start + at))
        blocks.append(Block(tuple(operations[start + at : start + at + length]), period))
    return sorted(blocks, key=lambda block: block.nodes[0].number or 0)


def _longest_repetition(numbers: Any, least: int) -> tuple[int, int, int] | None:
    """Where, with which period and how long the longest repetition in `numbers` is; None if shorter than
    `least`."""
    best: tuple[int, int, int] | None = None
    for period in range(1, min(len(numbers) // 3, _LONGEST_PERIOD) + 1):
        at, run = _longest_run(numbers[period:] == numbers[:-period])
        repeats = run // period + 1
        if repeats >= 3 and repeats * period >= least and (best is None or repeats * period > best[2]):
            best = (at, period, repeats * period)
            if best[2] > len(numbers) - period:
                break
    return best


def _longest_run(flags: Any) -> tuple[int, int]:
    """Start and length of the longest run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.view(np.int8), [0]))))
    if not edges.size:
        return 0, 0
    lengths = edges[1::2] - edges[::2]
    longest = int(np.argmax(lengths))
    return int(edges[2 * longest]), int(lengths[longest])


def _coarser(blocks: Iterable[Block], size: int) -> tuple[Block, ...]:
    """Single operations that follow each other put together, `size` to a block."""
    coarse: list[Block] = []
    loose: list[Node] = []
    for block in blocks:
        single = len(block.nodes) == 1 and not (block.nodes[0].is_named and size < 64)
        if not single or len(loose) == size:
            if loose:
                coarse.append(Block(tuple(loose)))
            loose = []
        if single:
            loose.append(block.nodes[0])
        else:
            coarse.append(block)
    return (*coarse, Block(tuple(loose))) if loose else tuple(coarse)


def _evenly(blocks: Sequence[Block], count: int) -> tuple[Block, ...]:
    """`count` blocks out of more, each of as many as the others."""
    cuts = np.linspace(0, len(blocks), count + 1).astype(int).tolist()
    parts = [blocks[a:b] for a, b in pairwise(cuts) if b > a]
    return tuple(
        part[0] if len(part) == 1 else Block(tuple(n for b in part for n in b.nodes)) for part in parts
    )


def _inputs(graph: Graph, blocks: Sequence[Block]) -> tuple[tuple[Node, ...], ...]:
    """Inputs of one kind and shape that lead into the same blocks, together; constants without a name left
    out."""
    block_of = {node.id: place for place, block in enumerate(blocks) for node in block.nodes}
    groups: dict[Any, list[Node]] = {}
    for node in graph.inputs:
        if node.kind == "constant" and not node.is_named:
            continue
        uses = tuple(sorted({block_of[edge.end.id] for edge in graph.out_of(node)}))
        together = any(len(blocks[place].nodes) > 1 for place in uses)
        groups.setdefault((node.kind, node.shape, uses) if together else node.id, []).append(node)
    return tuple(map(tuple, groups.values()))


def _by_kind(inputs: Iterable[tuple[Node, ...]]) -> tuple[tuple[Node, ...], ...]:
    groups: dict[str, list[Node]] = {}
    for group in inputs:
        groups.setdefault(group[0].kind, []).extend(group)
    return tuple(map(tuple, groups.values()))
