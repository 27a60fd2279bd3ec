"""What reaches what on a record: from sources forward, and to a target back.

Each is one walk, whatever the number of sources: a source is a bit, and a tensor has the bits of the sources
that reach it. Knows records and rules, and no gradient.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import repeat

from autodiff_lite.core.record import Entry
from autodiff_lite.core.tensor import Tensor


class Flow:
    """How the values of several sources flow through a record.

    Args:
        entries: the record, oldest first.
        sources: for each source the tensors through which it entered the record.
    """

    def __init__(self, entries: Sequence[Entry], sources: Sequence[Iterable[Tensor]]) -> None:
        self._smooth: dict[int, int] = {}
        # Of what depends on a source only through an operation without derivative: the operations' names.
        self._rough: dict[int, dict[str, int]] = {}
        for number, tensors in enumerate(sources):
            for tensor in tensors:
                self._smooth[id(tensor)] = self._smooth.get(id(tensor), 0) | 1 << number
        if self._smooth:
            for entry in entries:
                for x in entry[1]:
                    if id(x) in self._smooth or id(x) in self._rough:
                        self._follow(entry)
                        break

    def _follow(self, entry: Entry) -> None:
        primitive, inputs, output, _ = entry
        smooth = 0
        rough: dict[str, int] = {}
        rules = primitive.rules if primitive.joint_rule is None else repeat(primitive.joint_rule)
        for rule, x in zip(rules, inputs, strict=False):
            bits = self._smooth.get(id(x), 0)
            if bits and (rule is None or (primitive.name == "cast" and output.array.dtype.kind != "f")):
                rough[primitive.name] = rough.get(primitive.name, 0) | bits
            else:
                smooth |= bits
            for name, lost in self._rough.get(id(x), {}).items():
                rough[name] = rough.get(name, 0) | lost
        if smooth:
            self._smooth[id(output)] = self._smooth.get(id(output), 0) | smooth
        if rough:
            self._rough[id(output)] = rough

    def reaches(self, tensor: object, source: int = 0) -> bool:
        """Whether a gradient comes back from `tensor` to the source of that number."""
        return bool(self._smooth.get(id(tensor), 0) >> source & 1)

    def stops_at(self, tensor: object, source: int = 0) -> str | None:
        """The operation without derivative through which alone `tensor` depends on the source."""
        names = self._rough.get(id(tensor), {})
        return next((name for name, bits in names.items() if bits >> source & 1), None)


class Ancestors:
    """What a gradient of `end` reaches on its way back through a record."""

    def __init__(self, entries: Sequence[Entry], end: object) -> None:
        self._reached = {id(end)}
        for primitive, inputs, output, _ in reversed(entries):
            if id(output) in self._reached:
                rules = primitive.rules if primitive.joint_rule is None else repeat(primitive.joint_rule)
                self._reached.update(
                    id(x) for rule, x in zip(rules, inputs, strict=False) if rule is not None
                )

    def __contains__(self, tensor: object) -> bool:
        return id(tensor) in self._reached


def on_the_way(entries: Sequence[Entry], end: Tensor, starts: Iterable[Tensor] | None = None) -> list[int]:
    """The numbers of the operations that lead to `end`; with `starts`, of those that come from there.

    What a value is computed from, whether a gradient comes back that way or not.
    """
    needed = {id(end)}
    leading = []
    for number in range(len(entries) - 1, -1, -1):
        _, inputs, output, _ = entries[number]
        if id(output) in needed:
            leading.append(number)
            needed.update(map(id, inputs))
    leading.reverse()
    if starts is None:
        return leading
    reached = set(map(id, starts))
    kept = []
    for number in leading:
        _, inputs, output, _ = entries[number]
        if any(id(x) in reached for x in inputs):
            reached.add(id(output))
            kept.append(number)
    return kept
